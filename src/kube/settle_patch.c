#include "kube/covers.h"
#include "kube/settle_parts.h"
#include "text/buffer.h"

/* The JSON of a value as it stands in the text. */
static struct slice raw(const struct tree *tree, const struct node *value)
{
    return slice_cut(tree->text, value->start, value->end);
}

static const struct node *field_of(const struct tree *tree, const char *name)
{
    const struct node *value = node_at(tree->root, "spec", name, NULL);
    return node_is_null(value) ? NULL : value;
}

/* The live bootstrap says what the wanted one says, besides what the webhook fills in. */
static bool bootstrap_agrees(const struct node *live, const struct node *wanted)
{
    return live != NULL && node_at(live, "recovery", NULL) == NULL &&
           node_at(live, "pg_basebackup", NULL) == NULL && covers(live, wanted);
}

static bool is_empty(const struct node *list)
{
    return list == NULL || list->first == NULL;
}

static void add_externals(struct arena *arena, struct buffer *patch, const struct tree *live,
                          const struct tree *body)
{
    const struct node *wanted = field_of(body, "externalClusters");
    const struct node *given = field_of(live, "externalClusters");
    if (is_empty(wanted) && given != NULL)
        buffer_add(patch, SLICE(",{\"op\":\"remove\",\"path\":\"/spec/externalClusters\"}"));
    else if (!is_empty(wanted) && !covers(given, wanted))
        buffer_add(patch,
                   arena_format(arena, ",{\"op\":\"add\",\"path\":\"/spec/externalClusters\",\"value\":%.*s}",
                                SLICE_ARG(raw(body, wanted))));
}

struct slice settle_patch(struct arena *arena, const struct tree *live, const struct tree *body)
{
    const struct node *wanted = field_of(body, "bootstrap");
    if (wanted == NULL || mapping_get(wanted, "initdb") == NULL)
        return SLICE("");
    struct buffer patch = {.arena = arena};
    if (!bootstrap_agrees(field_of(live, "bootstrap"), wanted))
        buffer_add(&patch,
                   arena_format(arena, ",{\"op\":\"add\",\"path\":\"/spec/bootstrap\",\"value\":%.*s}",
                                SLICE_ARG(raw(body, wanted))));
    add_externals(arena, &patch, live, body);
    return patch_of(arena, live, buffer_text(&patch));
}
