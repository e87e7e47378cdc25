/*
 * What `backups` asks of the Kubernetes cluster: the key to the store (--credentials-from-cluster), and what
 * is known there
 * (--live).
 */
#ifndef CLI_BACKUPS_CLUSTER_H
#define CLI_BACKUPS_CLUSTER_H

#include "cli/backups_plan.h"
#include "kube/kubectl.h"

/* kubectl, as --context and --kubeconfig say. */
struct kubectl kubectl_of(const struct invocation *invocation);

/* The namespace of a Cluster: its manifest's, or --namespace. ERROR_USAGE where none is said, two are, or it
 * is no name. */
struct error namespace_of(const struct invocation *invocation, struct slice said, const char **namespace);

/* --credentials-from-cluster: fills in the side's key from the Secret that its store names, and with the
 * plugin its site from the ObjectStore that is in force. */
struct error backups_cluster_key(struct backups_plan *plan, struct backups_side *side);

/* --live; the exit status. */
int backups_live(struct invocation *invocation);

#endif
