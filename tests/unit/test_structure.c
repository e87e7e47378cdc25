#include "lib/plan.h"

#include "plan/structure.h"

static struct outcome structured(const char *text, const struct structure_options *options)
{
    struct plan_scope scope = scope_for(slice_of(text));
    struct outcome outcome;
    const struct proved *proved = NULL;
    outcome.error = plan_structure(&arena, &scope, options, &proved, &outcome.report);
    assert_true(failed(outcome.error) == (proved == NULL));
    outcome.text = proved == NULL ? SLICE("") : proved_bytes(proved);
    return outcome;
}

static const struct structure_options recovery = {
    .mode = STRUCTURE_RECOVERY, .read = {"x-v1", 4}, .write = {"x-v2", 4}};
static const struct structure_options from_old = {
    .mode = STRUCTURE_RECOVERY, .read = {"x-v1", 4}, .write = {"x-v2", 4}, .external = {"old", 3}};
static const struct structure_options initdb = {.mode = STRUCTURE_INITDB, .write = {"x-v2", 4}};

static struct outcome assert_becomes(const char *text, const struct structure_options *options,
                                     const char *want)
{
    struct outcome outcome = structured(text, options);
    assert_fine(outcome.error);
    assert_slice(outcome.text, want);
    return outcome;
}

#define WRITTEN(dash, name)                                                                                  \
    "  externalClusters:\n" dash "- name: db-backup\n" dash "  barmanObjectStore:\n" dash                    \
    "    serverName: " name "\n" dash "    destinationPath: s3://b/\n"

/* --- into recovery --- */

static void initdb_becomes_recovery(void **state)
{
    (void)state;
    struct outcome outcome =
        assert_becomes(HEAD BACKUP("x-v1") INITDB "      postInitSQL:\n"
                                                  "      - |\n"
                                                  "        -- # no comment\n"
                                                  "      secret:\n"
                                                  "        name: s\n"
                                                  "      owner: o\n"
                                                  "  instances: 2\n",
                       &recovery,
                       HEAD BACKUP("x-v2") "  bootstrap:\n"
                                           "    recovery:\n"
                                           "      source: db-backup\n"
                                           "      database: app\n"
                                           "      owner: o\n"
                                           "      secret:\n"
                                           "        name: s\n" WRITTEN("    ", "x-v1") "  instances: 2\n");
    assert_slice(outcome.report.read, "x-v1");
    assert_slice(outcome.report.write, "x-v2");
    assert_slice(outcome.report.write_before, "x-v1");
}

static void the_bootstrap_stands_last(void **state)
{
    (void)state;
    assert_becomes(HEAD BACKUP("x-v1") INITDB, &recovery,
                   HEAD BACKUP("x-v2") "  bootstrap:\n"
                                       "    recovery:\n"
                                       "      source: db-backup\n"
                                       "      database: app\n" WRITTEN("    ", "x-v1"));
    assert_becomes(HEAD BACKUP("x-v1") "  bootstrap:\n"
                                       "    initdb:\n"
                                       "      database: app",
                   &recovery,
                   HEAD BACKUP("x-v2") "  bootstrap:\n"
                                       "    recovery:\n"
                                       "      source: db-backup\n"
                                       "      database: app\n"
                                       "  externalClusters:\n"
                                       "    - name: db-backup\n"
                                       "      barmanObjectStore:\n"
                                       "        serverName: x-v1\n"
                                       "        destinationPath: s3://b/");
}

static void by_the_plugin(void **state)
{
    (void)state;
    assert_becomes(HEAD INITDB PLUGIN("x-v1"), &recovery,
                   HEAD "  bootstrap:\n"
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

static void without_a_bootstrap(void **state)
{
    (void)state;
    static const char *const nothing[] = {"", "  bootstrap: {}\n", "  bootstrap:\n", "  bootstrap: null\n"};
    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++) {
        struct slice text = arena_format(&arena, "%s%s%s", HEAD, nothing[i], BACKUP("x-v1"));
        struct outcome outcome = structured(text.data, &recovery);
        assert_fine(outcome.error);
        assert_remark(&outcome, REMARK_WARNING, 0, "an empty database app");
        assert_holds(outcome.text, "source: db-backup");
        assert_holds(outcome.text, "serverName: x-v2\n");
    }
}

/* Whatever it is that says nothing, the recovery takes its place or stands beside it. */
static void a_bootstrap_that_is_shared_or_merged(void **state)
{
    (void)state;
    assert_becomes(HEAD "  description: &n {}\n  bootstrap: *n\n" EXTERNAL("x-v1") BACKUP("x-v1"), &from_old,
                   HEAD "  description: &n {}\n  bootstrap: {recovery: {source: old}}\n" EXTERNAL("x-v1")
                       BACKUP("x-v2"));
    assert_becomes(
        HEAD "  description: &n {}\n  bootstrap:\n    <<: *n\n" EXTERNAL("x-v1") BACKUP("x-v1"), &from_old,
        HEAD
        "  description: &n {}\n  bootstrap:\n    recovery:\n      source: old\n    <<: *n\n" EXTERNAL("x-v1")
            BACKUP("x-v2"));
    assert_refused(structured(HEAD "  description: &n {}\n  bootstrap: {<<: *n}\n" EXTERNAL("x-v1")
                                  BACKUP("x-v1"),
                              &from_old)
                       .error,
                   "R023", "would not parse");
    const char *merged = "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
                         "x: &x {bootstrap: {initdb: {database: d}}}\nspec:\n  <<: *x\n" BACKUP("x-v1");
    assert_refused_at(structured(merged, &recovery).error, "R030", 4, 19, "not written where it counts");
}

static void in_flow_style(void **state)
{
    (void)state;
    assert_becomes(HEAD "  bootstrap: {initdb: {database: d, secret: {name: s}}}\n"
                        "  externalClusters: []\n" BACKUP("x-v1"),
                   &recovery,
                   HEAD "  bootstrap: {recovery: {source: db-backup, database: d, secret: {name: s}}}\n"
                        "  externalClusters: [{name: db-backup, barmanObjectStore: {serverName: x-v1, "
                        "destinationPath: s3://b/}}]\n" BACKUP("x-v2"));
    struct outcome outcome = structured(HEAD "  bootstrap: {initdb: {}}\n"
                                             "  externalClusters: null\n" BACKUP("x-v1"),
                                        &recovery);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  externalClusters: [{name: db-backup");
    outcome = structured(HEAD INITDB "  externalClusters:\n" BACKUP("x-v1"), &recovery);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  externalClusters: [{name: db-backup");
    outcome = structured("{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: db}, spec: "
                         "{backup: {barmanObjectStore: {destinationPath: s3://b}}}}",
                         &recovery);
    assert_refused(outcome.error, "R029", "the spec stands in flow style");
    outcome = structured("{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: db}, spec: "
                         "{bootstrap: {initdb: {}}, backup: {barmanObjectStore: {destinationPath: s3://b}}}}",
                         &recovery);
    assert_refused(outcome.error, "R029", "the spec stands in flow style");
}

static void an_external_cluster_that_stands(void **state)
{
    (void)state;
    assert_becomes(HEAD INITDB EXTERNAL("x-v0") BACKUP("x-v1"), &from_old,
                   HEAD "  bootstrap:\n"
                        "    recovery:\n"
                        "      source: old\n"
                        "      database: app\n" EXTERNAL("x-v1") BACKUP("x-v2"));
    /* another one is written beside it */
    struct outcome outcome = structured(HEAD INITDB EXTERNAL("x-v0") BACKUP("x-v1"), &recovery);
    assert_fine(outcome.error);
    assert_holds(outcome.text, EXTERNAL("x-v0") "    - name: db-backup\n");
    outcome = structured(HEAD INITDB "  externalClusters:\n"
                                     "    - name: old\n"
                                     "      connectionParameters: {host: h}\n" BACKUP("x-v1"),
                         &from_old);
    assert_refused(outcome.error, "R006", "has no object store");
}

static void a_named_external_cluster_is_written(void **state)
{
    (void)state;
    struct outcome outcome = structured(HEAD INITDB BACKUP("x-v1"), &from_old);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      source: old\n");
    assert_holds(outcome.text, "    - name: old\n");
}

static void the_target(void **state)
{
    (void)state;
    struct structure_options options = recovery;
    options.target.time = SLICE("2026-08-01T10:00:00Z");
    struct outcome outcome = structured(HEAD INITDB BACKUP("x-v1"), &options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      recoveryTarget:\n        targetTime: \"2026-08-01T10:00:00Z\"\n");
    outcome = structured(outcome.text.data, &options);
    assert_fine(outcome.error);
    options.target.time = SLICE("2026-08-01T10:00:00");
    outcome = structured(HEAD INITDB BACKUP("x-v1"), &options);
    assert_fine(outcome.error);
    assert_remark(&outcome, REMARK_DONE, 0, "taken as UTC");
    options.target = (struct recovery_target){.backup_id = SLICE("20260801T101010")};
    outcome = structured(HEAD INITDB BACKUP("x-v1"), &options);
    assert_fine(outcome.error);
    assert_remark(&outcome, REMARK_WARNING, 0, "replays to the end");
    options.target = (struct recovery_target){.time = SLICE("yesterday")};
    assert_refused(structured(HEAD INITDB BACKUP("x-v1"), &options).error, "R025", "yesterday");
    options.mode = STRUCTURE_INITDB; /* is no recovery's business there */
    assert_fine(structured(HEAD INITDB BACKUP("x-v1"), &options).error);
}

static void a_recovery_stays_one(void **state)
{
    (void)state;
    assert_becomes(HEAD RECOVERY EXTERNAL("x-v0") BACKUP("x-v1"), &recovery,
                   HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"));
    assert_becomes(HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"), &recovery,
                   HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"));
    assert_becomes(HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"), &from_old,
                   HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"));
    struct structure_options other = from_old;
    other.external = SLICE("new");
    assert_refused_at(structured(HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"), &other).error, "R006", 8, 15,
                      "from old already, not from new");
    assert_refused_at(
        structured(HEAD "  bootstrap:\n    recovery: {}\n" EXTERNAL("x-v1") BACKUP("x-v2"), &from_old).error,
        "R006", 7, 5, "bootstrap.recovery has no source");
}

static void read_and_write_are_two(void **state)
{
    (void)state;
    struct structure_options same = recovery;
    same.write = SLICE("x-v1");
    assert_refused(structured(HEAD INITDB BACKUP("x-v1"), &same).error, "R026", "x-v1");
    assert_refused(structured(HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v1"), &same).error, "R026", "x-v1");
}

static void comments_of_others_stay(void **state)
{
    (void)state;
    assert_becomes(HEAD "  # why\n" INITDB "      # of the initdb\n"
                        "      owner: o # too\n"
                        "  # behind\n" BACKUP("x-v1 # here"),
                   &from_old,
                   HEAD "  # why\n"
                        "  bootstrap:\n"
                        "    recovery:\n"
                        "      source: old\n"
                        "      database: app\n"
                        "      owner: o\n"
                        "  externalClusters:\n"
                        "    - name: old\n"
                        "      barmanObjectStore:\n"
                        "        serverName: x-v1\n"
                        "        destinationPath: s3://b/\n"
                        "  # behind\n" BACKUP("x-v2 # here"));
}

/* --- into initdb --- */

static void the_write_generation_alone(void **state)
{
    (void)state;
    assert_becomes(HEAD INITDB EXTERNAL("x-v0") BACKUP("x-v1"), &initdb,
                   HEAD INITDB EXTERNAL("x-v0") BACKUP("x-v2"));
    assert_becomes(HEAD INITDB BACKUP("x-v2"), &initdb, HEAD INITDB BACKUP("x-v2"));
    assert_becomes(HEAD INITDB "  backup:\n"
                               "    barmanObjectStore:\n"
                               "      destinationPath: s3://b/\n",
                   &initdb, HEAD INITDB BACKUP("x-v2"));
}

static void recovery_becomes_initdb(void **state)
{
    (void)state;
    assert_becomes(HEAD RECOVERY "      recoveryTarget: {targetTLI: \"2\"}\n"
                                 "      owner: o\n"
                                 "      secret: {name: s}\n"
                                 "      database: d\n" EXTERNAL("x-v1") BACKUP("x-v1"),
                   &initdb,
                   HEAD "  bootstrap:\n"
                        "    initdb:\n"
                        "      database: d\n"
                        "      owner: o\n"
                        "      secret:\n"
                        "        name: s\n" EXTERNAL("x-v1") BACKUP("x-v2"));
    assert_becomes(HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"), &initdb,
                   HEAD "  bootstrap:\n"
                        "    initdb: {}\n" EXTERNAL("x-v1") BACKUP("x-v2"));
    assert_becomes(HEAD "  bootstrap: {recovery: {source: old, owner: o, database: d}}\n" EXTERNAL("x-v1")
                       BACKUP("x-v2"),
                   &initdb,
                   HEAD "  bootstrap: {initdb: {database: d, owner: o}}\n" EXTERNAL("x-v1") BACKUP("x-v2"));
}

static void an_initdb_of_nothing(void **state)
{
    (void)state;
    struct outcome outcome = assert_becomes(HEAD BACKUP("x-v1"), &initdb, HEAD BACKUP("x-v2"));
    assert_remark(&outcome, REMARK_WARNING, 0, "has no bootstrap");
    assert_refused_at(structured(HEAD INITDB "  backup: {barmanObjectStore: {}}\n", &initdb).error, "R031", 9,
                      31, "serverName cannot be set here");
}

/* --- what stays --- */

static void values_that_are_shared(void **state)
{
    (void)state;
    /* the anchor goes with initdb, and who names it keeps its value */
    struct outcome outcome = structured(HEAD "  bootstrap:\n"
                                             "    initdb:\n"
                                             "      database: &d app\n"
                                             "  description: *d\n" BACKUP("x-v1"),
                                        &recovery);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  description: app\n");
    assert_holds(outcome.text, "      database: app\n");
    /* another use of the write generation does not move with it */
    outcome = structured(HEAD INITDB "  description: &g x-v1\n" BACKUP("*g"), &initdb);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  description: &g x-v1\n");
    assert_holds(outcome.text, "serverName: x-v2\n");
    outcome = structured(HEAD "  description: &b {initdb: {database: d}}\n"
                              "  bootstrap: *b\n" BACKUP("x-v1"),
                         &recovery);
    assert_refused(outcome.error, "R030", "not written where it counts");
}

static void what_no_command_may_touch(void **state)
{
    (void)state;
    static const struct {
        const char *text, *code;
    } cases[] = {
        {HEAD "  bootstrap: {initdb: {}, recovery: {}}\n" BACKUP("x"), "R001"},
        {HEAD INITDB, "R002"},
        {HEAD INITDB BACKUP("x") PLUGIN("x"), "R003"},
        {HEAD "  bootstrap: {pg_basebackup: {source: a}}\n" BACKUP("x"), "R009"},
        {HEAD INITDB "  replica: {enabled: true, source: a}\n" BACKUP("x"), "R010"},
        {HEAD "  bootstrap:\n    recovery:\n      backup: {name: b}\n" BACKUP("x"), "R005"},
        {HEAD INITDB BACKUP("x") "  bootstrap: {}\n", "R013"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_refused(structured(cases[i].text, &recovery).error, cases[i].code, "");
        assert_refused(structured(cases[i].text, &initdb).error, cases[i].code, "");
    }
}

static void generations_that_are_none(void **state)
{
    (void)state;
    struct structure_options options = recovery;
    options.write = SLICE("a/b");
    assert_refused(structured(HEAD INITDB BACKUP("x"), &options).error, "R024", "a/b");
    options = recovery;
    options.read = SLICE("${X}");
    assert_refused(structured(HEAD INITDB BACKUP("x"), &options).error, "R011", "${X}");
}

static void other_line_ends(void **state)
{
    (void)state;
    assert_becomes("apiVersion: postgresql.cnpg.io/v1\r\nkind: Cluster\r\nmetadata: {name: db}\r\nspec:\r\n"
                   "  plugins:\r\n  - name: barman-cloud.cloudnative-pg.io\r\n  bootstrap:\r\n    initdb: "
                   "{}\r\n",
                   &recovery,
                   "apiVersion: postgresql.cnpg.io/v1\r\nkind: Cluster\r\nmetadata: {name: db}\r\nspec:\r\n"
                   "  plugins:\r\n  - name: barman-cloud.cloudnative-pg.io\r\n    parameters:\r\n      "
                   "serverName: x-v2\r\n  bootstrap:\r\n    recovery:\r\n      source: db-backup\r\n"
                   "  externalClusters:\r\n  - name: db-backup\r\n    plugin:\r\n      name: "
                   "barman-cloud.cloudnative-pg.io\r\n      parameters:\r\n        serverName: x-v1\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(initdb_becomes_recovery),
        TEST(the_bootstrap_stands_last),
        TEST(by_the_plugin),
        TEST(without_a_bootstrap),
        TEST(a_bootstrap_that_is_shared_or_merged),
        TEST(in_flow_style),
        TEST(an_external_cluster_that_stands),
        TEST(a_named_external_cluster_is_written),
        TEST(the_target),
        TEST(a_recovery_stays_one),
        TEST(read_and_write_are_two),
        TEST(comments_of_others_stay),
        TEST(the_write_generation_alone),
        TEST(recovery_becomes_initdb),
        TEST(an_initdb_of_nothing),
        TEST(values_that_are_shared),
        TEST(what_no_command_may_touch),
        TEST(generations_that_are_none),
        TEST(other_line_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
