/*
 * The part in which a database is deleted and made anew: guard, delete, drain, create, prove. Every function
 * may be called again after an interruption at any point, and goes on from what stands.
 */
#ifndef KUBE_REPLACE_H
#define KUBE_REPLACE_H

#include "kube/preflight.h"
#include "kube/switch_wal.h"

struct replace_options {
    const struct archive_watch *archive; /* NULL: the store is not looked at */
    /* Notes where the archive that is read ends, in run->record.end; NULL: it is not looked at. */
    struct error (*mark)(void *context, struct run *run);
    void *context;
    bool has_target;      /* the manifest has a recoveryTarget: nothing after it is wanted */
    bool lose_unarchived; /* what is not archived may be lost: a switch of WAL that fails stops nothing */
};

/* Puts the guard (or the pause) in force, and proves it. Nothing is deleted. */
struct error replace_guard(struct run *run, const struct preflight *found);

/* From the guard to a Cluster that is proved to be this run's recovery: record.step becomes STEP_RUNNING. */
struct error replace(struct run *run, const struct preflight *found, const struct replace_options *options);

#endif
