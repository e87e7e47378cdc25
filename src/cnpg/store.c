#include "cnpg/store.h"

static struct slice without_slashes(struct slice path)
{
    while (path.len > 0 && path.data[path.len - 1] == '/')
        path.len--;
    return path;
}

const struct node *store_parameters(const struct store *store)
{
    return store->shape == STORE_PLUGIN ? mapping_get(store->holder, "parameters") : store->holder;
}

struct store store_in_tree(const struct node *barman_object_store, struct slice default_generation)
{
    struct store store = {
        .shape = STORE_IN_TREE, .holder = barman_object_store, .generation = default_generation};
    store.place = without_slashes(node_text(mapping_get(barman_object_store, "destinationPath")));
    const struct node *name = mapping_get(barman_object_store, "serverName");
    if (name != NULL)
        store.name = name;
    if (node_text(name).len > 0)
        store.generation = node_text(name);
    return store;
}

struct store store_plugin(const struct node *entry, struct slice default_generation)
{
    struct store store = {.shape = STORE_PLUGIN, .holder = entry, .generation = default_generation};
    const struct node *parameters = mapping_get(entry, "parameters");
    store.place = node_text(mapping_get(parameters, "barmanObjectName"));
    store.name = mapping_get(parameters, "serverName");
    if (!node_is_null(store.name))
        store.generation = node_text(store.name);
    return store;
}

bool store_same_place(const struct store *a, const struct store *b)
{
    return a->shape == b->shape && slice_equal(a->place, b->place);
}

struct slice store_describe(struct arena *arena, const struct store *store)
{
    if (store->shape == STORE_NONE)
        return SLICE("no object store");
    if (store->place.len == 0)
        return store->shape == STORE_PLUGIN ? SLICE("an ObjectStore without a name")
                                            : SLICE("a store without a path");
    return arena_format(arena, "%s%.*s", store->shape == STORE_PLUGIN ? "ObjectStore " : "",
                        SLICE_ARG(store->place));
}
