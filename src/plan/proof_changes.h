/*
 * What may differ between two manifests: the comparisons of the proof leave it out (yaml/equal.h), and hold
 * everything else to be the same.
 */
#ifndef PLAN_PROOF_CHANGES_H
#define PLAN_PROOF_CHANGES_H

#include "plan/internal.h"
#include "yaml/equal.h"

/* What a comparison of two Clusters leaves out. */
struct changed {
    const struct intent *intent;
    enum store_shape shape; /* of the Cluster's own store */
    bool methods_count;     /* spec.bootstrap is compared too */
    bool entry_counts; /* the recovery's external cluster is compared, but for its generation and store */
    const struct node *before; /* a recovery: fields that it lacks may be filled in */
};

/* By what the intent may change in the manifest that was given. */
struct changed changed_by(const struct draft *draft, const struct intent *intent);

/* For tree_difference of whole documents; context is a struct changed. */
bool skip_changed(void *context, const struct place *place);

/* The generation and the store of an external cluster, whichever shape it has. */
bool names_read_generation(const struct place *place);

/* For tree_difference of two values of spec.bootstrap.recovery: source and target, and what the one before
 * lacks and recover fills in. context is the one before, a struct node. */
bool skip_recovery(void *context, const struct place *place);

/* For tree_difference of two external clusters: their names, generations and ObjectStores. */
bool skip_external(void *context, const struct place *place);

#endif
