/*
 * recover --commit and revert --commit: the file is edited, and that file alone committed on the current
 * branch.
 *
 * A first run that was killed after it had written the file is finished by a second one: what lies there then
 * is exactly what the command makes of the committed manifest, so only the commit is missing.
 */
#ifndef CLI_COMMIT_FILE_H
#define CLI_COMMIT_FILE_H

#include "cli/transform.h"

/* Carries the command out; the exit status. */
int commit_file(struct invocation *invocation, transform_plan *plan);

#endif
