/*
 * recover --check-backups: the store has its say before the manifest is edited.
 */
#ifndef CLI_BACKUPS_CHECK_H
#define CLI_BACKUPS_CHECK_H

#include "cli/invocation.h"
#include "plan/plan.h"

/*
 * Reads the store of the manifest, and lets it choose what the options leave open: on a steady manifest the
 * newest generation that holds the database (an initdb in disguise does not), and the first empty one to
 * write; with --retry the first empty one. Nothing is changed in options where the rules say the same.
 *
 * REFUSE_BACKUPS where a recovery would fail or lose data; other errors are those of reading the store. What
 * else there is to know is said as warnings.
 */
struct error backups_check(const struct invocation *invocation, const struct plan_scope *scope,
                           struct recover_options *options);

#endif
