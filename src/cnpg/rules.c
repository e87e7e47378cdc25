/* What makes a Cluster one that may not be edited; declared in cnpg/cluster.h. */
#include "cnpg/cluster.h"
#include "yaml/scalar.h"
#include <stdlib.h>

static struct error at(struct error error, const struct cluster *c, const struct node *node)
{
    return refuse_here(error, c->tree->text, node == NULL ? c->tree->root->start : node->outer);
}

static int by_text(const void *a, const void *b)
{
    const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
    int order = slice_compare(node_text(x), node_text(y));
    return order != 0 ? order : (x->start > y->start) - (x->start < y->start);
}

enum { FEW = 24 }; /* keys: up to so many, each is held against each */

static const struct node *duplicate_among_few(const struct node *mapping)
{
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next)
        for (const struct node *other = mapping->first; other != key; other = other->next->next)
            if (slice_equal(node_text(key), node_text(other)))
                return key;
    return NULL;
}

/* A key that stands a second time in the mapping, or NULL. Sorting keeps a mapping of a million keys
 * bearable. */
static const struct node *duplicate_key(struct arena *arena, const struct node *mapping)
{
    size_t count = node_count(mapping) / 2, n = 0;
    if (count <= FEW)
        return duplicate_among_few(mapping);
    const struct node **keys = arena_array(arena, count, sizeof *keys);
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next)
        keys[n++] = key;
    qsort(keys, n, sizeof *keys, by_text);
    for (size_t i = 1; i < n; i++)
        if (slice_equal(node_text(keys[i - 1]), node_text(keys[i])))
            return keys[i];
    return NULL;
}

/* Looks at the node and all that stands in it; aliases are looked at where their anchor is. */
static struct error check_duplicates(struct arena *arena, const struct cluster *c, const struct node *top)
{
    for (const struct node *node = top; node != NULL;) {
        const struct node *key = node->kind == NODE_MAPPING ? duplicate_key(arena, node) : NULL;
        if (key != NULL)
            return at(
                refuse(arena, REFUSE_DUPLICATE_KEY, "the key %.*s stands twice", SLICE_ARG(node_text(key))),
                c, key);
        if (node->first != NULL) {
            node = node->first;
            continue;
        }
        while (node != top && node->next == NULL)
            node = node->parent;
        node = node == top ? NULL : node->next;
    }
    return NO_ERROR;
}

/* check_form has passed: both levels are mappings. */
static struct error check_keys(struct arena *arena, const struct cluster *c)
{
    const struct node *levels[] = {c->tree->root, c->spec.value};
    for (size_t i = 0; i < 2; i++) {
        const struct node *key = duplicate_key(arena, node_resolve(levels[i]));
        if (key != NULL)
            return at(
                refuse(arena, REFUSE_DUPLICATE_KEY, "the key %.*s stands twice", SLICE_ARG(node_text(key))),
                c, key);
    }
    const struct node *parts[] = {mapping_get(c->tree->root, "metadata"), c->bootstrap.value,
                                  c->externals.value, c->backup.value, c->plugins.value};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct error error = parts[i] == NULL ? NO_ERROR : check_duplicates(arena, c, parts[i]);
        if (failed(error))
            return error;
    }
    return NO_ERROR;
}

/* The field holds the kind of value that CNPG's schema has there, or null. */
static struct error check_kind(struct arena *arena, const struct cluster *c, struct field field,
                               const char *name, enum node_kind kind)
{
    const struct node *value = node_resolve(field.value);
    if (node_is_null(value) || value->kind == kind)
        return NO_ERROR;
    return at(refuse(arena, REFUSE_MALFORMED, "%s is no %s", name, kind == NODE_MAPPING ? "mapping" : "list"),
              c, field.value);
}

/* The parts of an entry in which a store is described. */
static struct error check_parts(struct arena *arena, const struct cluster *c, const struct node *entry)
{
    const struct node *plugin = mapping_get(entry, "plugin");
    const struct {
        const struct node *value;
        const char *name;
    } parts[] = {{mapping_get(entry, "parameters"), "parameters"},
                 {plugin, "plugin"},
                 {mapping_get(plugin, "parameters"), "parameters"},
                 {mapping_get(entry, "barmanObjectStore"), "barmanObjectStore"}};
    struct error error = NO_ERROR;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && !failed(error); i++)
        error = check_kind(arena, c, (struct field){.value = parts[i].value}, parts[i].name, NODE_MAPPING);
    return error;
}

static struct error check_items(struct arena *arena, const struct cluster *c, struct field field,
                                const char *name)
{
    const struct node *list = node_resolve(field.value);
    struct error error = check_kind(arena, c, field, name, NODE_SEQUENCE);
    if (failed(error) || node_is_null(list))
        return error;
    for (const struct node *item = list->first; item != NULL; item = item->next) {
        const struct node *entry = node_resolve(item);
        if (entry == NULL || entry->kind != NODE_MAPPING)
            return at(refuse(arena, REFUSE_MALFORMED, "an entry of %s is no mapping", name), c, item);
        error = check_parts(arena, c, entry);
        if (failed(error))
            return error;
    }
    return NO_ERROR;
}

static struct error check_form(struct arena *arena, const struct cluster *c)
{
    const struct node *spec = node_resolve(c->spec.value);
    if (c->name.len == 0)
        return at(refuse(arena, REFUSE_MALFORMED, "the Cluster has no metadata.name"), c, NULL);
    if (spec == NULL || spec->kind != NODE_MAPPING)
        return at(refuse(arena, REFUSE_MALFORMED, "the Cluster has no spec"), c, c->spec.value);
    const struct {
        struct field field;
        const char *name;
    } mappings[] = {{c->bootstrap, "spec.bootstrap"},
                    {c->initdb, "spec.bootstrap.initdb"},
                    {c->recovery, "spec.bootstrap.recovery"},
                    {c->backup, "spec.backup"}};
    for (size_t i = 0; i < sizeof mappings / sizeof mappings[0]; i++) {
        struct error error = check_kind(arena, c, mappings[i].field, mappings[i].name, NODE_MAPPING);
        if (failed(error))
            return error;
    }
    struct error error = check_items(arena, c, c->externals, "spec.externalClusters");
    return failed(error) ? error : check_items(arena, c, c->plugins, "spec.plugins");
}

/* It has a value and no place of its own, so that it could be neither commented out nor told from none. */
static bool is_merged(struct field method)
{
    return method.value != NULL && method.key == NULL;
}

static struct error check_method(struct arena *arena, const struct cluster *c)
{
    if (is_merged(c->initdb) || is_merged(c->recovery) || is_merged(c->basebackup))
        return at(refuse(arena, REFUSE_ALIAS, "spec.bootstrap merges its method from elsewhere"), c,
                  c->bootstrap.value);
    if (c->unknown_method != NULL)
        return at(refuse(arena, REFUSE_UNKNOWN_METHOD,
                         "spec.bootstrap has the key %.*s, which CloudNativePG does not know",
                         SLICE_ARG(node_text(c->unknown_method))),
                  c, c->unknown_method);
    int methods = (c->initdb.value != NULL) + (c->recovery.value != NULL) + (c->basebackup.value != NULL);
    if (methods > 1)
        return at(refuse(arena, REFUSE_CONFLICT, "spec.bootstrap holds more than one method"), c,
                  c->bootstrap.key);
    if (c->basebackup.value != NULL)
        return at(refuse(arena, REFUSE_BASEBACKUP, "spec.bootstrap is pg_basebackup"), c, c->basebackup.key);
    if (c->is_replica)
        return at(refuse(arena, REFUSE_REPLICA, "the Cluster is a replica cluster"), c,
                  mapping_get(c->spec.value, "replica"));
    return NO_ERROR;
}

/* A serverName that is a mapping or a list: the API server refuses it, and an edit would drop what is in it.
 */
static struct error check_name(struct arena *arena, const struct cluster *c, const struct store *store)
{
    const struct node *name = node_resolve(store->name);
    if (node_is_null(name) || name->kind == NODE_SCALAR)
        return NO_ERROR;
    return at(refuse(arena, REFUSE_MALFORMED, "serverName is no text"), c, store->name);
}

static struct error check_store(struct arena *arena, const struct cluster *c)
{
    if (c->both_shapes)
        return at(refuse(arena, REFUSE_BOTH_SHAPES,
                         "the Cluster has spec.backup.barmanObjectStore and the plugin " BARMAN_PLUGIN),
                  c, c->both_place);
    if (c->second_plugin != NULL)
        return at(refuse(arena, REFUSE_DUPLICATE_KEY,
                         "spec.plugins has " BARMAN_PLUGIN " twice, and one store counts"),
                  c, c->second_plugin);
    if (c->write.shape == STORE_NONE && c->other_plugin != NULL)
        return at(refuse(arena, REFUSE_OTHER_PLUGIN, "the Cluster is backed up by the plugin %.*s",
                         SLICE_ARG(node_text(mapping_get(c->other_plugin, "name")))),
                  c, c->other_plugin);
    if (c->write.shape == STORE_NONE)
        return at(refuse(arena, REFUSE_NO_STORE, "the Cluster %.*s has no object store", SLICE_ARG(c->name)),
                  c, c->spec.value);
    struct error error = check_name(arena, c, &c->write);
    if (failed(error))
        return error;
    const struct node *where =
        c->write.name != NULL ? c->write.name : mapping_get(mapping_get(c->tree->root, "metadata"), "name");
    struct slice write = c->write.generation;
    if (slice_find(write, SLICE("{{")) < write.len)
        return at(refuse(arena, REFUSE_TEMPLATE, "the write generation %.*s is a template", SLICE_ARG(write)),
                  c, where);
    if (slice_find_char(write, '$', 0) < write.len)
        return at(
            refuse(arena, REFUSE_VARIABLE, "the write generation %.*s holds a variable", SLICE_ARG(write)), c,
            where);
    const struct node *name = node_resolve(c->write.name);
    if (!node_is_null(name) && scalar_is_no_text(name))
        return at(
            refuse(arena, REFUSE_GENERATION,
                   "serverName %.*s is no text to YAML, and the API server refuses it: put it in quotes",
                   SLICE_ARG(write)),
            c, where);
    if (write.len == 0)
        return at(refuse(arena, REFUSE_GENERATION, "serverName is empty, which the plugin takes literally"),
                  c, where);
    return NO_ERROR;
}

struct error cluster_check_form(struct arena *arena, const struct cluster *cluster)
{
    struct error error = check_form(arena, cluster);
    return failed(error) ? error : check_keys(arena, cluster);
}

struct error cluster_check(struct arena *arena, const struct cluster *cluster)
{
    struct error error = cluster_check_form(arena, cluster);
    if (!failed(error))
        error = check_method(arena, cluster);
    if (!failed(error))
        error = check_store(arena, cluster);
    return error;
}

struct error cluster_check_recovery(struct arena *arena, const struct cluster *c)
{
    const struct node *recovery = c->recovery.value;
    if (mapping_get(recovery, "backup") != NULL || mapping_get(recovery, "volumeSnapshots") != NULL)
        return at(refuse(arena, REFUSE_NO_GENERATION, "the recovery is from a %s",
                         mapping_get(recovery, "backup") != NULL ? "Backup object" : "volume snapshot"),
                  c, c->recovery.key);
    if (node_text(c->source).len == 0)
        return at(refuse(arena, REFUSE_SOURCE, "bootstrap.recovery has no source"), c, c->recovery.key);
    if (c->entry == NULL)
        return at(refuse(arena, REFUSE_SOURCE, "the source %.*s names no external cluster",
                         SLICE_ARG(node_text(c->source))),
                  c, c->source);
    if (slice_find(c->read.generation, SLICE("{{")) < c->read.generation.len)
        return at(refuse(arena, REFUSE_TEMPLATE, "the read generation %.*s is a template",
                         SLICE_ARG(c->read.generation)),
                  c, c->entry);
    struct slice plugin = external_plugin(c->entry);
    if (plugin.len > 0)
        return at(refuse(arena, REFUSE_OTHER_PLUGIN, "the external cluster %.*s is read by the plugin %.*s",
                         SLICE_ARG(node_text(c->source)), SLICE_ARG(plugin)),
                  c, c->entry);
    if (c->read.shape == STORE_NONE)
        return at(refuse(arena, REFUSE_SOURCE, "the external cluster %.*s has no object store",
                         SLICE_ARG(node_text(c->source))),
                  c, c->entry);
    return check_name(arena, c, &c->read);
}
