/*
 * What the running primary says of its archiving: pg_stat_archiver, and the operator's condition beside it.
 */
#ifndef KUBE_ARCHIVER_H
#define KUBE_ARCHIVER_H

#include "kube/identity.h"

struct archiver {
    bool asked;                 /* the instance answered; else only the condition is known */
    struct slice last_archived; /* WAL file; empty: none yet */
    long long archived_ago;     /* seconds; -1: never */
    struct slice last_failed;
    long long failed_ago; /* seconds; -1: never */
    struct slice current; /* the WAL file that is being written */
    bool fails;           /* the last attempt failed, or ContinuousArchiving is False */
    struct slice why;     /* what that is known from; empty where it does not fail, or nothing is known */
};

/* Asks the primary, where there is one and it answers; that it does not is no error, see asked. may_exec:
 * pods/exec is allowed. Text lives in run->arena. */
struct error archiver_look(struct run *run, const struct live_status *live, bool may_exec,
                           struct archiver *archiver);

/* The same from the line that psql printed. False where it is none. Pure. */
bool archiver_read(struct slice output, struct archiver *archiver);

#endif
