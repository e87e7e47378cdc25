/* DR011: a recoveryTarget that is left in while steady, or that the webhook rejects. */
#include "cnpg/target.h"
#include "check/rules.h"

static struct recovery_target target_of(const struct node *target)
{
    struct slice exclusive = node_text(mapping_get(target, "exclusive"));
    return (struct recovery_target){
        .time = node_text(mapping_get(target, "targetTime")),
        .lsn = node_text(mapping_get(target, "targetLSN")),
        .xid = node_text(mapping_get(target, "targetXID")),
        .name = node_text(mapping_get(target, "targetName")),
        .tli = node_text(mapping_get(target, "targetTLI")),
        .backup_id = node_text(mapping_get(target, "backupID")),
        .immediate = mapping_get(target, "targetImmediate") != NULL, /* set where the key is there */
        .exclusive = slice_equal(exclusive, SLICE("true")),
    };
}

static bool holds_variables(const struct node *target)
{
    for (const struct node *child = target->first; child != NULL; child = child->next)
        if (is_filled_in_later(node_text(child)))
            return true;
    return false;
}

static void check_active(struct check_subject *s)
{
    const struct node *recovery = s->cluster->recovery.value;
    const struct node *written = mapping_get(recovery, "recoveryTarget");
    const struct node *resolved = node_resolve(written);
    if (resolved == NULL || resolved->kind != NODE_MAPPING || holds_variables(resolved) ||
        mapping_get(recovery, "volumeSnapshots") != NULL)
        return;
    struct recovery_target target = target_of(resolved);
    bool assumed_utc;
    struct error error = recovery_target_check(s->arena, &target, &assumed_utc);
    if (failed(error))
        find_as(s, RULE_TARGET, SEVERITY_ERROR, written->outer, error.next,
                "the recoveryTarget is rejected: %.*s", SLICE_ARG(error.message));
}

void check_target(struct check_subject *s)
{
    if (subject_recovers(s))
        check_active(s);
    else if (s->recovery != NULL && s->recovery->target.count > 0)
        find_at(s, RULE_TARGET, subject_line_start(s, s->recovery->target.items[0]),
                SLICE("take it out; cnpg-dr recover takes a target as an option"),
                "the commented recovery still has the recoveryTarget of an earlier one");
}
