/*
 * Releasing the Cluster: our field manager's entry and our annotation go, once GitOps has synced it.
 *
 * As long as cnpg-dr is a co-owner, a field that git drops later stays on the live Cluster: server-side apply
 * removes only what nobody else owns. Before the first good sync it must stay, or Flux could take away what
 * git has not (`recovery`, where git has no bootstrap).
 */
#ifndef KUBE_RELEASE_H
#define KUBE_RELEASE_H

#include "kube/settle.h"

enum release_state {
    RELEASE_DONE,    /* now, or before: nothing of ours is on the Cluster */
    RELEASE_WAITING, /* no good sync has been seen yet; nothing was changed */
};

struct release_result {
    enum release_state state;
    struct slice sync; /* the sign of the sync: "argocd-controller applied it at 2026-11-25T04:12:00Z" */
};

/*
 * Looks for the first good sync and, where it is seen (or force), removes entry and annotation by one JSON
 * patch that tests uid, resourceVersion and the manager of that entry; tried again where the resourceVersion
 * moved. The Cluster must be this run's (settle_find).
 *
 * A good sync is one of these on the live Cluster:
 *
 *   server-side   an entry of another manager with operation Apply, no subresource, which owns every field
 *                 directly below spec that the input has
 *   client-side   the annotation kubectl.kubernetes.io/last-applied-configuration, of which spec says the
 * same as the input's: the Cluster was created without it
 *
 * Helm's three-way patch leaves neither (an empty patch changes nothing): RELEASE_WAITING, which is told.
 */
struct error release(struct run *run, const struct settle_input *input, bool force,
                     struct release_result *result);

/* The sign of a good sync, or an empty slice. live and body are trees. For release, and to be tested. */
struct slice release_sign(struct arena *arena, const struct tree *live, const struct tree *body);

/* The JSON patch; empty where nothing of ours is there. For release, and to be tested. */
struct slice release_patch(struct arena *arena, const struct tree *live);

#endif
