/*
 * What stands under the Cluster's name: the question before every step, and the last word after every
 * failure.
 */
#ifndef KUBE_STANDING_H
#define KUBE_STANDING_H

#include "kube/guard.h"

enum standing_kind {
    STANDS_NOTHING,
    STANDS_OLD,       /* a Cluster that is to be replaced: running, broken or hibernated */
    STANDS_IMPOSTOR,  /* an initdb Cluster whose database is not the one in the archive: GitOps was faster */
    STANDS_OURS,      /* this run's recovery Cluster */
    STANDS_OTHER_RUN, /* the recovery Cluster of another run */
};

struct standing {
    enum standing_kind kind;
    const struct node *object; /* the live Cluster; NULL where none stands */
    struct cluster cluster;    /* what it says, where there is one */
    struct slice uid;
    struct slice why; /* one sentence: what it is, and why it is thought so */
    bool going;       /* it is being deleted */
    bool healthy;
};

/* Looks. run->record.system_id, where it is known, tells an impostor from the old Cluster; where it cannot be
 * told it counts as the old one. Everything lives in the run's arena. */
struct error standing_look(const struct run *run, struct standing *standing);

/* What the archive of a live Cluster is to the recovery. */
enum standing_wal {
    WAL_IS_READ, /* it archives into the generation that is read: its last segment belongs to the recovery */
    WAL_OF_ATTEMPT, /* it is an earlier attempt to recover the same generation, which archives into its own */
    WAL_ELSEWHERE,  /* none of its WAL since is in what is read: a manifest that is not up to date, perhaps */
};

/* Generations are compared, and not the places of the stores: a move from one shape to the other writes the
 * same place in another way. Pure. */
enum standing_wal standing_wal(const struct run *run, const struct cluster *live);

/* Tells what stands now and how to go on, after a run that ended before its end; nothing fails here: what
 * cannot be seen is said. */
void standing_say(const struct run *run);

#endif
