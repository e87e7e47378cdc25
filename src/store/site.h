/*
 * Where a manifest keeps its archives: destinationPath and endpointURL, from the Cluster itself (in-tree) or
 * from the ObjectStore that the Cluster names (plugin).
 */
#ifndef STORE_SITE_H
#define STORE_SITE_H

#include "cnpg/cluster.h"
#include "cnpg/target.h"

struct store_site {
    struct slice destination;  /* destinationPath; empty: not found yet */
    struct slice endpoint;     /* endpointURL; empty: AWS */
    struct slice object_store; /* the ObjectStore that has to be found, with `namespace`; empty: in-tree */
    struct slice namespace;
};

/* The site of one side of the Cluster (its write, or its read store). Slices of the manifest. */
struct store_site site_of(const struct cluster *cluster, const struct store *store);

/* Looks for the ObjectStore of the site in a YAML stream, and fills the site in. False where it is not there.
 * Documents that do not parse are passed over: they are no business of this. */
bool site_find(struct arena *arena, struct slice text, struct store_site *site);

/* The same in a resource that has been read, or a List of them. */
bool site_take(const struct node *root, struct store_site *site);

/* The recoveryTarget of an active recovery; all empty where there is none. */
struct recovery_target target_of(const struct cluster *cluster);

#endif
