/* What a manifest names, without asking anybody: kube/named.h. */
#include "kube/named.h"

enum { LIMIT = 500 }; /* more names than any real manifest has; beyond it none is added */

static void add(struct arena *arena, struct named_list *list, struct named named)
{
    if (named.name.len == 0)
        return;
    for (size_t i = 0; i < list->count; i++) {
        struct named *known = &list->items[i];
        if (known->kind != named.kind || !slice_equal(known->name, named.name) ||
            !slice_equal(known->key, named.key))
            continue;
        known->needed = known->needed || named.needed;
        return;
    }
    if (list->count == LIMIT)
        return;
    list->items = arena_grow(arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = named;
}

static struct slice below(struct arena *arena, struct slice place, const char *key)
{
    return arena_format(arena, "%.*s.%s", SLICE_ARG(place), key);
}

/* A reference: a mapping with name and perhaps key, which may call itself optional. */
static void add_reference(struct arena *arena, struct named_list *list, enum named_kind kind,
                          const struct node *reference, struct slice place, bool needed)
{
    reference = node_resolve(reference);
    bool optional = slice_equal(text_at(reference, "optional", NULL), SLICE("true"));
    add(arena, list,
        (struct named){kind, text_at(reference, "name", NULL), text_at(reference, "key", NULL), place,
                       needed && !optional});
}

/* A name that stands alone. */
static void add_name(struct arena *arena, struct named_list *list, enum named_kind kind,
                     const struct node *name, struct slice place, bool needed)
{
    name = node_resolve(name);
    if (!node_is_null(name))
        add(arena, list, (struct named){kind, node_text(name), SLICE(""), place, needed});
}

/* barman-cloud's pkg/api/config.go. */
static void add_credentials(struct arena *arena, struct named_list *list, const struct node *configuration,
                            struct slice place, bool needed)
{
    static const char *const fields[][2] = {
        {"s3Credentials", "accessKeyId"},
        {"s3Credentials", "secretAccessKey"},
        {"s3Credentials", "region"},
        {"s3Credentials", "sessionToken"},
        {"azureCredentials", "storageAccount"},
        {"azureCredentials", "storageKey"},
        {"azureCredentials", "storageSasToken"},
        {"azureCredentials", "connectionString"},
        {"googleCredentials", "applicationCredentials"},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const char *kind = fields[i][0], *field = fields[i][1];
        struct slice where = arena_format(arena, "%.*s.%s.%s", SLICE_ARG(place), kind, field);
        add_reference(arena, list, NAMED_SECRET, node_at(configuration, kind, field, NULL), where, needed);
    }
    add_reference(arena, list, NAMED_SECRET, mapping_get(configuration, "endpointCA"),
                  below(arena, place, "endpointCA"), needed);
}

void named_in_store(struct arena *arena, const struct node *configuration, struct slice place,
                    struct named_list *list)
{
    add_credentials(arena, list, node_resolve(configuration), place, true);
}

static void add_externals(struct arena *arena, const struct cluster *cluster, struct named_list *list)
{
    static const char *const fields[] = {"password", "sslKey", "sslCert", "sslRootCert"};
    for (const struct node *e = sequence_first(cluster->externals.value); e != NULL; e = e->next) {
        const struct node *entry = node_resolve(e);
        struct slice place =
            arena_format(arena, "externalClusters[%.*s]", SLICE_ARG(text_at(entry, "name", NULL)));
        add_credentials(arena, list, node_at(entry, "barmanObjectStore", NULL),
                        below(arena, place, "barmanObjectStore"), e == cluster->entry);
        for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
            add_reference(arena, list, NAMED_SECRET, mapping_get(entry, fields[i]),
                          below(arena, place, fields[i]), false);
    }
}

static void add_storage(struct arena *arena, const struct node *storage, struct slice place,
                        struct named_list *list)
{
    add_name(arena, list, NAMED_STORAGE_CLASS, node_at(storage, "storageClass", NULL),
             below(arena, place, "storageClass"), true);
    add_name(arena, list, NAMED_STORAGE_CLASS, node_at(storage, "pvcTemplate", "storageClassName", NULL),
             below(arena, place, "pvcTemplate.storageClassName"), true);
}

static void add_storages(struct arena *arena, const struct node *spec, struct named_list *list)
{
    add_storage(arena, node_at(spec, "storage", NULL), SLICE("spec.storage"), list);
    add_storage(arena, node_at(spec, "walStorage", NULL), SLICE("spec.walStorage"), list);
    for (const struct node *t = sequence_first(node_at(spec, "tablespaces", NULL)); t != NULL; t = t->next)
        add_storage(arena, node_at(node_resolve(t), "storage", NULL), SLICE("spec.tablespaces[].storage"),
                    list);
}

/* What the pods take their environment and files from: a pod does not start without it. */
static void add_pod_sources(struct arena *arena, const struct node *spec, struct named_list *list)
{
    for (const struct node *e = sequence_first(node_at(spec, "env", NULL)); e != NULL; e = e->next) {
        const struct node *from = node_at(node_resolve(e), "valueFrom", NULL);
        add_reference(arena, list, NAMED_SECRET, mapping_get(from, "secretKeyRef"), SLICE("spec.env"), true);
        add_reference(arena, list, NAMED_CONFIG_MAP, mapping_get(from, "configMapKeyRef"), SLICE("spec.env"),
                      true);
    }
    for (const struct node *e = sequence_first(node_at(spec, "envFrom", NULL)); e != NULL; e = e->next) {
        add_reference(arena, list, NAMED_SECRET, mapping_get(node_resolve(e), "secretRef"),
                      SLICE("spec.envFrom"), true);
        add_reference(arena, list, NAMED_CONFIG_MAP, mapping_get(node_resolve(e), "configMapRef"),
                      SLICE("spec.envFrom"), true);
    }
    const struct node *sources = node_at(spec, "projectedVolumeTemplate", "sources", NULL);
    for (const struct node *s = sequence_first(sources); s != NULL; s = s->next) {
        add_reference(arena, list, NAMED_SECRET, mapping_get(node_resolve(s), "secret"),
                      SLICE("spec.projectedVolumeTemplate"), true);
        add_reference(arena, list, NAMED_CONFIG_MAP, mapping_get(node_resolve(s), "configMap"),
                      SLICE("spec.projectedVolumeTemplate"), true);
    }
}

static void add_certificates(struct arena *arena, const struct node *spec, struct named_list *list)
{
    static const char *const fields[] = {"serverCASecret", "serverTLSSecret", "clientCASecret",
                                         "replicationTLSSecret"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        add_name(arena, list, NAMED_SECRET, node_at(spec, "certificates", fields[i], NULL),
                 below(arena, SLICE("spec.certificates"), fields[i]), true);
}

/* A recovered database runs without these, but something of it lacks. */
static void add_conveniences(struct arena *arena, const struct node *spec, struct named_list *list)
{
    add_reference(arena, list, NAMED_SECRET, node_at(spec, "superuserSecret", NULL),
                  SLICE("spec.superuserSecret"), false);
    for (const struct node *n = sequence_first(node_at(spec, "imagePullSecrets", NULL)); n != NULL;
         n = n->next)
        add_reference(arena, list, NAMED_SECRET, n, SLICE("spec.imagePullSecrets"), false);
    for (const struct node *n = sequence_first(node_at(spec, "managed", "roles", NULL)); n != NULL;
         n = n->next)
        add_reference(arena, list, NAMED_SECRET, mapping_get(node_resolve(n), "passwordSecret"),
                      SLICE("spec.managed.roles[].passwordSecret"), false);
    const struct node *monitoring = node_at(spec, "monitoring", NULL);
    const struct node *maps = node_resolve(mapping_get(monitoring, "customQueriesConfigMap"));
    for (const struct node *n = sequence_first(maps); n != NULL; n = n->next)
        add_reference(arena, list, NAMED_CONFIG_MAP, n, SLICE("spec.monitoring.customQueriesConfigMap"),
                      false);
    const struct node *secrets = node_resolve(mapping_get(monitoring, "customQueriesSecret"));
    for (const struct node *n = sequence_first(secrets); n != NULL; n = n->next)
        add_reference(arena, list, NAMED_SECRET, n, SLICE("spec.monitoring.customQueriesSecret"), false);
}

static void add_plugin_store(struct arena *arena, const struct store *store, const char *place,
                             struct named_list *list)
{
    if (store->shape == STORE_PLUGIN)
        add(arena, list, (struct named){NAMED_OBJECT_STORE, store->place, SLICE(""), slice_of(place), true});
}

/* The owner's password comes from it (GetUserPasswordFromSecret in CNPG's pkg/utils asks for both keys). */
static void add_owner_secret(struct arena *arena, const struct node *recovery, struct named_list *list)
{
    struct slice name = text_at(recovery, "secret", "name", NULL);
    struct slice place = SLICE("bootstrap.recovery.secret");
    add(arena, list, (struct named){NAMED_SECRET, name, SLICE("username"), place, true});
    add(arena, list, (struct named){NAMED_SECRET, name, SLICE("password"), place, true});
}

void named_in_cluster(struct arena *arena, const struct cluster *cluster, struct named_list *list)
{
    const struct node *spec = node_resolve(cluster->spec.value);
    add_owner_secret(arena, node_resolve(cluster->recovery.value), list);
    add_credentials(arena, list, node_at(spec, "backup", "barmanObjectStore", NULL),
                    SLICE("spec.backup.barmanObjectStore"), true);
    add_plugin_store(arena, &cluster->write, "spec.plugins", list);
    add_plugin_store(arena, &cluster->read, "externalClusters[].plugin", list);
    add_externals(arena, cluster, list);
    add_storages(arena, spec, list);
    add_certificates(arena, spec, list);
    add_pod_sources(arena, spec, list);
    add_reference(arena, list, NAMED_SECRET,
                  node_at(spec, "postgresql", "ldap", "bindSearchAuth", "bindPassword", NULL),
                  SLICE("spec.postgresql.ldap"), true);
    bool of_all = slice_equal(text_at(spec, "imageCatalogRef", "kind", NULL), SLICE("ClusterImageCatalog"));
    add_name(arena, list, of_all ? NAMED_CLUSTER_CATALOG : NAMED_CATALOG,
             node_at(spec, "imageCatalogRef", "name", NULL), SLICE("spec.imageCatalogRef"), true);
    add_conveniences(arena, spec, list);
}
