#include "yaml/anchors.h"
#include <stdint.h>

/* FNV-1a. */
static uint64_t hash(struct slice name)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < name.len; i++)
        h = (h ^ (unsigned char)name.data[i]) * 1099511628211u;
    return h;
}

/* The slot of that name: the one that holds it, or the free one where it goes. The table is never full. */
static struct node **slot_of(const struct anchor_table *table, struct slice name)
{
    size_t i = (size_t)hash(name) & (table->size - 1);
    while (table->slots[i] != NULL && !slice_equal(table->slots[i]->anchor, name))
        i = (i + 1) & (table->size - 1);
    return &table->slots[i];
}

static void enlarge(struct arena *arena, struct anchor_table *table)
{
    struct anchor_table larger = {.size = table->size == 0 ? 16 : table->size * 2, .count = table->count};
    larger.slots = arena_array(arena, larger.size, sizeof *larger.slots);
    for (size_t i = 0; i < table->size; i++)
        if (table->slots[i] != NULL)
            *slot_of(&larger, table->slots[i]->anchor) = table->slots[i];
    *table = larger;
}

void anchor_table_set(struct arena *arena, struct anchor_table *table, struct node *node)
{
    if (table->count * 2 >= table->size)
        enlarge(arena, table);
    struct node **slot = slot_of(table, node->anchor);
    if (*slot == NULL)
        table->count++;
    *slot = node;
}

struct node *anchor_table_get(const struct anchor_table *table, struct slice name)
{
    return table->size == 0 ? NULL : *slot_of(table, name);
}
