/*
 * The store of one Cluster, as apply_store.h has it. Internal to apply_store*.c.
 */
#ifndef CLI_APPLY_STORE_WORK_H
#define CLI_APPLY_STORE_WORK_H

#include "cli/apply_store.h"
#include "cli/backups_plan.h"

struct apply_store {
    struct arena *arena;
    const struct cluster *cluster;
    struct backups_plan plan;
    struct backups_side *read, *write; /* mostly one and the same */
};

/* The target of the recovery, or NULL. */
const struct recovery_target *apply_store_target(const struct apply_store *store);

/* True where it stops somewhere else than at the end of the WAL. */
bool apply_store_stops(const struct apply_store *store);

#endif
