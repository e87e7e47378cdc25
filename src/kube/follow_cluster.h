/*
 * The Cluster that is followed, read again and again.
 */
#ifndef KUBE_FOLLOW_CLUSTER_H
#define KUBE_FOLLOW_CLUSTER_H

#include "kube/round.h"

/* Reads it, in a look of a round. *object is NULL where the API server did not answer, which is borne for a
 * while; what is the sentence for that. ERROR_FINDINGS where the Cluster is gone, or another one stands in
 * its place. */
struct error follow_cluster(struct run *run, struct arena *scratch, struct patience *patience,
                            const char *what, struct tree **object);

#endif
