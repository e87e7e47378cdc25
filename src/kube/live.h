/*
 * What the API server knows of a Cluster's backups: schedules, Backups, the window that the operator or the
 * plugin keeps, and what the primary says of its archiving. Nothing is changed, the object store is not
 * asked.
 */
#ifndef KUBE_LIVE_H
#define KUBE_LIVE_H

#include "kube/archiver.h"

struct live_schedule {
    struct slice name, schedule; /* of a ScheduledBackup for the Cluster */
    struct slice last;           /* status.lastScheduleTime; empty: it has not run yet */
    bool suspended;
};

struct live_backup {
    struct slice name, id, stopped; /* of a Backup; stopped is stoppedAt, RFC 3339; empty: there is none */
    struct slice error;             /* of a failed one */
};

struct live_backups {
    struct slice namespace, name;
    struct live_status status;
    struct live_schedule *schedules;
    size_t schedule_count;
    struct live_backup completed, failed_one; /* the last one each, of this life of the database */
    /* The window: from the Cluster's status (in-tree), or from status.serverRecoveryWindow of the plugin's
     * ObjectStore. */
    struct slice window_from; /* first recoverability point */
    struct slice window_last; /* when the last good base backup was made */
    struct slice window_said; /* by what: "Cluster", "ObjectStore NAME" */
    struct slice writes;      /* the generation that it archives into */
    struct archiver archiver;
    struct slice *warnings; /* sentences: what is wrong, and what could not be seen */
    size_t warning_count;
};

/* Asks. *found is false where no such Cluster stands. What may not be listed, or is not installed, is a
 * warning. namespace and name have been checked with name_is_plain. */
struct error live_backups_read(struct arena *arena, const struct kubectl *kubectl, const char *namespace,
                               const char *name, bool *found, struct live_backups *backups);

#endif
