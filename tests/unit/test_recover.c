#include "lib/plan.h"

#include "plan/internal.h"

/* A steady manifest with its commented blocks, and the same in recovery. */
#define STEADY                                                                                               \
    HEAD "  bootstrap:\n"                                                                                    \
         "    initdb:\n"                                                                                     \
         "      database: app\n"                                                                             \
         "      owner: me\n"                                                                                 \
         "    # recovery:\n"                                                                                 \
         "    #   source: old\n"                                                                             \
         "  # externalClusters:\n"                                                                           \
         "  #   - name: old\n"                                                                               \
         "  #     barmanObjectStore:\n"                                                                      \
         "  #       destinationPath: s3://b\n"                                                               \
         "  #       serverName: x-v1\n" BACKUP("x-v1")

#define RECOVERING(target, read, write)                                                                      \
    HEAD "  bootstrap:\n"                                                                                    \
         "    # initdb:\n"                                                                                   \
         "    #   database: app\n"                                                                           \
         "    #   owner: me\n"                                                                               \
         "    recovery:\n"                                                                                   \
         "      source: old\n" target                                                                        \
         EXTERNAL(read) BACKUP(write)

#define NAMES                                                                                                \
    "      database: app\n"                                                                                  \
    "      owner: me\n"

#define TARGET                                                                                               \
    "      recoveryTarget:\n"                                                                                \
    "        targetLSN: \"0/1\"\n"

static struct outcome with(const char *text, const struct recover_options *options)
{
    return recovered(slice_of(text), options);
}

static struct outcome assert_nothing(const char *text, const struct recover_options *options,
                                     const char *part)
{
    struct outcome outcome = with(text, options);
    assert_int_equal(outcome.error.kind, ERROR_NOTHING);
    assert_holds(outcome.error.message, part);
    return outcome;
}

static void the_blocks_change_places(void **state)
{
    (void)state;
    struct outcome outcome = assert_recovers(STEADY, &no_options, RECOVERING(NAMES, "x-v1", "x-v2"));
    assert_slice(outcome.report.cluster, "db");
    assert_slice(outcome.report.namespace, "");
    assert_slice(outcome.report.read_before, "");
    assert_slice(outcome.report.write_before, "x-v1");
    assert_slice(outcome.report.read, "x-v1");
    assert_slice(outcome.report.write, "x-v2");
    assert_remark(&outcome, REMARK_DONE, 11, "database app is filled in, as initdb has it");
    assert_remark(&outcome, REMARK_DONE, 11, "owner me is filled in");
}

static void generations_that_are_named(void **state)
{
    (void)state;
    assert_recovers(STEADY, &(struct recover_options){.to = SLICE("y-v7")},
                    RECOVERING(NAMES, "x-v1", "y-v7"));
    assert_recovers(STEADY, &(struct recover_options){.from = SLICE("x-v4")},
                    RECOVERING(NAMES, "x-v4", "x-v5"));
    assert_recovers(STEADY, &(struct recover_options){.from = SLICE("y-v4")},
                    RECOVERING(NAMES, "y-v4", "x-v2"));
    assert_recovers(STEADY, &(struct recover_options){.from = SLICE("x-v4"), .to = SLICE("z")},
                    RECOVERING(NAMES, "x-v4", "z"));
    assert_refused(with(STEADY, &(struct recover_options){.from = SLICE("a/b")}).error, "R024", "a/b");
    assert_refused(with(STEADY, &(struct recover_options){.to = SLICE("..")}).error, "R024", "..");
    assert_refused(with(STEADY, &(struct recover_options){.from = SLICE("${X}")}).error, "R011", "${X}");
    assert_refused(with(STEADY, &(struct recover_options){.to = SLICE("x-v1")}).error, "R026",
                   "would read x-v1 and write the same");
    assert_refused(with(STEADY, &(struct recover_options){.from = SLICE("y"), .to = SLICE("y")}).error,
                   "R026", "y");
}

/* A name that cannot be bumped is shown where it stands, unless it came from the command line. */
static void a_generation_that_cannot_be_bumped(void **state)
{
    (void)state;
    const char *text = HEAD INITDB BACKUP("x-v9999999999999999999");
    assert_refused_at(with(text, &no_options).error, "R024", 12, 19, "too large to add one to");
    assert_refused_at(with(HEAD INITDB BACKUP("a/b"), &no_options).error, "R024", 12, 19, "a/b");
    assert_int_equal(with(text, &(struct recover_options){.from = SLICE("x/y")}).error.line, 0);
    assert_fine(with(text, &(struct recover_options){.to = SLICE("x-v2")}).error);
    assert_int_equal(with("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: a/b}\nspec:\n"
                          "  backup: {barmanObjectStore: {destinationPath: s3://b}}\n",
                          &no_options)
                         .error.line,
                     0);
    struct recover_options retry = {.verb = PLAN_RETRY};
    assert_refused(with(HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v9999999999999999999"), &retry).error,
                   "R024", "too large to add one to");
}

static void the_pattern_of_another_house_style(void **state)
{
    (void)state;
    struct plan_scope scope = scope_for(SLICE(HEAD INITDB BACKUP("pg16-02")));
    scope.pattern = "-(?<number>[0-9]+)$";
    assert_slice(recover_in(&scope, &no_options).report.write, "pg16-03");
    /* names that it cannot take apart are not looked at, where nothing is to be bumped */
    scope.text = SLICE(HEAD "  # serverName: pg-vx\n" INITDB BACKUP("pg-v1"));
    scope.pattern = "v(?<number>.*)$";
    struct outcome outcome = recover_in(&scope, &no_options);
    assert_slice(outcome.report.write, "pg-v2");
    assert_no_remark(&outcome, "in a comment");
    outcome = recover_in(&scope, &(struct recover_options){.to = SLICE("pg-vy")});
    assert_slice(outcome.report.write, "pg-vy");
    scope.text = SLICE(HEAD INITDB BACKUP("pg-vx"));
    assert_slice(recover_in(&scope, &(struct recover_options){.to = SLICE("pg-v2")}).report.write, "pg-v2");
    scope.pattern = "(";
    struct error error = recover_in(&scope, &no_options).error;
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_slice(error.file, "db.yaml");
}

static void errors_name_the_file(void **state)
{
    (void)state;
    assert_slice(with("a: [", &no_options).error.file, "db.yaml");
    assert_slice(with(HEAD, &no_options).error.file, "db.yaml");
    assert_slice(with(STEADY, &(struct recover_options){.verb = PLAN_RETRY}).error.file, "db.yaml");
}

static void one_of_several_clusters(void **state)
{
    (void)state;
    struct plan_scope scope = scope_for(SLICE(STEADY "---\n" HEAD INITDB BACKUP("y")));
    assert_refused(recover_in(&scope, &no_options).error, "R008", "2 Clusters");
    scope.text = SLICE("---\nkind: A\n...\n" STEADY "---\nkind: B # x\n");
    assert_slice(recover_in(&scope, &no_options).text,
                 "---\nkind: A\n...\n" RECOVERING(NAMES, "x-v1", "x-v2") "---\nkind: B # x\n");
}

static void a_target_is_written(void **state)
{
    (void)state;
    struct recover_options options = {.target = {.lsn = SLICE("0/1")}};
    struct outcome outcome = assert_recovers(STEADY, &options, RECOVERING(NAMES TARGET, "x-v1", "x-v2"));
    assert_remark(&outcome, REMARK_DONE, 11, "the recovery target is written");
    options.target =
        (struct recovery_target){.time = SLICE("2024-05-01"), .tli = SLICE("007"), .exclusive = true};
    options.target.tli = SLICE("7");
    outcome = with(STEADY, &options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      recoveryTarget:\n"
                               "        targetTime: \"2024-05-01 00:00:00+00:00\"\n"
                               "        targetTLI: \"7\"\n"
                               "        exclusive: true\n");
    assert_remark(&outcome, REMARK_DONE, 0, "has no offset and is taken as UTC");
    options.target = (struct recovery_target){.name = SLICE("before"), .backup_id = SLICE("20240501T000000")};
    outcome = with(STEADY, &options);
    assert_holds(outcome.text, "      recoveryTarget:\n"
                               "        backupID: \"20240501T000000\"\n"
                               "        targetName: before\n");
    options.target = (struct recovery_target){.immediate = true, .backup_id = SLICE("x")};
    assert_holds(with(STEADY, &options).text, "        backupID: x\n        targetImmediate: true\n");
    options.target = (struct recovery_target){.xid = SLICE("12"), .backup_id = SLICE("x")};
    assert_holds(with(STEADY, &options).text, "        backupID: x\n        targetXID: \"12\"\n");
    options.target = (struct recovery_target){.xid = SLICE("12")};
    assert_refused(with(STEADY, &options).error, "R025", "BackupID is missing");
}

static void targets_that_mean_less_than_they_seem_to(void **state)
{
    (void)state;
    struct recover_options options = {.target = {.backup_id = SLICE("x")}};
    struct outcome outcome = with(STEADY, &options);
    assert_remark(&outcome, REMARK_WARNING, 0, "it replays to the end of the archive");
    options.target = (struct recovery_target){.exclusive = true};
    outcome = with(STEADY, &options);
    assert_remark(&outcome, REMARK_WARNING, 0, "--exclusive means nothing without a target");
    options.target =
        (struct recovery_target){.exclusive = true, .lsn = SLICE("0/1"), .backup_id = SLICE("x")};
    outcome = with(STEADY, &options);
    assert_no_remark(&outcome, "means nothing");
    assert_no_remark(&outcome, "end of the archive");
}

#define STALE(line)                                                                                          \
    HEAD "  bootstrap:\n"                                                                                    \
         "    initdb: {database: app}\n"                                                                     \
         "    # recovery:\n"                                                                                 \
         "    #   source: old\n"                                                                             \
         "    #   database: app\n" line EXTERNAL("x-v1") BACKUP("x-v1")

/* A target in the commented block belongs to an earlier recovery. */
static void a_target_of_an_earlier_recovery(void **state)
{
    (void)state;
    const char *text = STALE("    #   recoveryTarget:\n    #     targetTLI: \"3\"\n");
    struct outcome outcome = with(text, &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      database: app\n    #   recoveryTarget:\n    #     targetTLI: \"3\"\n");
    assert_remark(&outcome, REMARK_DONE, 11, "stays a comment");
    assert_slice(reverted(outcome.text).text,
                 HEAD "  bootstrap:\n"
                      "    initdb: {database: app}\n"
                      "    # recovery:\n"
                      "    #   source: old\n"
                      "    #   database: app\n"
                      "    #   recoveryTarget:\n"
                      "    #     targetTLI: \"3\"\n" EXTERNAL("x-v2") BACKUP("x-v2"));
    outcome = with(text, &(struct recover_options){.keep_target = true});
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      database: app\n      recoveryTarget:\n        targetTLI: \"3\"\n");
    outcome = with(text, &(struct recover_options){.target = {.lsn = SLICE("0/1")}});
    assert_holds(outcome.text, "    #     targetTLI: \"3\"\n");
    assert_holds(outcome.text, "      database: app\n      recoveryTarget:\n        targetLSN: \"0/1\"\n");
}

/* In a block in flow style it stands in the line that becomes active. */
static void a_target_in_a_line_of_flow_style(void **state)
{
    (void)state;
    const char *text = HEAD
        "  bootstrap:\n    initdb: {database: app}\n"
        "    # recovery: {source: old, database: app, recoveryTarget: {targetTLI: \"3\"}}\n" EXTERNAL("x-v1")
            BACKUP("x-v1");
    struct outcome outcome = with(text, &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    recovery: {source: old, database: app}\n");
    outcome = with(text, &(struct recover_options){.keep_target = true});
    assert_holds(outcome.text,
                 "    recovery: {source: old, database: app, recoveryTarget: {targetTLI: \"3\"}}\n");
    outcome = with(text, &(struct recover_options){.target = {.lsn = SLICE("0/1"), .tli = SLICE("latest")}});
    assert_holds(outcome.text, "database: app, recoveryTarget: {targetLSN: \"0/1\", targetTLI: latest}}\n");
}

static void names_are_filled_in(void **state)
{
    (void)state;
    const char *text = HEAD "  bootstrap:\n"
                            "    initdb:\n"
                            "      database: 'app'\n"
                            "      secret:\n"
                            "        name: s # own\n"
                            "      owner:\n"
                            "    # recovery:\n"
                            "    #   source: old\n"
                            "    #   database: other\n" EXTERNAL("x-v1") BACKUP("x-v1");
    struct outcome outcome = with(text, &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    recovery:\n"
                               "      source: old\n"
                               "      secret:\n"
                               "        name: s\n"
                               "      database: other\n"
                               "  externalClusters:\n");
    assert_remark(&outcome, REMARK_DONE, 13, "secret s is filled in");
    outcome = with(text, &(struct recover_options){.no_fill = true});
    assert_holds(outcome.text, "    recovery:\n      source: old\n      database: other\n");
    text = HEAD "  bootstrap:\n"
                "    initdb: {database: \"app\", secret: {name: s}}\n"
                "    # recovery: {source: old}\n" EXTERNAL("x-v1") BACKUP("x-v1");
    assert_holds(with(text, &no_options).text,
                 "    recovery: {source: old, database: \"app\", secret: {name: s}}\n");
}

/* Without an active initdb the commented one of the pair gives the names. */
static void names_of_a_commented_initdb(void **state)
{
    (void)state;
    struct outcome outcome = with(HEAD "  # bootstrap:\n"
                                       "  #   recovery:\n"
                                       "  #     source: old\n"
                                       "  #   initdb:\n"
                                       "  #     secret: {name: s}\n" EXTERNAL("x-v1") BACKUP("x-v1"),
                                  &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    recovery:\n      source: old\n      secret:\n        name: s\n");
    assert_remark(&outcome, REMARK_WARNING, 7, "no initdb says which database it is");
    outcome = with(
        HEAD
        "  # bootstrap:\n  #   recovery:\n  #     source: old\n  #   initdb:\n  #     database: z\n" EXTERNAL(
            "x-v1") BACKUP("x-v1"),
        &no_options);
    assert_holds(outcome.text, "      database: z\n");
    assert_no_remark(&outcome, "no initdb says");
    outcome =
        with(HEAD "  # bootstrap:\n  #   recovery:\n  #     source: old\n  #   initdb: {a\n" EXTERNAL("x-v1")
                 BACKUP("x-v1"),
             &no_options);
    assert_remark(&outcome, REMARK_WARNING, 7, "no initdb says");
}

static void a_fresh_block_leaves_the_commented_one(void **state)
{
    (void)state;
    struct outcome outcome = with(STEADY, &(struct recover_options){.fresh_block = true});
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    recovery:\n      source: db-backup\n");
    assert_holds(outcome.text, "    # recovery:\n    #   source: old\n");
    assert_remark(&outcome, REMARK_DONE, 9, "a recovery block is written");
    assert_no_remark(&outcome, "since no commented one");
    outcome = with(HEAD INITDB "    # recovery:\n    #   source: @x\n" BACKUP("x-v1"),
                   &(struct recover_options){.fresh_block = true});
    assert_fine(outcome.error);
}

static void a_recovering_manifest_is_left_alone(void **state)
{
    (void)state;
    const char *text = RECOVERING(NAMES, "x-v1", "x-v2");
    struct outcome outcome = assert_nothing(text, &no_options, "recovering already");
    assert_slice(outcome.report.read, "x-v1");
    assert_slice(outcome.report.write, "x-v2");
    assert_nothing(text, &(struct recover_options){.no_fill = true}, "recovering already");
    assert_nothing(text, &(struct recover_options){.from = SLICE("x-v1"), .to = SLICE("x-v2")},
                   "already holds");
    assert_nothing(text, &(struct recover_options){.no_target = true}, "already holds");
    assert_nothing(text, &(struct recover_options){.verb = PLAN_RETRY, .to = SLICE("x-v2")}, "already holds");
    assert_nothing(text, &(struct recover_options){.verb = PLAN_ADVANCE, .to = SLICE("x-v2")},
                   "already holds");
    /* whatever lacks: without an option nothing is asked for */
    assert_nothing(HEAD RECOVERY BACKUP("x-v1"), &no_options, "recovering already");
}

static void a_recovery_that_reads_what_it_writes(void **state)
{
    (void)state;
    const char *text = RECOVERING("", "x-v1", "x-v1");
    struct outcome outcome = assert_nothing(text, &no_options, "recovering already");
    assert_remark(&outcome, REMARK_WARNING, 10, "both x-v1");
    outcome = assert_nothing(RECOVERING("", "x-v1", "x-v2"), &no_options, "recovering already");
    assert_no_remark(&outcome, "both");
    outcome =
        assert_nothing(HEAD RECOVERY EXTERNAL("x-v1") PLUGIN("x-v1"), &no_options, "recovering already");
    assert_no_remark(&outcome, "both");
}

static void generations_of_a_recovering_manifest(void **state)
{
    (void)state;
    const char *text = RECOVERING("", "x-v1", "x-v2");
    assert_recovers(text, &(struct recover_options){.to = SLICE("x-v3")}, RECOVERING("", "x-v1", "x-v3"));
    assert_recovers(text, &(struct recover_options){.from = SLICE("x-v0")}, RECOVERING("", "x-v0", "x-v2"));
    assert_recovers(text, &(struct recover_options){.from = SLICE("x-v2"), .to = SLICE("x-v3")},
                    RECOVERING("", "x-v2", "x-v3"));
    assert_refused(with(text, &(struct recover_options){.to = SLICE("x-v1")}).error, "R026", "x-v1");
    assert_refused(with(text, &(struct recover_options){.from = SLICE("a/b")}).error, "R024", "a/b");
    assert_refused(with(text, &(struct recover_options){.to = SLICE("$x")}).error, "R011", "$x");
    assert_refused(with(HEAD RECOVERY BACKUP("x-v1"), &(struct recover_options){.to = SLICE("x")}).error,
                   "R006", "names no external cluster");
}

static void retry_moves_the_write_generation(void **state)
{
    (void)state;
    const char *text = RECOVERING(TARGET, "x-v1", "x-v2");
    assert_recovers(text, &(struct recover_options){.verb = PLAN_RETRY}, RECOVERING(TARGET, "x-v1", "x-v3"));
    assert_recovers(text, &(struct recover_options){.verb = PLAN_RETRY, .to = SLICE("x-v9")},
                    RECOVERING(TARGET, "x-v1", "x-v9"));
    assert_recovers(RECOVERING("", "x-v7", "x-v2"), &(struct recover_options){.verb = PLAN_RETRY},
                    RECOVERING("", "x-v7", "x-v8"));
    assert_refused_at(with(STEADY, &(struct recover_options){.verb = PLAN_RETRY}).error, "R028", 1, 1,
                      "--retry on a steady manifest");
}

static void advance_moves_both_and_ends_the_target(void **state)
{
    (void)state;
    const char *text = RECOVERING(TARGET, "x-v1", "x-v2");
    struct recover_options options = {.verb = PLAN_ADVANCE};
    struct outcome outcome = assert_recovers(text, &options, RECOVERING("", "x-v2", "x-v3"));
    assert_remark(&outcome, REMARK_DONE, 12, "the recoveryTarget that was there is taken out");
    options.target.tli = SLICE("latest");
    assert_recovers(text, &options,
                    RECOVERING("      recoveryTarget:\n        targetTLI: latest\n", "x-v2", "x-v3"));
    options = (struct recover_options){.verb = PLAN_ADVANCE, .from = SLICE("x-v0")};
    assert_recovers(text, &options, RECOVERING("", "x-v0", "x-v3"));
    options = (struct recover_options){.verb = PLAN_ADVANCE, .to = SLICE("x-v9")};
    assert_recovers(text, &options, RECOVERING("", "x-v2", "x-v9"));
    assert_refused(with(STEADY, &(struct recover_options){.verb = PLAN_ADVANCE}).error, "R028", "--advance");
}

static void targets_of_a_recovering_manifest(void **state)
{
    (void)state;
    const char *text = RECOVERING(TARGET, "x-v1", "x-v2"), *none = RECOVERING("", "x-v1", "x-v2");
    struct recover_options options = {.target = {.lsn = SLICE("0/1")}};
    assert_nothing(text, &options, "already holds");
    assert_recovers(none, &options, text);
    options.target.lsn = SLICE("0/2");
    assert_recovers(text, &options,
                    RECOVERING("      recoveryTarget:\n        targetLSN: \"0/2\"\n", "x-v1", "x-v2"));
    options.target = (struct recovery_target){.tli = SLICE("latest"), .lsn = SLICE("0/1")};
    assert_recovers(text, &options, RECOVERING(TARGET "        targetTLI: latest\n", "x-v1", "x-v2"));
    options = (struct recover_options){.no_target = true};
    assert_recovers(text, &options, none);
}

/* Store and name move together. */
static void another_store(void **state)
{
    (void)state;
    const char *text = HEAD INITDB "    # recovery:\n    #   source: old\n" EXTERNAL(
        "x-v1") "  backup:\n    barmanObjectStore:\n      destinationPath: s3://other\n      serverName: "
                "x-v1\n";
    struct error error = with(text, &no_options).error;
    assert_refused_at(error, "R022", 12, 7, "reads from s3://b, and the Cluster archives to s3://other");
    assert_holds(error.message, "--from");
    struct outcome outcome = with(text, &(struct recover_options){.from = SLICE("x-v1")});
    assert_fine(outcome.error);
    assert_slice(outcome.report.read, "x-v1");
    assert_refused(with(HEAD INITDB "    # recovery:\n    #   source: old\n" EXTERNAL("x-v1") PLUGIN("x-v1"),
                        &no_options)
                       .error,
                   "R022", "ObjectStore store");
    /* what is left in git moves on in one store, too; --retry keeps what it reads */
    text = HEAD RECOVERY EXTERNAL(
        "x-v1") "  backup:\n    barmanObjectStore:\n      destinationPath: s3://other\n"
                "      serverName: x-v2\n";
    assert_refused(with(text, &(struct recover_options){.verb = PLAN_ADVANCE}).error, "R022", "s3://other");
    assert_fine(with(text, &(struct recover_options){.verb = PLAN_RETRY}).error);
    assert_fine(with(HEAD INITDB BACKUP("x-v1"), &(struct recover_options){.from = SLICE("x-v0")}).error);
}

static void the_plugins_own_store_goes_in(void **state)
{
    (void)state;
    const char *text =
        HEAD INITDB "    # recovery:\n    #   source: old\n    #   database: app\n"
                    "  externalClusters:\n    - name: old\n      plugin:\n"
                    "        name: barman-cloud.cloudnative-pg.io\n"
                    "        parameters: {barmanObjectName: before, serverName: y}\n" PLUGIN("x-v1");
    struct outcome outcome = with(text, &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "        parameters: {barmanObjectName: store, serverName: x-v1}\n");
    assert_remark(&outcome, REMARK_DONE, 13, "now reads from ObjectStore store");
}

/* The line where the block stands, and the next step for it. */
/* What else the plugin is told stays. */
static void parameters_beside_the_names(void **state)
{
    (void)state;
    const char *text =
        HEAD INITDB "    # recovery:\n    #   source: old\n    #   database: app\n"
                    "  externalClusters:\n    - name: old\n      plugin:\n"
                    "        name: barman-cloud.cloudnative-pg.io\n"
                    "        parameters: {barmanObjectName: before, serverName: y, more: z}\n" PLUGIN("x-v1");
    struct outcome outcome = with(text, &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "        parameters: {barmanObjectName: store, serverName: x-v1, more: z}\n");
    outcome = reverted(outcome.text);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "        parameters: {barmanObjectName: store, serverName: x-v2, more: z}\n");
}

static void an_external_cluster_whose_plugin_is_shared(void **state)
{
    (void)state;
    const char *text =
        "x: &p {name: barman-cloud.cloudnative-pg.io, parameters: {barmanObjectName: a}}\n" HEAD RECOVERY
        "  externalClusters: [{name: old, plugin: *p}]\n" PLUGIN("x-v1");
    assert_refused(with(text, &(struct recover_options){.verb = PLAN_ADVANCE}).error, "R030",
                   "the plugin entry is an alias");
}

static void a_block_that_would_not_serve(void **state)
{
    (void)state;
    assert_refused_at(with(HEAD INITDB
                           "    # recovery:\n    #   source: old\n  # externalClusters:\n"
                           "  #   - name: old\n  #     connectionParameters: {host: h}\n" BACKUP("x-v1"),
                           &no_options)
                          .error,
                      "R020", 9, 5, "the commented recovery block would not serve: ");
    assert_refused_at(
        with(HEAD INITDB "    # recovery:\n    #   source: old\n    #   backup: {name: x}\n" EXTERNAL("x-v1")
                 BACKUP("x-v1"),
             &no_options)
            .error,
        "R020", 9, 5, "would not serve: the recovery is from a Backup object");
    assert_refused(with(HEAD INITDB "    # recovery:\n    #   source: old\n    #   a: *none\n" EXTERNAL(
                            "x-v1") BACKUP("x-v1"),
                        &no_options)
                       .error,
                   "R020", "*none would have no anchor");
    assert_refused_at(with(HEAD INITDB "    # recovery:\n    #   source: old\n    #   source: new\n" EXTERNAL(
                               "x-v1") BACKUP("x-v1"),
                           &no_options)
                          .error,
                      "R020", 9, 5, "would not serve: the key source stands twice");
}

static void what_stands_in_flow_style(void **state)
{
    (void)state;
    assert_refused(with(HEAD "  # bootstrap: {recovery: {source: old}, initdb: {}}\n" EXTERNAL("x-v1")
                            BACKUP("x-v1"),
                        &no_options)
                       .error,
                   "R020", "several methods in flow style");
    assert_refused_at(
        with("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
             "spec: {bootstrap: {initdb: {}}, backup: {barmanObjectStore: {destinationPath: s3://b}}}\n",
             &no_options)
            .error,
        "R029", 4, 7, "the spec stands in flow style");
    struct outcome outcome =
        with(HEAD "  bootstrap: {initdb: {database: app}}\n" PLUGIN("x-v1"), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  # bootstrap: {initdb: {database: app}}\n");
}

/* What may have been used already, or may be meant as a version. */
static void generations_to_look_at(void **state)
{
    (void)state;
    struct outcome outcome = with(HEAD "  imageName: postgresql:17.5\n" INITDB BACKUP("x-v17"), &no_options);
    assert_remark(&outcome, REMARK_WARNING, 0, "the number of x-v17 is PostgreSQL's major version too");
    outcome = with(HEAD "  # serverName: x-v9\n" INITDB BACKUP("x-v1"), &no_options);
    assert_remark(&outcome, REMARK_WARNING, 0, "line 6 has x-v9 in a comment");
    outcome = with(HEAD "  # serverName: &x 'x-v2'\n" INITDB BACKUP("x-v1"), &no_options);
    assert_remark(&outcome, REMARK_WARNING, 0, "line 6 has x-v2 in a comment");
    outcome = with(HEAD "  ## - name: \"x-v3\" # y\n" INITDB BACKUP("x-v1"), &no_options);
    assert_remark(&outcome, REMARK_WARNING, 0, "line 6 has x-v3 in a comment");
    outcome = with(HEAD "  # source: x-v3\n  # source: x-v4\n" INITDB BACKUP("x-v1"), &no_options);
    assert_remark(&outcome, REMARK_WARNING, 0, "line 6 has x-v3");
    assert_no_remark(&outcome, "line 7");
    outcome = with(HEAD "  # never again x-v9.\n" INITDB BACKUP("x-v1"), &no_options);
    assert_remark(&outcome, REMARK_WARNING, 0, "line 6 has x-v9 in a comment");
    outcome = with(HEAD "  # ... x-v9\n" INITDB BACKUP("x-v1"), &no_options);
    assert_remark(&outcome, REMARK_WARNING, 0, "line 6 has x-v9 in a comment");
    static const char *const harmless[] = {
        "# serverName: x-v1", "# serverName: y-v9", "# other: x-v2", "# serverName:",
        "# then comes x-v2",  "# serverName: \"\"", "# x-v",         "# ..."};
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        outcome = with(arena_format(&arena, "%s  %s\n%s%s", HEAD, harmless[i], INITDB, BACKUP("x-v1")).data,
                       &no_options);
        assert_fine(outcome.error);
        assert_no_remark(&outcome, "in a comment");
    }
}

#define COMMENTED(name)                                                                                      \
    "  # externalClusters:\n"                                                                                \
    "  #   - name: old\n"                                                                                    \
    "  #     barmanObjectStore:\n"                                                                           \
    "  #       destinationPath: s3://b\n"                                                                    \
    "  #       serverName: " name "\n"
#define METHOD                                                                                               \
    "  # bootstrap:\n"                                                                                       \
    "  #   recovery:\n"                                                                                      \
    "  #     source: old\n"
#define JOINED                                                                                               \
    "  # externalClusters:\n"                                                                                \
    "    - name: old\n"                                                                                      \
    "      barmanObjectStore:\n"                                                                             \
    "        destinationPath: s3://b\n"                                                                      \
    "        serverName: x-v1\n"
#define WRITTEN                                                                                              \
    "    - name: old\n"                                                                                      \
    "      barmanObjectStore:\n"                                                                             \
    "        serverName: x-v1\n"                                                                             \
    "        destinationPath: s3://b/\n"

/* A commented list below an active one: its item becomes active where it would be part of that one, else it
 * is written there, and the comment stays. */
static void a_commented_list_beside_an_active_one(void **state)
{
    (void)state;
    static const struct {
        const char *head, *lists, *want;
    } cases[] = {
        {INITDB, "  externalClusters:\n    - name: other\n\n" COMMENTED("x-v1") METHOD,
         "    - name: other\n\n" JOINED},
        {INITDB, "  externalClusters:\n    - name: other\n  instances: 1\n" COMMENTED("x-v1") METHOD,
         "    - name: other\n" WRITTEN "  instances: 1\n" COMMENTED("x-v1")},
        {INITDB, "  externalClusters:\n    - name: other\n" METHOD COMMENTED("x-v1"),
         "    - name: other\n" WRITTEN "  bootstrap:\n"},
        {INITDB, "  externalClusters:\n  - name: other\n" COMMENTED("x-v1") METHOD,
         "  - name: other\n  - name: old\n    barmanObjectStore:\n"},
        {INITDB, "  externalClusters: [{name: other}]\n" COMMENTED("x-v1") METHOD,
         "  externalClusters: [{name: other}, {name: old, barmanObjectStore: {serverName: x-v1, "},
        {INITDB, "  externalClusters: []\n" COMMENTED("x-v1") METHOD,
         "  # externalClusters: []\n  externalClusters:\n    - name: old\n"},
        {INITDB, "  externalClusters:\n" COMMENTED("x-v1") METHOD,
         "  externalClusters:\n" WRITTEN COMMENTED("x-v1")},
        {INITDB, COMMENTED("x-v1") METHOD "  externalClusters:\n    - name: other\n",
         "    - name: other\n" WRITTEN},
        {INITDB "      import: {source: {externalCluster: from}}\n",
         "  externalClusters:\n    - name: from\n    - name: other\n" COMMENTED("x-v1") METHOD,
         "  externalClusters:\n  #   - name: from\n    - name: other\n" JOINED},
        {INITDB "      import: {source: {externalCluster: from}}\n",
         "  externalClusters:\n    - name: from\n" COMMENTED("x-v1") METHOD,
         "  # externalClusters:\n  #   - name: from\n  externalClusters:\n    - name: old\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct slice text =
            arena_format(&arena, "%s%s%s%s", HEAD, cases[i].head, cases[i].lists, BACKUP("x-v1"));
        struct outcome outcome = with(text.data, &no_options);
        assert_fine(outcome.error);
        assert_holds(outcome.text, cases[i].want);
    }
}

/* Without an initdb that would show revert the style of the block, the note does. */
static void the_style_of_a_block_without_an_initdb(void **state)
{
    (void)state;
    const char *steady =
                   HEAD "  bootstrap:\n    #recovery:\n    #  source: old\n" EXTERNAL("x-v1") BACKUP("x-v1"),
               *again =
                   HEAD "  bootstrap:\n    #recovery:\n    #  source: old\n" EXTERNAL("x-v2") BACKUP("x-v2");
    struct outcome outcome = with(steady, &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "recovery is \"#\" in column 5");
    assert_reverts(outcome.text.data, again);
}

/* What is written stands behind the bootstrap that it changes places with. */
static void where_what_lacks_is_written(void **state)
{
    (void)state;
    struct outcome outcome =
        with(HEAD "  bootstrap: {initdb: {database: app}}\n" BACKUP("x-v1") "  instances: 1\n", &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  # bootstrap: {initdb: {database: app}}\n  bootstrap:\n");
    assert_holds(outcome.text, "        destinationPath: s3://b/\n  backup:\n");
    outcome = with(HEAD INITDB "    # recovery:\n    #   source: old\n" BACKUP("x-v1") "  instances: 1\n",
                   &no_options);
    assert_fine(outcome.error);
    assert_holds(
        outcome.text,
        "    recovery:\n      source: old\n      database: app\n  externalClusters:\n    - name: old\n");
    assert_holds(outcome.text, "        destinationPath: s3://b/\n  backup:\n");
}

/* What the proof is to hold the result against. */
static void the_intent_is_what_was_asked_for(void **state)
{
    (void)state;
    struct manifest manifest;
    struct plan_scope scope = scope_for(SLICE(STEADY));
    struct recover_options options = no_options;
    struct intent intent;
    options.to = SLICE("x-v7");
    options.target.lsn = SLICE("0/1");
    assert_fine(manifest_read(&arena, &scope, &manifest));
    struct draft draft = draft_begin(&arena, &manifest);
    assert_fine(recover_draft(&draft, &options, NULL, &intent));
    assert_slice(intent.read, "x-v1");
    assert_slice(intent.write, "x-v7");
    assert_slice(intent.entry, "old");
    assert_ptr_equal(intent.target, &options.target);
    assert_slice(node_text(mapping_get(intent.recovery, "source")), "old");
    assert_slice(node_text(mapping_get(intent.external, "name")), "old");
    assert_false(intent.entry_was_active || intent.entry_written || intent.other_store || intent.structure);
}

/* Aliases in the recovery of what becomes a comment with initdb: mappings stand below a key, or in brackets.
 */
static void aliases_of_what_goes_with_initdb(void **state)
{
    (void)state;
    struct outcome outcome = with(
        HEAD "  bootstrap:\n    initdb:\n      owner: &o me\n      secret: &s {name: pw}\n"
             "    # recovery:\n    #   source: old\n    #   owner: *o\n    #   secret: *s\n"
             "    #   more: [*s, {a: *s}]\n    #   items:\n    #     - *s\n" EXTERNAL("x-v1") BACKUP("x-v1"),
        &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text,
                 "      source: old\n      owner: me\n      secret:\n        name: pw\n"
                 "      more: [{name: pw}, {a: {name: pw}}]\n      items:\n        - {name: pw}\n");
}

/* Without a source it is none, and stays where it is. */
static void a_commented_recovery_without_a_source(void **state)
{
    (void)state;
    static const char *const sources[] = {"source: ''", "source: *m", "database: app"};
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        struct slice text = arena_format(&arena, "%s  description: &m {}\n%s    # recovery:\n    #   %s\n%s",
                                         HEAD, INITDB, sources[i], BACKUP("x-v1"));
        struct outcome outcome = with(text.data, &no_options);
        assert_fine(outcome.error);
        assert_holds(outcome.text, "    recovery:\n      source: db-backup\n");
        assert_holds(outcome.text, arena_format(&arena, "    # recovery:\n    #   %s\n", sources[i]).data);
    }
}

/* A name may end in what looks like a comment. */
static void a_hash_in_a_name(void **state)
{
    (void)state;
    struct recover_options options = no_options;
    options.to = SLICE("x##");
    struct outcome outcome = with(HEAD INITDB BACKUP("'x#'"), &options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, BACKUP("'x##'"));
}

/* The way back would need a comment that nobody can read. */
static void an_import_from_a_broken_comment(void **state)
{
    (void)state;
    struct outcome outcome =
        with(HEAD INITDB "      import: {source: {externalCluster: from}}\n" METHOD COMMENTED(
                 "x-v1") "  #   - name: [broken\n" BACKUP("x-v1"),
             &no_options);
    assert_refused(outcome.error, "R023",
                   "revert would be refused: the commented external cluster would not parse");
}

static struct error recover_with_little_memory(struct slice text)
{
    if (ARENA_BEGIN(&arena))
        return error_out_of_memory();
    return recovered(text, &no_options).error;
}

/* Wherever memory runs out it is said, and nothing is made. */
static void memory_that_runs_out(void **state)
{
    (void)state;
    size_t failures = 0;
    for (arena.limit = 1024; arena.limit < 4 * 1024 * 1024; arena.limit = arena.limit * 5 / 4) {
        struct error error = recover_with_little_memory(SLICE(STEADY));
        failures += error.kind == ERROR_SYSTEM;
        assert_true(!failed(error) || error.kind == ERROR_SYSTEM);
        arena_free(&arena);
    }
    arena.limit = 0;
    assert_true(failures > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_blocks_change_places),
        TEST(generations_that_are_named),
        TEST(a_generation_that_cannot_be_bumped),
        TEST(the_pattern_of_another_house_style),
        TEST(errors_name_the_file),
        TEST(one_of_several_clusters),
        TEST(a_target_is_written),
        TEST(targets_that_mean_less_than_they_seem_to),
        TEST(a_target_of_an_earlier_recovery),
        TEST(a_target_in_a_line_of_flow_style),
        TEST(names_are_filled_in),
        TEST(names_of_a_commented_initdb),
        TEST(a_fresh_block_leaves_the_commented_one),
        TEST(a_recovering_manifest_is_left_alone),
        TEST(a_recovery_that_reads_what_it_writes),
        TEST(generations_of_a_recovering_manifest),
        TEST(retry_moves_the_write_generation),
        TEST(advance_moves_both_and_ends_the_target),
        TEST(targets_of_a_recovering_manifest),
        TEST(another_store),
        TEST(the_plugins_own_store_goes_in),
        TEST(parameters_beside_the_names),
        TEST(an_external_cluster_whose_plugin_is_shared),
        TEST(a_block_that_would_not_serve),
        TEST(what_stands_in_flow_style),
        TEST(generations_to_look_at),
        TEST(a_commented_list_beside_an_active_one),
        TEST(the_style_of_a_block_without_an_initdb),
        TEST(where_what_lacks_is_written),
        TEST(the_intent_is_what_was_asked_for),
        TEST(aliases_of_what_goes_with_initdb),
        TEST(a_commented_recovery_without_a_source),
        TEST(a_hash_in_a_name),
        TEST(an_import_from_a_broken_comment),
        TEST(memory_that_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
