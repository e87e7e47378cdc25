#include "lib/plan.h"

#include "plan/compose.h"

/* A recovery that has to be written: what comes out of HEAD and that spec. */
static struct outcome assert_written(const char *spec, const char *want)
{
    const char *text = arena_format(&arena, "%s%s", HEAD, spec).data;
    return assert_recovers(text, &no_options, arena_format(&arena, "%s%s", HEAD, want).data);
}

static void from_the_in_tree_store(void **state)
{
    (void)state;
    struct outcome outcome = assert_written(INITDB "  instances: 1\n"
                                                   "  backup:\n"
                                                   "    retentionPolicy: 30d\n"
                                                   "    barmanObjectStore:\n"
                                                   "      destinationPath: s3://b/ # the bucket\n"
                                                   "      endpointURL: \"https://s3\"\n"
                                                   "      s3Credentials:\n"
                                                   "        accessKeyId:\n"
                                                   "          name: s\n"
                                                   "          key: k\n"
                                                   "      wal: {compression: gzip, maxParallel: 8}\n"
                                                   "      data: {jobs: 2}\n"
                                                   "      tags: {a: b}\n",
                                            "  bootstrap:\n"
                                            "    # initdb:\n"
                                            "    #   database: app\n"
                                            "    recovery:\n"
                                            "      source: db-backup\n"
                                            "      database: app\n"
                                            "  externalClusters:\n"
                                            "    - name: db-backup\n"
                                            "      barmanObjectStore:\n"
                                            "        serverName: db\n"
                                            "        destinationPath: s3://b/\n"
                                            "        endpointURL: \"https://s3\"\n"
                                            "        s3Credentials:\n"
                                            "          accessKeyId:\n"
                                            "            name: s\n"
                                            "            key: k\n"
                                            "        wal:\n"
                                            "          compression: gzip\n"
                                            "          maxParallel: 8\n"
                                            "  instances: 1\n"
                                            "  backup:\n"
                                            "    retentionPolicy: 30d\n"
                                            "    barmanObjectStore:\n"
                                            "      destinationPath: s3://b/ # the bucket\n"
                                            "      serverName: db-v2\n"
                                            "      endpointURL: \"https://s3\"\n"
                                            "      s3Credentials:\n"
                                            "        accessKeyId:\n"
                                            "          name: s\n"
                                            "          key: k\n"
                                            "      wal: {compression: gzip, maxParallel: 8}\n"
                                            "      data: {jobs: 2}\n"
                                            "      tags: {a: b}\n");
    assert_remark(&outcome, REMARK_DONE, 8, "a recovery block is written, since no commented one was found");
    assert_remark(&outcome, REMARK_DONE, 8, "the external cluster db-backup is written");
}

static void other_clouds(void **state)
{
    (void)state;
    struct outcome outcome =
        recovered(SLICE(HEAD BACKUP("x-v1") "      azureCredentials: {connectionString: {}}\n"
                                            "      googleCredentials: {gkeEnvironment: true}\n"
                                            "      endpointCA: {name: a, key: b}\n"),
                  &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "        endpointCA:\n"
                               "          name: a\n"
                               "          key: b\n"
                               "        azureCredentials:\n"
                               "          connectionString: {}\n"
                               "        googleCredentials:\n"
                               "          gkeEnvironment: true\n");
}

static void for_the_plugin(void **state)
{
    (void)state;
    assert_written(INITDB PLUGIN("x-v1"), "  bootstrap:\n"
                                          "    # initdb:\n"
                                          "    #   database: app\n"
                                          "    recovery:\n"
                                          "      source: db-backup\n"
                                          "      database: app\n"
                                          "  externalClusters:\n"
                                          "    - name: db-backup\n"
                                          "      plugin:\n"
                                          "        name: barman-cloud.cloudnative-pg.io\n"
                                          "        parameters:\n"
                                          "          barmanObjectName: store\n"
                                          "          serverName: x-v1\n" PLUGIN("x-v2"));
}

/* In the file's own indentation, with its own line ends, and no line end at its end. */
static void in_the_manner_of_the_file(void **state)
{
    (void)state;
    const char *text = "apiVersion: postgresql.cnpg.io/v1\r\n"
                       "kind: Cluster\r\n"
                       "metadata: {name: db}\r\n"
                       "spec:\r\n"
                       "    plugins:\r\n"
                       "    - name: barman-cloud.cloudnative-pg.io\r\n"
                       "      parameters: {barmanObjectName: store}";
    assert_recovers(text, &no_options,
                    "apiVersion: postgresql.cnpg.io/v1\r\n"
                    "kind: Cluster\r\n"
                    "metadata: {name: db}\r\n"
                    "spec:\r\n"
                    "    plugins:\r\n"
                    "    - name: barman-cloud.cloudnative-pg.io\r\n"
                    "      parameters: {barmanObjectName: store, serverName: db-v2}\r\n"
                    "    bootstrap:\r\n"
                    "        recovery:\r\n"
                    "            source: db-backup\r\n"
                    "    externalClusters:\r\n"
                    "    - name: db-backup\r\n"
                    "      plugin:\r\n"
                    "          name: barman-cloud.cloudnative-pg.io\r\n"
                    "          parameters:\r\n"
                    "              barmanObjectName: store\r\n"
                    "              serverName: db");
}

static void into_a_list_that_stands(void **state)
{
    (void)state;
    assert_written(INITDB "  externalClusters:\n"
                          "  - name: other\n"
                          "    connectionParameters: {host: h}\n"
                          "  # about the rest\n"
                          "  instances: 1\n" PLUGIN("x-v1"),
                   "  bootstrap:\n"
                   "    # initdb:\n"
                   "    #   database: app\n"
                   "    recovery:\n"
                   "      source: db-backup\n"
                   "      database: app\n"
                   "  externalClusters:\n"
                   "  - name: other\n"
                   "    connectionParameters: {host: h}\n"
                   "  - name: db-backup\n"
                   "    plugin:\n"
                   "      name: barman-cloud.cloudnative-pg.io\n"
                   "      parameters:\n"
                   "        barmanObjectName: store\n"
                   "        serverName: x-v1\n"
                   "  # about the rest\n"
                   "  instances: 1\n" PLUGIN("x-v2"));
}

static void into_a_list_that_is_empty(void **state)
{
    (void)state;
    struct outcome outcome =
        recovered(SLICE(HEAD INITDB "  externalClusters: # none yet\n" PLUGIN("x-v1")), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  externalClusters: # none yet\n"
                               "    - name: db-backup\n"
                               "      plugin:\n");
    assert_slice(reverted(outcome.text).text, HEAD "  bootstrap:\n"
                                                   "    initdb:\n"
                                                   "      database: app\n"
                                                   "    # recovery:\n"
                                                   "    #   source: db-backup\n"
                                                   "    #   database: app\n"
                                                   "  externalClusters: # none yet\n"
                                                   "    # - name: db-backup\n"
                                                   "    #   plugin:\n"
                                                   "    #     name: barman-cloud.cloudnative-pg.io\n"
                                                   "    #     parameters:\n"
                                                   "    #       barmanObjectName: store\n"
                                                   "    #       serverName: x-v2\n" PLUGIN("x-v2"));
}

static void into_a_list_in_flow_style(void **state)
{
    (void)state;
    const char *plugin = "{name: db-backup, plugin: {name: barman-cloud.cloudnative-pg.io, parameters: "
                         "{barmanObjectName: store, serverName: x-v1}}}";
    struct outcome outcome = recovered(
        SLICE(HEAD INITDB "  externalClusters: [{name: a}, {name: b}] # two\n" PLUGIN("x-v1")), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text,
                 arena_format(&arena, "  externalClusters: [{name: a}, {name: b}, %s] # two\n", plugin).data);
    outcome = recovered(
        SLICE(HEAD INITDB "  externalClusters: [{name: a}]\n" BACKUP("x-v1") "      endpointURL: h\n"),
        &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text,
                 "  externalClusters: [{name: a}, {name: db-backup, barmanObjectStore: {serverName: x-v1, "
                 "destinationPath: s3://b/, endpointURL: h}}]\n");
}

/* An empty one on its own line gives way to a block, and comes back. */
static void in_place_of_an_empty_list(void **state)
{
    (void)state;
    struct slice text = SLICE(HEAD INITDB "  externalClusters: [] # none\n" PLUGIN("x-v1"));
    struct outcome outcome = recovered(text, &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  externalClusters:\n    - name: db-backup\n");
    assert_holds(outcome.text, "  # externalClusters: [] # none\n");
    outcome = reverted(outcome.text);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  externalClusters: [] # none\n");
    assert_holds(outcome.text, "  # externalClusters:\n  #   - name: db-backup\n");
    text = SLICE(HEAD INITDB "  externalClusters:\n    []\n" PLUGIN("x-v1"));
    outcome = recovered(text, &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  # externalClusters:\n  #   []\n");
    outcome = reverted(outcome.text);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  externalClusters:\n    []\n");
}

/* Behind the active ones, before or among those that are comments. */
static void into_a_list_with_commented_items(void **state)
{
    (void)state;
    struct outcome outcome = recovered(SLICE(HEAD INITDB "  externalClusters:\n"
                                                         "    # - name: a\n"
                                                         "    - name: b\n"
                                                         "    # - name: c\n" PLUGIN("x-v1")),
                                       &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    # - name: a\n"
                               "    - name: b\n"
                               "    - name: db-backup\n"
                               "      plugin:\n");
}

/* A plugin that names no ObjectStore is copied as it is. */
static void a_store_without_a_name(void **state)
{
    (void)state;
    struct outcome outcome =
        recovered(SLICE(HEAD "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n"), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      plugin:\n"
                               "        name: barman-cloud.cloudnative-pg.io\n"
                               "        parameters:\n"
                               "          serverName: db\n");
}

static void behind_a_bootstrap_without_a_method(void **state)
{
    (void)state;
    struct outcome outcome =
        recovered(SLICE(HEAD "  bootstrap:\n  instances: 1\n" PLUGIN("x-v1")), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  bootstrap:\n"
                               "    # cnpg-dr back: bootstrap stays\n"
                               "    recovery:\n"
                               "      source: db-backup\n"
                               "  externalClusters:\n"
                               "    - name: db-backup\n");
    assert_remark(&outcome, REMARK_WARNING, 6, "no initdb says which database it is");
}

/* The comments behind initdb that became part of it stay with it. */
static void behind_the_comments_of_the_initdb(void **state)
{
    (void)state;
    struct outcome outcome =
        recovered(SLICE(HEAD INITDB "    #   owner: app\n  instances: 1\n" PLUGIN("x-v1")), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    # initdb:\n"
                               "    #   database: app\n"
                               "    # #   owner: app\n"
                               "    recovery:\n");
}

static void as_the_last_thing_of_the_spec(void **state)
{
    (void)state;
    struct outcome outcome = recovered(
        SLICE(HEAD PLUGIN("x-v1") "  last: |\n    text\n\n# behind the spec\nstatus: {}\n"), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  last: |\n"
                               "    text\n"
                               "  bootstrap:\n"
                               "    recovery:\n"
                               "      source: db-backup\n"
                               "  externalClusters:\n");
    assert_holds(outcome.text, "          serverName: x-v1\n\n# behind the spec\nstatus: {}\n");
}

static struct slice name_in(const char *spec)
{
    struct manifest manifest;
    struct plan_scope scope = scope_for(arena_format(&arena, "%s%s%s", HEAD, spec, BACKUP("x")));
    assert_fine(manifest_read(&arena, &scope, &manifest));
    return compose_name(&arena, &manifest);
}

/* Active or commented out, no other external cluster has it. */
static void a_name_that_is_free(void **state)
{
    (void)state;
    assert_slice(name_in(""), "db-backup");
    assert_slice(name_in("  externalClusters:\n    - name: db-backup\n"), "db-backup-2");
    assert_slice(name_in("  # externalClusters:\n  #   - name: db-backup\n"), "db-backup-2");
    assert_slice(name_in("  externalClusters:\n    - name: db-backup-2\n    # - name: db-backup\n"),
                 "db-backup-3");
    assert_slice(name_in("  # bootstrap:\n  #   recovery:\n  #     source: db-backup\n"), "db-backup");
    assert_slice(name_in("  externalClusters:\n    - name: db-backup-1\n"), "db-backup");
    static const char *const others[] = {"db-backup-",
                                         "db-backups2",
                                         "db-backup-02",
                                         "db-backup-x",
                                         "db-backup-1",
                                         "db-backup-9",
                                         "db-backup-99999999999999999999999999999999"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_slice(
            name_in(arena_format(&arena, "  externalClusters: [{name: db-backup}, {name: %s}]\n", others[i])
                        .data),
            "db-backup-2");
}

static void what_cannot_be_written(void **state)
{
    (void)state;
    assert_refused_at(
        recovered(SLICE("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
                        "spec: {backup: {barmanObjectStore: {destinationPath: s3://b}}}\n"),
                  &no_options)
            .error,
        "R029", 4, 7, "the spec stands in flow style");
    assert_refused_at(
        recovered(SLICE("x: &x [{name: a}]\n" HEAD INITDB "  externalClusters: *x\n" BACKUP("x")),
                  &no_options)
            .error,
        "R030", 10, 21, "spec.externalClusters is an alias");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(from_the_in_tree_store),
        TEST(other_clouds),
        TEST(for_the_plugin),
        TEST(in_the_manner_of_the_file),
        TEST(into_a_list_that_stands),
        TEST(into_a_list_that_is_empty),
        TEST(into_a_list_in_flow_style),
        TEST(in_place_of_an_empty_list),
        TEST(into_a_list_with_commented_items),
        TEST(a_store_without_a_name),
        TEST(behind_a_bootstrap_without_a_method),
        TEST(behind_the_comments_of_the_initdb),
        TEST(as_the_last_thing_of_the_spec),
        TEST(a_name_that_is_free),
        TEST(what_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
