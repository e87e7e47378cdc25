#include "cnpg/cluster.h"

static bool is_mapping(const struct node *node)
{
    node = node_resolve(node);
    return node != NULL && node->kind == NODE_MAPPING;
}

bool may_be_cnpg(struct slice document)
{
    return slice_find(document, SLICE(CNPG_GROUP)) < document.len;
}

bool is_cluster(const struct node *root)
{
    return is_mapping(root) &&
           slice_starts_with(node_text(mapping_get(root, "apiVersion")), SLICE(CNPG_GROUP)) &&
           slice_equal(node_text(mapping_get(root, "kind")), SLICE("Cluster"));
}

/* The field where it is written; one that a merge brings has a value and no key. */
static struct field field_of(const struct node *mapping, const char *name)
{
    const struct node *key = mapping_key(node_resolve(mapping), slice_of(name));
    return (struct field){key, key != NULL ? key->next : mapping_get(mapping, name)};
}

static bool is_one_of(struct slice text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (slice_equal(text, slice_of(*words)))
            return true;
    return false;
}

/* Booleans as kubectl reads them: those of YAML 1.1. */
static bool is_false(const struct node *node)
{
    static const char *const words[] = {"false", "False", "FALSE", "no", "No", "NO",
                                        "off",   "Off",   "OFF",   "n",  "N",  NULL};
    return is_one_of(node_text(node), words);
}

static bool is_true(const struct node *node)
{
    static const char *const words[] = {"true", "True", "TRUE", "yes", "Yes", "YES",
                                        "on",   "On",   "ON",   "y",   "Y",   NULL};
    return is_one_of(node_text(node), words);
}

/* Plugins that keep backups in a way of their own (their projects' documentation). */
static bool is_other_backup_plugin(struct slice name)
{
    static const char *const names[] = {"klio.cnpg.io", "pgbackrest.dalibo.com", "pgbackrest.cnpg.opera.com",
                                        "cnpg-extensions.yandex.cloud", NULL};
    return is_one_of(name, names);
}

static void read_bootstrap(struct cluster *c)
{
    c->bootstrap = field_of(c->spec.value, "bootstrap");
    c->initdb = field_of(c->bootstrap.value, "initdb");
    c->recovery = field_of(c->bootstrap.value, "recovery");
    c->basebackup = field_of(c->bootstrap.value, "pg_basebackup");
    const struct node *bootstrap = node_resolve(c->bootstrap.value);
    if (!is_mapping(bootstrap))
        return;
    for (const struct node *key = bootstrap->first; key != NULL; key = key->next->next)
        if (key != c->initdb.key && key != c->recovery.key && key != c->basebackup.key &&
            !node_is_merge_key(key) && c->unknown_method == NULL)
            c->unknown_method = key;
}

static void read_write_store(struct cluster *c)
{
    c->backup = field_of(c->spec.value, "backup");
    c->plugins = field_of(c->spec.value, "plugins");
    const struct node *in_tree = mapping_get(c->backup.value, "barmanObjectStore");
    const struct node *plugin = NULL;
    for (const struct node *item = sequence_first(c->plugins.value); item != NULL; item = item->next) {
        struct slice name = node_text(mapping_get(item, "name"));
        if (is_false(mapping_get(item, "enabled")))
            continue;
        if (slice_equal(name, SLICE(BARMAN_PLUGIN))) {
            c->second_plugin = plugin != NULL ? item : NULL;
            plugin = item; /* the plugin takes the parameters of the last one */
        }
        if (is_other_backup_plugin(name))
            c->other_plugin = item;
    }
    c->both_shapes = plugin != NULL && is_mapping(in_tree);
    c->both_place = in_tree;
    if (plugin != NULL)
        c->write = store_plugin(plugin, c->name);
    else if (is_mapping(in_tree))
        c->write = store_in_tree(in_tree, c->name);
}

/* By CNPG's own rule (api/v1 Cluster.IsReplica): enabled decides, else a primary that is not this Cluster. */
static bool is_replica(const struct cluster *c)
{
    const struct node *replica = mapping_get(c->spec.value, "replica");
    if (!is_mapping(replica))
        return false;
    const struct node *enabled = mapping_get(replica, "enabled");
    if (!node_is_null(enabled))
        return is_true(enabled);
    struct slice self = node_text(mapping_get(replica, "self"));
    return !slice_equal(node_text(mapping_get(replica, "primary")), self.len > 0 ? self : c->name);
}

const struct node *cluster_external(const struct cluster *cluster, struct slice name)
{
    const struct node *item = sequence_first(cluster->externals.value);
    for (; item != NULL; item = item->next)
        if (slice_equal(node_text(mapping_get(item, "name")), name))
            return item;
    return NULL;
}

struct slice external_plugin(const struct node *entry)
{
    struct slice name = node_text(mapping_get(mapping_get(entry, "plugin"), "name"));
    return slice_equal(name, SLICE(BARMAN_PLUGIN)) ? SLICE("") : name;
}

struct store external_store(const struct node *entry, struct slice cluster_name)
{
    const struct node *plugin = mapping_get(entry, "plugin");
    const struct node *in_tree = mapping_get(entry, "barmanObjectStore");
    if (external_plugin(entry).len > 0)
        return (struct store){.shape = STORE_NONE};
    if (!node_is_null(plugin))
        return store_plugin(plugin, cluster_name);
    if (!node_is_null(in_tree))
        return store_in_tree(in_tree, node_text(mapping_get(entry, "name")));
    return (struct store){.shape = STORE_NONE};
}

static void read_recovery(struct cluster *c)
{
    c->source = mapping_get(c->recovery.value, "source");
    struct slice source = node_text(c->source);
    if (source.len > 0)
        c->entry = cluster_external(c, source);
    if (c->entry != NULL)
        c->read = external_store(c->entry, c->name);
}

struct cluster cluster_read(const struct tree *tree)
{
    struct cluster c = {.tree = tree};
    const struct node *metadata = mapping_get(tree->root, "metadata");
    c.name = node_text(mapping_get(metadata, "name"));
    c.namespace = node_text(mapping_get(metadata, "namespace"));
    c.spec = field_of(tree->root, "spec");
    c.image = node_text(mapping_get(c.spec.value, "imageName"));
    read_bootstrap(&c);
    c.externals = field_of(c.spec.value, "externalClusters");
    read_write_store(&c);
    c.is_replica = is_replica(&c);
    read_recovery(&c);
    return c;
}
