#include "cli/full.h"
#include "cli/transform.h"

static struct recovery_target target_of(const struct invocation *invocation)
{
    return (struct recovery_target){
        .time = invocation_value(invocation, OPTION_TARGET_TIME),
        .lsn = invocation_value(invocation, OPTION_TARGET_LSN),
        .xid = invocation_value(invocation, OPTION_TARGET_XID),
        .name = invocation_value(invocation, OPTION_TARGET_NAME),
        .tli = invocation_value(invocation, OPTION_TARGET_TLI),
        .backup_id = invocation_value(invocation, OPTION_BACKUP_ID),
        .immediate = invocation->given[OPTION_TARGET_IMMEDIATE],
        .exclusive = invocation->given[OPTION_EXCLUSIVE],
    };
}

struct error plan_of_recover(const struct invocation *invocation, const struct plan_scope *scope,
                             const struct proved **result, struct plan_report *report)
{
    const bool *given = invocation->given;
    if (given[OPTION_RETRY] && given[OPTION_ADVANCE])
        return error_next(
            error_make(invocation->arena, ERROR_USAGE, "--retry and --advance exclude each other"),
            SLICE("--retry reads what was read before, --advance what is written now"));
    struct recover_options options = {
        .verb = given[OPTION_RETRY]     ? PLAN_RETRY
                : given[OPTION_ADVANCE] ? PLAN_ADVANCE
                                        : PLAN_RECOVER,
        .from = invocation_value(invocation, OPTION_FROM),
        .to = invocation_value(invocation, OPTION_TO),
        .target = target_of(invocation),
        .no_target = given[OPTION_NO_TARGET],
        .keep_target = given[OPTION_KEEP_TARGET],
        .no_fill = given[OPTION_NO_FILL],
        .fresh_block = given[OPTION_FRESH_BLOCK],
    };
    struct error error = NO_ERROR;
    if (given[OPTION_CHECK_BACKUPS])
        error = full_check_backups(invocation, scope, &options);
    return failed(error) ? error : plan_recover(invocation->arena, scope, &options, result, report);
}

int cmd_recover(struct invocation *invocation)
{
    return transform(invocation, plan_of_recover);
}
