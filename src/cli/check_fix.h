/*
 * check --fix: what plan/fix.h can mend, written file by file before anything is reported.
 */
#ifndef CLI_CHECK_FIX_H
#define CLI_CHECK_FIX_H

#include "cli/invocation.h"

/* Mends the file where rules that count there find something to mend, and says so; each Cluster is one write.
 * A Cluster that cannot be mended stays as it is, and what is wrong with it is found again. */
struct error check_fix(const struct invocation *invocation, struct slice file);

#endif
