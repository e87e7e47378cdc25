/*
 * What a Cluster document says of its bootstrap, its external clusters and its object store.
 *
 * One reader for files and for live objects. It takes what is there; what may not be edited is refused by
 * cluster_check. All nodes belong to the tree, all text to the manifest or the arena.
 */
#ifndef CNPG_CLUSTER_H
#define CNPG_CLUSTER_H

#include "cnpg/store.h"
#include "yaml/tree.h"

/* A key and its value, both NULL where there is none. */
struct field {
    const struct node *key, *value;
};

struct cluster {
    const struct tree *tree;
    struct slice name, namespace;
    struct slice image; /* spec.imageName */
    struct field spec;
    struct field bootstrap;                    /* spec.bootstrap; its value may be null */
    struct field initdb, recovery, basebackup; /* its methods */
    const struct node *unknown_method;         /* a key of spec.bootstrap that CNPG does not know */
    struct field externals;                    /* spec.externalClusters */
    struct field backup, plugins;              /* spec.backup, spec.plugins */
    struct store write;                        /* where it archives; shape STORE_NONE where nowhere */
    bool both_shapes;
    const struct node *both_place;    /* the in-tree store, where both_shapes */
    const struct node *second_plugin; /* Barman's where it is enabled once more, or NULL */
    const struct node *other_plugin;  /* an enabled plugin that is a backup plugin but not Barman's */
    bool is_replica;
    /* of an active recovery: */
    const struct node *source; /* bootstrap.recovery.source as it stands, or NULL */
    const struct node *entry;  /* the external cluster that it names, or NULL */
    struct store read;         /* that one's store; STORE_NONE where there is none */
};

/* CNPG's API group, before the version. */
#define CNPG_GROUP "postgresql.cnpg.io/"

/* False where a document cannot be a resource of that group, without parsing it: the group's name does not
 * occur. */
bool may_be_cnpg(struct slice document);

/* True where the root of a document is a Cluster of CNPG's API group, of any version. */
bool is_cluster(const struct node *root);

/* Reads the Cluster; tree's root is one. */
struct cluster cluster_read(const struct tree *tree);

/* The external cluster of that name among the active ones, as it stands in the list, or NULL. */
const struct node *cluster_external(const struct cluster *cluster, struct slice name);

/* The name of the plugin that an external cluster is read by, where that is not Barman's; else empty. */
struct slice external_plugin(const struct node *entry);

/* The store of an external cluster, STORE_NONE where another plugin keeps it; the plugin wins over an in-tree
 * store beside it, as in CNPG (GetRecoverySourcePlugin is asked first). serverName's default is the external
 * cluster's name in-tree, and the Cluster's name for the plugin. */
struct store external_store(const struct node *entry, struct slice cluster_name);

/* Refuses a Cluster that neither recover nor revert may touch: see the list in docs and `cnpg-dr help`. */
struct error cluster_check(struct arena *arena, const struct cluster *cluster);

/* The part of it that is about reading alone: refuses fields of another kind than CNPG's schema has there,
 * and duplicate keys, on which readers disagree. */
struct error cluster_check_form(struct arena *arena, const struct cluster *cluster);

/* Refuses a recovery whose read generation the manifest does not say. */
struct error cluster_check_recovery(struct arena *arena, const struct cluster *cluster);

#endif
