/*
 * bootstrap.recovery.recoveryTarget: what point-in-time recovery a user asks for, and what CNPG's webhook makes of it.
 */
#ifndef CNPG_TARGET_H
#define CNPG_TARGET_H

#include "base/error.h"

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
 * At most one of time, LSN, XID, name and immediate; name, XID and immediate need a backup id; formats as CNPG parses
 * them. A time without an offset is UTC for CNPG's choice of a backup, but PostgreSQL would read it in its own zone: it
 * gets +00:00, and *assumed_utc is set. The error is ERROR_REFUSED with the webhook's own reason.
 */
struct error recovery_target_check(struct arena *arena, struct recovery_target *target, bool *assumed_utc);

#endif
