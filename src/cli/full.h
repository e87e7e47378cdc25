/*
 * What only the full executable can do. It and the light one share every object but two: light.c says that
 * nothing of this is here, full.c says what is.
 */
#ifndef CLI_FULL_H
#define CLI_FULL_H

#include "cli/transform.h"
#include "report/backups.h"

/* True in the full executable. */
extern const bool full_is_here;

/* The function of a command that the table gives none, or NULL. */
command_run *full_command(const struct command *command);

/* recover and revert with --commit; the exit status. */
int full_transform(struct invocation *invocation, transform_plan *plan);

/* recover --check-backups: see cli/backups_check.h. */
struct error full_check_backups(const struct invocation *invocation, const struct plan_scope *scope,
                                struct recover_options *options);

/* What the store of a manifest holds: see cli/backups_brief.h. */
void full_backups_brief(const struct invocation *invocation, const struct plan_scope *scope,
                        struct backups_brief *brief);

#endif
