#include "yaml/equal.h"
#include "yaml/scalar.h"
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

/* The same bound as for look-ups: a cycle of merges must end. */
enum { MERGE_DEPTH = 16 };

struct entry {
    struct slice key;
    const struct node *value;
    size_t order; /* of two with one key the earlier one counts */
};

struct entries {
    struct entry *items;
    size_t count, capacity;
    bool merged; /* some come from a merge: their order says nothing */
};

/* Pairs of nodes already compared, met through aliases. */
struct pair {
    const struct node *before, *after;
};

struct comparison {
    struct arena *arena;
    place_skip *skip;
    void *context;
    struct pair *seen; /* open addressing */
    size_t seen_size, seen_count;
    const struct node *alias, *alias_before; /* the outermost alias that led to where the comparison is */
    struct difference difference;
};

static size_t depth_of(const struct place *place)
{
    size_t n = 0;
    for (; place != NULL; place = place->up)
        n++;
    return n;
}

bool place_is(const struct place *place, ...)
{
    const char *names[8];
    size_t count = 0;
    va_list args;
    va_start(args, place);
    for (const char *name = va_arg(args, const char *); name != NULL && count < 8;
         name = va_arg(args, const char *))
        names[count++] = name;
    va_end(args);
    if (depth_of(place) != count)
        return false;
    for (; place != NULL; place = place->up) {
        const char *name = names[--count];
        if (strcmp(name, "*") != 0 && !slice_equal(place->key, slice_of(name)))
            return false;
    }
    return true;
}

struct slice place_path(struct arena *arena, const struct place *place)
{
    if (place == NULL)
        return SLICE("");
    struct slice up = place_path(arena, place->up);
    if (place->key.len == 0)
        return arena_format(arena, "%.*s[%zu]", SLICE_ARG(up), place->index);
    return arena_format(arena, "%.*s%s%.*s", SLICE_ARG(up), up.len > 0 ? "." : "", SLICE_ARG(place->key));
}

static bool compare(struct comparison *c, const struct place *place, const struct node *before,
                    const struct node *after);

static bool differs(struct comparison *c, const struct place *place, const struct node *before,
                    const struct node *after)
{
    c->difference =
        (struct difference){true, place_path(c->arena, place), before, after, c->alias, c->alias_before};
    return false;
}

static size_t pair_slot(const struct comparison *c, struct pair p)
{
    size_t i = (((uintptr_t)p.before >> 4) * 31 + ((uintptr_t)p.after >> 4)) & (c->seen_size - 1);
    while (c->seen[i].before != NULL && (c->seen[i].before != p.before || c->seen[i].after != p.after))
        i = (i + 1) & (c->seen_size - 1);
    return i;
}

/* True where this pair was met before; remembers it. */
static bool met(struct comparison *c, const struct node *before, const struct node *after)
{
    if (c->seen_count * 2 >= c->seen_size) {
        struct comparison larger = *c;
        larger.seen_size = c->seen_size == 0 ? 64 : c->seen_size * 2;
        larger.seen = arena_array(c->arena, larger.seen_size, sizeof *larger.seen);
        for (size_t i = 0; i < c->seen_size; i++)
            if (c->seen[i].before != NULL)
                larger.seen[pair_slot(&larger, c->seen[i])] = c->seen[i];
        *c = larger;
    }
    struct pair pair = {before, after};
    size_t slot = pair_slot(c, pair);
    if (c->seen[slot].before != NULL)
        return true;
    c->seen[slot] = pair;
    c->seen_count++;
    return false;
}

static void add_entry(struct comparison *c, struct entries *e, const struct node *key)
{
    e->items = arena_grow(c->arena, e->items, &e->capacity, e->count + 1, sizeof *e->items);
    e->items[e->count] = (struct entry){node_text(key), key->next, e->count};
    e->count++;
}

/* The entries of what mapping merges; its own come before them. */
static void add_merged(struct comparison *c, struct entries *e, const struct node *mapping, int depth);

static void add_merge_source(struct comparison *c, struct entries *e, const struct node *source, int depth)
{
    source = node_resolve(source);
    if (source == NULL || depth > MERGE_DEPTH)
        return;
    if (source->kind == NODE_SEQUENCE) {
        for (const struct node *item = source->first; item != NULL; item = item->next)
            add_merge_source(c, e, item, depth);
        return;
    }
    for (const struct node *key = source->first; key != NULL; key = key->next->next)
        if (!node_is_merge_key(key))
            add_entry(c, e, key);
    add_merged(c, e, source, depth);
}

static void add_merged(struct comparison *c, struct entries *e, const struct node *mapping, int depth)
{
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next)
        if (node_is_merge_key(key)) {
            e->merged = true;
            add_merge_source(c, e, key->next, depth + 1);
        }
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = slice_compare(x->key, y->key);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

/* By key; what a merge brings and the mapping has itself goes. */
static void sort_entries(struct entries *e)
{
    if (e->count == 0)
        return;
    qsort(e->items, e->count, sizeof *e->items, by_key);
    size_t kept = 1;
    for (size_t i = 1; i < e->count; i++)
        if (!e->merged || !slice_equal(e->items[i].key, e->items[kept - 1].key))
            e->items[kept++] = e->items[i];
    e->count = kept;
}

/* What skip leaves out; it hides what a merge brings all the same. */
static void leave_out(const struct comparison *c, struct entries *e, const struct place *place)
{
    size_t kept = 0;
    for (size_t i = 0; i < e->count; i++) {
        const struct place at = {place, e->items[i].key, 0, e->items[i].value};
        if (c->skip == NULL || !c->skip(c->context, &at))
            e->items[kept++] = e->items[i];
    }
    e->count = kept;
}

static struct entries entries_of(struct comparison *c, const struct place *place, const struct node *mapping)
{
    struct entries e = {0};
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next)
        if (!node_is_merge_key(key))
            add_entry(c, &e, key);
    add_merged(c, &e, mapping, 0);
    sort_entries(&e);
    leave_out(c, &e, place);
    return e;
}

static bool compare_entry(struct comparison *c, const struct place *place, const struct entry *before,
                          const struct entry *after)
{
    const struct entry *there = before != NULL ? before : after;
    struct place at = {place, there->key, 0, there->value};
    if (before == NULL || after == NULL)
        return differs(c, &at, before == NULL ? NULL : before->value, after == NULL ? NULL : after->value);
    return compare(c, &at, before->value, after->value);
}

/* By key, whatever the order, and with what is merged. */
static bool compare_sorted(struct comparison *c, const struct place *place, const struct node *before,
                           const struct node *after)
{
    struct entries a = entries_of(c, place, before), b = entries_of(c, place, after);
    for (size_t i = 0, j = 0; i < a.count || j < b.count;) {
        int order = i == a.count ? 1 : j == b.count ? -1 : slice_compare(a.items[i].key, b.items[j].key);
        if (!compare_entry(c, place, order <= 0 ? &a.items[i] : NULL, order >= 0 ? &b.items[j] : NULL))
            return false;
        i += order <= 0;
        j += order >= 0;
    }
    return true;
}

/* The key itself, or the next one that is not left out. */
static const struct node *next_key(struct comparison *c, const struct place *up, const struct node *key)
{
    for (; key != NULL; key = key->next->next) {
        const struct place at = {up, node_text(key), 0, key->next};
        if (c->skip == NULL || !c->skip(c->context, &at))
            return key;
    }
    return NULL;
}

static bool same_keys(struct comparison *c, const struct place *place, const struct node *before,
                      const struct node *after)
{
    const struct node *a = next_key(c, place, before->first), *b = next_key(c, place, after->first);
    for (; a != NULL && b != NULL;
         a = next_key(c, place, a->next->next), b = next_key(c, place, b->next->next))
        if (!slice_equal(node_text(a), node_text(b)) || node_is_merge_key(a) || node_is_merge_key(b))
            return false;
    return a == NULL && b == NULL;
}

/* Nearly all mappings have the same keys in the same order: these are compared as they stand, and only others
 * are listed and sorted. Which of the two is known before a value is looked at: to begin anew at a key that
 * differs would double the work at each level. */
static bool compare_mappings(struct comparison *c, const struct place *place, const struct node *before,
                             const struct node *after)
{
    if (!same_keys(c, place, before, after))
        return compare_sorted(c, place, before, after);
    const struct node *a = next_key(c, place, before->first), *b = next_key(c, place, after->first);
    for (; a != NULL; a = next_key(c, place, a->next->next), b = next_key(c, place, b->next->next)) {
        struct place at = {place, node_text(a), 0, a->next};
        if (!compare(c, &at, a->next, b->next))
            return false;
    }
    return true;
}

/* The entry itself, or the next one that is not left out; index counts all of them. */
static const struct node *next_item(struct comparison *c, const struct place *up, const struct node *item,
                                    size_t *index)
{
    for (; item != NULL; item = item->next, ++*index) {
        const struct place at = {up, {"", 0}, *index, item};
        if (c->skip == NULL || !c->skip(c->context, &at))
            return item;
    }
    return NULL;
}

static bool compare_sequences(struct comparison *c, const struct place *place, const struct node *before,
                              const struct node *after)
{
    size_t i = 0, j = 0;
    const struct node *a = next_item(c, place, before->first, &i), *b = next_item(c, place, after->first, &j);
    while (a != NULL || b != NULL) {
        struct place at = {place, {"", 0}, a != NULL ? i : j, a != NULL ? a : b};
        if (a == NULL || b == NULL)
            return differs(c, &at, a, b);
        if (!compare(c, &at, a, b))
            return false;
        i++, j++;
        a = next_item(c, place, a->next, &i);
        b = next_item(c, place, b->next, &j);
    }
    return true;
}

/* Text, or something else: a plain scalar that reads as a number, a boolean or null. */
static bool is_text(const struct node *scalar)
{
    return scalar->style != STYLE_PLAIN || !scalar_reads_as_other(scalar->value);
}

static bool same_tag(const struct node *a, const struct node *b)
{
    return a->tag == NULL || b->tag == NULL ? a->tag == b->tag : slice_equal(*a->tag, *b->tag);
}

/* Two of the same value are read alike where both are plain, or neither is: most need no closer look. */
static bool same_scalar(const struct node *a, const struct node *b)
{
    bool alike = (a->style == STYLE_PLAIN) == (b->style == STYLE_PLAIN);
    bool same = slice_equal(a->value, b->value) ? alike || is_text(a) == is_text(b)
                                                : node_is_null(a) && node_is_null(b); /* ~ and nothing */
    return same && same_tag(a, b);
}

static bool compare_nodes(struct comparison *c, const struct place *place, const struct node *before,
                          const struct node *after)
{
    bool through_alias = before->kind == NODE_ALIAS || after->kind == NODE_ALIAS;
    const struct node *a = node_resolve(before), *b = node_resolve(after);
    if (a == NULL && b == NULL)
        return true;
    if (a == NULL || b == NULL || a->kind != b->kind || (a->kind == NODE_SCALAR && !same_scalar(a, b)))
        return differs(c, place, before, after);
    if (a->kind == NODE_SCALAR || (through_alias && met(c, a, b)))
        return true;
    return a->kind == NODE_MAPPING ? compare_mappings(c, place, a, b) : compare_sequences(c, place, a, b);
}

static bool compare(struct comparison *c, const struct place *place, const struct node *before,
                    const struct node *after)
{
    bool outermost = c->alias == NULL && after->kind == NODE_ALIAS;
    if (outermost) {
        c->alias = after;
        c->alias_before = before;
    }
    bool same = compare_nodes(c, place, before, after);
    if (outermost && same)
        c->alias = NULL;
    return same;
}

struct difference tree_difference(struct arena *arena, const struct node *before, const struct node *after,
                                  place_skip *skip, void *context)
{
    struct comparison c = {.arena = arena, .skip = skip, .context = context};
    if (before == NULL || after == NULL) {
        if (before != after)
            differs(&c, NULL, before, after);
    } else {
        compare(&c, NULL, before, after);
    }
    return c.difference;
}
