/*
 * What a person has to know before the old Cluster is deleted: what the deletion takes along, and what of the
 * data no recovery can bring back.
 */
#ifndef KUBE_LOSSES_H
#define KUBE_LOSSES_H

#include "kube/archiver.h"
#include "kube/permissions.h"

/* Text lives in run->arena. */
struct losses {
    struct slice *taken; /* sentences for the confirmation: PVCs with sizes, Backups, snapshots, Secrets */
    size_t taken_count;
    struct slice *lost; /* sentences: the last archived WAL and its age, what is behind it */
    size_t lost_count;
    struct archiver archiver;
};

/*
 * Looks at the Cluster that stands (the whole object). lose_unarchived: --lose-unarchived.
 *
 * ERROR_REFUSED where archiving fails, or nobody can tell whether it does although the database runs, unless
 * lose_unarchived. What may not be read becomes a sentence that says so. ERROR_SYSTEM for the rest.
 */
struct error losses_look(struct run *run, const struct node *live, const struct permissions *may,
                         bool lose_unarchived, struct losses *losses);

#endif
