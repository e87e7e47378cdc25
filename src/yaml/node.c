#include "yaml/node.h"
#include <stdarg.h>

/* Merges of merges are followed this deep: real manifests have one level, and a cycle must end. */
enum { MERGE_DEPTH = 16 };

const struct node *node_resolve(const struct node *node)
{
    return node != NULL && node->kind == NODE_ALIAS ? node->target : node;
}

bool node_is_null(const struct node *node)
{
    node = node_resolve(node);
    if (node == NULL)
        return true;
    if (node->kind != NODE_SCALAR || node->style != STYLE_PLAIN || (node->tag != NULL && node->value.len > 0))
        return false;
    if (node->value.len != 4) /* as nearly all are */
        return node->value.len == 0 || slice_equal(node->value, SLICE("~"));
    return slice_equal(node->value, SLICE("null")) || slice_equal(node->value, SLICE("Null")) ||
           slice_equal(node->value, SLICE("NULL"));
}

const struct node *mapping_key(const struct node *mapping, struct slice name)
{
    if (mapping == NULL || mapping->kind != NODE_MAPPING)
        return NULL;
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next) {
        const struct node *text = node_resolve(key);
        if (text != NULL && slice_equal(text->value, name)) /* keys are scalars, see tree_read */
            return key;
    }
    return NULL;
}

bool node_is_merge_key(const struct node *key)
{
    return key->kind == NODE_SCALAR && key->style == STYLE_PLAIN && slice_equal(key->value, SLICE("<<"));
}

static const struct node *get(const struct node *mapping, struct slice name, int depth)
{
    mapping = node_resolve(mapping);
    if (mapping == NULL || mapping->kind != NODE_MAPPING || depth > MERGE_DEPTH)
        return NULL;
    const struct node *key = mapping_key(mapping, name);
    if (key != NULL)
        return key->next;
    for (key = mapping->first; key != NULL; key = key->next->next) {
        if (!node_is_merge_key(key))
            continue;
        const struct node *merged = node_resolve(key->next);
        const struct node *value = NULL;
        if (merged == NULL || merged->kind != NODE_SEQUENCE)
            value = get(merged, name, depth + 1);
        else
            for (const struct node *item = merged->first; item != NULL && value == NULL; item = item->next)
                value = get(item, name, depth + 1);
        if (value != NULL)
            return value;
    }
    return NULL;
}

const struct node *mapping_get(const struct node *mapping, const char *name)
{
    return get(mapping, slice_of(name), 0);
}

const struct node *node_at(const struct node *root, ...)
{
    va_list names;
    va_start(names, root);
    const struct node *node = node_resolve(root);
    for (const char *name = va_arg(names, const char *); name != NULL; name = va_arg(names, const char *))
        node = node_resolve(mapping_get(node, name));
    va_end(names);
    return node;
}

struct slice node_text(const struct node *node)
{
    node = node_resolve(node);
    return node == NULL || node->kind != NODE_SCALAR || node_is_null(node) ? (struct slice){"", 0}
                                                                           : node->value;
}

const struct node *sequence_first(const struct node *sequence)
{
    sequence = node_resolve(sequence);
    return sequence == NULL || sequence->kind != NODE_SEQUENCE ? NULL : sequence->first;
}

size_t node_count(const struct node *node)
{
    size_t n = 0;
    for (const struct node *child = node == NULL ? NULL : node->first; child != NULL; child = child->next)
        n++;
    return n;
}
