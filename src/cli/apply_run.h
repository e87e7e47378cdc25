/*
 * A run as the command line describes it: what apply and settle begin with.
 */
#ifndef CLI_APPLY_RUN_H
#define CLI_APPLY_RUN_H

#include "cli/one_cluster.h"
#include "kube/context.h"
#include "kube/resume.h"
#include "kube/run.h"

/* What is known before the API server is asked for the Cluster. */
struct apply_scene {
    struct run run;
    struct kube_context context;
    struct traces traces; /* the guard is not looked at yet */
};

/*
 * Takes --context, --kubeconfig, --namespace, --timeout and --state, finds out which API server is meant, and
 * locks the run's record, which is read. one is the Cluster of the input; run.record has the names and its
 * generations.
 *
 * ERROR_USAGE where the namespace is nowhere said, or said twice; ERROR_REFUSED where a name is none that
 * Kubernetes would take; ERROR_SYSTEM where another run holds the record.
 */
struct error apply_scene_set(const struct invocation *invocation, const struct one_cluster *one,
                             const struct listener *listener, struct apply_scene *scene);

#endif
