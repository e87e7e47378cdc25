/*
 * apply --dry-run: what a run would do, as the kubectl commands that it consists of. Offline.
 */
#ifndef CLI_APPLY_PLAN_H
#define CLI_APPLY_PLAN_H

#include "cli/one_cluster.h"

/* Prints the steps to standard output. */
struct error apply_plan_print(const struct invocation *invocation, const struct one_cluster *one);

#endif
