/*
 * The fields of bootstrap.recovery beside its source: what initdb names and recovery lacks, and the target.
 */
#ifndef PLAN_RECOVERY_FIELDS_H
#define PLAN_RECOVERY_FIELDS_H

#include "plan/draft.h"

/* What an initdb and a recovery both name: the database, its owner and the owner's secret. */
enum { SHARED_FIELDS = 3 };
extern const char *const shared_fields[SHARED_FIELDS];

/* An initdb mapping and the text that it was read from. */
struct names_source {
    const struct node *initdb; /* NULL: none */
    struct slice text;
};

/*
 * Writes database, owner and secret into the draft's recovery where the initdb has them and the recovery does
 * not. CNPG's own defaults are the same for both methods (api/v1 cluster_defaults.go), so what neither names
 * needs no writing.
 */
void fields_fill(struct draft *draft, struct edits *edits, struct names_source from);

/* True where the draft's recoveryTarget is exactly this one. */
bool fields_target_is(const struct cluster *cluster, const struct recovery_target *target);

/* Writes the target in place of the one that is there; with none asked for, takes that one out. */
void fields_set_target(struct draft *draft, struct edits *edits, const struct recovery_target *target);

#endif
