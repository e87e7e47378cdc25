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
