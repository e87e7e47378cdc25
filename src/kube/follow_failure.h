/*
 * A try to recover that failed, as an error: the cause from the pod's log, and what can be done.
 */
#ifndef KUBE_FOLLOW_FAILURE_H
#define KUBE_FOLLOW_FAILURE_H

#include "kube/permissions.h"
#include "kube/pod.h"

/* *failure is ERROR_FINDINGS with the cause, in the run's arena; tries counts the pods that failed so far.
 * The error that is returned says only that kubectl could not be run. */
struct error follow_failure(struct run *run, struct arena *scratch, const struct permissions *may,
                            const struct pod *pod, unsigned tries, struct error *failure);

#endif
