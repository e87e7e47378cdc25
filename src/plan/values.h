/*
 * Values that a plan wants at certain places, where anchors and aliases stand in between.
 *
 * The edit goes to the anchor where every use of it may take the new value; else the aliases that need
 * another value are replaced by it.
 */
#ifndef PLAN_VALUES_H
#define PLAN_VALUES_H

#include "plan/draft.h"

struct want {
    const struct node *node; /* a scalar, or an alias to one, as it stands */
    struct slice value;
};

struct values {
    struct draft *draft;
    struct editing editing;
    struct edits *edits;
    struct want *wants;
    size_t want_count, want_capacity;
    /* The name of an external cluster and the source that names it follow an anchor that they share with a
     * generation. Empty where the name must stay. */
    const struct node *linked[2];
};

/* Edits go to edits, where others of the same step may be. */
struct values values_begin(struct draft *draft, struct edits *edits);

/* The generation of that store becomes name, wherever it is written; where it is not, it is written. */
struct error values_set_generation(struct values *values, const struct store *store, struct slice name);

/* The barmanObjectName of a plugin's store becomes name. */
struct error values_set_object(struct values *values, const struct store *store, struct slice name);

/* The node's text becomes value, by the rule above. */
void values_want(struct values *values, const struct node *node, struct slice value);

/* These two may take whatever value an anchor that they share with a wanted value gets. */
void values_link(struct values *values, const struct node *name, const struct node *source);

/* Makes the edits that were wanted. */
void values_edit(struct values *values);

#endif
