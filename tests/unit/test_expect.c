#include "lib/check.h"

#include "base/refusals.h"
#include "plan/expect.h"
#include "text/lines.h"

/* A Cluster that writes to s3://b, with that spec besides. */
static struct cluster cluster_of(const char *spec)
{
    struct tree *tree;
    struct slice text = arena_format(
        &arena, "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\nspec:\n%s", spec);
    assert_int_equal(tree_read(&arena, text, 0, text.len, &tree).kind, ERROR_NONE);
    return cluster_read(tree);
}

#define RECOVERY "  bootstrap: {recovery: {source: old}}\n"
#define READS(store) "  externalClusters: [{name: old, " store "}]\n"
#define WRITES(store) "  backup: {" store "}\n"
#define STORE(place, name) "barmanObjectStore: {destinationPath: '" place "', serverName: '" name "'}"
#define PLUGIN(place, name)                                                                                  \
    "name: barman-cloud.cloudnative-pg.io, parameters: {barmanObjectName: '" place "', serverName: '" name   \
    "'}"

static const char *const met[][2] = {
    {"recovery", RECOVERY READS(STORE("s3://b", "v1")) WRITES(STORE("s3://b", "v2"))},
    {"recovery", RECOVERY READS(STORE("s3://a", "v1")) WRITES(STORE("s3://b", "v1"))},
    {"recovery", RECOVERY READS(STORE("s3://b", "v1"))},
    {"recovery", RECOVERY READS("plugin: {" PLUGIN("s", "v1") "}") "  plugins: [{" PLUGIN("s", "v2") "}]\n"},
    {"recovery", RECOVERY READS("plugin: {" PLUGIN("s", "v1") "}") "  plugins: [{" PLUGIN("t", "v1") "}]\n"},
    {"recovery", RECOVERY READS("plugin: {" PLUGIN("s", "v1") "}") WRITES(STORE("s", "v1"))},
    /* What is still to be filled in cannot make them equal. */
    {"recovery", RECOVERY READS(STORE("s3://a", "$X")) WRITES(STORE("s3://b", "$Y"))},
    {"recovery", RECOVERY READS(STORE("$P", "v1")) WRITES(STORE("s3://b", "v2"))},
    {"recovery",
     RECOVERY READS(STORE("s3://b", "v1")) WRITES(STORE("s3://b", "v2")) "  replica: {enabled: true}\n"},
    {"initdb", "  bootstrap: {initdb: {database: a}}\n"},
    {"initdb", "  bootstrap:\n    initdb:\n" WRITES(STORE("s3://b", "v1"))},
};

static void an_expectation_is_met(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof met / sizeof met[0]; i++) {
        bool recovery = strcmp(met[i][0], "recovery") == 0;
        struct cluster cluster = cluster_of(met[i][1]);
        assert_string_equal(bootstrap_method(&cluster), met[i][0]);
        assert_int_equal(expect_method(&arena, &cluster, EXPECT_ANYTHING).kind, ERROR_NONE);
        assert_int_equal(expect_method(&arena, &cluster, recovery ? EXPECT_RECOVERY : EXPECT_INITDB).kind,
                         ERROR_NONE);
        struct error error = expect_method(&arena, &cluster, recovery ? EXPECT_INITDB : EXPECT_RECOVERY);
        assert_int_equal(error.kind, ERROR_FINDINGS);
        assert_int_equal(error.column, 3);
        assert_true(error.line >= 5 && error.next.len > 0);
    }
}

static const struct {
    const char *spec;
    int refusal;    /* -1: none is of that kind */
    const char *at; /* the text that the error points at, where it occurs first */
} unmet[] = {
    {"  instances: 1\n", -1, "instances"},
    {"  bootstrap: {}\n", -1, "bootstrap"},
    {"  bootstrap: {pg_basebackup: {source: old}}\n", -1, "bootstrap"},
    {"  bootstrap: {initdb: {}, recovery: {source: old}}\n", REFUSE_CONFLICT, "bootstrap"},
    {"  bootstrap: {recovery: {source: old}, recover: {}}\n", REFUSE_UNKNOWN_METHOD, "recover:"},
    {"  bootstrap: [recovery]\n", REFUSE_MALFORMED, "[rec"},
    {"  bootstrap: {recovery: {source: old, source: new}}\n", REFUSE_DUPLICATE_KEY, "source: new"},
    {"  bootstrap: {recovery: {}}\n", REFUSE_SOURCE, "recovery"},
    {"  bootstrap: {recovery: {backup: {name: x}}}\n", REFUSE_NO_GENERATION, "recovery"},
    {RECOVERY, REFUSE_SOURCE, "old"},
    {RECOVERY READS("connectionParameters: {}"), REFUSE_SOURCE, "{name: old"},
    {RECOVERY READS(STORE("s3://b", "v1")) WRITES(STORE("s3://b/", "v1")), REFUSE_SAME_GENERATION, "'v1'}}]"},
    {RECOVERY
     "  externalClusters: [{name: old, barmanObjectStore: {destinationPath: x}}]\n" WRITES(STORE("x", "old")),
     REFUSE_SAME_GENERATION, "{name: old"},
    {RECOVERY READS("plugin: {" PLUGIN("s", "") "}"), REFUSE_GENERATION, "''"},
    {RECOVERY READS("plugin: {" PLUGIN("s", "v1") "}") "  plugins: [{" PLUGIN("s", "") "}]\n",
     REFUSE_GENERATION, "''"},
    {RECOVERY READS(STORE("s3://b", "v1"))
         WRITES(STORE("s3://b", "v2")) "  plugins: [{" PLUGIN("s", "v2") "}]\n",
     REFUSE_BOTH_SHAPES, "{destinationPath: 's3://b', serverName: 'v2'"},
    {RECOVERY READS(STORE("s3://b", "v1")) WRITES(STORE("s3://b", "${X}")), REFUSE_VARIABLE, "'${X}'"},
    {RECOVERY READS(STORE("s3://b", "$X")) WRITES(STORE("s3://b", "v2")), REFUSE_VARIABLE, "'$X'"},
    {RECOVERY READS(STORE("s3://b", "{{ x }}")) WRITES(STORE("s3://b", "v2")), REFUSE_TEMPLATE, "{name: old"},
    {RECOVERY READS(STORE("s3://b", "v1")) WRITES(STORE("s3://b", "{{ x }}")), REFUSE_VARIABLE, "'{{ x }}'"},
    {RECOVERY READS(STORE("$P", "v1")) WRITES(STORE("s3://b", "v1")), REFUSE_VARIABLE, "'v1'"},
    {RECOVERY READS(STORE("s3://b", "v1")) WRITES(STORE("{{ bucket }}", "v1")), REFUSE_VARIABLE, "'v1'"},
    {RECOVERY READS(STORE("s3://b", "$X")) WRITES("barmanObjectStore: {destinationPath: s3://b}"),
     REFUSE_VARIABLE, "'$X'"},
};

/* The name that a Cluster writes to by default is its own. */
static void a_variable_may_be_the_name_of_the_cluster(void **state)
{
    (void)state;
    struct tree *tree;
    struct slice text = SLICE("metadata: {name: $X}\nspec:\n  bootstrap: {recovery: {source: old}}\n"
                              "  externalClusters: [{name: old, barmanObjectStore: {destinationPath: s}}]\n"
                              "  backup: {barmanObjectStore: {destinationPath: s}}\n");
    assert_int_equal(tree_read(&arena, text, 0, text.len, &tree).kind, ERROR_NONE);
    struct cluster cluster = cluster_read(tree);
    struct error error = expect_method(&arena, &cluster, EXPECT_RECOVERY);
    assert_int_equal(error.kind, ERROR_FINDINGS);
    assert_string_equal(error.code, refusal_table[REFUSE_VARIABLE].code);
    assert_int_equal(error.line, 4);
}

static void an_expectation_is_not_met(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof unmet / sizeof unmet[0]; i++) {
        struct cluster cluster = cluster_of(unmet[i].spec);
        struct error error = expect_method(&arena, &cluster, EXPECT_RECOVERY);
        const char *code = unmet[i].refusal < 0 ? NULL : refusal_table[unmet[i].refusal].code;
        struct slice text = cluster.tree->text;
        size_t spec = slice_find(text, SLICE("spec:\n"));
        size_t line, column, at = spec + slice_find(slice_cut(text, spec, text.len), slice_of(unmet[i].at));
        assert_true(at < text.len);
        text_position(text, at, &line, &column);
        if (error.kind != ERROR_FINDINGS || (code == NULL) != (error.code == NULL) ||
            (code != NULL && strcmp(code, error.code) != 0) || error.line != line || error.column != column)
            fail_msg("case %zu: kind %d, %s, %zu:%zu %.*s", i, error.kind,
                     error.code == NULL ? "-" : error.code, error.line, error.column,
                     SLICE_ARG(error.message));
        assert_true(error.next.len > 0);
        assert_int_equal(expect_method(&arena, &cluster, EXPECT_ANYTHING).kind, ERROR_NONE);
    }
}

static void a_sentence_says_what_was_expected(void **state)
{
    (void)state;
    struct cluster initdb = cluster_of("  bootstrap: {initdb: {}}\n"), none = cluster_of("  instances: 1\n");
    struct error error = expect_method(&arena, &initdb, EXPECT_RECOVERY);
    assert_true(slice_equal(error.message, SLICE("recovery was expected, and spec.bootstrap is initdb")));
    assert_true(slice_starts_with(error.next, SLICE("run cnpg-dr recover ")));
    error = expect_method(&arena, &none, EXPECT_INITDB);
    assert_true(
        slice_equal(error.message, SLICE("initdb was expected, and spec.bootstrap has no method, which "
                                         "CloudNativePG takes for initdb")));
    assert_true(slice_starts_with(error.next, SLICE("run cnpg-dr revert ")));
}

static void a_method_has_a_name(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"none", "  x: 1\n"},
        {"none", "  bootstrap: {other: {}}\n"},
        {"pg_basebackup", "  bootstrap: {pg_basebackup: {}}\n"},
        {"conflict", "  bootstrap: {pg_basebackup: {}, initdb: {}}\n"},
        {"conflict", "  bootstrap: {recovery: {}, other: {}}\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct cluster cluster = cluster_of(cases[i][1]);
        assert_string_equal(bootstrap_method(&cluster), cases[i][0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_expectation_is_met),
        TEST(an_expectation_is_not_met),
        TEST(a_variable_may_be_the_name_of_the_cluster),
        TEST(a_sentence_says_what_was_expected),
        TEST(a_method_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
