/*
 * Rehearsing the syncs that come after the merge: server-side dry runs of the manifest in each way in which
 * GitOps may apply it. Admission, CNPG's webhooks and the guard answer as they will then; nothing is stored.
 *
 *   Argo CD, client-side    kubectl apply
 *   Argo CD, server-side    field manager argocd-controller, conflicts forced (as Argo CD always does)
 *   Flux                    field manager kustomize-controller, conflicts forced (ssa/manager_apply.go)
 *
 * With the annotation cnpg.io/validation: disabled CNPG's webhook lets everything pass: that is warned about.
 */
#ifndef KUBE_REHEARSE_H
#define KUBE_REHEARSE_H

#include "kube/settle.h"

enum { REHEARSALS = 3 };

/* How each went. */
struct rehearsal {
    const char *way; /* "Argo CD, server-side" */
    bool passed;
    struct slice message; /* the API server's, where it did not pass */
    struct slice command;
};

/* The options of `kubectl apply --dry-run=server` for one of them, as a command line has them. */
struct slice rehearse_options(struct arena *arena, int way);

/* Rehearses all three, whatever the first says, and tells each. ERROR_FINDINGS where one did not pass, with
 * the first server's message and how many failed; ERROR_SYSTEM where the API server did not answer. results
 * may be NULL. */
struct error rehearse(struct run *run, const struct settle_input *input,
                      struct rehearsal results[REHEARSALS]);

#endif
