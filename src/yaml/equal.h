/*
 * Whether two trees say the same: aliases and merges resolved, comments and styles aside.
 */
#ifndef YAML_EQUAL_H
#define YAML_EQUAL_H

#include "yaml/node.h"

/* A place in a document: the entry of a mapping or sequence, and the place of what holds it (NULL: the root).
 */
struct place {
    const struct place *up;
    struct slice key;         /* of a mapping's entry; empty for a sequence's */
    size_t index;             /* of a sequence's entry */
    const struct node *value; /* as it stands there, not resolved */
};

/* True where the keys from the root down to place are these. The last argument is NULL. "*" stands for any
 * entry. */
__attribute__((sentinel)) bool place_is(const struct place *place, ...);

/* "spec.plugins[0].parameters". */
struct slice place_path(struct arena *arena, const struct place *place);

/* True leaves the entry out of the comparison, on whichever side it stands. */
typedef bool place_skip(void *context, const struct place *place);

struct difference {
    bool found;
    struct slice path;                 /* where */
    const struct node *before, *after; /* NULL where there is none on that side */
    /* Where after was reached through an alias: the outermost one, and what stood in its place before. */
    const struct node *alias, *alias_before;
};

/*
 * Compares two nodes. Mappings are compared by key, whatever their order, with what they merge; sequences in
 * order, without the entries that skip leaves out; scalars by their text and by whether they are text or
 * something else (007 and "007" differ). skip may be NULL.
 *
 * Linear in what is visited, but for mappings whose keys stand in another order: those are sorted. A pair of
 * nodes that aliases lead to again is not visited again, so that an alias bomb is not expanded.
 */
struct difference tree_difference(struct arena *arena, const struct node *before, const struct node *after,
                                  place_skip *skip, void *context);

#endif
