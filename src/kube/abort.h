/*
 * Ending a run before its end: guard and pause go, the Cluster stays as it is.
 */
#ifndef KUBE_ABORT_H
#define KUBE_ABORT_H

#include "kube/run.h"

/*
 * Takes guard, pause, the run's annotation on the live Cluster, and the record away, and says what stands.
 * run->record is the run's, or has no id where only a Cluster's annotation knows of one.
 *
 * ERROR_REFUSED, unless force, after the delete while no Cluster of this run stands: GitOps would create what
 * git says, an empty database perhaps.
 */
struct error abort_run(struct run *run, bool force);

#endif
