#include "cli/full.h"
#include "cli/backups_brief.h"
#include "cli/backups_check.h"
#include "cli/commit_file.h"
#include <string.h>

const bool full_is_here = true;

/* The commands that need git, the object store or kubectl. */
static const struct {
    const char *name;
    command_run *run;
} full_commands[] = {{"commit", cmd_commit},
                     {"backups", cmd_backups},
                     {"apply", cmd_apply},
                     {"settle", cmd_settle},
                     {NULL, NULL}};

command_run *full_command(const struct command *command)
{
    for (size_t i = 0; full_commands[i].name != NULL; i++)
        if (strcmp(full_commands[i].name, command->name) == 0)
            return full_commands[i].run;
    return NULL;
}

int full_transform(struct invocation *invocation, transform_plan *plan)
{
    return commit_file(invocation, plan);
}

struct error full_check_backups(const struct invocation *invocation, const struct plan_scope *scope,
                                struct recover_options *options)
{
    return backups_check(invocation, scope, options);
}

void full_backups_brief(const struct invocation *invocation, const struct plan_scope *scope,
                        struct backups_brief *brief)
{
    backups_brief(invocation, scope, brief);
}
