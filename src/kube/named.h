/*
 * What the manifest names and the recovery needs: Secrets and ConfigMaps with their keys, the plugin's
 * ObjectStore and what that one names, StorageClasses, an image catalog.
 *
 * A recovery without one of them only says so in a pod's log, after the old database is gone. That what is
 * named belongs to the old Cluster, and is deleted with it, counts as missing, too.
 *
 * No data of a Secret comes into our memory: kubectl prints the names of its keys by a template.
 */
#ifndef KUBE_NAMED_H
#define KUBE_NAMED_H

#include "kube/permissions.h"

enum named_kind {
    NAMED_SECRET,
    NAMED_CONFIG_MAP,
    NAMED_STORAGE_CLASS,
    NAMED_OBJECT_STORE,
    NAMED_CATALOG,
    NAMED_CLUSTER_CATALOG
};

struct named {
    enum named_kind kind;
    struct slice name;
    struct slice key;   /* in a Secret or ConfigMap; empty: the whole */
    struct slice place; /* where it is named: "spec.backup.barmanObjectStore.s3Credentials.accessKeyId" */
    bool needed;        /* a recovery fails without it; else only something else lacks */
};

struct named_list {
    struct named *items;
    size_t count, capacity;
};

/* What the Cluster names, each once. Pure. */
void named_in_cluster(struct arena *arena, const struct cluster *cluster, struct named_list *list);

/* What the configuration of an object store names (spec.barmanObjectStore, an ObjectStore's
 * spec.configuration). Pure. */
void named_in_store(struct arena *arena, const struct node *configuration, struct slice place,
                    struct named_list *list);

/* Looks for all of it. ERROR_REFUSED names everything that is missing; what is not needed, and what nobody
 * lets us look at, is a warning. */
struct error named_check(struct run *run, const struct permissions *may);

#endif
