#include "kube/pause_record.h"
#include "kube/dump.h"
#include "sys/json_tree.h"

#define SKIP "argocd.argoproj.io/skip-reconcile"
#define REFRESH "argocd.argoproj.io/refresh"

static json_t *text(struct slice s)
{
    return json_stringn_nocheck(slice_bytes(s), s.len);
}

struct slice pause_write(struct arena *arena, const struct paused_list *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++) {
        const struct paused *p = &list->items[i];
        json_t *object = json_pack("{s:s,s:o,s:o,s:o,s:o}", "kind", controller_word(p->kind), "namespace",
                                   text(p->namespace), "name", text(p->name), "uid", text(p->uid), "before",
                                   p->was_there ? text(p->before) : json_null());
        if (array == NULL || json_array_append_new(array, object) != 0) {
            json_decref(array);
            arena_out_of_memory(arena);
        }
    }
    return dump(arena, array);
}

static bool read_one(const struct node *node, struct paused *paused)
{
    struct slice kind = text_at(node, "kind", NULL);
    *paused = (struct paused){.namespace = text_at(node, "namespace", NULL),
                              .name = text_at(node, "name", NULL),
                              .uid = text_at(node, "uid", NULL),
                              .before = text_at(node, "before", NULL)};
    const struct node *before = node_at(node, "before", NULL);
    paused->was_there = before != NULL && (before->style == STYLE_DOUBLE || !node_is_null(before));
    for (int k = CONTROLLER_APPLICATION; k <= CONTROLLER_HELM_RELEASE; k++) {
        paused->kind = (enum controller_kind)k;
        if (slice_equal(kind, slice_of(controller_word(paused->kind))))
            return name_is_plain(paused->namespace) && name_is_subdomain(paused->name);
    }
    return false;
}

struct error pause_read(struct arena *arena, struct slice text, struct paused_list *list)
{
    struct tree *tree = NULL;
    *list = (struct paused_list){0};
    if (text.len == 0)
        return NO_ERROR;
    bool good = !failed(json_tree_read(arena, text, 0, text.len, &tree)) && tree->root != NULL &&
                tree->root->kind == NODE_SEQUENCE;
    if (good)
        list->items = arena_array(arena, node_count(tree->root), sizeof *list->items);
    for (const struct node *n = good ? tree->root->first : NULL; good && n != NULL; n = n->next)
        good = read_one(n, &list->items[list->count++]);
    if (good)
        return NO_ERROR;
    return error_next(error_make(arena, ERROR_SYSTEM, "the record's list of what is paused cannot be read"),
                      SLICE("resume the Application, Kustomization or HelmRelease by hand"));
}

struct error paused_now(struct run *run, const struct paused *paused, struct tree **object,
                        struct paused *now)
{
    struct reply reply;
    *now = (struct paused){.namespace = SLICE("")};
    struct error error = controller_read(run, paused->kind, paused->namespace, paused->name, &reply, object);
    if (failed(error))
        return error;
    if (*object != NULL)
        *now = paused_state(paused->kind, (*object)->root);
    else if (reply.answer != ANSWER_NOT_FOUND)
        return reply_error(run->arena, &reply, "cannot see whether GitOps is paused");
    return NO_ERROR;
}

struct paused paused_state(enum controller_kind kind, const struct node *object)
{
    const struct node *value = kind == CONTROLLER_APPLICATION
                                   ? node_at(object, "metadata", "annotations", SKIP, NULL)
                                   : node_at(object, "spec", "suspend", NULL);
    return (struct paused){.kind = kind,
                           .namespace = meta(object, "namespace"),
                           .name = meta(object, "name"),
                           .uid = meta(object, "uid"),
                           .was_there = value != NULL,
                           .before = node_text(value)};
}

bool paused_is_on(const struct paused *state)
{
    return state->was_there && slice_equal(state->before, SLICE("true"));
}

struct slice pause_patch(struct arena *arena, const struct paused *paused)
{
    json_t *metadata = json_pack("{s:o}", "uid", text(paused->uid));
    if (paused->kind != CONTROLLER_APPLICATION)
        return dump(arena, json_pack("{s:o,s:{s:b}}", "metadata", metadata, "spec", "suspend", 1));
    json_object_set_new(metadata, "annotations", json_pack("{s:s}", SKIP, "true"));
    return dump(arena, json_pack("{s:o}", "metadata", metadata));
}

struct slice pause_undo_patch(struct arena *arena, const struct paused *paused, bool refresh)
{
    json_t *metadata = json_pack("{s:o}", "uid", text(paused->uid));
    if (paused->kind != CONTROLLER_APPLICATION) {
        json_t *before =
            paused->was_there ? json_boolean(slice_equal(paused->before, SLICE("true"))) : json_null();
        return dump(arena, json_pack("{s:o,s:{s:o}}", "metadata", metadata, "spec", "suspend", before));
    }
    json_t *annotations = json_pack("{s:o}", SKIP, paused->was_there ? text(paused->before) : json_null());
    if (refresh)
        json_object_set_new(annotations, REFRESH, json_string("hard"));
    json_object_set_new(metadata, "annotations", annotations);
    return dump(arena, json_pack("{s:o}", "metadata", metadata));
}
