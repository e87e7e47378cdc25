#include "lib/cluster.h"
#include "lib/yaml.h"

#include "cnpg/cluster.h"

/* What the rules say of the manifest; what does not parse is not theirs. */
static struct error checked(const char *text)
{
    struct cluster cluster = cluster_read(tree_of(text));
    return cluster_check(&arena, &cluster);
}

static struct error recovery_checked(const char *text)
{
    struct cluster cluster = cluster_read(tree_of(text));
    assert_fine(cluster_check(&arena, &cluster));
    return cluster_check_recovery(&arena, &cluster);
}

static void clusters_that_may_be_edited(void **state)
{
    (void)state;
    assert_fine(checked(HEAD INITDB BACKUP("db-v1")));
    assert_fine(checked(HEAD BACKUP("db-v1")));
    assert_fine(checked(HEAD INITDB PLUGIN("db-v1")));
    assert_fine(checked(HEAD "  bootstrap: {}\n  externalClusters: []\n" PLUGIN("db-v1")));
    assert_fine(checked(HEAD "  bootstrap:\n  externalClusters:\n  backup:\n" PLUGIN("db-v1")));
    assert_fine(checked(HEAD RECOVERY EXTERNAL("db-v1") BACKUP("db-v2")));
    assert_fine(checked(HEAD BACKUP("db-v1") "  replica: {enabled: false, source: x}\n"));
    assert_fine(checked(HEAD BACKUP("a") PLUGIN("b") "      enabled: false\n"));
    assert_fine(checked(HEAD BACKUP("'007'")));
    assert_fine(recovery_checked(HEAD RECOVERY EXTERNAL("db-v1") BACKUP("db-v2")));
    assert_fine(recovery_checked(HEAD RECOVERY EXTERNAL_PLUGIN("db-v1") PLUGIN("db-v2")));
}

static void more_than_one_method(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD "  bootstrap:\n    initdb: {}\n    recovery: {source: a}\n" BACKUP("x")),
                      "R001", 6, 3, "more than one method");
    assert_refused_at(checked(HEAD "  bootstrap: {recovery: {}, pg_basebackup: {}}\n" BACKUP("x")), "R001", 6,
                      3, "more than one");
    assert_refused(checked(HEAD "  bootstrap: {initdb: , pg_basebackup: {}}\n" BACKUP("x")), "R001", "");
}

static void no_object_store(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD INITDB), "R002", 6, 3, "the Cluster db has no object store");
    assert_refused(checked(HEAD PLUGIN("x") "      enabled: false\n"), "R002", "no object store");
    assert_refused(checked(HEAD "  backup: {volumeSnapshot: {}}\n"), "R002", "");
}

static void both_store_shapes(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD BACKUP("a") PLUGIN("b")), "R003", 8, 7,
                      "barmanObjectStore and the plugin");
}

/* The plugin takes the last one, and who reads the manifest may take the first. */
static void the_plugin_twice(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD PLUGIN("x-v1") "    - name: barman-cloud.cloudnative-pg.io\n"
                                                  "      parameters: {barmanObjectName: other}\n"),
                      "R013", 12, 7, "has barman-cloud.cloudnative-pg.io twice");
    assert_fine(checked(HEAD PLUGIN("x-v1") "    - name: barman-cloud.cloudnative-pg.io\n"
                                            "      enabled: false\n"));
}

static void other_backup_plugins(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD "  plugins:\n    - name: pgbackrest.dalibo.com\n"), "R004", 7, 7,
                      "pgbackrest.dalibo.com");
}

static void unknown_methods(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD "  bootstrap:\n    restore: {}\n" BACKUP("x")), "R007", 7, 5,
                      "the key restore, which CloudNativePG does not know");
    assert_refused(checked(HEAD "  bootstrap: {initdb: {}, recover: {}}\n" BACKUP("x")), "R007", "recover");
}

/* A merged method has no lines of its own that could become a comment. */
static void methods_that_a_merge_brings(void **state)
{
    (void)state;
    const char *said = "spec.bootstrap merges its method from elsewhere";
    assert_refused_at(checked("x: &x {recovery: {source: old}}\n" HEAD
                              "  bootstrap:\n    <<: *x\n" EXTERNAL("a") BACKUP("b")),
                      "R030", 8, 5, said);
    assert_refused(checked("x: &x {initdb: {}}\n" HEAD "  bootstrap: {<<: *x}\n" BACKUP("b")), "R030", said);
    assert_refused(checked("x: &x {pg_basebackup: {}}\n" HEAD "  bootstrap: {<<: *x}\n" BACKUP("b")), "R030",
                   said);
    assert_fine(checked("x: &x {initdb: {}}\n" HEAD "  bootstrap: *x\n" BACKUP("b")));
    assert_fine(checked("x: &x {database: a}\n" HEAD "  bootstrap: {initdb: {<<: *x}}\n" BACKUP("b")));
}

static void pg_basebackup(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD "  bootstrap:\n    pg_basebackup: {source: a}\n" BACKUP("x")), "R009", 7,
                      5, "pg_basebackup");
}

static void replica_clusters(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD INITDB BACKUP("x") "  replica: {enabled: true}\n"), "R010", 13, 12,
                      "a replica cluster");
    assert_refused(checked(HEAD INITDB BACKUP("x") "  replica: {primary: other}\n"), "R010", "");
}

static void generations_that_are_decided_elsewhere(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD BACKUP("${APP}-v1")), "R011", 9, 19, "${APP}-v1 holds a variable");
    assert_refused_at(checked(HEAD PLUGIN("a$b")), "R011", 11, 21, "a$b");
    assert_refused_at(checked(HEAD BACKUP("'{{ .name }}-v1'")), "R012", 9, 19,
                      "{{ .name }}-v1 is a template");
    assert_refused_at(
        checked("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata:\n  name: ${APP}\nspec:\n"
                "  backup: {barmanObjectStore: {destinationPath: s3://b}}\n"),
        "R011", 4, 9, "${APP}");
    assert_fine(checked(HEAD BACKUP("db") "  imageName: ${IMAGE}\n  description: '{{ x }}'\n"));
}

static void generations_that_are_no_text(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD BACKUP("007")), "R024", 9, 19, "007");
    assert_refused(checked(HEAD PLUGIN("on")), "R024", "on");
    assert_refused_at(checked(HEAD PLUGIN("''")), "R024", 11, 21, "serverName is empty");
    assert_fine(checked(HEAD BACKUP("''")));
    const char *said = "serverName is no text";
    assert_refused_at(checked(HEAD BACKUP("{a: b}")), "R031", 9, 19, said);
    assert_refused(checked(HEAD PLUGIN("[a]")), "R031", said);
    assert_refused(checked("x: &x [a]\n" HEAD BACKUP("*x")), "R031", said);
    assert_refused_at(recovery_checked(HEAD RECOVERY EXTERNAL("\n          a: b") BACKUP("x")), "R031", 14,
                      11, said);
    assert_refused(recovery_checked(HEAD RECOVERY EXTERNAL_PLUGIN("[]") PLUGIN("x")), "R031", said);
}

static void duplicate_keys(void **state)
{
    (void)state;
    const char *said = "stands twice";
    assert_refused_at(checked("kind: Cluster\n" HEAD BACKUP("x")), "R013", 3, 1, "the key kind stands twice");
    assert_refused_at(checked(HEAD BACKUP("x") BACKUP("x")), "R013", 10, 3, "the key backup stands twice");
    assert_refused_at(checked("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\n"
                              "metadata: {labels: {a: 1, b: 2, a: 3}, name: db}\nspec:\n" BACKUP("x")),
                      "R013", 3, 33, "the key a");
    assert_refused(checked(HEAD "  bootstrap: {initdb: {database: a, owner: b, database: c}}\n" BACKUP("x")),
                   "R013", said);
    assert_refused(
        checked(HEAD
                "  externalClusters: [{name: a}, {name: b, plugin: {x: 1, y: {z: 1, z: 2}}}]\n" BACKUP("x")),
        "R013", said);
    assert_refused_at(checked(HEAD BACKUP("x") "      serverName: y\n"), "R013", 10, 7, "the key serverName");
    assert_refused(checked(HEAD PLUGIN("x") "        serverName: y\n"), "R013", said);
    assert_refused(checked(HEAD BACKUP("x") "      'serverName': y\n"), "R013", said);
    assert_fine(checked(HEAD BACKUP("x") "  postgresql: {a: 1, a: 2}\n"));
}

/* A mapping of many keys is sorted; the second one of a text is the one that is shown. */
static void duplicate_keys_among_many(void **state)
{
    (void)state;
    struct slice text = SLICE(HEAD "  bootstrap:\n    initdb:\n");
    for (int i = 0; i < 40; i++)
        text = arena_format(&arena, "%.*s      k%02d: x\n", SLICE_ARG(text), i * 7 % 40);
    assert_fine(checked(arena_format(&arena, "%.*s" BACKUP("x"), SLICE_ARG(text)).data));
    text = arena_format(&arena, "%.*s      k21: x\n      z: y\n" BACKUP("x"), SLICE_ARG(text));
    assert_refused_at(checked(text.data), "R013", 48, 7, "the key k21 stands twice");
}

/* Readers disagree on what comes of two merges, too. */
static void duplicate_merges(void **state)
{
    (void)state;
    assert_refused(checked("x: &x {destinationPath: s3://b}\ny: &y {serverName: a}\n" HEAD
                           "  backup: {barmanObjectStore: {<<: *x, <<: *y}}\n"),
                   "R013", "stands twice");
}

static void fields_of_another_form(void **state)
{
    (void)state;
    assert_refused_at(checked("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nspec:\n" BACKUP("x")),
                      "R031", 1, 1, "no metadata.name");
    assert_refused(checked("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"),
                   "R031", "has no spec");
    assert_refused_at(
        checked("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\nspec: x\n"), "R031",
        4, 7, "has no spec");
    assert_refused_at(checked(HEAD "  bootstrap: text\n" BACKUP("x")), "R031", 6, 14,
                      "spec.bootstrap is no mapping");
    assert_refused_at(checked(HEAD "  bootstrap: {initdb: []}\n" BACKUP("x")), "R031", 6, 23,
                      "spec.bootstrap.initdb is no mapping");
    assert_refused(checked(HEAD "  bootstrap: {recovery: old}\n" BACKUP("x")), "R031",
                   "spec.bootstrap.recovery is no mapping");
    assert_refused(checked(HEAD "  backup: [x]\n"), "R031", "spec.backup is no mapping");
    assert_refused_at(checked(HEAD "  externalClusters: {name: x}\n" BACKUP("x")), "R031", 6, 21,
                      "spec.externalClusters is no list");
    assert_refused_at(checked(HEAD "  externalClusters: [{name: x}, y]\n" BACKUP("x")), "R031", 6, 33,
                      "an entry of spec.externalClusters is no mapping");
    assert_refused(checked(HEAD "  plugins: x\n" BACKUP("x")), "R031", "spec.plugins is no list");
    assert_refused(checked(HEAD "  plugins: [*none]\n" BACKUP("x")), "R031", "an entry of spec.plugins");
}

/* A value that is replaced by a mapping would be lost. */
static void stores_that_are_no_mapping(void **state)
{
    (void)state;
    assert_refused_at(checked(HEAD "  plugins: [{name: barman-cloud.cloudnative-pg.io, parameters: x}]\n"),
                      "R031", 6, 64, "parameters is no mapping");
    assert_refused(checked(HEAD "  externalClusters: [{name: old, plugin: x}]\n" BACKUP("x")), "R031",
                   "plugin is no mapping");
    assert_refused(checked(HEAD "  externalClusters: [{name: old, plugin: {parameters: [x]}}]\n" BACKUP("x")),
                   "R031", "parameters is no mapping");
    assert_refused(checked(HEAD "  externalClusters: [{name: old, barmanObjectStore: x}]\n" BACKUP("x")),
                   "R031", "barmanObjectStore is no mapping");
}

static void recoveries_that_say_no_generation(void **state)
{
    (void)state;
    assert_refused_at(
        recovery_checked(HEAD "  bootstrap:\n    recovery:\n      backup: {name: x}\n" BACKUP("x")), "R005",
        7, 5, "from a Backup object");
    assert_refused(
        recovery_checked(
            HEAD "  bootstrap: {recovery: {volumeSnapshots: {storage: {}}, source: old}}\n" EXTERNAL("a")
                BACKUP("x")),
        "R005", "from a volume snapshot");
}

static void sources_that_lead_nowhere(void **state)
{
    (void)state;
    assert_refused_at(recovery_checked(HEAD "  bootstrap:\n    recovery: {database: x}\n" BACKUP("x")),
                      "R006", 7, 5, "bootstrap.recovery has no source");
    assert_refused_at(
        recovery_checked(HEAD "  bootstrap:\n    recovery:\n      source: new\n" EXTERNAL("a") BACKUP("x")),
        "R006", 8, 15, "the source new names no external cluster");
    assert_refused(recovery_checked(HEAD RECOVERY BACKUP("x")), "R006",
                   "the source old names no external cluster");
    assert_refused_at(recovery_checked(HEAD RECOVERY "  externalClusters:\n    - name: old\n"
                                                     "      connectionParameters: {host: h}\n" BACKUP("x")),
                      "R006", 10, 7, "the external cluster old has no object store");
}

static void an_external_cluster_of_another_plugin(void **state)
{
    (void)state;
    assert_refused_at(recovery_checked(HEAD RECOVERY
                                       "  externalClusters:\n    - name: old\n"
                                       "      plugin: {name: pgbackrest.dalibo.com}\n" BACKUP("x")),
                      "R004", 10, 7, "the external cluster old is read by the plugin pgbackrest.dalibo.com");
}

static void a_read_generation_that_is_a_template(void **state)
{
    (void)state;
    assert_refused_at(recovery_checked(HEAD RECOVERY EXTERNAL("'{{ x }}'") BACKUP("x")), "R012", 10, 7,
                      "the read generation {{ x }} is a template");
    assert_fine(recovery_checked(HEAD RECOVERY EXTERNAL("${X}") BACKUP("x")));
}

/* The form alone: for readers that edit nothing. */
static void the_form_alone(void **state)
{
    (void)state;
    struct cluster cluster = cluster_read(tree_of(HEAD "  bootstrap: {initdb: {}, recovery: {}}\n"));
    assert_fine(cluster_check_form(&arena, &cluster));
    cluster = cluster_read(tree_of(HEAD "  bootstrap: x\n"));
    assert_refused(cluster_check_form(&arena, &cluster), "R031", "no mapping");
    cluster = cluster_read(tree_of(HEAD "  a: 1\n  a: 2\n"));
    assert_refused(cluster_check_form(&arena, &cluster), "R013", "the key a stands twice");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(clusters_that_may_be_edited),
        TEST(more_than_one_method),
        TEST(no_object_store),
        TEST(both_store_shapes),
        TEST(the_plugin_twice),
        TEST(other_backup_plugins),
        TEST(unknown_methods),
        TEST(methods_that_a_merge_brings),
        TEST(pg_basebackup),
        TEST(replica_clusters),
        TEST(generations_that_are_decided_elsewhere),
        TEST(generations_that_are_no_text),
        TEST(duplicate_keys),
        TEST(duplicate_keys_among_many),
        TEST(duplicate_merges),
        TEST(fields_of_another_form),
        TEST(stores_that_are_no_mapping),
        TEST(recoveries_that_say_no_generation),
        TEST(sources_that_lead_nowhere),
        TEST(an_external_cluster_of_another_plugin),
        TEST(a_read_generation_that_is_a_template),
        TEST(the_form_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
