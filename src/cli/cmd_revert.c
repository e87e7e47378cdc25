#include "cli/transform.h"

struct error plan_of_revert(const struct invocation *invocation, const struct plan_scope *scope,
                            const struct proved **result, struct plan_report *report)
{
    return plan_revert(invocation->arena, scope, result, report);
}

int cmd_revert(struct invocation *invocation)
{
    return transform(invocation, plan_of_revert);
}
