/*
 * What a person has to know before the old Cluster is deleted: what the deletion takes along, and what of the
 * data no recovery can bring back.
 */
#ifndef KUBE_LOSSES_H
#define KUBE_LOSSES_H

#include "kube/archiver.h"
#include "kube/permissions.h"
#include "kube/standing.h"

/* Text lives in run->arena. */
struct losses {
    struct slice *taken; /* sentences for the confirmation: PVCs with sizes, Backups, snapshots, Secrets */
    size_t taken_count;
    struct slice *lost; /* sentences: the last archived WAL and its age, what is behind it */
    size_t lost_count;
    struct archiver archiver; /* empty where the Cluster does not archive into what is read */
};

/*
 * Looks at the Cluster that stands. lose_unarchived: --lose-unarchived.
 *
 * ERROR_REFUSED where archiving fails, or nobody can tell whether it does although the database runs, or
 * where it does not archive into the generation that is read and is no earlier attempt either, unless
 * lose_unarchived. What may not be read becomes a sentence that says so. ERROR_SYSTEM for the rest.
 */
struct error losses_look(struct run *run, const struct standing *standing, const struct permissions *may,
                         bool lose_unarchived, struct losses *losses);

#endif
