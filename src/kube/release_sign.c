#include "kube/covers.h"
#include "kube/release.h"
#include "sys/json_tree.h"

#define LAST_APPLIED "kubectl.kubernetes.io/last-applied-configuration"

/* managedFields calls the field `spec` f:spec (structured-merge-diff, fieldpath). */
static bool owns(struct arena *arena, const struct node *fields, const struct node *spec)
{
    const struct node *owned = node_at(fields, "f:spec", NULL);
    for (const struct node *key = spec == NULL ? NULL : spec->first; key != NULL; key = key->next->next) {
        if (node_is_null(node_resolve(key->next)))
            continue;
        struct slice name = arena_format(arena, "f:%.*s", SLICE_ARG(key->value));
        if (mapping_key(owned, name) == NULL)
            return false;
    }
    return owned != NULL;
}

static bool is_sync(struct arena *arena, const struct node *entry, const struct node *spec)
{
    return !slice_equal(text_at(entry, "manager", NULL), SLICE(KUBE_MANAGER)) &&
           slice_equal(text_at(entry, "operation", NULL), SLICE("Apply")) &&
           text_at(entry, "subresource", NULL).len == 0 &&
           owns(arena, node_at(entry, "fieldsV1", NULL), spec);
}

static struct slice server_side(struct arena *arena, const struct node *live, const struct node *spec)
{
    const struct node *entries = node_at(live, "metadata", "managedFields", NULL);
    for (const struct node *e = entries == NULL ? NULL : entries->first; e != NULL; e = e->next)
        if (is_sync(arena, e, spec))
            return arena_format(arena, "%.*s applied it at %.*s", SLICE_ARG(text_at(e, "manager", NULL)),
                                SLICE_ARG(text_at(e, "time", NULL)));
    return SLICE("");
}

static struct slice client_side(struct arena *arena, const struct node *live, const struct node *spec)
{
    struct tree *last;
    struct slice text = annotation(live, LAST_APPLIED);
    if (text.len == 0 || failed(json_tree_read(arena, text, 0, text.len, &last)))
        return SLICE("");
    const struct node *applied = node_at(last->root, "spec", NULL);
    if (applied == NULL || !covers(applied, spec) || !covers(spec, applied))
        return SLICE("");
    return SLICE("the annotation " LAST_APPLIED " says the same as the manifest");
}

struct slice release_sign(struct arena *arena, const struct tree *live, const struct tree *body)
{
    const struct node *spec = node_at(body->root, "spec", NULL);
    struct slice sign = server_side(arena, live->root, spec);
    return sign.len > 0 ? sign : client_side(arena, live->root, spec);
}
