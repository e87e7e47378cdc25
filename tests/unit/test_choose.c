#include "lib/plan.h"

#include "plan/choose.h"

static struct manifest manifest;

static void read_spec(const char *spec)
{
    struct plan_scope scope = scope_for(arena_format(&arena, "%s%s", HEAD, spec));
    assert_fine(manifest_read(&arena, &scope, &manifest));
}

/* The line, from 1, of the commented recovery that becomes active; 0: one is to be written. */
static size_t recovery_of(const char *spec)
{
    const struct block *block;
    read_spec(spec);
    assert_fine(choose_recovery(&arena, &manifest, &block));
    return block == NULL ? 0 : block->head + 1;
}

static struct error recovery_refused(const char *spec)
{
    const struct block *block;
    read_spec(spec);
    return choose_recovery(&arena, &manifest, &block);
}

#define OLD(source)                                                                                          \
    "    # recovery:\n"                                                                                      \
    "    #   source: " source "\n"

#define ITEM(name, generation)                                                                               \
    "  #   - name: " name "\n"                                                                               \
    "  #     barmanObjectStore: {destinationPath: s3://b, serverName: " generation "}\n"

static void the_only_commented_recovery(void **state)
{
    (void)state;
    assert_int_equal(recovery_of(RECOVERY BACKUP("x-v1")), 0);
    assert_int_equal(recovery_of(INITDB BACKUP("x-v1")), 0);
    assert_int_equal(recovery_of(INITDB OLD("a") BACKUP("x-v1")), 9);
    assert_int_equal(recovery_of(INITDB OLD("a") "  # externalClusters:\n" ITEM("a", "x-v9") BACKUP("x-v1")),
                     9);
}

/* Of several the one that reads the generation now written. */
static void the_recovery_that_reads_what_is_written(void **state)
{
    (void)state;
    const char *lists = "  # externalClusters:\n" ITEM("a", "x-v1") ITEM("b", "x-v2");
    const char *spec =
        arena_format(&arena, "%s%s%s%s", INITDB, OLD("a") OLD("b"), lists, BACKUP("x-v2")).data;
    assert_int_equal(recovery_of(spec), 11);
    spec = arena_format(&arena, "%s%s%s%s", INITDB, OLD("b") OLD("a"), lists, BACKUP("x-v2")).data;
    assert_int_equal(recovery_of(spec), 9);
    assert_int_equal(recovery_of(INITDB OLD("a") OLD("old") EXTERNAL("x-v2") BACKUP("x-v2")), 11);
    /* one name twice: the entry that fits counts */
    spec = arena_format(&arena, "%s%s  # externalClusters:\n%s%s", INITDB, OLD("c") OLD("a"),
                        ITEM("a", "x-v1") ITEM("a", "x-v2"), BACKUP("x-v2"))
               .data;
    assert_int_equal(recovery_of(spec), 11);
}

/* Each source gives its own value to the aliases that share its anchor. */
static void several_that_share_an_anchor(void **state)
{
    (void)state;
    const char *list = "  # externalClusters:\n" ITEM("*p", "*p");
    struct slice spec =
        arena_format(&arena, "%s%s%s%s", INITDB, OLD("&p x-v2") OLD("&p x-v1"), list, BACKUP("x-v2"));
    assert_int_equal(recovery_of(spec.data), 9);
    spec = arena_format(&arena, "%s%s%s%s", INITDB, OLD("&p x-v1") OLD("&p x-v2"), list, BACKUP("x-v2"));
    assert_int_equal(recovery_of(spec.data), 11);
    list = "  # externalClusters:\n  #   - name: *p\n  #     barmanObjectStore: {destinationPath: s3://b}\n";
    spec = arena_format(&arena, "%s%s%s%s", INITDB, OLD("&p x-v2") OLD("&p x-v1"), list, BACKUP("x-v2"));
    assert_int_equal(recovery_of(spec.data), 9);
    spec = arena_format(&arena, "%s%s%s%s", INITDB, OLD("&p x-v3") OLD("&p x-v1"), list, BACKUP("x-v2"));
    assert_refused(recovery_refused(spec.data), "R021", "lines 9, 11");
}

/* A generation is one of its store. */
static void of_two_stores_the_own_one(void **state)
{
    (void)state;
    const char *elsewhere = "  #   - name: a\n"
                            "  #     barmanObjectStore: {destinationPath: s3://other, serverName: x-v2}\n";
    struct slice spec = arena_format(&arena, "%s%s  # externalClusters:\n%s%s%s", INITDB, OLD("a") OLD("b"),
                                     elsewhere, ITEM("b", "x-v2"), BACKUP("x-v2"));
    assert_int_equal(recovery_of(spec.data), 11);
    spec = arena_format(&arena, "%s%s  # externalClusters:\n%s%s%s", INITDB, OLD("b") OLD("a"), elsewhere,
                        ITEM("b", "x-v2"), BACKUP("x-v2"));
    assert_int_equal(recovery_of(spec.data), 9);
    spec = arena_format(&arena, "%s%s  # externalClusters:\n%s%s%s", INITDB, OLD("b") OLD("a"), elsewhere,
                        ITEM("b", "x-v1"), BACKUP("x-v2"));
    assert_int_equal(recovery_of(spec.data), 11);
}

static void several_that_cannot_be_told_apart(void **state)
{
    (void)state;
    assert_refused_at(recovery_refused(INITDB OLD("a") OLD("b") BACKUP("x-v2")), "R021", 9, 5,
                      "several commented recovery blocks (lines 9, 11)");
    const char *lists = "  # externalClusters:\n" ITEM("a", "x-v2") ITEM("b", "x-v2");
    struct slice spec = arena_format(&arena, "%s%s%s%s", INITDB, OLD("a") OLD("b"), lists, BACKUP("x-v2"));
    assert_refused(recovery_refused(spec.data), "R021", "lines 9, 11");
    assert_refused(recovery_refused(INITDB OLD("old") OLD("a") EXTERNAL("x-v1") BACKUP("x-v2")), "R021",
                   "9, 11");
}

/* Two that say the same are one. */
static void several_that_say_the_same(void **state)
{
    (void)state;
    struct slice spec = arena_format(&arena, "%s%s  # externalClusters:\n%s%s", INITDB, OLD("a") OLD("a"),
                                     ITEM("a", "x-v2"), BACKUP("x-v2"));
    assert_true(recovery_of(spec.data) > 0);
    spec = arena_format(&arena, "%s%s    #   database: z\n%s  # externalClusters:\n%s%s", INITDB, OLD("a"),
                        OLD("a"), ITEM("a", "x-v2"), BACKUP("x-v2"));
    assert_refused(recovery_refused(spec.data), "R021", "lines 9, 12");
    spec = arena_format(&arena, "%s%s    #   database: z\n%s  # externalClusters:\n%s%s", INITDB, OLD("a"),
                        OLD("a") OLD("a"), ITEM("a", "x-v2"), BACKUP("x-v2"));
    assert_refused(recovery_refused(spec.data), "R021", "lines 9, 12, 14");
    spec = arena_format(&arena, "%s%s    #   database: app\n%s  # externalClusters:\n%s%s", INITDB, OLD("a"),
                        OLD("a"), ITEM("a", "x-v2"), BACKUP("x-v2")); /* which initdb fills in */
    assert_int_equal(recovery_of(spec.data), 9);
    spec = arena_format(&arena, "%s%s    #   database: app\n  # externalClusters:\n%s%s", INITDB,
                        OLD("a") OLD("a"), ITEM("a", "x-v2"), BACKUP("x-v2"));
    assert_int_equal(recovery_of(spec.data), 11);
}

static void a_long_list_of_lines_is_cut(void **state)
{
    (void)state;
    struct slice many = SLICE("");
    for (int i = 0; i < 30; i++)
        many = arena_format(&arena, "%.*s%s", SLICE_ARG(many), OLD("a"));
    struct error error =
        recovery_refused(arena_format(&arena, "%s%.*s%s", INITDB, SLICE_ARG(many), BACKUP("x")).data);
    assert_refused(error, "R021", "(lines 9, 11, 13");
    assert_true(error.message.len < 200);
}

/* From a Backup or a snapshot: it has no generation, and stays. */
static void a_recovery_without_a_source_is_none(void **state)
{
    (void)state;
    assert_int_equal(recovery_of(INITDB "    # recovery:\n    #   backup: {name: x}\n" BACKUP("x-v1")), 0);
    assert_int_equal(
        recovery_of(INITDB "    # recovery:\n    #   backup: {name: x}\n" OLD("a") BACKUP("x-v1")), 11);
}

/* One that was meant to have a source, or to name a Backup. */
static void a_recovery_that_lacks_what_it_reads(void **state)
{
    (void)state;
    assert_refused_at(recovery_refused(INITDB "    # recovery:\n    #   source: *old\n" BACKUP("x-v1")),
                      "R020", 9, 5, "its source *old has no anchor");
    assert_refused_at(
        recovery_refused(INITDB "    # recovery:\n    #   backup:\n    #     source: a\n" BACKUP("x-v1")),
        "R020", 9, 5, "its backup has no name");
    assert_refused_at(recovery_refused(INITDB "    # recovery:\n     #   source: a\n" BACKUP("x-v1")), "R020",
                      9, 5, "its source does not stand below it");
    assert_int_equal(recovery_of(INITDB "    # recovery:\n    # words\n" BACKUP("x-v1")), 0);
    assert_int_equal(recovery_of(INITDB "    # recovery:\n    #   backup:\n" BACKUP("x-v1")), 0);
    assert_int_equal(recovery_of(INITDB "    # recovery:\n    #   source: *old\n" OLD("a") BACKUP("x-v1")),
                     11);
}

static void a_recovery_that_does_not_parse(void **state)
{
    (void)state;
    assert_refused_at(
        recovery_refused(INITDB "    # recovery:\n    # words\n    #   source: [a\n" BACKUP("x-v1")), "R020",
        9, 5, "the commented recovery block would not parse: ");
    assert_refused_at(
        recovery_refused(INITDB "    # recovery:\n    #   source: a\n    #   owner: @b\n" BACKUP("x-v1")),
        "R020", 11, 5, "would not parse");
    /* where another one serves, it need not */
    assert_int_equal(recovery_of(INITDB "    # recovery:\n    #   source: [a\n" OLD("a") BACKUP("x-v1")), 11);
}

/* In a column where it would be no method it was still meant as one if it has a source. */
static void a_recovery_in_another_column(void **state)
{
    (void)state;
    assert_refused_at(recovery_refused(INITDB "      # recovery:\n      #   source: a\n" BACKUP("x-v1")),
                      "R020", 9, 7, "would be no method of spec.bootstrap in this place");
    assert_refused(
        recovery_refused(INITDB
                         "      # recovery:\n\n      ##   database: b\n      ## source: a\n" BACKUP("x-v1")),
        "R020", "no method");
    assert_int_equal(recovery_of(INITDB "      # recovery:\n      #   database: a\n" BACKUP("x-v1")), 0);
    assert_int_equal(recovery_of(INITDB "      # recovery:\n#\n#\n#\n      # source: a\n" BACKUP("x-v1")), 0);
    assert_int_equal(recovery_of(BACKUP("x-v1") INITDB "      # recovery:\n"), 0);
    assert_int_equal(recovery_of(INITDB "      # recovery:\n      #   source: a\n" OLD("a") BACKUP("x-v1")),
                     11);
}

/* The line of the external cluster that the commented recovery at that line names. */
static struct error external_of(const char *spec, const struct block **external)
{
    const struct block *recovery;
    read_spec(spec);
    assert_fine(choose_recovery(&arena, &manifest, &recovery));
    return choose_external(&arena, &manifest, mapping_get(recovery->value, "source"), true, recovery->head,
                           external);
}

static size_t external_line(const char *spec)
{
    const struct block *external;
    assert_fine(external_of(spec, &external));
    return external == NULL ? 0 : external->head + 1;
}

static void the_external_cluster_that_is_named(void **state)
{
    (void)state;
    assert_int_equal(external_line(INITDB OLD("b") "  # externalClusters:\n" ITEM("a", "x-v1")
                                       ITEM("b", "x-v1") BACKUP("x-v1")),
                     14);
    assert_int_equal(
        external_line(INITDB OLD("c") "  # externalClusters:\n" ITEM("a", "x-v1") BACKUP("x-v1")), 0);
}

static void of_one_name_the_one_that_reads_what_is_written(void **state)
{
    (void)state;
    assert_int_equal(external_line(INITDB OLD("a") "  # externalClusters:\n" ITEM("a", "x-v1")
                                       ITEM("a", "x-v2") ITEM("a", "x-v3") BACKUP("x-v2")),
                     14);
    assert_int_equal(external_line(INITDB OLD("a") "  # externalClusters:\n" ITEM("a", "x-v2")
                                       ITEM("a", "x-v1") BACKUP("x-v2")),
                     12);
    assert_int_equal(external_line(INITDB OLD(
                         "a") "  # externalClusters:\n"
                              "  #   - name: a\n"
                              "  #     barmanObjectStore: {destinationPath: s3://c, serverName: x-v2}\n" ITEM(
                                  "a", "x-v2") BACKUP("x-v2")),
                     14);
}

static void of_equal_ones_the_nearest(void **state)
{
    (void)state;
    assert_int_equal(
        external_line(INITDB OLD("a") "  # externalClusters:\n" ITEM("a", "y") ITEM("a", "z") BACKUP("x")),
        12);
    assert_int_equal(
        external_line("  # externalClusters:\n" ITEM("a", "y") ITEM("a", "z") INITDB OLD("a") BACKUP("x")),
        9);
    assert_int_equal(
        external_line("  # externalClusters:\n" ITEM("a", "x") ITEM("a", "x") INITDB OLD("a") BACKUP("x")),
        9);
}

/* A server to import from can bear the name too. */
static void of_one_name_the_one_with_a_store(void **state)
{
    (void)state;
    const char *server = "  #   - name: a\n  #     connectionParameters: {host: h}\n";
    struct slice spec = arena_format(&arena, "%s  # externalClusters:\n%s%s%s", INITDB OLD("a"), server,
                                     ITEM("a", "x-v1"), BACKUP("x-v2"));
    assert_int_equal(external_line(spec.data), 14);
    const struct block *external;
    read_spec(spec.data);
    assert_fine(choose_external(&arena, &manifest,
                                mapping_get(manifest.blocks.items[manifest.blocks.count - 1]->value, "name"),
                                false, 0, &external));
    assert_int_equal(external->head + 1, 12);
}

/* Two that share an anchor are meant for each other. */
static void names_by_anchor(void **state)
{
    (void)state;
    assert_int_equal(external_line(INITDB OLD("y") "  # externalClusters:\n" ITEM("&p x", "z") BACKUP("x")),
                     0);
    assert_int_equal(external_line("  description: &p x-v9\n" INITDB OLD("*p") "  # externalClusters:\n" ITEM(
                         "b", "x-v1") ITEM("&p x-v1", "*p") BACKUP("x-v1")),
                     15);
    assert_int_equal(
        external_line(INITDB OLD("&p x-v9") "  # externalClusters:\n" ITEM("*p", "x") BACKUP("x")), 12);
}

static void an_external_cluster_that_does_not_parse(void **state)
{
    (void)state;
    const struct block *external;
    assert_refused_at(
        external_of(INITDB OLD("a") "  # externalClusters:\n  #   - name: a\n  #     b: @x\n" BACKUP("x"),
                    &external),
        "R020", 13, 3, "the commented external cluster would not parse");
    assert_int_equal(
        external_line(INITDB OLD("a") "  # externalClusters:\n  #   - name: b\n  #     b: @x\n" ITEM("a", "x")
                          BACKUP("x")),
        14);
}

/* The line of the commented initdb that belongs to the recovery. */
static size_t initdb_line(const char *spec, const struct note *note)
{
    const struct block *initdb;
    read_spec(spec);
    assert_fine(choose_initdb(&arena, &manifest, note, manifest.blocks.recovery->head, &initdb));
    return initdb == NULL ? 0 : initdb->head + 1;
}

#define NEW                                                                                                  \
    "    # initdb:\n"                                                                                        \
    "    #   database: app\n"

static void the_nearest_initdb(void **state)
{
    (void)state;
    const struct note none = {.found = false};
    assert_int_equal(initdb_line("  bootstrap:\n" NEW "    recovery: {source: old}\n" BACKUP("x"), &none), 7);
    assert_int_equal(initdb_line("  bootstrap:\n" NEW NEW "    recovery: {source: old}\n" BACKUP("x"), &none),
                     9);
    assert_int_equal(initdb_line("  bootstrap:\n" NEW
                                 "    # words\n\n    recovery:\n      source: old\n" NEW BACKUP("x"),
                                 &none),
                     13);
    assert_int_equal(initdb_line("  bootstrap:\n    recovery: {source: old}\n" NEW NEW BACKUP("x"), &none),
                     8);
    assert_int_equal(initdb_line(RECOVERY BACKUP("x"), &none), 0);
    const struct block *initdb;
    read_spec(
        INITDB NEW NEW BACKUP("x")); /* the active one is not asked for; seen from inside of the second */
    assert_fine(choose_initdb(&arena, &manifest, &none, 11, &initdb));
    assert_int_equal(initdb->head, 10);
}

static void the_initdb_that_the_note_names(void **state)
{
    (void)state;
    const char *spec = "  bootstrap:\n" NEW NEW "    recovery: {source: old}\n" NEW BACKUP("x");
    for (size_t i = 1; i <= 3; i++) {
        const struct note note = {.found = true, .initdb = i};
        static const size_t lines[] = {7, 9, 12};
        assert_int_equal(initdb_line(spec, &note), lines[i - 1]);
    }
    assert_int_equal(initdb_line(spec, &(struct note){.initdb = 4}), 0);
    assert_int_equal(initdb_line(spec, &(struct note){.no_bootstrap = true}), 0);
    assert_int_equal(initdb_line(spec, &(struct note){.bootstrap_stays = true}), 0);
    assert_int_equal(initdb_line(spec, &(struct note){.bootstrap_returns = true}), 0);
}

static void an_initdb_that_does_not_parse(void **state)
{
    (void)state;
    const struct block *initdb;
    const struct note none = {.found = false};
    read_spec("  bootstrap:\n    # initdb:\n    #   database: @x\n    recovery: {source: old}\n" BACKUP("x"));
    assert_refused_at(choose_initdb(&arena, &manifest, &none, 8, &initdb), "R020", 8, 5,
                      "the commented initdb would not parse");
}

static void external_clusters_that_are_named_elsewhere(void **state)
{
    (void)state;
    read_spec("  replica: {enabled: false, source: a, primary: b, self: c}\n" BACKUP("x"));
    assert_true(external_is_named(&manifest, SLICE("a")));
    assert_true(external_is_named(&manifest, SLICE("b")));
    assert_true(external_is_named(&manifest, SLICE("c")));
    assert_false(external_is_named(&manifest, SLICE("d")));
    read_spec(BACKUP("x"));
    assert_false(external_is_named(&manifest, SLICE("a")));
}

static void the_external_cluster_of_an_import(void **state)
{
    (void)state;
    const char *import = "  bootstrap: {initdb: {import: {source: {externalCluster: %s}}}}\n%s" BACKUP("x");
    read_spec(arena_format(&arena, import, "old", "").data);
    assert_slice(node_text(imported_external(&manifest, manifest.cluster.initdb.value)), "old");
    read_spec(arena_format(&arena, import, "old", "  replica: {enabled: false, source: old}\n").data);
    assert_null(imported_external(&manifest, manifest.cluster.initdb.value));
    read_spec(arena_format(&arena, import, "''", "").data);
    assert_null(imported_external(&manifest, manifest.cluster.initdb.value));
    assert_null(imported_external(&manifest, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_only_commented_recovery),
        TEST(the_recovery_that_reads_what_is_written),
        TEST(several_that_share_an_anchor),
        TEST(of_two_stores_the_own_one),
        TEST(several_that_cannot_be_told_apart),
        TEST(several_that_say_the_same),
        TEST(a_long_list_of_lines_is_cut),
        TEST(a_recovery_without_a_source_is_none),
        TEST(a_recovery_that_lacks_what_it_reads),
        TEST(a_recovery_that_does_not_parse),
        TEST(a_recovery_in_another_column),
        TEST(the_external_cluster_that_is_named),
        TEST(of_one_name_the_one_that_reads_what_is_written),
        TEST(of_equal_ones_the_nearest),
        TEST(of_one_name_the_one_with_a_store),
        TEST(names_by_anchor),
        TEST(an_external_cluster_that_does_not_parse),
        TEST(the_nearest_initdb),
        TEST(the_initdb_that_the_note_names),
        TEST(an_initdb_that_does_not_parse),
        TEST(external_clusters_that_are_named_elsewhere),
        TEST(the_external_cluster_of_an_import),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
