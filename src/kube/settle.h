/*
 * Settling: the recovered Cluster is made to agree with the manifest that GitOps will sync after the merge.
 *
 * A live `recovery` and an `initdb` from git would meet in every later sync, and CNPG's webhook refuses both
 * together, for ever ("Only one bootstrap method can be specified at a time"). CNPG does not read
 * spec.bootstrap of a Cluster that is up, so what git says can be put there. Everything a sync would change
 * apart from that is left to the sync.
 */
#ifndef KUBE_SETTLE_H
#define KUBE_SETTLE_H

#include "kube/run.h"

/* The Cluster that GitOps syncs after the merge, as it is rendered. */
struct settle_input {
    const struct cluster *cluster;
    struct slice body; /* the same as JSON, nothing added to it */
};

/* What settle did, for the answer. */
struct settle_result {
    struct slice uid;       /* of the live Cluster */
    const char *live;       /* method of the live Cluster before: "recovery" */
    const char *method;     /* of the input: "initdb" */
    bool bootstrap;         /* spec.bootstrap was replaced */
    bool external_clusters; /* spec.externalClusters was replaced or removed */
};

/*
 * Puts the guard into its second phase, then patches the live Cluster:
 *
 * - initdb in the input: spec.bootstrap and spec.externalClusters become the input's, by one JSON patch that
 *   tests uid and resourceVersion, tried again where the resourceVersion moved;
 * - recovery, or no method: nothing is patched. Without a bootstrap the webhook would write initdb app/app,
 *   and externalClusters is what the live recovery refers to.
 *
 * and remembers in the record that it is settled. A second call finds nothing to patch, and is right.
 *
 * Before anything is changed it stops with ERROR_FINDINGS where the live Cluster is not this run's (another
 * uid; no uid in the record and not its annotation), is being deleted, or is not up; where it has not been
 * proved to be recovered, and where what was paused is no longer (force: only a warning); where the input is
 * another Cluster, has no single known method, writes another generation than the live one (place, shape and
 * name), or one that is not filled in yet; and where the effective database, owner or secret would change,
 * which are named. CNPG's defaults for those are the same for both methods: app, the database's name,
 * NAME-app (api/v1 cluster_defaults.go).
 */
struct error settle(struct run *run, const struct settle_input *input, bool force,
                    struct settle_result *result);

/* Reads the live Cluster, and stops as above where it is not this run's. */
struct error settle_find(struct run *run, struct tree **live);

/* What the two would have in effect, and where they differ, as "database app (live: immich), owner …"; empty
 * where they agree, or where the input has no method. For settle, and to be tested. */
struct slice settle_names(struct arena *arena, const struct cluster *live, const struct cluster *input);

/* The JSON patch, or an empty slice where there is nothing to patch. live and body are trees of JSON text.
 * For settle, and to be tested. */
struct slice settle_patch(struct arena *arena, const struct tree *live, const struct tree *body);

#endif
