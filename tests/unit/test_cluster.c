#include "lib/cluster.h"
#include "lib/yaml.h"

#include "cnpg/cluster.h"

static struct cluster cluster_of(const char *text)
{
    return cluster_read(tree_of(text));
}

static void documents_that_can_be_of_the_group(void **state)
{
    (void)state;
    assert_true(may_be_cnpg(SLICE(HEAD)));
    assert_true(may_be_cnpg(SLICE("apiVersion: \"postgresql.cnpg.io/v2\"\n")));
    assert_false(may_be_cnpg(SLICE("apiVersion: postgresql.cnpg.io\n")));
    assert_false(may_be_cnpg(SLICE("apiVersion: v1\nkind: Cluster\n")));
    assert_false(may_be_cnpg(SLICE("")));
}

static void documents_that_are_a_cluster(void **state)
{
    (void)state;
    assert_true(is_cluster(root_of(HEAD)));
    assert_true(is_cluster(root_of("{apiVersion: postgresql.cnpg.io/v1beta9, kind: 'Cluster'}")));
    assert_false(is_cluster(root_of("apiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\n")));
    assert_false(is_cluster(root_of("apiVersion: cluster.x-k8s.io/v1\nkind: Cluster\n")));
    assert_false(is_cluster(root_of("apiVersion: v1/postgresql.cnpg.io/\nkind: Cluster\n")));
    assert_false(is_cluster(root_of("kind: Cluster\n")));
    assert_false(is_cluster(root_of("[Cluster]\n")));
    assert_false(is_cluster(root_of("text\n")));
    assert_false(is_cluster(root_of("")));
}

static void what_a_steady_cluster_says(void **state)
{
    (void)state;
    struct cluster c = cluster_of("apiVersion: postgresql.cnpg.io/v1\n"
                                  "kind: Cluster\n"
                                  "metadata:\n"
                                  "  name: db\n"
                                  "  namespace: shop\n"
                                  "spec:\n"
                                  "  imageName: postgresql:17\n" INITDB BACKUP("db-v2"));
    assert_slice(c.name, "db");
    assert_slice(c.namespace, "shop");
    assert_slice(c.image, "postgresql:17");
    assert_slice(c.bootstrap.key->value, "bootstrap");
    assert_slice(c.initdb.key->value, "initdb");
    assert_slice(node_text(mapping_get(c.initdb.value, "database")), "app");
    assert_null(c.recovery.value);
    assert_null(c.basebackup.value);
    assert_null(c.unknown_method);
    assert_null(c.externals.key);
    assert_int_equal(c.write.shape, STORE_IN_TREE);
    assert_slice(c.write.generation, "db-v2");
    assert_int_equal(c.read.shape, STORE_NONE);
    assert_null(c.source);
    assert_null(c.entry);
    assert_false(c.both_shapes || c.is_replica);
}

static void what_a_recovering_cluster_says(void **state)
{
    (void)state;
    struct cluster c = cluster_of(HEAD RECOVERY EXTERNAL("db-v1") BACKUP("db-v2"));
    assert_slice(node_text(c.source), "old");
    assert_slice(node_text(mapping_get(c.entry, "name")), "old");
    assert_int_equal(c.read.shape, STORE_IN_TREE);
    assert_slice(c.read.generation, "db-v1");
    assert_slice(c.read.place, "s3://b");
    assert_null(c.initdb.value);
    assert_ptr_equal(cluster_external(&c, SLICE("old")), c.entry);
    assert_null(cluster_external(&c, SLICE("other")));
}

/* CNPG's defaults for serverName differ by place. */
static void default_generations(void **state)
{
    (void)state;
    struct cluster c = cluster_of(HEAD RECOVERY "  externalClusters:\n"
                                                "    - name: old\n"
                                                "      barmanObjectStore: {destinationPath: s3://b}\n"
                                                "  backup:\n"
                                                "    barmanObjectStore: {destinationPath: s3://b}\n");
    assert_slice(c.write.generation, "db");
    assert_slice(c.read.generation, "old");
    c = cluster_of(HEAD RECOVERY "  externalClusters:\n"
                                 "    - name: old\n"
                                 "      plugin: {name: barman-cloud.cloudnative-pg.io}\n"
                                 "  plugins:\n"
                                 "    - name: barman-cloud.cloudnative-pg.io\n");
    assert_slice(c.write.generation, "db");
    assert_slice(c.read.generation, "db");
}

/* GetRecoverySourcePlugin is asked first. */
static void the_plugin_wins_in_an_external_cluster(void **state)
{
    (void)state;
    struct store store = external_store(
        root_of("name: x\n"
                "plugin: {name: barman-cloud.cloudnative-pg.io, parameters: {serverName: by-plugin}}\n"
                "barmanObjectStore: {serverName: in-tree}\n"),
        SLICE("db"));
    assert_int_equal(store.shape, STORE_PLUGIN);
    assert_slice(store.generation, "by-plugin");
    store =
        external_store(root_of("name: x\nplugin:\nbarmanObjectStore: {serverName: in-tree}\n"), SLICE("db"));
    assert_int_equal(store.shape, STORE_IN_TREE);
    assert_int_equal(external_store(root_of("name: x\nconnectionParameters: {host: h}\n"), SLICE("db")).shape,
                     STORE_NONE);
    assert_int_equal(external_store(NULL, SLICE("db")).shape, STORE_NONE);
}

static void the_enabled_plugin_archives(void **state)
{
    (void)state;
    struct cluster c = cluster_of(HEAD PLUGIN("db-v3"));
    assert_int_equal(c.write.shape, STORE_PLUGIN);
    assert_slice(c.write.place, "store");
    assert_slice(c.write.generation, "db-v3");
    assert_false(c.both_shapes);
    c = cluster_of(HEAD PLUGIN("db-v3") "      enabled: true\n");
    assert_int_equal(c.write.shape, STORE_PLUGIN);
    c = cluster_of(
        HEAD "  plugins:\n"
             "    - name: other\n"
             "    - {name: barman-cloud.cloudnative-pg.io, enabled: false, parameters: {serverName: a}}\n"
             "    - {name: barman-cloud.cloudnative-pg.io, parameters: {serverName: b}}\n");
    assert_slice(c.write.generation, "b");
    assert_null(c.other_plugin);
    c = cluster_of(HEAD PLUGIN("first") "    - name: barman-cloud.cloudnative-pg.io\n"
                                        "      parameters: {barmanObjectName: other, serverName: last}\n");
    assert_slice(c.write.generation, "last");
    assert_slice(c.write.place, "other");
}

/* Booleans as kubectl reads them: those of YAML 1.1. */
static void a_plugin_that_is_not_enabled(void **state)
{
    (void)state;
    static const char *const noes[] = {"false", "False", "FALSE", "no", "No", "NO",
                                       "off",   "Off",   "OFF",   "n",  "N"};
    for (size_t i = 0; i < sizeof noes / sizeof *noes; i++) {
        struct cluster c =
            cluster_of(arena_format(&arena, "%s%s      enabled: %s\n", HEAD, PLUGIN("db-v3"), noes[i]).data);
        if (c.write.shape != STORE_NONE)
            fail_msg("enabled: %s", noes[i]);
    }
}

static void both_shapes(void **state)
{
    (void)state;
    struct cluster c = cluster_of(HEAD BACKUP("a") PLUGIN("b"));
    assert_true(c.both_shapes);
    assert_slice(node_text(mapping_get(c.both_place, "serverName")), "a");
    assert_false(cluster_of(HEAD BACKUP("a") PLUGIN("b") "      enabled: false\n").both_shapes);
    assert_false(cluster_of(HEAD "  backup:\n    barmanObjectStore:\n" PLUGIN("b")).both_shapes);
}

static void no_store(void **state)
{
    (void)state;
    assert_int_equal(cluster_of(HEAD INITDB).write.shape, STORE_NONE);
    assert_int_equal(cluster_of(HEAD "  backup: {barmanObjectStore: }\n").write.shape, STORE_NONE);
    assert_int_equal(cluster_of(HEAD "  backup: {volumeSnapshot: {}}\n").write.shape, STORE_NONE);
    assert_int_equal(cluster_of(HEAD "  plugins: text\n").write.shape, STORE_NONE);
    assert_int_equal(cluster_of(HEAD "  plugins:\n    - *none\n    - text\n").write.shape, STORE_NONE);
}

static void other_backup_plugins(void **state)
{
    (void)state;
    static const char *const names[] = {"klio.cnpg.io", "pgbackrest.dalibo.com", "pgbackrest.cnpg.opera.com",
                                        "cnpg-extensions.yandex.cloud"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct cluster c =
            cluster_of(arena_format(&arena, "%s  plugins:\n    - name: %s\n", HEAD, names[i]).data);
        assert_slice(node_text(mapping_get(c.other_plugin, "name")), names[i]);
        c = cluster_of(
            arena_format(&arena, "%s  plugins:\n    - {name: %s, enabled: false}\n", HEAD, names[i]).data);
        assert_null(c.other_plugin);
    }
    assert_null(
        cluster_of(HEAD "  plugins:\n    - name: cnpg-i-hello-world.cloudnative-pg.io\n").other_plugin);
}

static void keys_of_bootstrap_that_cnpg_does_not_know(void **state)
{
    (void)state;
    assert_slice(cluster_of(HEAD "  bootstrap: {initdb: {}, restore: {}, more: {}}\n").unknown_method->value,
                 "restore");
    assert_null(cluster_of("x: &x {initdb: {}}\n" HEAD "  bootstrap: {<<: *x}\n").unknown_method);
    assert_null(cluster_of(HEAD "  bootstrap: text\n").unknown_method);
    assert_null(cluster_of(HEAD "  bootstrap: {initdb: , recovery: , pg_basebackup: }\n").unknown_method);
}

/* One that a merge brings has a value and no place of its own. */
static void fields_that_a_merge_brings(void **state)
{
    (void)state;
    struct cluster c =
        cluster_of("x: &x {bootstrap: {initdb: {database: m}}}\n" HEAD "  <<: *x\n" BACKUP("a"));
    assert_null(c.bootstrap.key);
    assert_slice(node_text(node_at(c.bootstrap.value, "initdb", "database", (const char *)NULL)), "m");
    assert_slice(c.initdb.key->value, "initdb");
}

static bool is_replica(const char *replica)
{
    return cluster_of(arena_format(&arena, "%s  replica: %s\n", HEAD, replica).data).is_replica;
}

/* CNPG's own rule, api/v1 Cluster.IsReplica. */
static void replica_clusters(void **state)
{
    (void)state;
    assert_true(is_replica("{enabled: true, source: x}"));
    assert_true(is_replica("{enabled: True, primary: db}"));
    assert_true(is_replica("{enabled: TRUE}"));
    assert_true(is_replica("{enabled: yes}"));
    assert_true(is_replica("{enabled: on}"));
    assert_false(is_replica("{enabled: false, primary: other}"));
    assert_true(is_replica("{primary: other, source: x}"));
    assert_false(is_replica("{primary: db}"));
    assert_false(is_replica("{enabled: , primary: db}"));
    assert_true(is_replica("{primary: db, self: db-eu}"));
    assert_false(is_replica("{primary: db-eu, self: db-eu}"));
    assert_true(is_replica("{source: x}"));
    assert_false(is_replica(""));
    assert_false(is_replica("text"));
}

static void external_clusters(void **state)
{
    (void)state;
    struct cluster c = cluster_of(
        HEAD "  externalClusters:\n    - *none\n    - text\n    - {name: a}\n    - &b {name: b}\n");
    assert_slice(node_text(mapping_get(cluster_external(&c, SLICE("b")), "name")), "b");
    assert_null(cluster_external(&c, SLICE("c")));
    c = cluster_of(HEAD "  externalClusters: text\n");
    assert_null(cluster_external(&c, SLICE("text")));
    c = cluster_of(HEAD "  bootstrap: {recovery: {source: }}\n  externalClusters: [{x: 1}]\n");
    assert_null(c.entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(documents_that_can_be_of_the_group),
        TEST(documents_that_are_a_cluster),
        TEST(what_a_steady_cluster_says),
        TEST(what_a_recovering_cluster_says),
        TEST(default_generations),
        TEST(the_plugin_wins_in_an_external_cluster),
        TEST(the_enabled_plugin_archives),
        TEST(a_plugin_that_is_not_enabled),
        TEST(both_shapes),
        TEST(no_store),
        TEST(other_backup_plugins),
        TEST(keys_of_bootstrap_that_cnpg_does_not_know),
        TEST(fields_that_a_merge_brings),
        TEST(replica_clusters),
        TEST(external_clusters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
