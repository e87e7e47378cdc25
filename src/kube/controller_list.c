#include "kube/controller_parts.h"

static bool resource_is_ours(const struct run *run, const struct node *resource)
{
    return slice_equal(text_at(resource, "group", NULL), SLICE("postgresql.cnpg.io")) &&
           slice_equal(text_at(resource, "kind", NULL), SLICE("Cluster")) &&
           slice_equal(text_at(resource, "namespace", NULL), slice_of(run->namespace)) &&
           slice_equal(text_at(resource, "name", NULL), slice_of(run->name));
}

/* Argo CD: status.resources lists what the Application is about, there or not. */
static bool lists_ours(const struct run *run, const struct node *application)
{
    const struct node *list = node_at(application, "status", "resources", NULL);
    for (const struct node *r = list == NULL ? NULL : list->first; r != NULL; r = r->next)
        if (resource_is_ours(run, r))
            return true;
    return false;
}

/* Flux: an entry's id is NAMESPACE_NAME_GROUP_KIND (cli-utils object.ObjMetadata). */
static bool holds_ours(const struct run *run, const struct node *object)
{
    struct slice id = arena_format(run->arena, "%s_%s_postgresql.cnpg.io_Cluster", run->namespace, run->name);
    const struct node *list = node_at(object, "status", "inventory", "entries", NULL);
    for (const struct node *e = list == NULL ? NULL : list->first; e != NULL; e = e->next)
        if (slice_equal(text_at(e, "id", NULL), id))
            return true;
    return false;
}

static bool is_named(const struct node *object, const struct controller *named)
{
    return slice_equal(meta(object, "name"), named->name) &&
           (named->namespace.len == 0 || slice_equal(meta(object, "namespace"), named->namespace));
}

/* The item as a tree of its own. */
static const struct tree *tree_of(struct run *run, const struct tree *list, const struct node *item)
{
    struct tree *tree = arena_alloc(run->arena, sizeof *tree);
    *tree = *list;
    tree->root = (struct node *)item;
    return tree;
}

static void add_item(struct run *run, enum controller_kind kind, const struct tree *list,
                     const struct node *item, struct slice sign, struct controllers *found)
{
    controller_add(run, found,
                   (struct controller){.kind = kind,
                                       .namespace = meta(item, "namespace"),
                                       .name = meta(item, "name"),
                                       .sign = sign,
                                       .object = tree_of(run, list, item)});
}

static void pick(struct run *run, enum controller_kind kind, const struct controller *named,
                 const struct tree *list, struct controllers *found)
{
    bool argo = kind == CONTROLLER_APPLICATION;
    struct slice sign = named != NULL ? named->sign
                        : argo        ? SLICE("its status.resources")
                                      : SLICE("its status.inventory");
    size_t before = found->count;
    for (const struct node *i = next_item(list, NULL); i != NULL; i = next_item(list, i))
        if ((named == NULL || is_named(i, named)) && (argo ? lists_ours(run, i) : holds_ours(run, i)))
            add_item(run, kind, list, i, sign, found);
    if (named == NULL || found->count > before)
        return;
    /* A status may be empty for a while. */
    for (const struct node *i = next_item(list, NULL); i != NULL; i = next_item(list, i))
        if (is_named(i, named))
            add_item(run, kind, list, i, sign, found);
}

struct error controller_list(struct run *run, enum controller_kind kind, const struct controller *named,
                             struct controllers *found, bool *listed, struct slice *why)
{
    struct reply reply;
    struct tree *list;
    const char *arguments[] = {"get", controller_resource(kind), "--all-namespaces", "--output=json", NULL};
    struct error error = controller_ask(run, arguments, &reply, &list);
    if (!failed(error))
        error = controller_trouble(run, &reply, "cannot look for GitOps controllers");
    *listed = !failed(error) && list != NULL;
    *why = reply.answer == ANSWER_NOT_FOUND ? SLICE("") : reply.message;
    if (!failed(error) && list != NULL)
        pick(run, kind, named, list, found);
    return error;
}
