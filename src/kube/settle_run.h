/*
 * Which run settle is about: the one whose guard stands, whose record is here, or whose annotation is on the
 * Cluster.
 */
#ifndef KUBE_SETTLE_RUN_H
#define KUBE_SETTLE_RUN_H

#include "kube/resume.h"

/*
 * Sets run->record; run->record has namespace, name and server. traces->guard is looked for here. Where the
 * guard and the record of this machine are of two runs, the guard's counts: it is the lock. Where there is
 * neither, the annotation of the live Cluster gives the run's id, and nothing is known to be proved.
 *
 * ERROR_REFUSED where the guard is none that this version made; ERROR_FINDINGS where no run is known at all.
 */
struct error settle_run(struct run *run, struct traces *traces);

#endif
