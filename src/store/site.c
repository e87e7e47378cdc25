#include "store/site.h"
#include "yaml/documents.h"

struct store_site site_of(const struct cluster *cluster, const struct store *store)
{
    struct store_site site = {.destination = SLICE(""), .endpoint = SLICE("")};
    if (store->shape == STORE_IN_TREE) {
        site.destination = node_text(node_resolve(mapping_get(store->holder, "destinationPath")));
        site.endpoint = node_text(node_resolve(mapping_get(store->holder, "endpointURL")));
    } else if (store->shape == STORE_PLUGIN) {
        site.object_store = store->place;
        site.namespace = cluster->namespace;
    }
    return site;
}

/* Whether a document is the ObjectStore of the plugin with that name. A namespace counts only where both
 * sides say one. */
static bool is_object_store(const struct node *root, const struct store_site *site)
{
    struct slice version = node_text(node_at(root, "apiVersion", NULL));
    struct slice namespace = node_text(node_at(root, "metadata", "namespace", NULL));
    return slice_starts_with(version, SLICE("barmancloud.cnpg.io/")) &&
           slice_equal(node_text(node_at(root, "kind", NULL)), SLICE("ObjectStore")) &&
           slice_equal(node_text(node_at(root, "metadata", "name", NULL)), site->object_store) &&
           (namespace.len == 0 || site->namespace.len == 0 || slice_equal(namespace, site->namespace));
}

static bool take_one(const struct node *root, struct store_site *site)
{
    root = node_resolve(root);
    if (root == NULL || !is_object_store(root, site))
        return false;
    site->destination = node_text(node_at(root, "spec", "configuration", "destinationPath", NULL));
    site->endpoint = node_text(node_at(root, "spec", "configuration", "endpointURL", NULL));
    return site->destination.len > 0;
}

bool site_take(const struct node *root, struct store_site *site)
{
    const struct node *items = node_at(root, "items", NULL);
    if (site->object_store.len == 0)
        return false;
    if (items == NULL || items->kind != NODE_SEQUENCE)
        return take_one(root, site);
    for (const struct node *item = items->first; item != NULL; item = item->next)
        if (take_one(item, site))
            return true;
    return false;
}

bool site_find(struct arena *arena, struct slice text, struct store_site *site)
{
    struct documents documents;
    if (site->object_store.len == 0 || failed(documents_split(arena, text, &documents)))
        return false;
    for (size_t i = 0; i < documents.count; i++) {
        struct tree *tree;
        const struct document *document = &documents.items[i];
        struct slice part = slice_cut(text, document->start, document->end);
        if (slice_find(part, SLICE("ObjectStore")) < part.len &&
            !failed(tree_read(arena, text, document->body, document->end, &tree)) && tree->root != NULL &&
            site_take(tree->root, site))
            return true;
    }
    return false;
}

struct recovery_target target_of(const struct cluster *cluster)
{
    struct recovery_target target = {.time = SLICE("")};
    const struct node *node =
        node_resolve(mapping_get(node_resolve(cluster->recovery.value), "recoveryTarget"));
    if (node == NULL)
        return target;
    target.time = node_text(node_resolve(mapping_get(node, "targetTime")));
    target.lsn = node_text(node_resolve(mapping_get(node, "targetLSN")));
    target.xid = node_text(node_resolve(mapping_get(node, "targetXID")));
    target.name = node_text(node_resolve(mapping_get(node, "targetName")));
    target.tli = node_text(node_resolve(mapping_get(node, "targetTLI")));
    target.backup_id = node_text(node_resolve(mapping_get(node, "backupID")));
    target.immediate = mapping_get(node, "targetImmediate") != NULL;
    target.exclusive = slice_equal(node_text(node_resolve(mapping_get(node, "exclusive"))), SLICE("true"));
    return target;
}
