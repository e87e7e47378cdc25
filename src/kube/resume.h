/*
 * Whether a run begins or an earlier one is gone on with.
 *
 * Three things may know of a run: the record on this machine, the guard, and the annotation of a Cluster that
 * it created. A run that this machine has a record of is gone on with; one that only the cluster knows of
 * needs --resume with its id, as somebody else may be at it.
 */
#ifndef KUBE_RESUME_H
#define KUBE_RESUME_H

#include "kube/guard.h"

enum resumption {
    RESUME_FRESH, /* a new run: the record has nothing but names */
    RESUME_GOES_ON,
};

/* What is known beforehand. */
struct traces {
    bool kept; /* a record on this machine */
    struct run_record record;
    struct guard_found guard;
    struct slice asked; /* --resume; empty: not given */
};

/* Whether the run that left them may have a policy as its guard: without a record that is not known. */
bool traces_may_have_policy(const struct traces *traces);

/*
 * Decides, and sets run->record where a run is gone on with; run->record has namespace, name, server, and the
 * generations that the manifest reads and writes.
 *
 * ERROR_REFUSED where another run's guard or Cluster stands, where --resume names a run that is not there,
 * and where the run that is there is about other generations; ERROR_NOTHING where it is settled already.
 * Nothing of another run is changed.
 */
struct error resume_choose(struct run *run, const struct traces *traces, enum resumption *chosen);

#endif
