#include "lib/plan.h"

static struct error refused(const char *text)
{
    return reverted(slice_of(text)).error;
}

#define ACTIVE_INITDB                                                                                        \
    "  bootstrap:\n"                                                                                         \
    "    # initdb:\n"                                                                                        \
    "    #   database: app\n"                                                                                \
    "    recovery:\n"                                                                                        \
    "      source: old\n"                                                                                    \
    "      database: app\n"

#define STEADY(read, write)                                                                                  \
    HEAD "  bootstrap:\n"                                                                                    \
         "    initdb:\n"                                                                                     \
         "      database: app\n"                                                                             \
         "    # recovery:\n"                                                                                 \
         "    #   source: old\n"                                                                             \
         "    #   database: app\n"                                                                           \
         "  # externalClusters:\n"                                                                           \
         "  #   - name: old\n"                                                                               \
         "  #     barmanObjectStore:\n"                                                                      \
         "  #       destinationPath: s3://b\n"                                                               \
         "  #       serverName: " read "\n" BACKUP(write)

/* The write generation stays, and what the next recovery reads moves on to it. */
static void the_way_back(void **state)
{
    (void)state;
    struct outcome outcome =
        assert_reverts(HEAD ACTIVE_INITDB EXTERNAL("x-v1") BACKUP("x-v2"), STEADY("x-v2", "x-v2"));
    assert_slice(outcome.report.read_before, "x-v1");
    assert_slice(outcome.report.write_before, "x-v2");
    assert_slice(outcome.report.read, "");
    assert_slice(outcome.report.write, "x-v2");
    assert_int_equal(outcome.report.remark_count, 0);
    assert_round(STEADY("x-v1", "x-v1"), HEAD ACTIVE_INITDB EXTERNAL("x-v1") BACKUP("x-v2"),
                 STEADY("x-v2", "x-v2"));
}

static void a_steady_manifest_is_left_alone(void **state)
{
    (void)state;
    struct outcome outcome = reverted(SLICE(STEADY("x-v1", "x-v2")));
    assert_int_equal(outcome.error.kind, ERROR_NOTHING);
    assert_holds(outcome.error.message, "steady already");
    assert_slice(outcome.report.write, "x-v2");
    assert_int_equal(refused(HEAD BACKUP("x")).kind, ERROR_NOTHING);
}

static void what_no_command_may_touch(void **state)
{
    (void)state;
    assert_refused(refused(HEAD "  bootstrap: {initdb: {}, recovery: {}}\n" BACKUP("x")), "R001",
                   "more than one");
    assert_refused(refused(HEAD RECOVERY EXTERNAL("x") BACKUP("${X}")), "R011", "${X}");
    assert_refused(refused(HEAD RECOVERY BACKUP("x")), "R006", "names no external cluster");
    assert_slice(refused(HEAD RECOVERY BACKUP("x")).file, "db.yaml");
    assert_refused(refused(HEAD "  bootstrap: {recovery: {backup: {name: x}}}\n" BACKUP("x")), "R005",
                   "Backup");
    struct plan_scope scope = scope_for(SLICE(HEAD RECOVERY EXTERNAL("a") BACKUP("b")));
    const struct proved *proved;
    struct plan_report report;
    scope.pattern = "(";
    assert_int_equal(plan_revert(&arena, &scope, &proved, &report).kind, ERROR_USAGE);
}

static void without_a_commented_initdb(void **state)
{
    (void)state;
    struct outcome outcome = assert_reverts(HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"),
                                            HEAD "  # bootstrap:\n"
                                                 "  #   recovery:\n"
                                                 "  #     source: old\n"
                                                 "  # externalClusters:\n"
                                                 "  #   - name: old\n"
                                                 "  #     barmanObjectStore:\n"
                                                 "  #       destinationPath: s3://b\n"
                                                 "  #       serverName: x-v2\n" BACKUP("x-v2"));
    assert_remark(&outcome, REMARK_WARNING, 7, "initdb of database app");
}

static void a_target_is_taken_out(void **state)
{
    (void)state;
    struct outcome outcome =
        assert_reverts(HEAD ACTIVE_INITDB "      recoveryTarget: # for that night\n"
                                          "        targetTLI: latest\n"
                                          "        # words\n"
                                          "        exclusive: true\n" EXTERNAL("x-v1") BACKUP("x-v2"),
                       STEADY("x-v2", "x-v2"));
    assert_remark(&outcome, REMARK_DONE, 12, "the recoveryTarget is taken out");
    assert_reverts(
        HEAD
        "  bootstrap:\n"
        "    # initdb: {}\n"
        "    recovery: {source: old, database: app, recoveryTarget: {targetTLI: latest}}\n" EXTERNAL("x-v1")
            BACKUP("x-v2"),
        HEAD "  bootstrap:\n"
             "    initdb: {}\n"
             "    # recovery: {source: old, database: app}\n"
             "  # externalClusters:\n"
             "  #   - name: old\n"
             "  #     barmanObjectStore:\n"
             "  #       destinationPath: s3://b\n"
             "  #       serverName: x-v2\n" BACKUP("x-v2"));
}

/* One item of a list goes, the others stay. */
static void an_item_among_others(void **state)
{
    (void)state;
    assert_reverts(HEAD ACTIVE_INITDB EXTERNAL("x-v1") "    - name: other\n" BACKUP("x-v2"),
                   HEAD "  bootstrap:\n"
                        "    initdb:\n"
                        "      database: app\n"
                        "    # recovery:\n"
                        "    #   source: old\n"
                        "    #   database: app\n"
                        "  externalClusters:\n"
                        "    # - name: old\n"
                        "    #   barmanObjectStore:\n"
                        "    #     destinationPath: s3://b\n"
                        "    #     serverName: x-v2\n"
                        "    - name: other\n" BACKUP("x-v2"));
}

/* It stays where it is needed elsewhere, and where it cannot go; its generation moves all the same. */
static void an_external_cluster_that_stays(void **state)
{
    (void)state;
    struct outcome outcome = reverted(SLICE(
        HEAD ACTIVE_INITDB EXTERNAL("x-v1") "  replica: {enabled: false, source: old}\n" BACKUP("x-v2")));
    assert_fine(outcome.error);
    assert_holds(outcome.text, EXTERNAL("x-v2"));
    outcome =
        reverted(SLICE(HEAD ACTIVE_INITDB "  externalClusters: [{name: a}, {name: old, barmanObjectStore: "
                                          "{destinationPath: s3://b, serverName: x-v1}}]\n" BACKUP("x-v2")));
    assert_fine(outcome.error);
    assert_holds(outcome.text,
                 "  externalClusters: [{name: a}, {name: old, barmanObjectStore: {destinationPath: s3://b, "
                 "serverName: x-v2}}]\n");
    outcome =
        reverted(SLICE(HEAD ACTIVE_INITDB "  externalClusters: [{name: old, barmanObjectStore: "
                                          "{destinationPath: s3://b, serverName: x-v1}}]\n" BACKUP("x-v2")));
    assert_fine(outcome.error);
    assert_holds(outcome.text,
                 "  # externalClusters: [{name: old, barmanObjectStore: {destinationPath: s3://b, "
                 "serverName: x-v2}}]\n");
}

static void the_note_is_obeyed_and_taken_out(void **state)
{
    (void)state;
    assert_reverts(HEAD "  bootstrap:\n"
                        "    # initdb:\n"
                        "    #   database: app\n"
                        "    # cnpg-dr back: external cluster stays; recovery is \"#\" in column 1\n"
                        "    recovery:\n"
                        "      source: old\n"
                        "      database: app\n" EXTERNAL("x-v1") BACKUP("x-v2"),
                   HEAD "  bootstrap:\n"
                        "    initdb:\n"
                        "      database: app\n"
                        "#    recovery:\n"
                        "#      source: old\n"
                        "#      database: app\n" EXTERNAL("x-v2") BACKUP("x-v2"));
    assert_reverts(HEAD "  # cnpg-dr back: no bootstrap; externalClusters stays\n"
                        "  bootstrap:\n"
                        "    # initdb: {}\n"
                        "    recovery:\n"
                        "      source: old\n" EXTERNAL("x-v1") BACKUP("x-v2"),
                   HEAD "  # bootstrap:\n"
                        "    # initdb: {}\n"
                        "  #   recovery:\n"
                        "  #     source: old\n"
                        "  externalClusters:\n"
                        "    # - name: old\n"
                        "    #   barmanObjectStore:\n"
                        "    #     destinationPath: s3://b\n"
                        "    #     serverName: x-v2\n" BACKUP("x-v2"));
    struct outcome outcome = assert_reverts(HEAD "  bootstrap:\n"
                                                 "    # cnpg-dr back: bootstrap stays\n"
                                                 "    recovery:\n"
                                                 "      source: old\n" EXTERNAL("x-v1") BACKUP("x-v2"),
                                            HEAD "  bootstrap:\n"
                                                 "    # recovery:\n"
                                                 "    #   source: old\n"
                                                 "  # externalClusters:\n"
                                                 "  #   - name: old\n"
                                                 "  #     barmanObjectStore:\n"
                                                 "  #       destinationPath: s3://b\n"
                                                 "  #       serverName: x-v2\n" BACKUP("x-v2"));
    assert_no_remark(&outcome, "initdb");
}

/* A note that a person has deleted: the usual is done. */
static void without_the_note(void **state)
{
    (void)state;
    struct outcome outcome = recovered(SLICE(HEAD "  # bootstrap:\n"
                                                  "  #   recovery:\n"
                                                  "  #     source: old\n"
                                                  "  #   initdb:\n"
                                                  "  #     database: app\n" EXTERNAL("x-v1") BACKUP("x-v1")),
                                       &no_options);
    assert_fine(outcome.error);
    size_t start = slice_find(outcome.text, SLICE("  # cnpg-dr back: "));
    assert_true(start < outcome.text.len);
    size_t end = slice_find_char(outcome.text, '\n', start) + 1;
    outcome =
        reverted(arena_format(&arena, "%.*s%s", (int)start, outcome.text.data, outcome.text.data + end));
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  bootstrap:\n");
    assert_holds(outcome.text, "    initdb:\n      database: app\n");
}

static void the_next_recovery(void **state)
{
    (void)state;
    struct outcome outcome = reverted(SLICE(HEAD "  bootstrap:\n"
                                                 "    # initdb: {database: app}\n"
                                                 "    recovery:\n"
                                                 "      source: old\n"
                                                 "      owner: me\n"
                                                 "    # recovery:\n"
                                                 "    #   source: old\n"
                                                 "    #   owner: you\n" EXTERNAL("x-v1") BACKUP("x-v2")));
    assert_fine(outcome.error);
    assert_remark(&outcome, REMARK_WARNING, 0,
                  "the next recover would be refused: several commented recovery blocks");
}

static void an_initdb_that_does_not_parse(void **state)
{
    (void)state;
    assert_refused_at(
        refused(HEAD
                "  bootstrap:\n    # initdb:\n    #   database: @a\n    recovery: {source: old}\n" EXTERNAL(
                    "x-v1") BACKUP("x-v2")),
        "R020", 8, 5, "the commented initdb would not parse");
}

static void what_stands_in_flow_style(void **state)
{
    (void)state;
    assert_refused_at(
        refused("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\nspec:\n"
                "  {bootstrap: {recovery: {source: old}}, externalClusters: [{name: old, barmanObjectStore: "
                "{destinationPath: s3://b, serverName: x-v1}}], backup: {barmanObjectStore: "
                "{destinationPath: s3://b, serverName: x-v2}}}\n"),
        "R029", 5, 16, "the recovery stands in flow style");
    assert_refused(
        refused(HEAD "  # cnpg-dr back: bootstrap stays\n  bootstrap: {recovery: {source: old}}\n" EXTERNAL(
            "x-v1") BACKUP("x-v2")),
        "R029", "flow style");
    struct outcome outcome = reverted(
        SLICE("x: &x {recovery: {source: old}}\n" HEAD "  bootstrap: *x\n" EXTERNAL("x-v1") BACKUP("x-v2")));
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  # bootstrap: *x\n");
    assert_reverts(HEAD "  bootstrap: {recovery: {source: old, database: a}}\n" EXTERNAL("x-v1")
                       BACKUP("x-v2"),
                   HEAD "  # bootstrap: {recovery: {source: old, database: a}}\n"
                        "  # externalClusters:\n"
                        "  #   - name: old\n"
                        "  #     barmanObjectStore:\n"
                        "  #       destinationPath: s3://b\n"
                        "  #       serverName: x-v2\n" BACKUP("x-v2"));
}

static void a_bootstrap_that_a_merge_brings(void **state)
{
    (void)state;
    assert_refused(refused("x: &x {bootstrap: {recovery: {source: old}}}\n" HEAD "  <<: *x\n" EXTERNAL("x-v1")
                               BACKUP("x-v2")),
                   "R030", "not written where it counts");
}

/* Where the initdb that becomes active reads from the recovery's own one, it stays for it. */
static void an_import_from_what_the_recovery_reads(void **state)
{
    (void)state;
    assert_reverts(HEAD "  bootstrap:\n    # initdb: {import: {source: {externalCluster: old}}}\n"
                        "    recovery: {source: old, database: a}\n" EXTERNAL("x-v1") BACKUP("x-v2"),
                   HEAD "  bootstrap:\n    initdb: {import: {source: {externalCluster: old}}}\n"
                        "    # recovery: {source: old, database: a}\n" EXTERNAL("x-v2") BACKUP("x-v2"));
}

static void an_import_from_a_list_that_is_a_comment(void **state)
{
    (void)state;
    const char *before = HEAD "  bootstrap:\n    # initdb: {import: {source: {externalCluster: from}}}\n"
                              "    recovery: {source: old, database: a}\n" EXTERNAL("x-v1");
    const char *list = "  # externalClusters:\n  #   - name: from\n  #     connectionParameters: {host: h}\n";
    struct outcome outcome =
        reverted(arena_format(&arena, "%s    - name: third\n%s%s", before, list, BACKUP("x-v2")));
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    - name: third\n"
                               "  # externalClusters:\n"
                               "    - name: from\n"
                               "      connectionParameters: {host: h}\n");
    outcome = reverted(arena_format(&arena, "%s%s%s", before, list, BACKUP("x-v2")));
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  externalClusters:\n"
                               "    - name: from\n"
                               "      connectionParameters: {host: h}\n");
    assert_holds(outcome.text, "  # externalClusters:\n  #   - name: old\n");
    outcome = reverted(
        arena_format(&arena, "%s  # externalClusters:\n  #   - name: @from\n%s", before, BACKUP("x-v2")));
    assert_refused(outcome.error, "R020", "the commented external cluster would not parse");
    /* it is there already */
    outcome = reverted(arena_format(&arena, "%s    - name: from\n%s%s", before, list, BACKUP("x-v2")));
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    - name: from\n  # externalClusters:\n");
}

static void a_list_that_is_an_alias(void **state)
{
    (void)state;
    struct outcome outcome = reverted(SLICE(
        "x: &x\n  - name: old\n    barmanObjectStore: {destinationPath: s3://b, serverName: x-v2}\n" HEAD
        "  bootstrap:\n    recovery: {source: old, database: a}\n  externalClusters: *x\n" BACKUP("x-v2")));
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  externalClusters: *x\n");
    assert_holds(outcome.text, "  # bootstrap:\n  #   recovery: {source: old, database: a}\n");
}

/* The next recovery is to read what is written now, in the store where that is. */
static void the_store_of_the_next_recovery(void **state)
{
    (void)state;
    const char *spec =
        RECOVERY "      database: a\n  externalClusters:\n    - name: old\n      plugin:\n"
                 "        name: barman-cloud.cloudnative-pg.io\n"
                 "        parameters: {barmanObjectName: before, serverName: x-v1}\n" PLUGIN("x-v2");
    struct outcome outcome = reverted(arena_format(&arena, "%s%s", HEAD, spec));
    assert_fine(outcome.error);
    assert_holds(outcome.text, "parameters: {barmanObjectName: store, serverName: x-v2}\n");
    assert_remark(&outcome, REMARK_DONE, 11, "now reads from ObjectStore store");
}

#define ELSEWHERE "  backup: {barmanObjectStore: {destinationPath: s3://c, serverName: x-v2}}\n"

/* In-tree that takes an external cluster of its own, and both become comments. */
static void the_in_tree_store_of_the_next_recovery(void **state)
{
    (void)state;
    struct outcome outcome = reverted(SLICE(HEAD RECOVERY EXTERNAL("x-v1") ELSEWHERE));
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  # bootstrap:\n  #   recovery:\n  #     source: db-backup\n");
    assert_holds(outcome.text, "  # externalClusters:\n  #   - name: old\n");
    assert_holds(outcome.text, "  #   - name: db-backup\n  #     barmanObjectStore:\n"
                               "  #       serverName: x-v2\n  #       destinationPath: s3://c\n");
    assert_remark(&outcome, REMARK_DONE, 13, "db-backup is written");
    /* one that another field names stays */
    outcome = reverted(
        SLICE(HEAD RECOVERY EXTERNAL("x-v1") "  replica: {enabled: false, source: old}\n" ELSEWHERE));
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  externalClusters:\n    - name: old\n");
    assert_holds(outcome.text, "    # - name: db-backup\n");
    assert_refused(
        refused(HEAD RECOVERY
                "  externalClusters: [{name: old, barmanObjectStore: {serverName: x}}]\n" ELSEWHERE),
        "R022", "s3://c");
}

/* What the rules refuse once it is active. */
static void an_initdb_that_would_not_do(void **state)
{
    (void)state;
    assert_refused(refused(HEAD "  bootstrap:\n    # initdb:\n    #   database: a\n    #   database: b\n"
                                "    recovery: {source: old}\n" EXTERNAL("x-v1") BACKUP("x-v2")),
                   "R013", "the key database stands twice");
}

static void the_external_cluster_of_an_import(void **state)
{
    (void)state;
    const char *import = "      import: {source: {externalCluster: from}}\n",
               *commented = "    #   import: {source: {externalCluster: from}}\n";
    struct slice recovering =
        arena_format(&arena,
                     "%s  bootstrap:\n    # initdb:\n%s    recovery:\n      source: old\n"
                     "  externalClusters:\n    - name: old\n"
                     "      barmanObjectStore: {destinationPath: s3://b, serverName: x-v1}\n"
                     "    # - name: from\n    #   connectionParameters: {host: h}\n%s",
                     HEAD, commented, BACKUP("x-v2"));
    struct slice steady =
        arena_format(&arena,
                     "%s  bootstrap:\n    initdb:\n%s    # recovery:\n    #   source: old\n"
                     "  externalClusters:\n    # - name: old\n"
                     "    #   barmanObjectStore: {destinationPath: s3://b, serverName: x-v2}\n"
                     "    - name: from\n      connectionParameters: {host: h}\n%s",
                     HEAD, import, BACKUP("x-v2"));
    assert_reverts(recovering.data, steady.data);
}

/* The nearest one comes back. */
static void several_that_hold_nothing(void **state)
{
    (void)state;
    assert_reverts(HEAD "  # bootstrap: {}\n  instances: 1\n  # bootstrap: {}\n" RECOVERY EXTERNAL("x-v2")
                       BACKUP("x-v2"),
                   HEAD "  # bootstrap: {}\n  instances: 1\n  bootstrap: {}\n"
                        "  # bootstrap:\n  #   recovery:\n  #     source: old\n"
                        "  # externalClusters:\n  #   - name: old\n  #     barmanObjectStore:\n"
                        "  #       destinationPath: s3://b\n  #       serverName: x-v2\n" BACKUP("x-v2"));
    struct outcome outcome = reverted(
        SLICE(HEAD "  # bootstrap: {}\n" RECOVERY EXTERNAL("x-v2") BACKUP("x-v2") "  # bootstrap: {}\n"));
    assert_fine(outcome.error);
    assert_holds(outcome.text, HEAD "  bootstrap: {}\n  # bootstrap:\n");
}

/* A recovery from elsewhere: the next one is to read the Cluster's own archive, for which an external cluster
 * is written where there is a list that can take one. */
static void another_store_for_the_next_recovery(void **state)
{
    (void)state;
    struct outcome outcome = reverted(SLICE(HEAD RECOVERY EXTERNAL_PLUGIN("x-v1") BACKUP("x-v2")));
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  #     source: db-backup\n");
    assert_holds(outcome.text,
                 "  #   - name: db-backup\n  #     barmanObjectStore:\n  #       serverName: x-v2\n"
                 "  #       destinationPath: s3://b/\n");
    const char *entry = "name: old, barmanObjectStore: {destinationPath: s3://other, serverName: x-v1}";
    struct slice merged =
        arena_format(&arena,
                     "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
                     "x: &x {externalClusters: [{%s}]}\nspec:\n  <<: *x\n%s%s",
                     entry, RECOVERY, BACKUP("x-v2"));
    assert_refused_at(reverted(merged).error, "R022", 4, 27, "reads from s3://other");
    struct slice shared = arena_format(&arena, "%s  description: &l [{%s}]\n%s  externalClusters: *l\n%s",
                                       HEAD, entry, RECOVERY, BACKUP("x-v2"));
    assert_refused(reverted(shared).error, "R022", "reads from s3://other");
    shared = arena_format(&arena, "%s  description: &l\n  - {%s}\n%s  externalClusters: *l\n%s", HEAD, entry,
                          RECOVERY, BACKUP("x-v2"));
    assert_refused(reverted(shared).error, "R030", "spec.externalClusters is an alias");
}

/* The list that would become active hides the one that the merge brings, and its external cluster. */
static void an_import_beside_a_list_that_a_merge_brings(void **state)
{
    (void)state;
    assert_refused(refused("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
                           "x: &x {externalClusters: [{name: old, barmanObjectStore: {destinationPath: "
                           "s3://b, serverName: x-v2}}]}\n"
                           "spec:\n  <<: *x\n  bootstrap:\n    # initdb:\n    #   import: {source: "
                           "{externalCluster: from}}\n"
                           "    recovery:\n      source: old\n  # externalClusters:\n  #   - name: from\n  # "
                           "    x: 1\n" BACKUP("x-v2")),
                   "R023", "another field would change: spec.externalClusters");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_way_back),
        TEST(a_steady_manifest_is_left_alone),
        TEST(what_no_command_may_touch),
        TEST(without_a_commented_initdb),
        TEST(a_target_is_taken_out),
        TEST(an_item_among_others),
        TEST(an_external_cluster_that_stays),
        TEST(the_note_is_obeyed_and_taken_out),
        TEST(without_the_note),
        TEST(the_next_recovery),
        TEST(an_initdb_that_does_not_parse),
        TEST(what_stands_in_flow_style),
        TEST(a_bootstrap_that_a_merge_brings),
        TEST(an_import_from_what_the_recovery_reads),
        TEST(an_import_from_a_list_that_is_a_comment),
        TEST(a_list_that_is_an_alias),
        TEST(the_store_of_the_next_recovery),
        TEST(the_in_tree_store_of_the_next_recovery),
        TEST(an_initdb_that_would_not_do),
        TEST(several_that_hold_nothing),
        TEST(another_store_for_the_next_recovery),
        TEST(an_import_beside_a_list_that_a_merge_brings),
        TEST(the_external_cluster_of_an_import),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
