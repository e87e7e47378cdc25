#include "lib/plan.h"

/* Generations behind anchors and aliases. A recovering manifest is the shortest that shows them: --to and
 * --from say what is wanted. */
static struct outcome moved(const char *spec, const char *from, const char *to)
{
    struct slice text = arena_format(&arena, "%s%s", HEAD, spec);
    return recovered(text, &(struct recover_options){.from = slice_of(from), .to = slice_of(to)});
}

static struct outcome assert_moved(const char *spec, const char *from, const char *to, const char *want)
{
    struct outcome outcome = moved(spec, from, to);
    assert_fine(outcome.error);
    assert_slice(outcome.text, arena_format(&arena, "%s%s", HEAD, want).data);
    return outcome;
}

static void in_their_own_quotes(void **state)
{
    (void)state;
    assert_moved(RECOVERY EXTERNAL("'x-v1' # old") BACKUP("\"x-v2\" # new"), "x-v0", "x-v3",
                 RECOVERY EXTERNAL("'x-v0' # old") BACKUP("\"x-v3\" # new"));
    assert_moved(RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"), "x-v1", "007",
                 RECOVERY EXTERNAL("x-v1") BACKUP("\"007\""));
}

/* Where every use of an anchor may have the new value it is the anchor that changes. */
static void an_anchor_that_nobody_else_uses(void **state)
{
    (void)state;
    assert_moved(RECOVERY EXTERNAL("x-v1") BACKUP("&now x-v2"), "", "x-v3",
                 RECOVERY EXTERNAL("x-v1") BACKUP("&now x-v3"));
    assert_moved("  description: &now x-v2\n" RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"), "", "x-v3",
                 "  description: &now x-v2\n" RECOVERY EXTERNAL("x-v1") BACKUP("x-v3"));
}

/* Else the alias that needs another value is replaced by it, and the others keep theirs. */
static void an_anchor_that_others_use(void **state)
{
    (void)state;
    struct outcome outcome =
        assert_moved(RECOVERY EXTERNAL("x-v1") BACKUP("&now x-v2") "  description: *now\n", "", "x-v3",
                     RECOVERY EXTERNAL("x-v1") BACKUP("&now x-v3") "  description: x-v2\n");
    assert_remark(&outcome, REMARK_DONE, 18, "the alias *now is replaced by its value x-v2");
    outcome = assert_moved("  description: &now x-v2\n" RECOVERY EXTERNAL("x-v1") BACKUP("*now # c"), "",
                           "x-v3", "  description: &now x-v2\n" RECOVERY EXTERNAL("x-v1") BACKUP("x-v3 # c"));
    assert_remark(&outcome, REMARK_DONE, 18, "the alias *now is replaced by its value x-v3");
    assert_moved("  description: &now x-v2\n" RECOVERY EXTERNAL("x-v1") BACKUP("*now") "  other: *now\n", "",
                 "x-v3",
                 "  description: &now x-v2\n" RECOVERY EXTERNAL("x-v1") BACKUP("x-v3") "  other: *now\n");
}

static void the_name_of_the_cluster(void **state)
{
    (void)state;
    const char *text =
        "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata:\n  name: &name db\nspec:\n" INITDB
            BACKUP("*name");
    struct outcome outcome = recovered(slice_of(text), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  name: &name db\n");
    assert_holds(outcome.text, "      serverName: db-v2\n");
    assert_holds(outcome.text, "        serverName: db\n");
    assert_remark(&outcome, REMARK_DONE, 12, "the alias *name is replaced by its value db-v2");
}

/* Both generations behind one anchor: one of them keeps it. */
static void both_generations_share_an_anchor(void **state)
{
    (void)state;
    struct outcome outcome = moved(RECOVERY EXTERNAL("&x x-v1") BACKUP("*x"), "", "x-v2");
    assert_fine(outcome.error);
    assert_slice(outcome.report.read, "x-v1");
    assert_slice(outcome.report.write, "x-v2");
    outcome = moved(RECOVERY EXTERNAL("&x x-v1") BACKUP("*x"), "x-v0", "x-v2");
    assert_fine(outcome.error);
    assert_slice(outcome.report.read, "x-v0");
    assert_slice(outcome.report.write, "x-v2");
    outcome = moved(RECOVERY EXTERNAL("&x x-v1") BACKUP("*x"), "x-v0", "x-v1");
    assert_fine(outcome.error);
    assert_slice(outcome.report.read, "x-v0");
    assert_slice(outcome.report.write, "x-v1");
}

/* source: &previous x-v1, name: *previous, serverName: *previous: the name follows its generation. */
static void the_name_of_the_external_cluster_follows(void **state)
{
    (void)state;
    assert_moved("  bootstrap:\n    recovery:\n      source: &previous x-v1\n"
                 "  externalClusters:\n    - name: *previous\n      barmanObjectStore:\n"
                 "        destinationPath: s3://b\n        serverName: *previous\n" BACKUP("x-v2"),
                 "x-v0", "",
                 "  bootstrap:\n    recovery:\n      source: &previous x-v0\n"
                 "  externalClusters:\n    - name: *previous\n      barmanObjectStore:\n"
                 "        destinationPath: s3://b\n        serverName: *previous\n" BACKUP("x-v2"));
    /* the end of the link that does not share the anchor follows too */
    assert_moved("  bootstrap:\n    recovery:\n      source: x-v1\n"
                 "  externalClusters:\n    - name: &previous x-v1\n      barmanObjectStore:\n"
                 "        destinationPath: s3://b\n        serverName: *previous\n" BACKUP("x-v2"),
                 "x-v0", "",
                 "  bootstrap:\n    recovery:\n      source: x-v0\n"
                 "  externalClusters:\n    - name: &previous x-v0\n      barmanObjectStore:\n"
                 "        destinationPath: s3://b\n        serverName: *previous\n" BACKUP("x-v2"));
}

/* Not where another external cluster has that name already. */
static void a_name_that_is_taken(void **state)
{
    (void)state;
    struct outcome outcome = moved("  bootstrap:\n    recovery:\n      source: &previous x-v1\n"
                                   "  externalClusters:\n    - name: *previous\n      barmanObjectStore:\n"
                                   "        destinationPath: s3://b\n        serverName: *previous\n"
                                   "    - name: x-v0\n" BACKUP("x-v2"),
                                   "x-v0", "");
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      source: &previous x-v1\n");
    assert_holds(outcome.text, "    - name: *previous\n");
    assert_holds(outcome.text, "        serverName: x-v0\n");
}

static void a_name_that_others_use(void **state)
{
    (void)state;
    struct outcome outcome =
        moved("  description: &previous x-v1\n"
              "  bootstrap:\n    recovery:\n      source: *previous\n"
              "  externalClusters:\n    - name: *previous\n      barmanObjectStore:\n"
              "        destinationPath: s3://b\n        serverName: *previous\n" BACKUP("x-v2"),
              "x-v0", "");
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  description: &previous x-v1\n");
    assert_holds(outcome.text, "      source: *previous\n");
    assert_holds(outcome.text, "    - name: *previous\n");
    assert_holds(outcome.text, "        serverName: x-v0\n");
}

/* `parameters: *parameters`: the mapping that it stands for, with one entry changed. */
static void a_mapping_behind_an_alias(void **state)
{
    (void)state;
    const char *spec = "  description: &p {barmanObjectName: store, serverName: x-v1}\n" RECOVERY
                       "  externalClusters:\n    - name: old\n      plugin:\n"
                       "        name: barman-cloud.cloudnative-pg.io\n        parameters: *p\n"
                       "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n      parameters: *p # own\n";
    struct outcome outcome = moved(spec, "", "x-v2");
    assert_fine(outcome.error);
    assert_slice(outcome.report.write, "x-v2");
    assert_holds(outcome.text, "        parameters: *p\n");
    assert_holds(outcome.text,
                 "      parameters:\n        barmanObjectName: store\n        serverName: x-v2 # own\n");
    assert_remark(&outcome, REMARK_DONE, 17,
                  "the alias *p is replaced by what it stands for, with serverName x-v2");
}

static void a_mapping_behind_an_alias_in_flow_style(void **state)
{
    (void)state;
    struct outcome outcome =
        moved("  description: &p {barmanObjectName: store, serverName: x-v1}\n" RECOVERY EXTERNAL_PLUGIN(
                  "x-v1") "  plugins: [{name: barman-cloud.cloudnative-pg.io, parameters: *p }]\n",
              "", "x-v2");
    assert_fine(outcome.error);
    assert_holds(outcome.text, "parameters: {barmanObjectName: store, serverName: x-v2} }]\n");
}

/* `<<: *store`: the entry is written into the mapping itself. */
static void a_mapping_that_merges(void **state)
{
    (void)state;
    assert_moved("  description: &s {destinationPath: s3://b, serverName: x-v1}\n" RECOVERY
                 "  externalClusters:\n    - name: old\n      barmanObjectStore:\n        <<: *s\n"
                 "  backup:\n    barmanObjectStore:\n      <<: *s\n      wal: {}\n",
                 "", "x-v2",
                 "  description: &s {destinationPath: s3://b, serverName: x-v1}\n" RECOVERY
                 "  externalClusters:\n    - name: old\n      barmanObjectStore:\n        <<: *s\n"
                 "  backup:\n    barmanObjectStore:\n      <<: *s\n      serverName: x-v2\n      wal: {}\n");
}

/* The backup's own mapping is the anchor of the external cluster's: what the others see must not change. */
static void a_mapping_that_others_merge(void **state)
{
    (void)state;
    struct outcome outcome = moved("  backup:\n    barmanObjectStore: &s\n      destinationPath: s3://b\n"
                                   "      serverName: x-v1\n" RECOVERY
                                   "  externalClusters:\n    - name: old\n      barmanObjectStore: *s\n"
                                   "  more: *s\n",
                                   "", "x-v2");
    assert_fine(outcome.error);
    assert_slice(outcome.report.read, "x-v1");
    assert_slice(outcome.report.write, "x-v2");
    assert_holds(outcome.text, "      destinationPath: s3://b\n      serverName: x-v2\n");
    assert_holds(outcome.text, "  more:\n    destinationPath: s3://b\n    serverName: x-v1\n");
}

static void a_generation_that_is_not_written_down(void **state)
{
    (void)state;
    assert_moved(RECOVERY "  externalClusters:\n    - name: old\n      barmanObjectStore:\n"
                          "        destinationPath: s3://b # path\n"
                          "  backup:\n    barmanObjectStore: {destinationPath: s3://b}\n",
                 "x-v1", "x-v2",
                 RECOVERY "  externalClusters:\n    - name: old\n      barmanObjectStore:\n"
                          "        destinationPath: s3://b # path\n        serverName: x-v1\n"
                          "  backup:\n    barmanObjectStore: {destinationPath: s3://b, serverName: x-v2}\n");
    assert_moved(RECOVERY EXTERNAL("x-v1") BACKUP("# c"), "", "x-v2",
                 RECOVERY EXTERNAL("x-v1") BACKUP("x-v2 # c"));
}

#define OLD_PLUGIN(parameters)                                                                               \
    "  externalClusters:\n"                                                                                  \
    "    - name: old\n"                                                                                      \
    "      plugin:\n"                                                                                        \
    "        name: barman-cloud.cloudnative-pg.io\n" parameters

/* A plugin without parameters gets them. */
static void parameters_that_are_not_there(void **state)
{
    (void)state;
    const char *want = RECOVERY OLD_PLUGIN(
        "        parameters:\n          serverName: x-v1\n") "  plugins:\n    - name: "
                                                             "barman-cloud.cloudnative-pg.io\n";
    assert_moved(RECOVERY OLD_PLUGIN("") "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n", "x-v1",
                 "", want);
    assert_moved(RECOVERY OLD_PLUGIN(
                     "        parameters:\n") "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n",
                 "x-v1", "", want);
    assert_moved(
        RECOVERY OLD_PLUGIN(
            "        parameters: {}\n") "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n",
        "x-v1", "",
        RECOVERY OLD_PLUGIN("        parameters: {serverName: x-v1}\n") "  plugins:\n    - name: "
                                                                        "barman-cloud.cloudnative-pg.io\n");
    assert_moved(
        RECOVERY EXTERNAL_PLUGIN("x-v1") "  plugins:\n    - {name: barman-cloud.cloudnative-pg.io}\n", "x-v1",
        "x-v2",
        RECOVERY EXTERNAL_PLUGIN("x-v1") "  plugins:\n    - {name: barman-cloud.cloudnative-pg.io, "
                                         "parameters: {serverName: x-v2}}\n");
    assert_moved(RECOVERY EXTERNAL_PLUGIN(
                     "x-v1") "  plugins:\n    - {name: barman-cloud.cloudnative-pg.io, parameters: {}}\n",
                 "x-v1", "x-v2",
                 RECOVERY EXTERNAL_PLUGIN("x-v1") "  plugins:\n    - {name: barman-cloud.cloudnative-pg.io, "
                                                  "parameters: {serverName: x-v2}}\n");
}

static void places_where_nothing_can_be_set(void **state)
{
    (void)state;
    assert_refused(
        moved("  description: &p {name: barman-cloud.cloudnative-pg.io}\n" RECOVERY EXTERNAL_PLUGIN(
                  "x-v1") "  plugins: [*p]\n",
              "", "x-v2")
            .error,
        "R030", "the plugin entry is an alias, and others share it");
    assert_refused(
        moved(RECOVERY "  externalClusters:\n    - name: old\n      plugin: {enabled: true}\n" PLUGIN("x-v2"),
              "x-v1", "")
            .error,
        "R031", "the plugin has no name");
    assert_refused(moved(RECOVERY "  externalClusters:\n    - name: old\n      plugin: text\n" PLUGIN("x-v2"),
                         "x-v1", "")
                       .error,
                   "R031", "");
    assert_refused(
        moved(RECOVERY "  externalClusters:\n    - name: old\n      barmanObjectStore: [x]\n" BACKUP("x-v2"),
              "x-v1", "")
            .error,
        "R031", "serverName cannot be set here");
    assert_refused(moved(RECOVERY OLD_PLUGIN("        parameters: [x]\n") PLUGIN("x-v2"), "x-v1", "").error,
                   "R031", "serverName cannot be set here");
}

/* An alias whose anchor goes with its block is replaced by its value, or by what it stands for. */
static void an_anchor_that_goes_with_its_block(void **state)
{
    (void)state;
    const char *text =
        HEAD "  bootstrap:\n"
             "    initdb: &i\n"
             "      database: &d app\n"
             "    # recovery:\n"
             "    #   source: old\n"
             "    #   database: *d\n" EXTERNAL("x-v1") BACKUP("x-v1") "  copy: *i\n  more: [*i, *d]\n";
    struct outcome outcome = recovered(slice_of(text), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      source: old\n      database: app\n");
    assert_holds(outcome.text, "  copy:\n    database: app\n");
    assert_holds(outcome.text, "  more: [{database: app}, app]\n");
    assert_remark(&outcome, REMARK_DONE, 11, "the alias *d is replaced by its value app");
    assert_remark(&outcome, REMARK_DONE, 21, "the alias *i is replaced by what it stands for");
}

/* The anchor may come with a block that was a comment. */
static void an_anchor_in_a_commented_block(void **state)
{
    (void)state;
    const char *text = HEAD "  bootstrap:\n"
                            "    initdb: {}\n"
                            "    # initdb:\n"
                            "    #   database: &d app\n"
                            "    # recovery:\n"
                            "    #   source: old\n"
                            "    #   database: *d\n" EXTERNAL("x-v1") BACKUP("x-v1");
    struct outcome outcome = recovered(slice_of(text), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      source: old\n      database: app\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(in_their_own_quotes),
        TEST(an_anchor_that_nobody_else_uses),
        TEST(an_anchor_that_others_use),
        TEST(the_name_of_the_cluster),
        TEST(both_generations_share_an_anchor),
        TEST(the_name_of_the_external_cluster_follows),
        TEST(a_name_that_is_taken),
        TEST(a_name_that_others_use),
        TEST(a_mapping_behind_an_alias),
        TEST(a_mapping_behind_an_alias_in_flow_style),
        TEST(a_mapping_that_merges),
        TEST(a_mapping_that_others_merge),
        TEST(a_generation_that_is_not_written_down),
        TEST(parameters_that_are_not_there),
        TEST(places_where_nothing_can_be_set),
        TEST(an_anchor_that_goes_with_its_block),
        TEST(an_anchor_in_a_commented_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
