/*
 * The GitOps controllers that a Cluster belongs to: Argo CD's Application, Flux' Kustomization or
 * HelmRelease.
 *
 * They are found from what they write on the live Cluster. Flux: the labels kustomize.toolkit.fluxcd.io/name
 * and /namespace (helm.toolkit.fluxcd.io for a HelmRelease). Argo CD: the annotation
 * argocd.argoproj.io/tracking-id, APP:GROUP/KIND:NAMESPACE/NAME, which counts only where its end names this
 * Cluster; else the label app.kubernetes.io/instance of the Cluster itself (CNPG writes the same label on its
 * pods). An Application may lie in any namespace: it is looked for in all of them, by the resources that its
 * status lists. Where no Cluster stands, that list and a Kustomization's status.inventory are all there is.
 */
#ifndef KUBE_CONTROLLER_H
#define KUBE_CONTROLLER_H

#include "kube/run.h"

enum controller_kind { CONTROLLER_APPLICATION, CONTROLLER_KUSTOMIZATION, CONTROLLER_HELM_RELEASE };

struct controller {
    enum controller_kind kind;
    struct slice namespace, name;
    struct slice sign;         /* how it was found: "the label kustomize.toolkit.fluxcd.io/name" */
    const struct tree *object; /* as the API server has it; NULL where it cannot be read */
    struct slice unread;       /* why not, where object is NULL */
};

struct controllers {
    struct controller *items;
    size_t count;
};

/*
 * Finds the controllers of the run's Cluster. live is the Cluster as it stands, or NULL where there is none.
 * A controller that a sign names and that cannot be read is in the list, with the reason: whoever needs it
 * decides. None at all is no error. Errors: kubectl cannot be run, or the API server is out of reach.
 */
struct error controllers_find(struct run *run, const struct node *live, struct controllers *found);

/* "Kustomization flux-system/apps", for messages; in the arena. */
struct slice controller_say(struct arena *arena, enum controller_kind kind, struct slice namespace,
                            struct slice name);

/* Its full resource name, such as kustomizations.kustomize.toolkit.fluxcd.io. */
const char *controller_resource(enum controller_kind kind);

/* The word before the name in messages and records: "Application". */
const char *controller_word(enum controller_kind kind);

/* Reads it anew. *object is NULL where it is not there. */
struct error controller_read(struct run *run, enum controller_kind kind, struct slice namespace,
                             struct slice name, struct reply *reply, struct tree **object);

/*
 * The application and what it tracks, out of argocd.argoproj.io/tracking-id. False where the text is none, or
 * is about another object: Argo CD ignores an annotation that was copied along with a manifest
 * (util/argo/resource_tracking.go). namespace is empty where the application's name does not carry one
 * (NAMESPACE_NAME, for applications outside of Argo CD's own namespace).
 */
bool controller_tracking(struct slice tracking, const char *cluster_namespace, const char *cluster_name,
                         struct slice *namespace, struct slice *name);

#endif
