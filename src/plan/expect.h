/*
 * Whether a Cluster is what the runbook expects it to be at this step.
 */
#ifndef PLAN_EXPECT_H
#define PLAN_EXPECT_H

#include "cnpg/cluster.h"

enum expectation { EXPECT_ANYTHING, EXPECT_RECOVERY, EXPECT_INITDB };

/* What spec.bootstrap holds: "initdb", "recovery", "pg_basebackup", "none", or "conflict" for several. */
const char *bootstrap_method(const struct cluster *cluster);

/*
 * ERROR_FINDINGS where the Cluster would not do what is expected of it, or the manifest does not say so:
 * another method than that one alone; for a recovery also a source that is not defined, and a read generation
 * that is the written one (store and name), or that cannot be told from it as one of the two is a variable.
 * The code is that of the refusal that recover would give for it, where there is one.
 */
struct error expect_method(struct arena *arena, const struct cluster *cluster, enum expectation expectation);

#endif
