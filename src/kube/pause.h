/*
 * --guard pause: whoever may not create policies pauses the GitOps controller instead.
 *
 * Weaker than the policy: it stops the controllers that are found, and nobody else. Argo CD's Application
 * gets the annotation argocd.argoproj.io/skip-reconcile: "true" (Argo CD 2.7 and later), Flux' Kustomization
 * or HelmRelease spec.suspend: true. Others may take that away again: an ApplicationSet removes annotations
 * that its template does not have, unless its spec.preservedFields.annotations names them; a parent
 * Kustomization writes what git says of its child. So it is looked at again and again, and said.
 *
 * What is paused and how it was before is JSON in run->record.pause, kept before anything is patched.
 */
#ifndef KUBE_PAUSE_H
#define KUBE_PAUSE_H

#include "kube/controller.h"

/*
 * What pause_begin will need, looked at while nothing is changed: that there are controllers to pause, and
 * that they may be patched. Says which. live is the Cluster that stands, or NULL.
 *
 * ERROR_FINDINGS where no controller is found or one cannot be read; ERROR_REFUSED for a right that is
 * missing.
 */
struct error pause_preflight(struct run *run, const struct node *live);

/*
 * Finds the controllers of the Cluster, pauses each, waits for what they are still doing (an Argo CD
 * operation that runs, a Flux reconciliation in progress ends first), and watches for some seconds that they
 * stay paused. live is the Cluster that stands, or NULL.
 *
 * ERROR_FINDINGS where no controller is found or one cannot be read, where the pause was taken away again (by
 * whom, as far as that can be told), and where an operation does not end; what was paused is then resumed.
 * ERROR_SYSTEM where a patch was refused or the API server is gone: the record says what is paused.
 */
struct error pause_begin(struct run *run, const struct node *live);

/* Looks once more, right before something is deleted or created. ERROR_FINDINGS where a controller is no
 * longer paused. Nothing is changed. Without a pause in the record: nothing to look at. */
struct error pause_check(struct run *run);

/*
 * Gives everything back as it was, and empties run->record.pause. A controller that is no longer paused, is
 * gone, or is another object of that name by now (uid), is left alone, and told. refresh: an Application is
 * woken with argocd.argoproj.io/refresh: hard, so that it asks git and not its cache.
 */
struct error pause_lift(struct run *run, bool refresh);

/* True where the record says that this controller was paused by the run. */
bool pause_holds(const struct run *run, const struct controller *controller);

/* The commands that pause_begin runs, for --dry-run, with NAME and NAMESPACE where only the cluster knows
 * them; in the arena. */
struct slice pause_commands(struct arena *arena);

#endif
