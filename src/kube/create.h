/*
 * Creating the Cluster: by POST alone. An apply over a Cluster that stands is accepted, and nothing is
 * restored.
 */
#ifndef KUBE_CREATE_H
#define KUBE_CREATE_H

#include "kube/run.h"

/* Lets the API server rehearse the create of a body, with its webhooks: a server-side dry run under the live
 * name. object may be NULL. */
struct error create_rehearse(const struct run *run, struct slice body, struct reply *reply,
                             struct tree **object);

/* Rehearses the create of the run's Cluster. The answer must be that it exists already (admission runs before
 * that look), or a Cluster with recovery alone. */
struct error create_check(const struct run *run);

/*
 * Creates the run's Cluster; *uid is that of the new one. Where one stands already, *exists is true, and *uid
 * that of the run's own Cluster, or empty where it is somebody else's: a create whose answer was lost has
 * worked.
 */
struct error create_cluster(const struct run *run, struct slice *uid, bool *exists);

#endif
