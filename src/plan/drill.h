/*
 * The drill: what recover would come to, on a manifest that has been read already. The proof of a recovery
 * reverts it in memory, so this is both ways.
 */
#ifndef PLAN_DRILL_H
#define PLAN_DRILL_H

#include "cnpg/generation.h"
#include "plan/manifest.h"

/* What recover without options would be refused for, NO_ERROR where it would not be. The Cluster has passed
 * cluster_check and is not recovering; nothing of the result is kept but the memory that it took. */
struct error plan_drill(struct arena *arena, const struct manifest *manifest,
                        const struct generation_rule *rule);

#endif
