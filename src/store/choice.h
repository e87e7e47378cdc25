/*
 * Which base backup CloudNativePG would recover from: its own rule, replicated (barman-cloud,
 * pkg/catalog/catalog.go, FindBackupInfo, on what `barman-cloud-backup-list` prints).
 *
 * Barman leaves out a backup without backup.info, or with one that it cannot read. CloudNativePG counts a
 * backup as done where begin and end time are set; it does not look at the status. In time order, newest
 * first: backupID    exactly that one, if it is done targetTime  the first whose end_time is not after it
 *   targetLSN   the first whose end_xlog is lower than it
 *   else        the first
 * where targetTLI, if it is a number, must be the backup's own timeline.
 */
#ifndef STORE_CHOICE_H
#define STORE_CHOICE_H

#include "cnpg/target.h"
#include "store/archive.h"

enum choice_kind {
    CHOICE_MADE,
    CHOICE_NONE,       /* "no target backup found" */
    CHOICE_UNKNOWN_ID, /* "no backup found with ID …" */
    CHOICE_UNKNOWN,    /* the source does not show enough */
};

struct choice {
    enum choice_kind kind;
    const struct base_backup *backup;  /* CHOICE_MADE */
    const struct base_backup *instead; /* where Barman says that the chosen one failed: the newest it calls
                                          good that would serve the target too, or NULL */
    const struct base_backup
        *overlaps; /* another done one was made at the same time: the order of the two, and so the
                      choice, depends on how CloudNativePG sorts them; or NULL */
};

/* target may be NULL. Its texts are those that recovery_target_check accepts; others are CHOICE_NONE. */
struct choice choose_backup(const struct archive *archive, const struct recovery_target *target);

/* The numeric targetTLI, or 0 for "", "latest" and none. */
uint32_t target_timeline(const struct recovery_target *target);

#endif
