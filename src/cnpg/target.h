/*
 * bootstrap.recovery.recoveryTarget: what point-in-time recovery a user asks for, and what CNPG's webhook
 * makes of it.
 */
#ifndef CNPG_TARGET_H
#define CNPG_TARGET_H

#include "base/refusals.h"

/* Each field empty or false where it is not asked for. Values are as the user typed them. */
struct recovery_target {
    struct slice time;      /* targetTime */
    struct slice lsn;       /* targetLSN */
    struct slice xid;       /* targetXID */
    struct slice name;      /* targetName */
    struct slice tli;       /* targetTLI */
    struct slice backup_id; /* backupID */
    bool immediate;         /* targetImmediate */
    bool exclusive;         /* exclusive */
};

/* True where any field is asked for. */
bool recovery_target_asked(const struct recovery_target *target);

/*
 * Checks a target by the rules of CNPG's webhook (cluster_webhook.go: validateRecoveryTarget,
 * validateTargetExclusiveness) and writes the time with an explicit offset.
 *
 * At most one of time, LSN, XID, name and immediate; name, XID and immediate need a backup id (a recovery
 * from volume snapshots, where the webhook asks for none, is no business of cnpg-dr); formats as CNPG parses
 * them (cnpg/target_time.h for times). A time without an offset is UTC for CNPG's choice of a backup, but
 * PostgreSQL would read it in its own zone: it becomes "YYYY-MM-DD HH:MM:SS[.fraction]+00:00", and
 * *assumed_utc is set. That form is the one that every CNPG hands to PostgreSQL as it is, without a
 * conversion that changed over the versions. A time with an offset stays the user's own text.
 *
 * The error is REFUSE_TARGET with the webhook's own reason. What the webhook lets pass and PostgreSQL reads
 * in another way, or not at all, is refused with a reason of ours: times that the calendar does not have,
 * more digits than it takes, numbers with leading zeros (octal for PostgreSQL), text that is not UTF-8.
 *
 * `exclusive` without a target and a backup id without one are legal, and mean nothing, or the end of the
 * archive: what to say about them is the caller's.
 */
struct error recovery_target_check(struct arena *arena, struct recovery_target *target, bool *assumed_utc);

#endif
