/*
 * CloudNativePG in this Kubernetes cluster: whether it is there, and which version; and what the API server
 * can do beside it.
 *
 * That its webhooks answer is proved by the rehearsal of the create (kube/create.h), not here.
 */
#ifndef KUBE_OPERATOR_H
#define KUBE_OPERATOR_H

#include "kube/run.h"

struct cnpg_operator {
    struct slice version;  /* "1.30.0"; empty: not known */
    struct slice source;   /* where that is from: "Deployment cnpg-system/cnpg-controller-manager" */
    bool reconciles_going; /* see operator_reconciles_going */
    bool policies;         /* the API server has ValidatingAdmissionPolicy v1 (Kubernetes 1.30 and later) */
};

/* Looks. ERROR_REFUSED where CNPG's Clusters are not served, or where the guard is a policy and there are
 * none. A version that nobody tells is a warning. */
struct error operator_look(struct run *run, struct cnpg_operator *operator);

/*
 * True where the operator goes on reconciling a Cluster that is being deleted, and may make its pods and PVCs
 * anew: 1.26 and older, 1.27.0 to 1.27.2, 1.28.0 (cloudnative-pg #9555). Also for a version that is not known
 * or does not parse, as the measure against it (cnpg.io/reconciliationLoop: disabled) does no harm.
 */
bool operator_reconciles_going(struct slice version);

/* The version in an image's name: "1.30.0" of "ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0-ubi9@sha256:…",
 * or empty where its tag is none. */
struct slice operator_image_version(struct slice image);

#endif
