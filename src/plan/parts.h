/*
 * What a recovery of a steady manifest is made of.
 */
#ifndef PLAN_PARTS_H
#define PLAN_PARTS_H

#include "plan/recovery_fields.h"
#include "plan/style.h"

/* Blocks and nodes are those of the manifest as it was given. */
struct parts {
    const struct block *recovery; /* the commented block that becomes active; NULL: one is written */
    const struct block *external; /* the commented external cluster; NULL: it is active, or is written */
    const struct node *active;    /* the active external cluster, or NULL */
    const struct block *imported; /* the active external cluster that goes with initdb, or NULL */
    struct slice source;          /* the external cluster's name */
    bool other_store;             /* --from names a generation of a store that is not the Cluster's own */
    struct relative_style style;  /* of the method that becomes a comment */
    size_t behind;                /* the last line of what the recovery changes places with */
    struct names_source names;    /* the initdb that gives database, owner and secret */
};

/* True where other external clusters than that one are active: then the list itself stays. */
bool parts_has_others(const struct manifest *manifest, const struct block *one);

#endif
