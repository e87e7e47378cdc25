/* DR013: a key that stands twice in a mapping, anywhere in the Cluster. */
#include "check/rules.h"
#include <stdlib.h>

enum { FEW = 24 }; /* keys: up to so many, each is held against each */

static int by_text(const void *a, const void *b)
{
    const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
    int order = slice_compare(node_text(x), node_text(y));
    return order != 0 ? order : x->start < y->start ? -1 : 1;
}

static const struct node *second_among_many(struct arena *arena, const struct node *mapping, size_t count)
{
    size_t n = 0;
    const struct node **keys = arena_array(arena, count, sizeof *keys);
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next)
        keys[n++] = key;
    qsort(keys, n, sizeof *keys, by_text);
    for (size_t i = 1; i < n; i++)
        if (slice_equal(node_text(keys[i - 1]), node_text(keys[i])) && !node_is_merge_key(keys[i]))
            return keys[i];
    return NULL;
}

static const struct node *second_key(struct arena *arena, const struct node *mapping)
{
    size_t count = 0;
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next)
        count++;
    if (count > FEW)
        return second_among_many(arena, mapping, count);
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next)
        for (const struct node *other = mapping->first; other != key; other = other->next->next)
            if (key->value.len == other->value.len && slice_equal(node_text(key), node_text(other)) &&
                !node_is_merge_key(key))
                return key;
    return NULL;
}

void check_duplicate_keys(struct check_subject *s)
{
    const struct node *top = s->cluster->tree->root;
    for (const struct node *node = top; node != NULL;) {
        const struct node *key = node->kind == NODE_MAPPING ? second_key(s->arena, node) : NULL;
        if (key != NULL)
            find_at(s, RULE_DUPLICATE_KEY, key->outer, SLICE("keep one of the two"),
                    "the key %.*s stands twice", SLICE_ARG(node_text(key)));
        if (node->first != NULL) {
            node = node->first;
            continue;
        }
        while (node != top && node->next == NULL)
            node = node->parent;
        node = node == top ? NULL : node->next;
    }
}
