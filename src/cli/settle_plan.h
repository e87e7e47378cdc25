/*
 * settle --dry-run: what settle, or settle --finish, would do, as the kubectl commands that it consists of.
 * Offline.
 */
#ifndef CLI_SETTLE_PLAN_H
#define CLI_SETTLE_PLAN_H

#include "cli/one_cluster.h"

/* Prints the steps to standard output. */
struct error settle_plan_print(const struct invocation *invocation, const struct one_cluster *one);

#endif
