#include "yaml/emit.h"
#include "yaml/scalar.h"
#include <stdlib.h>

/* As everywhere: a cycle of merges must end. */
enum { MERGE_DEPTH = 16 };

struct writer {
    struct arena *arena;
    const struct house_style *style; /* NULL in flow style */
    struct slice source;
    struct emit_override change;
    char *text;
    size_t len, capacity;
};

static void put(struct writer *w, struct slice s)
{
    w->text = arena_grow(w->arena, w->text, &w->capacity, w->len + s.len + 1, 1);
    if (s.len > 0)
        memcpy(w->text + w->len, s.data, s.len);
    w->len += s.len;
}

static void put_line(struct writer *w, size_t column)
{
    put(w, w->style->eol);
    for (size_t i = 0; i < column; i++)
        put(w, SLICE(" "));
}

/* Its own spelling, where that stands on one line and means the same at another place. */
static void put_scalar(struct writer *w, const struct node *scalar)
{
    struct slice raw = slice_cut(w->source, scalar->start, scalar->end);
    bool one_line = slice_find_char(raw, '\n', 0) == raw.len;
    bool block = scalar->style == STYLE_LITERAL || scalar->style == STYLE_FOLDED;
    bool flow_safe = scalar->style != STYLE_PLAIN || w->style != NULL;
    for (size_t i = 0; !flow_safe && i < raw.len; i++)
        if (strchr(",[]{}?", raw.data[i]) != NULL || raw.data[0] == ':')
            one_line = false;
    if (one_line && !block)
        put(w, raw.len == 0 ? SLICE("null") : raw);
    else
        put(w, scalar_write(w->arena, scalar->value, NULL));
}

static void put_key(struct writer *w, const struct node *key)
{
    put_scalar(w, node_resolve(key));
    put(w, SLICE(":"));
}

/* An entry in force. */
struct entry {
    const struct node *key, *value;
    size_t order; /* in which it was met: merged ones behind the mapping's own */
};

struct entries {
    struct entry *items;
    size_t count, capacity;
    bool merged; /* some come from a merge, and may stand behind one of the same key */
};

static void gather(struct writer *w, struct entries *e, const struct node *mapping, int depth)
{
    mapping = node_resolve(mapping);
    if (mapping == NULL || depth > MERGE_DEPTH)
        return;
    if (mapping->kind == NODE_SEQUENCE) {
        for (const struct node *item = mapping->first; item != NULL; item = item->next)
            gather(w, e, item, depth);
        return;
    }
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next) {
        if (node_is_merge_key(key))
            continue;
        e->items = arena_grow(w->arena, e->items, &e->capacity, e->count + 1, sizeof *e->items);
        e->items[e->count] = (struct entry){key, key->next, e->count};
        e->count++;
    }
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next)
        if (node_is_merge_key(key)) {
            e->merged = true;
            gather(w, e, key->next, depth + 1);
        }
}

static int by_order(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = slice_compare(node_resolve(x->key)->value, node_resolve(y->key)->value);
    return order != 0 ? order : by_order(a, b);
}

/* The entries of a mapping and of what it merges; of those with one key the first. */
static struct entries entries_in_force(struct writer *w, const struct node *mapping)
{
    struct entries e = {0};
    gather(w, &e, mapping, 0);
    if (!e.merged || e.count == 0)
        return e;
    qsort(e.items, e.count, sizeof *e.items, by_key);
    size_t kept = 1;
    for (size_t i = 1; i < e.count; i++)
        if (!slice_equal(node_resolve(e.items[i].key)->value, node_resolve(e.items[kept - 1].key)->value))
            e.items[kept++] = e.items[i];
    e.count = kept;
    qsort(e.items, e.count, sizeof *e.items, by_order);
    return e;
}

static bool changes(const struct writer *w, const struct node *mapping)
{
    return w->change.mapping != NULL && w->change.mapping == mapping;
}

static bool is_changed_key(const struct writer *w, const struct node *mapping, const struct node *key)
{
    return changes(w, mapping) && slice_equal(node_text(key), w->change.key);
}

static void put_block(struct writer *w, const struct node *node, size_t column);
static void put_flow(struct writer *w, const struct node *node);

/* --- block style --- */

/* Where the next entry goes: the first one of a list's item stands behind its dash. */
struct block_place {
    const struct node *mapping;
    size_t column;
    bool behind_dash;
};

static void begin_entry(struct writer *w, struct block_place *place)
{
    if (place->behind_dash)
        place->behind_dash = false;
    else
        put_line(w, place->column);
}

static void put_block_entry(struct writer *w, const struct node *key, const struct node *value,
                            struct block_place *place)
{
    if (is_changed_key(w, place->mapping, key))
        return;
    begin_entry(w, place);
    put_key(w, key);
    put_block(w, value, place->column);
}

static void put_block_mapping(struct writer *w, const struct node *mapping, struct block_place place)
{
    struct entries entries = entries_in_force(w, mapping);
    for (size_t i = 0; i < entries.count; i++)
        put_block_entry(w, entries.items[i].key, entries.items[i].value, &place);
    if (!changes(w, mapping))
        return;
    begin_entry(w, &place);
    put(w, w->change.key);
    put(w, SLICE(": "));
    put(w, scalar_write(w->arena, w->change.value, NULL));
}

/* Nothing to write below it: no entries of its own, and none that a merge brings. */
static bool is_empty(struct writer *w, const struct node *node)
{
    if (node == NULL || node->kind == NODE_SCALAR || node->first == NULL)
        return true;
    return node->kind == NODE_MAPPING && entries_in_force(w, node).count == 0;
}

static void put_block_sequence(struct writer *w, const struct node *sequence, size_t column)
{
    for (const struct node *item = sequence->first; item != NULL; item = item->next) {
        const struct node *value = node_resolve(item);
        put_line(w, column);
        put(w, SLICE("-"));
        if (!is_empty(w, value) && value->kind == NODE_MAPPING) {
            put(w, SLICE(" "));
            put_block_mapping(w, value, (struct block_place){value, column + 2, true});
        } else if (!is_empty(w, value)) {
            put_block_sequence(w, value,
                               column + w->style->step); /* deeper than its own dash, whatever the house */
        } else {
            put_block(w, value, column);
        }
    }
}

static void put_block(struct writer *w, const struct node *node, size_t column)
{
    node = node_resolve(node);
    if (is_empty(w, node) && (node == NULL || !changes(w, node))) {
        put(w, SLICE(" "));
        put_flow(w, node);
    } else if (node->kind == NODE_MAPPING) {
        put_block_mapping(w, node, (struct block_place){node, column + w->style->step, false});
    } else {
        put_block_sequence(w, node, column + w->style->dash);
    }
}

/* --- flow style --- */

struct flow_place {
    const struct node *mapping;
    size_t count;
};

static void put_flow_entry(struct writer *w, const struct node *key, const struct node *value,
                           struct flow_place *place)
{
    if (is_changed_key(w, place->mapping, key))
        return;
    put(w, place->count++ > 0 ? SLICE(", ") : SLICE(""));
    put_key(w, key);
    put(w, SLICE(" "));
    put_flow(w, value);
}

static void put_flow_mapping(struct writer *w, const struct node *mapping)
{
    struct flow_place place = {mapping, 0};
    struct entries entries = entries_in_force(w, mapping);
    put(w, SLICE("{"));
    for (size_t i = 0; i < entries.count; i++)
        put_flow_entry(w, entries.items[i].key, entries.items[i].value, &place);
    if (changes(w, mapping)) {
        put(w, place.count > 0 ? SLICE(", ") : SLICE(""));
        put(w, w->change.key);
        put(w, SLICE(": "));
        put(w, scalar_write(w->arena, w->change.value, NULL));
    }
    put(w, SLICE("}"));
}

static void put_flow(struct writer *w, const struct node *node)
{
    node = node_resolve(node);
    if (node == NULL) {
        put(w, SLICE("null"));
    } else if (node->kind == NODE_SCALAR) {
        put_scalar(w, node);
    } else if (node->kind == NODE_MAPPING) {
        put_flow_mapping(w, node);
    } else {
        put(w, SLICE("["));
        for (const struct node *item = node->first; item != NULL; item = item->next) {
            put(w, item == node->first ? SLICE("") : SLICE(", "));
            put_flow(w, item);
        }
        put(w, SLICE("]"));
    }
}

struct slice emit_block_value(struct arena *arena, const struct house_style *style, struct slice source,
                              const struct node *node, size_t column, struct emit_override change)
{
    struct writer w = {.arena = arena, .style = style, .source = source, .change = change};
    put_block(&w, node, column);
    return (struct slice){w.text, w.len};
}

struct slice emit_flow_value(struct arena *arena, struct slice source, const struct node *node,
                             struct emit_override change)
{
    struct writer w = {.arena = arena, .source = source, .change = change};
    put_flow(&w, node);
    return (struct slice){w.text, w.len};
}
