#include "lib/plan.h"

#include "plan/toggle.h"

static struct manifest manifest;
static struct draft draft;
static struct edits edits;

static struct toggle begin(const char *text)
{
    struct plan_scope scope = scope_for(slice_of(text));
    assert_fine(manifest_read(&arena, &scope, &manifest));
    draft = draft_begin(&arena, &manifest);
    edits = (struct edits){0};
    return toggle_begin(&draft, &edits);
}

static void assert_toggled(const char *want)
{
    assert_true(edits_sort(&edits));
    assert_slice(edits_apply(&arena, draft.now.text, &edits), want);
}

static const struct block *block_of(enum block_kind kind, bool active)
{
    for (size_t i = 0; i < manifest.blocks.count; i++)
        if (manifest.blocks.items[i]->kind == kind && manifest.blocks.items[i]->active == active)
            return manifest.blocks.items[i];
    fail_msg("no such block");
    return NULL;
}

#define PAIR                                                                                                 \
    HEAD "  bootstrap:\n"                                                                                    \
         "    initdb:\n"                                                                                     \
         "      database: app\n"                                                                             \
         "    # words\n"                                                                                     \
         "    # recovery:\n"                                                                                 \
         "    #   source: old\n"                                                                             \
         "    #   recoveryTarget:\n"                                                                         \
         "    #     targetTLI: '1'\n" BACKUP("x")

static void a_block_becomes_active(void **state)
{
    (void)state;
    struct toggle toggle = begin(PAIR);
    toggle_activate(&toggle, block_of(BLOCK_RECOVERY, false));
    assert_toggled(HEAD "  bootstrap:\n"
                        "    initdb:\n"
                        "      database: app\n"
                        "    # words\n"
                        "    recovery:\n"
                        "      source: old\n"
                        "    #   recoveryTarget:\n"
                        "    #     targetTLI: '1'\n" BACKUP("x"));
}

static void its_target_on_demand(void **state)
{
    (void)state;
    struct toggle toggle = begin(PAIR);
    toggle_activate(&toggle, block_of(BLOCK_RECOVERY, false));
    toggle_activate_target(&toggle, block_of(BLOCK_RECOVERY, false));
    assert_toggled(HEAD "  bootstrap:\n"
                        "    initdb:\n"
                        "      database: app\n"
                        "    # words\n"
                        "    recovery:\n"
                        "      source: old\n"
                        "      recoveryTarget:\n"
                        "        targetTLI: '1'\n" BACKUP("x"));
}

static void a_block_becomes_a_comment(void **state)
{
    (void)state;
    struct toggle toggle = begin(PAIR);
    toggle_comment(&toggle, block_of(BLOCK_INITDB, true), (struct comment_style){false, 0, STRIP_HASH});
    assert_toggled(HEAD "  bootstrap:\n"
                        "#    initdb:\n"
                        "#      database: app\n"
                        "    # words\n"
                        "    # recovery:\n"
                        "    #   source: old\n"
                        "    #   recoveryTarget:\n"
                        "    #     targetTLI: '1'\n" BACKUP("x"));
}

static void lines_that_are_kept(void **state)
{
    (void)state;
    struct toggle toggle = begin(PAIR);
    toggle_keep(&toggle, 7, 7);
    toggle_comment(&toggle, block_of(BLOCK_INITDB, true), (struct comment_style){false, 4, STRIP_HASH_BLANK});
    toggle_keep(&toggle, 9, 10);
    toggle_activate(&toggle, block_of(BLOCK_RECOVERY, false));
    assert_true(toggle.taken[6] && toggle.taken[7] && !toggle.taken[8] && toggle.taken[9]);
    assert_toggled(HEAD "  bootstrap:\n"
                        "    # initdb:\n"
                        "      database: app\n"
                        "    # words\n"
                        "    # recovery:\n"
                        "    #   source: old\n"
                        "    #   recoveryTarget:\n"
                        "    #     targetTLI: '1'\n" BACKUP("x"));
}

/* A comment in the reach of two blocks is edited once: by the one that was named first. */
static void a_line_in_the_reach_of_two_blocks(void **state)
{
    (void)state;
    struct toggle toggle = begin(HEAD "  bootstrap:\n"
                                      "    initdb:\n"
                                      "      import:\n"
                                      "    #   type: x\n"
                                      "    # recovery:\n"
                                      "    #   source: old\n" BACKUP("x"));
    const struct comment_style style = {false, 4, STRIP_HASH_BLANK};
    toggle_activate(&toggle, block_of(BLOCK_RECOVERY, false));
    toggle_comment(&toggle, block_of(BLOCK_INITDB, true), style);
    toggle_comment(&toggle, block_of(BLOCK_INITDB, true), style);
    assert_toggled(HEAD "  bootstrap:\n"
                        "    # initdb:\n"
                        "    #   import:\n"
                        "    # #   type: x\n"
                        "    recovery:\n"
                        "      source: old\n" BACKUP("x"));
}

/* The text forms of a pair, steady and recovering. What comes back is what was, but for the generations. */
static void comment_styles(void **state)
{
    (void)state;
    static const char *const forms[][2] = {
        {"    initdb: {database: a}\n    # recovery:\n    #   source: old\n    #   database: a\n",
         "    # initdb: {database: a}\n    # cnpg-dr back: external cluster stays\n    recovery:\n      "
         "source: old\n"
         "      database: a\n"},
        {"    initdb: {database: a}\n    #recovery:\n    #  source: old\n    #  database: a\n",
         "    #initdb: {database: a}\n    #cnpg-dr back: external cluster stays\n    recovery:\n      "
         "source: old\n"
         "      database: a\n"},
        {"    initdb: {database: a}\n#    recovery:\n#      source: old\n#      database: a\n",
         "#    initdb: {database: a}\n#cnpg-dr back: external cluster stays\n    recovery:\n      source: "
         "old\n"
         "      database: a\n"},
        {"    initdb: {database: a}\n#     recovery:\n#       source: old\n#       database: a\n",
         "#     initdb: {database: a}\n# cnpg-dr back: external cluster stays\n    recovery:\n      source: "
         "old\n"
         "      database: a\n"},
        {"    initdb: {database: a}\n#   recovery:\n#     source: old\n#     database: a\n",
         "#   initdb: {database: a}\n# cnpg-dr back: external cluster stays\n    recovery:\n      source: "
         "old\n"
         "      database: a\n"},
        {"    initdb:\n      database: a\n    # recovery:\n      # source: old\n      # database: a\n",
         "    # initdb:\n      # database: a\n    # cnpg-dr back: external cluster stays\n    recovery:\n    "
         "  source: old\n"
         "      database: a\n"},
        {"    initdb: {database: a}\n  #   recovery:\n  #     source: old\n  #     database: a\n",
         "  #   initdb: {database: a}\n  # cnpg-dr back: external cluster stays\n    recovery:\n      "
         "source: old\n"
         "      database: a\n"},
        {"    initdb: {database: a}\n   #  recovery:\n   #    source: old\n   #    database: a\n",
         "   #  initdb: {database: a}\n   # cnpg-dr back: external cluster stays\n    recovery:\n      "
         "source: old\n"
         "      database: a\n"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *format = "%s  bootstrap:\n%s%s%s";
        struct slice steady =
                         arena_format(&arena, format, HEAD, forms[i][0], EXTERNAL("x-v1"), BACKUP("x-v1")),
                     recovering =
                         arena_format(&arena, format, HEAD, forms[i][1], EXTERNAL("x-v1"), BACKUP("x-v2")),
                     again =
                         arena_format(&arena, format, HEAD, forms[i][0], EXTERNAL("x-v2"), BACKUP("x-v2"));
        assert_round(steady.data, recovering.data, again.data);
    }
}

#define COMMENTED_LIST(generation)                                                                           \
    "  # externalClusters:\n"                                                                                \
    "  #   - name: old\n"                                                                                    \
    "  #     barmanObjectStore:\n"                                                                           \
    "  #       destinationPath: s3://b\n"                                                                    \
    "  #       serverName: " generation "\n"

/* The whole `bootstrap:` of each of the two, one after the other. */
static void whole_bootstraps(void **state)
{
    (void)state;
    assert_round(HEAD "  bootstrap:\n"
                      "    initdb:\n"
                      "      database: a\n"
                      "\n"
                      "  # Words about it\n"
                      "  # bootstrap:\n"
                      "  #   recovery:\n"
                      "  #     source: old\n"
                      "  #     database: a\n" COMMENTED_LIST("x-v1") BACKUP("x-v1"),
                 HEAD "  # bootstrap:\n"
                      "  #   initdb:\n"
                      "  #     database: a\n"
                      "\n"
                      "  # Words about it\n"
                      "  bootstrap:\n"
                      "    recovery:\n"
                      "      source: old\n"
                      "      database: a\n" EXTERNAL("x-v1") BACKUP("x-v2"),
                 HEAD "  bootstrap:\n"
                      "    initdb:\n"
                      "      database: a\n"
                      "\n"
                      "  # Words about it\n"
                      "  # bootstrap:\n"
                      "  #   recovery:\n"
                      "  #     source: old\n"
                      "  #     database: a\n" COMMENTED_LIST("x-v2") BACKUP("x-v2"));
}

/* One commented bootstrap with both: only the part that is needed becomes active. */
static void both_methods_in_one_comment(void **state)
{
    (void)state;
    assert_round(HEAD "  # bootstrap:\n"
                      "  #   recovery:\n"
                      "  #     source: old\n"
                      "  #   initdb:\n"
                      "  #     database: a\n" COMMENTED_LIST("x-v1") BACKUP("x-v1"),
                 HEAD "  # cnpg-dr back: no bootstrap\n"
                      "  bootstrap:\n"
                      "    recovery:\n"
                      "      source: old\n"
                      "      database: a\n"
                      "  #   initdb:\n"
                      "  #     database: a\n" EXTERNAL("x-v1") BACKUP("x-v2"),
                 HEAD "  # bootstrap:\n"
                      "  #   recovery:\n"
                      "  #     source: old\n"
                      "  #     database: a\n"
                      "  #   initdb:\n"
                      "  #     database: a\n" COMMENTED_LIST("x-v2") BACKUP("x-v2"));
}

/* The external cluster of an import goes with its initdb, list and all where it is the only one. */
static void the_external_cluster_of_an_import(void **state)
{
    (void)state;
    const char *import = "    initdb:\n      database: a\n      import: {source: {externalCluster: from}}\n",
               *commented =
                   "    # initdb:\n    #   database: a\n    #   import: {source: {externalCluster: from}}\n";
    const char *from = "  externalClusters:\n    - name: from\n      connectionParameters: {host: h}\n",
               *gone = "  # externalClusters:\n  #   - name: from\n  #     connectionParameters: {host: h}\n";
    const char *format = "%s  bootstrap:\n%s%s%s%s%s";
    const char *old = "    # recovery:\n    #   source: old\n    #   database: a\n",
               *active = "    recovery:\n      source: old\n      database: a\n";
    struct slice steady =
        arena_format(&arena, format, HEAD, import, old, from, COMMENTED_LIST("x-v1"), BACKUP("x-v1"));
    struct slice recovering =
        arena_format(&arena, format, HEAD, commented, active, gone, EXTERNAL("x-v1"), BACKUP("x-v2"));
    struct slice again =
        arena_format(&arena, format, HEAD, import, old, from, COMMENTED_LIST("x-v2"), BACKUP("x-v2"));
    assert_round(steady.data, recovering.data, again.data);
}

/* A second, commented list can only join the active one where it follows it directly; else the external
 * cluster is written into the active one. */
static void a_commented_list_behind_an_active_one(void **state)
{
    (void)state;
    const char *old = "    # recovery:\n    #   source: old\n    #   database: app\n";
    const char *list = "  externalClusters:\n    - name: other\n";
    struct outcome outcome = recovered(
        arena_format(&arena, "%s%s%s%s%s%s", HEAD, INITDB, old, list, COMMENTED_LIST("x-v1"), BACKUP("x-v1")),
        &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    - name: other\n"
                               "  # externalClusters:\n"
                               "    - name: old\n"
                               "      barmanObjectStore:\n");
    outcome = recovered(arena_format(&arena, "%s%s%s%s  instances: 1\n%s%s", HEAD, INITDB, old, list,
                                     COMMENTED_LIST("x-v1"), BACKUP("x-v1")),
                        &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    - name: other\n"
                               "    - name: old\n"
                               "      barmanObjectStore:\n");
    assert_holds(outcome.text, COMMENTED_LIST("x-v1"));
    outcome = recovered(
        arena_format(&arena, "%s%s%s%s%s%s", HEAD, INITDB, old, COMMENTED_LIST("x-v1"), list, BACKUP("x-v1")),
        &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "    - name: other\n    - name: old\n");
    outcome = recovered(arena_format(&arena, "%s%s%s  externalClusters: [{name: other}]\n%s%s", HEAD, INITDB,
                                     old, COMMENTED_LIST("x-v1"), BACKUP("x-v1")),
                        &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  externalClusters: [{name: other}, {name: old, barmanObjectStore: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_block_becomes_active),
        TEST(its_target_on_demand),
        TEST(a_block_becomes_a_comment),
        TEST(lines_that_are_kept),
        TEST(a_line_in_the_reach_of_two_blocks),
        TEST(comment_styles),
        TEST(whole_bootstraps),
        TEST(both_methods_in_one_comment),
        TEST(the_external_cluster_of_an_import),
        TEST(a_commented_list_behind_an_active_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
