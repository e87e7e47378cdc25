#include "kube/covers.h"

static bool covers_mapping(const struct node *given, const struct node *wanted)
{
    for (const struct node *key = wanted->first; key != NULL; key = key->next->next) {
        const struct node *value = node_resolve(key->next);
        const struct node *at = mapping_key(given, key->value);
        if (!covers(at == NULL ? NULL : node_resolve(at->next), value))
            return false;
    }
    return true;
}

static bool covers_sequence(const struct node *given, const struct node *wanted)
{
    const struct node *g = given->first, *w = wanted->first;
    for (; g != NULL && w != NULL; g = g->next, w = w->next)
        if (!covers(node_resolve(g), node_resolve(w)))
            return false;
    return g == NULL && w == NULL;
}

bool covers(const struct node *given, const struct node *wanted)
{
    if (node_is_null(wanted))
        return true;
    if (given == NULL || given->kind != wanted->kind)
        return false;
    switch (wanted->kind) {
    case NODE_MAPPING:
        return covers_mapping(given, wanted);
    case NODE_SEQUENCE:
        return covers_sequence(given, wanted);
    default:
        return slice_equal(given->value, wanted->value);
    }
}
