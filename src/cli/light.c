#include "cli/full.h"

const bool full_is_here = false;

command_run *full_command(const struct command *command)
{
    (void)command;
    return NULL;
}

/* Never called: --commit is handed over. */
int full_transform(struct invocation *invocation, transform_plan *plan)
{
    (void)invocation;
    (void)plan;
    return ERROR_SYSTEM;
}

/* Never called: --check-backups is handed over. */
struct error full_check_backups(const struct invocation *invocation, const struct plan_scope *scope,
                                struct recover_options *options)
{
    (void)invocation;
    (void)scope;
    (void)options;
    return error_out_of_memory();
}
