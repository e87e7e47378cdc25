#include "cli/check_head.h"
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

/* Never called: the options of the store are handed over. */
void full_backups_brief(const struct invocation *invocation, const struct plan_scope *scope,
                        struct backups_brief *brief)
{
    (void)invocation;
    (void)scope;
    *brief = (struct backups_brief){.error = error_out_of_memory()};
}

/* Never called: what compares with HEAD is handed over. */
struct error check_head_open(struct arena *arena, struct slice path, struct check_head **out)
{
    (void)arena;
    (void)path;
    *out = NULL;
    return NO_ERROR;
}

struct slice check_head_branch(const struct check_head *head)
{
    (void)head;
    return SLICE("");
}

struct error check_head_read(struct check_head *head, struct slice file, struct slice *text, bool *found)
{
    (void)head;
    (void)file;
    *text = SLICE("");
    *found = false;
    return NO_ERROR;
}
