/* What a manifest names; the objects and rights that are made of it. */
#include "lib/check.h"

#include "kube/first_backup.h"
#include "kube/named.h"
#include "sys/json_tree.h"

static struct named_list list_of(const char *yaml)
{
    struct tree *tree;
    struct named_list list = {0};
    assert_false(failed(tree_read(&arena, slice_of(yaml), 0, strlen(yaml), &tree)));
    struct cluster cluster = cluster_read(tree);
    named_in_cluster(&arena, &cluster, &list);
    return list;
}

static const struct named *find(const struct named_list *list, enum named_kind kind, const char *name,
                                const char *key)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].kind == kind && slice_equal(list->items[i].name, slice_of(name)) &&
            slice_equal(list->items[i].key, slice_of(key)))
            return &list->items[i];
    return NULL;
}

static const char *const in_tree =
    "apiVersion: postgresql.cnpg.io/v1\n"
    "kind: Cluster\n"
    "metadata: {name: pg}\n"
    "spec:\n"
    "  storage: {size: 1Gi, storageClass: fast}\n"
    "  walStorage:\n"
    "    pvcTemplate: {storageClassName: wal}\n"
    "  imageCatalogRef: {apiGroup: postgresql.cnpg.io, kind: ClusterImageCatalog, name: images, major: 17}\n"
    "  superuserSecret: {name: super}\n"
    "  imagePullSecrets: [{name: pull}]\n"
    "  certificates: {serverCASecret: ca}\n"
    "  managed: {roles: [{name: r, passwordSecret: {name: role}}]}\n"
    "  env:\n"
    "    - {name: A, valueFrom: {secretKeyRef: {name: env, key: a}}}\n"
    "    - {name: B, valueFrom: {configMapKeyRef: {name: map, key: b, optional: true}}}\n"
    "    - {name: C, value: c}\n"
    "  bootstrap: {recovery: {source: old, secret: {name: owner}}}\n"
    "  externalClusters:\n"
    "    - name: old\n"
    "      barmanObjectStore:\n"
    "        destinationPath: s3://b\n"
    "        endpointCA: {name: tls, key: ca.crt}\n"
    "        s3Credentials: {accessKeyId: {name: keys, key: ID}, secretAccessKey: {name: keys, key: "
    "SECRET}}\n"
    "    - name: other\n"
    "      connectionParameters: {host: h}\n"
    "      password: {name: far, key: password}\n"
    "  backup:\n"
    "    barmanObjectStore:\n"
    "      destinationPath: s3://b\n"
    "      s3Credentials: {accessKeyId: {name: keys, key: ID}, secretAccessKey: {name: more, key: SECRET}}\n";

static void a_recovery_needs_what_it_names(void **state)
{
    (void)state;
    struct named_list list = list_of(in_tree);
    const struct {
        enum named_kind kind;
        const char *name, *key;
        bool needed;
    } want[] = {
        {NAMED_SECRET, "owner", "username", true},
        {NAMED_SECRET, "owner", "password", true},
        {NAMED_SECRET, "keys", "ID", true},
        {NAMED_SECRET, "keys", "SECRET", true},
        {NAMED_SECRET, "more", "SECRET", true},
        {NAMED_SECRET, "tls", "ca.crt", true},
        {NAMED_SECRET, "far", "password", false},
        {NAMED_STORAGE_CLASS, "fast", "", true},
        {NAMED_STORAGE_CLASS, "wal", "", true},
        {NAMED_SECRET, "ca", "", true},
        {NAMED_SECRET, "env", "a", true},
        {NAMED_CONFIG_MAP, "map", "b", false},
        {NAMED_CLUSTER_CATALOG, "images", "", true},
        {NAMED_SECRET, "super", "", false},
        {NAMED_SECRET, "pull", "", false},
        {NAMED_SECRET, "role", "", false},
    };
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        const struct named *named = find(&list, want[i].kind, want[i].name, want[i].key);
        if (named == NULL || named->needed != want[i].needed)
            fail_msg("%s %s", want[i].name, want[i].key);
    }
    assert_int_equal(list.count, sizeof want / sizeof want[0]); /* each once */
    assert_slice(find(&list, NAMED_SECRET, "more", "SECRET")->place,
                 "spec.backup.barmanObjectStore.s3Credentials.secretAccessKey");
}

static void a_plugin_names_its_object_stores(void **state)
{
    (void)state;
    struct named_list list =
        list_of("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: pg}\nspec:\n"
                "  plugins: [{name: barman-cloud.cloudnative-pg.io, isWALArchiver: true, "
                "parameters: {barmanObjectName: new}}]\n"
                "  bootstrap: {recovery: {source: old}}\n"
                "  externalClusters: [{name: old, plugin: {name: barman-cloud.cloudnative-pg.io, "
                "parameters: {barmanObjectName: before}}}]\n");
    assert_int_equal(list.count, 2);
    assert_non_null(find(&list, NAMED_OBJECT_STORE, "new", ""));
    assert_non_null(find(&list, NAMED_OBJECT_STORE, "before", ""));
}

static void an_object_store_names_secrets(void **state)
{
    (void)state;
    const char *text = "{\"azureCredentials\":{\"storageKey\":{\"name\":\"az\",\"key\":\"k\"}},"
                       "\"googleCredentials\":{\"applicationCredentials\":{\"name\":\"g\",\"key\":\"k\"}}}";
    struct tree *tree;
    struct named_list list = {0};
    assert_false(failed(json_tree_read(&arena, slice_of(text), 0, strlen(text), &tree)));
    named_in_store(&arena, tree->root, SLICE("ObjectStore s"), &list);
    assert_int_equal(list.count, 2);
    assert_true(find(&list, NAMED_SECRET, "az", "k")->needed);
    assert_slice(find(&list, NAMED_SECRET, "g", "k")->place,
                 "ObjectStore s.googleCredentials.applicationCredentials");
}

static void what_is_not_as_it_should_be_names_nothing(void **state)
{
    (void)state;
    struct named_list list =
        list_of("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nspec: {env: x, storage: [1], "
                "certificates: null, imagePullSecrets: {a: b}, tablespaces: [null]}\n");
    assert_int_equal(list.count, 0);
}

static void rights_are_said_as_rbac_names_them(void **state)
{
    (void)state;
    struct permission exec = {
        .group = "", .resource = "pods", .subresource = "exec", .verb = "create", .namespace = "db"};
    assert_slice(permission_say(&arena, &exec), "create pods/exec in namespace db");
    struct permission get = {.group = "postgresql.cnpg.io",
                             .resource = "clusters",
                             .verb = "get",
                             .namespace = "db",
                             .name = "pg"};
    assert_slice(permission_say(&arena, &get), "get clusters.postgresql.cnpg.io pg in namespace db");
    struct permission class = {.group = "storage.k8s.io", .resource = "storageclasses", .verb = "get"};
    assert_slice(permission_say(&arena, &class), "get storageclasses.storage.k8s.io");
}

static void a_backup_goes_where_the_cluster_archives(void **state)
{
    (void)state;
    struct run run = {.arena = &arena, .namespace = "db", .name = "pg"};
    struct tree *tree;
    run.record.id = SLICE("20261125-4f3a91c2");
    run.wanted.write.shape = STORE_IN_TREE;
    struct slice body = first_backup_body(&arena, &run, SLICE("pg-dr-1"));
    assert_false(failed(json_tree_read(&arena, body, 0, body.len, &tree)));
    assert_slice(text_at(tree->root, "metadata", "name", NULL), "pg-dr-1");
    assert_slice(text_at(tree->root, "metadata", "namespace", NULL), "db");
    assert_slice(annotation(tree->root, ANNOTATION_RUN), "20261125-4f3a91c2");
    assert_slice(text_at(tree->root, "spec", "cluster", "name", NULL), "pg");
    assert_slice(text_at(tree->root, "spec", "method", NULL), "barmanObjectStore");
    assert_null(node_at(tree->root, "spec", "pluginConfiguration", NULL));
    run.wanted.write.shape = STORE_PLUGIN;
    body = first_backup_body(&arena, &run, SLICE("pg-dr-1"));
    assert_false(failed(json_tree_read(&arena, body, 0, body.len, &tree)));
    assert_slice(text_at(tree->root, "spec", "method", NULL), "plugin");
    assert_slice(text_at(tree->root, "spec", "pluginConfiguration", "name", NULL), BARMAN_PLUGIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_recovery_needs_what_it_names),     TEST(a_plugin_names_its_object_stores),
        TEST(an_object_store_names_secrets),      TEST(what_is_not_as_it_should_be_names_nothing),
        TEST(rights_are_said_as_rbac_names_them), TEST(a_backup_goes_where_the_cluster_archives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
