/*
 * An object store as a manifest names it: the in-tree barmanObjectStore, or the Barman Cloud Plugin's
 * ObjectStore.
 */
#ifndef CNPG_STORE_H
#define CNPG_STORE_H

#include "yaml/node.h"

/* The plugin's name, in spec.plugins[].name and externalClusters[].plugin.name. */
#define BARMAN_PLUGIN "barman-cloud.cloudnative-pg.io"

enum store_shape { STORE_NONE, STORE_IN_TREE, STORE_PLUGIN };

/* Where one side (the backup, or an external cluster) keeps its archives. */
struct store {
    enum store_shape shape;
    const struct node *holder; /* barmanObjectStore, or the plugin entry; as it stands, not resolved */
    struct slice place;      /* destinationPath without trailing slashes, or barmanObjectName; may be empty */
    struct slice generation; /* serverName in force, the default included */
    const struct node
        *name; /* serverName's value where it is written down (in a merged mapping too), else NULL */
};

/* The mapping that serverName belongs into: barmanObjectStore itself, or the plugin's parameters; as it
 * stands, not resolved. NULL where there is no store, or the plugin has no parameters. */
const struct node *store_parameters(const struct store *store);

/* spec.backup.barmanObjectStore; serverName's default is the Cluster's name (barman-cloud
 * pkg/archiver/command.go). */
struct store store_in_tree(const struct node *barman_object_store, struct slice default_generation);

/* A plugin entry. An empty serverName is taken literally by the plugin, which is why it is no default here.
 */
struct store store_plugin(const struct node *entry, struct slice default_generation);

/* True where both are of one shape and one place. */
bool store_same_place(const struct store *a, const struct store *b);

/* For messages: "s3://bucket/path" or "ObjectStore NAME". */
struct slice store_describe(struct arena *arena, const struct store *store);

#endif
