/*
 * Objects of the API server: where they lie, and what their metadata says.
 */
#ifndef KUBE_OBJECT_H
#define KUBE_OBJECT_H

#include "cnpg/cluster.h"
#include "kube/kubectl.h"

/* Annotations of ours, on the recovered Cluster and on the guard. */
#define ANNOTATION_RUN "cnpg-dr.dev/run"
#define ANNOTATION_RECORD "cnpg-dr.dev/record"

/* The full name of CNPG's Clusters, so that no other group's `cluster` is meant. */
#define RESOURCE_CLUSTERS "clusters.postgresql.cnpg.io"

/* The API paths. Names must have been checked by name_is_plain. */
const char *path_clusters(struct arena *arena, const char *namespace); /* the collection */
const char *path_cluster(struct arena *arena, const char *namespace, const char *name);

/* A collection of a namespace: group is "v1" for the core, else "GROUP/VERSION"; selector is a label selector
 * such as "cnpg.io/cluster=pg", or NULL. */
const char *path_list(struct arena *arena, const char *group, const char *namespace, const char *resource,
                      const char *selector);

/* True where the text is a DNS label of RFC 1123 ([a-z0-9-], at most 63): what namespaces and Clusters are
 * called, and what may stand in a path. */
bool name_is_plain(struct slice name);

/* True where the text is a DNS subdomain of RFC 1123, at most 253 bytes: what most objects are called, and
 * what may stand in a path. What a label, an annotation or a manifest says is anybody's text. */
bool name_is_subdomain(struct slice name);

/* metadata.NAME of an object, or empty. */
struct slice meta(const struct node *object, const char *name);

/* metadata.annotations["key"], metadata.labels["key"], or empty. */
struct slice annotation(const struct node *object, const char *key);
struct slice label(const struct node *object, const char *key);

/* True where the object is being deleted. */
bool is_going(const struct node *object);

/* The owner of that kind ("Cluster"): its uid and name, or empty. */
struct slice owner_uid(const struct node *object, const char *kind);
struct slice owner_name(const struct node *object, const char *kind);

/* Text of a scalar at a path below the object, or empty; the last argument is NULL. */
__attribute__((sentinel)) struct slice text_at(const struct node *object, ...);

/* The items of a list, one after the other: first with NULL. NULL at the end. */
const struct node *next_item(const struct tree *list, const struct node *last);

/* status.conditions of that type: its status ("True"), and where the pointers are not NULL its message and
 * reason. Empty where there is none. */
struct slice condition(const struct node *object, const char *type, struct slice *message,
                       struct slice *reason);

#endif
