/* Anchors by name while a document is read: an alias means the last one before it (YAML 1.2.2 §7.1). */
#ifndef YAML_ANCHORS_H
#define YAML_ANCHORS_H

#include "yaml/node.h"

/* A hash table, so that a document of nothing but anchors stays linear. */
struct anchor_table {
    struct node **slots;
    size_t size, count; /* size is 0 or a power of two */
};

/* From now on that node is what its anchor names. */
void anchor_table_set(struct arena *arena, struct anchor_table *table, struct node *node);

/* The node that the name stands for, or NULL. */
struct node *anchor_table_get(const struct anchor_table *table, struct slice name);

#endif
