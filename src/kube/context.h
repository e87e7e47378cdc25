/*
 * Which Kubernetes cluster is meant: for the confirmation, and so that no run is gone on with elsewhere.
 */
#ifndef KUBE_CONTEXT_H
#define KUBE_CONTEXT_H

#include "kube/kubectl.h"

struct kube_context {
    struct slice context;   /* its name; "in-cluster" where there is no kubeconfig */
    struct slice server;    /* its URL; empty where kubectl does not say */
    struct slice namespace; /* of the context; empty: none */
};

/* Asks kubectl for its configuration, in which it blacks out what is secret. ERROR_SYSTEM where there is no
 * such context. */
struct error context_read(const struct kubectl *kubectl, struct arena *arena, struct kube_context *context);

#endif
