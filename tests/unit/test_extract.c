#include "lib/check.h"

#include "plan/extract.h"
#include <stdio.h>
#include <stdlib.h>

/* What came of an input: the document and its line, or an error. */
struct outcome {
    struct error error;
    struct extracted found;
    size_t line;
};

/* Gives the input in pieces of that size, each in memory of its own, as a stream would. */
static struct outcome extract_pieces(struct slice input, size_t piece, const char *cluster)
{
    struct outcome outcome = {.error = NO_ERROR};
    struct extract *extract = extract_begin(&arena, slice_of(cluster));
    size_t start = 0, end = 0;
    for (bool ended = false; !failed(outcome.error) && !ended;) {
        size_t taken;
        ended = end == input.len;
        end = end + piece < input.len ? end + piece : input.len;
        struct slice window = slice_cut(input, start, end);
        char *memory = malloc(window.len + 1);
        assert_non_null(memory);
        memcpy(memory, window.data, window.len);
        outcome.error = extract_look(extract, (struct slice){memory, window.len}, ended, &taken);
        assert_true(taken <= window.len);
        memset(memory, 'x', window.len);
        free(memory);
        start += taken;
    }
    const struct extracted *found;
    if (!failed(outcome.error))
        outcome.error = extract_finish(extract, &found);
    if (!failed(outcome.error)) {
        outcome.found = *found;
        outcome.line = extracted_line(extract, found);
    }
    return outcome;
}

static struct outcome extract_whole(struct slice input, const char *cluster)
{
    struct outcome outcome;
    size_t taken;
    const struct extracted *found;
    struct extract *extract = extract_begin(&arena, slice_of(cluster));
    outcome.error = extract_look(extract, input, true, &taken);
    if (!failed(outcome.error))
        outcome.error = extract_finish(extract, &found);
    if (!failed(outcome.error)) {
        outcome.found = *found;
        outcome.line = extracted_line(extract, found);
    }
    return outcome;
}

#define CLUSTER(name) "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata:\n  name: " name "\n"
#define OTHER "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\n"
#define BACKUP                                                                                               \
    "apiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\nmetadata:\n  name: b\nspec: {cluster: "       \
    "{name: db}}\n"
#define JSON_CLUSTER                                                                                         \
    "{\"apiVersion\": \"postgresql.cnpg.io/v1\", \"kind\": \"Cluster\", \"metadata\": {\"name\": \"db\"}}"
#define JSON_OTHER "{\"kind\": \"Service\", \"x\": [{\"}\": \"\\\"{\"}]}"

static const struct {
    const char *input, *document;
    size_t line;
} found[] = {
    {CLUSTER("db"), CLUSTER("db"), 1},
    {BACKUP "---\n" OTHER "---\n" CLUSTER("db") "\n\n---\n" BACKUP, CLUSTER("db"), 12},
    {"\xEF\xBB\xBF---\n" CLUSTER("db") "---\n" OTHER, CLUSTER("db"), 2},
    {"# head\n--- # db\n" CLUSTER("db") "...\n" BACKUP, "# db\n" CLUSTER("db"), 2},
    {OTHER "---\n" CLUSTER("db") "x: |+\n  a\n\n\n---\n" OTHER, CLUSTER("db") "x: |+\n  a\n\n\n", 6},
    {OTHER "---\n" CLUSTER("db") "x: |\n  a", CLUSTER("db") "x: |\n  a", 6},
    {JSON_OTHER "\n" JSON_CLUSTER "\n\n" JSON_OTHER, JSON_CLUSTER "\n", 2},
    {JSON_OTHER JSON_CLUSTER "\n---\n" OTHER, JSON_CLUSTER "\n", 1},
    {JSON_OTHER "\n" JSON_OTHER "\n---\n" CLUSTER("db"), CLUSTER("db"), 4},
    {JSON_OTHER "\n" JSON_OTHER
                "\n{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: db}}\n",
     "{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: {name: db}}\n", 3},
    {"{\"kind\": \"List\", \"items\": [" JSON_OTHER ",\n  " JSON_CLUSTER "\n]}\n", JSON_CLUSTER "\n", 2},
    {"{\"kind\": \"List\", \"items\": [" JSON_CLUSTER "]}\n---\n" BACKUP, JSON_CLUSTER "\n", 1},
    {OTHER "... # end\n" CLUSTER("db") "...\n", CLUSTER("db"), 6},
    {"{}\n...\n" JSON_CLUSTER "\n...\n", JSON_CLUSTER "\n", 3},
    /* What names the group and a Cluster need not be one. */
    {"apiVersion: v1\nkind: ConfigMap\nx: |\n  apiVersion: postgresql.cnpg.io/v1\n  kind: "
     "Cluster\n---\n" CLUSTER("db"),
     CLUSTER("db"), 7},
    {"{\"kind\": \"CustomResourceDefinition\", \"spec\": {\"group\": \"postgresql.cnpg.io\", \"kind\": "
     "\"Cluster\"}}\n" JSON_CLUSTER,
     JSON_CLUSTER "\n", 2},
    {"{\"x\": [" JSON_CLUSTER "], \"kind\": \"List\", \"items\": [" JSON_CLUSTER "], \"y\": [" JSON_CLUSTER
     "]}",
     JSON_CLUSTER "\n", 1},
    {OTHER "---\nitems:\n- apiVersion: postgresql.cnpg.io/v1\n  kind: Cluster\n  metadata:\n    name: db\n- "
           "kind: x\nkind: List\n",
     CLUSTER("db"), 7},
    /* What is cut short is no Cluster: it need not parse. */
    {JSON_CLUSTER "\n{\"kind\": \"Secret\", \"data\": {", JSON_CLUSTER "\n", 1},
};

/* The size of the pieces in which a stream comes in makes no difference. */
static void the_cluster_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof found / sizeof found[0]; i++) {
        struct slice input = slice_of(found[i].input);
        for (size_t piece = 0; piece <= input.len; piece++) {
            struct outcome outcome = piece == 0 ? extract_whole(input, "") : extract_pieces(input, piece, "");
            if (failed(outcome.error))
                fail_msg("input %zu in pieces of %zu: %.*s", i, piece, SLICE_ARG(outcome.error.message));
            assert_slice(outcome.found.text, found[i].document);
            assert_int_equal(outcome.line, found[i].line);
            assert_int_equal(outcome.found.json, found[i].document[0] == '{' && found[i].document[1] == '"');
            arena_free(&arena);
        }
    }
}

static const struct {
    const char *input, *cluster;
    enum refusal refusal;
    const char *message;
    size_t line, column;
} refused[] = {
    {"", "", REFUSE_NO_CLUSTER, "the input is empty", 0, 0},
    {"# nothing\n", "", REFUSE_NO_CLUSTER,
     "there is no CloudNativePG Cluster, and nothing else of postgresql.cnpg.io", 0, 0},
    {OTHER "---\n" BACKUP "---\n" OTHER, "", REFUSE_NO_CLUSTER,
     "there is no CloudNativePG Cluster; there is ScheduledBackup b (line 6)", 0, 0},
    {OTHER "---\nx: [postgresql.cnpg.io\n", "", REFUSE_NO_CLUSTER,
     "there is no CloudNativePG Cluster; the input begins with Service s (line 1)", 0, 0},
    {JSON_OTHER "\n{\"apiVersion\": \"postgresql.cnpg.io/v1\", \"kind\": \"Pooler\", \"metadata\": "
                "{\"name\": \"p\", \"namespace\": \"n\"}}",
     "", REFUSE_NO_CLUSTER, "there is no CloudNativePG Cluster; there is Pooler n/p (line 2)", 0, 0},
    {"{\"kind\": \"List\", \"items\": [1, [\"postgresql.cnpg.io\"], {\"apiVersion\": "
     "\"postgresql.cnpg.io/v1\", \"kind\": \"Pooler\"}]}",
     "", REFUSE_NO_CLUSTER, "there is no CloudNativePG Cluster; there is Pooler (line 1)", 0, 0},
    {CLUSTER("a") "---\n" BACKUP "---\n" CLUSTER("b"), "", REFUSE_WHICH_CLUSTER,
     "2 Clusters could be meant; there is a (line 1), b (line 12)", 0, 0},
    {CLUSTER("a") "  namespace: n\n---\n" JSON_CLUSTER "\n", "db2", REFUSE_WHICH_CLUSTER,
     "no Cluster is called db2; there is n/a (line 1), db (line 7)", 0, 0},
    {CLUSTER("a") "  namespace: n\n", "m/a", REFUSE_WHICH_CLUSTER,
     "no Cluster is called m/a; there is n/a (line 1)", 0, 0},
    {CLUSTER("") "---\n" CLUSTER("a"), "", REFUSE_WHICH_CLUSTER,
     "2 Clusters could be meant; there is one without a name (line 1), a (line 6)", 0, 0},
    {CLUSTER("a") "  namespace: n\n", "n/b", REFUSE_WHICH_CLUSTER,
     "no Cluster is called n/b; there is n/a (line 1)", 0, 0},
    {"{\"apiVersion\": \"postgresql.cnpg.io/v1\", \"kind\": \"Cl\\u0075ster\", \"metadata\": 1, \"items\": "
     "{}}",
     "", REFUSE_NO_CLUSTER, "there is no CloudNativePG Cluster; there is Cl\\u0075ster (line 1)", 0, 0},
    {"{\"apiVersion\": \"postgresql.cnpg.io/v1\", \"kind\": [1]}", "", REFUSE_NO_CLUSTER,
     "there is no CloudNativePG Cluster, and nothing else of postgresql.cnpg.io", 0, 0},
    {"{\"kind\": \"List\", \"items\": [{\"apiVersion\": \"postgresql.cnpg.io/v1\", \"kind\": "
     "\"ClusterList\", \"items\": [" JSON_CLUSTER "]}]}",
     "", REFUSE_NO_CLUSTER, "there is no CloudNativePG Cluster; there is ClusterList (line 1)", 0, 0},
    {"{\"x\": \"postgresql.cnpg.io\", \"kind\": \"List\"}", "", REFUSE_NO_CLUSTER,
     "there is no CloudNativePG Cluster; the input begins with List (line 1)", 0, 0},
    /* A quoted scalar whose line would become a marker line. */
    {"kind: List\nitems:\n- apiVersion: postgresql.cnpg.io/v1\n  kind: Cluster\n  a: \"b\n  --- c\"\n", "",
     REFUSE_NOT_PROVED, "the Cluster, copied, does not say the same any more", 3, 3},
    {OTHER "---\n" CLUSTER("a") "x: [\n---\n" OTHER, "", REFUSE_NOT_YAML, NULL, 11, 1},
    {OTHER "---\nx:\n{{- if y }}\n" CLUSTER("a"), "", REFUSE_TEMPLATE, NULL, 7, 1},
    {OTHER "---\n# \xFF\n" CLUSTER("a"), "", REFUSE_ENCODING, "the file is not UTF-8", 6, 3},
    {"\xFF\xFE"
     "a\0b\0",
     "", REFUSE_ENCODING, "the file is UTF-16", 1, 1},
    {"\xFE\xFF", "", REFUSE_ENCODING, "the file is UTF-16", 1, 1},
    {JSON_OTHER "\n\n" JSON_OTHER
                "\n {\"kind\": \"Cluster\",\n\"apiVersion\": \"postgresql.cnpg.io/v1\", \"metadata\": {",
     "", REFUSE_NOT_YAML, "JSON that is cut short", 5, 53},
    {"---\n\n{\"kind\": \"Cluster\",\n\"apiVersion\": \"postgresql.cnpg.io/v1\", \"metadata\": {", "",
     REFUSE_NOT_YAML, "JSON that is cut short", 4, 53},
};

static void what_is_refused_says_where_and_what_there_is(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct slice input = slice_of(refused[i].input);
        for (size_t piece = 0; piece <= input.len + 1; piece += piece < 2 ? 1 : 7) {
            struct outcome outcome = piece == 0 ? extract_whole(input, refused[i].cluster)
                                                : extract_pieces(input, piece, refused[i].cluster);
            if (outcome.error.kind != ERROR_REFUSED)
                fail_msg("input %zu in pieces of %zu is not refused", i, piece);
            assert_string_equal(outcome.error.code, refusal_table[refused[i].refusal].code);
            if (refused[i].message != NULL &&
                !slice_equal(outcome.error.message, slice_of(refused[i].message)))
                fail_msg("input %zu in pieces of %zu: %.*s", i, piece, SLICE_ARG(outcome.error.message));
            assert_int_equal(outcome.error.line, refused[i].line);
            assert_int_equal(outcome.error.column, refused[i].column);
            arena_free(&arena);
        }
    }
}

static void one_of_several_is_chosen(void **state)
{
    (void)state;
    struct slice input =
        SLICE(CLUSTER("a") "x: [\n---\n" CLUSTER("b") "---\n" CLUSTER("b") "  namespace: n\n");
    for (size_t piece = 1; piece <= input.len; piece += 5) {
        struct outcome outcome = extract_pieces(input, piece, "n/b");
        assert_int_equal(outcome.error.kind, ERROR_NONE);
        assert_slice(outcome.found.text, CLUSTER("b") "  namespace: n\n");
    }
}

/* A name is where it belongs, and its slashes may be escaped. */
static void a_json_object_is_chosen_by_name(void **state)
{
    (void)state;
    static const char cluster[] =
        "{\"spec\": {\"name\": \"no\"}, \"apiVersion\": \"postgresql.cnpg.io\\/v1\", \"metadata\": "
        "{\"labels\": {\"name\": \"no\"}, \"name\": \"db\\/\\/1\", \"namespace\": \"n\\u006\"}, "
        "\"kind\": \"Cluster\", \"status\": {\"name\": \"no\", \"namespace\": \"no\"}}\n";
    struct outcome outcome = extract_whole(slice_of(cluster), "n\\u006/db//1");
    assert_int_equal(outcome.error.kind, ERROR_NONE);
    assert_slice(outcome.found.text, cluster);
    outcome = extract_whole(slice_of(cluster), "no");
    assert_slice(outcome.error.message, "no Cluster is called no; there is n\\u006/db//1 (line 1)");
}

/* A document that names the group, but neither a Cluster nor anything that a message would list any more. */
static void a_list_of_what_there_is_has_an_end(void **state)
{
    (void)state;
    char input[20000] = "", want[2000] = "";
    for (int i = 0; i < 30; i++)
        sprintf(input + strlen(input),
                i % 2 == 0 ? "---\n" BACKUP
                           : "---\n{\"kind\": \"Pooler\", \"apiVersion\": \"postgresql.cnpg.io/v1\"}\n");
    struct outcome outcome = extract_pieces(slice_of(input), 100, "");
    sprintf(want, "there is no CloudNativePG Cluster; there is");
    for (size_t i = 0; i < 12; i++)
        sprintf(want + strlen(want), "%s%s (line %zu)", i == 0 ? " " : ", ",
                i % 2 == 0 ? "ScheduledBackup b" : "Pooler", i / 2 * 8 + i % 2 * 6 + 2);
    assert_slice(outcome.error.message, want);
    for (int i = 0; i < 14; i++)
        sprintf(input + strlen(input), "---\n" CLUSTER("c%d"), i);
    outcome = extract_pieces(slice_of(input), 100, "c1");
    assert_slice(outcome.found.text, CLUSTER("c1"));
    outcome = extract_pieces(slice_of(input), 100, "");
    assert_true(slice_ends_with(outcome.error.message, SLICE("c11 (line 177) and 2 more")));
}

/* A sample of the input is kept for a message: it ends anywhere. */
static void a_long_input_without_the_group_is_described(void **state)
{
    (void)state;
    struct slice start = SLICE("kind: A\napiVersion: v1\nmetadata: {name: a}\nx: |\n");
    size_t len = 100000;
    char *input = arena_alloc(&arena, len);
    memset(input, ' ', len);
    memcpy(input, start.data, start.len);
    struct outcome outcome = extract_whole((struct slice){input, len}, "");
    assert_slice(outcome.error.message,
                 "there is no CloudNativePG Cluster; the input begins with A a (line 1)");
    outcome = extract_pieces((struct slice){input, len}, 9000, "");
    assert_slice(outcome.error.message,
                 "there is no CloudNativePG Cluster; the input begins with A a (line 1)");
    outcome = extract_whole(SLICE(OTHER "---\n# c\n" OTHER "---\n- x\n---\nx: [\n"), "");
    assert_slice(
        outcome.error.message,
        "there is no CloudNativePG Cluster; the input begins with Service s (line 1), Service s (line 7)");
    outcome = extract_whole(SLICE("kind: A\n---\nkind: B\n---\nkind: C\n---\nkind: D\n---\nkind: E\n"), "");
    assert_slice(outcome.error.message,
                 "there is no CloudNativePG Cluster; the input begins with A (line 1), B "
                 "(line 3), C (line 5), D (line 7)");
}

/* JSON has no comments: with one behind it, it is YAML. */
static void a_json_object_with_a_comment_is_yaml(void **state)
{
    (void)state;
    for (size_t piece = 1; piece < 200; piece += 3) {
        struct outcome outcome = extract_pieces(SLICE(JSON_CLUSTER "\n# rendered\n"), piece, "");
        assert_int_equal(outcome.error.kind, ERROR_NONE);
        assert_false(outcome.found.json);
        assert_slice(outcome.found.text, JSON_CLUSTER "\n# rendered\n");
    }
}

static void a_json_object_may_stand_in_a_line(void **state)
{
    (void)state;
    struct slice input = SLICE("{}\n{\"\xC3\xA9\": 1} " JSON_CLUSTER "\n");
    size_t taken;
    const struct extracted *object;
    struct extract *extract = extract_begin(&arena, SLICE(""));
    assert_int_equal(extract_look(extract, input, true, &taken).kind, ERROR_NONE);
    assert_int_equal(extract_finish(extract, &object).kind, ERROR_NONE);
    struct error error = {.kind = ERROR_FINDINGS, .line = 1, .column = 2};
    error = extracted_error(extract, object, error);
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 11);
    error = extracted_error(extract, object, (struct error){.kind = ERROR_FINDINGS, .line = 2, .column = 2});
    assert_int_equal(error.line, 3);
    assert_int_equal(error.column, 2);
}

/* Memory that runs out on the way is an error, and nothing is left behind. */
static void memory_that_runs_out_is_an_error(void **state)
{
    (void)state;
    size_t len = 300000, taken;
    char *input = malloc(len);
    assert_non_null(input);
    memset(input, '#', len);
    memcpy(input, CLUSTER("a"), strlen(CLUSTER("a")));
    arena.limit = 100000;
    struct extract *extract = extract_begin(&arena, SLICE(""));
    struct error error = extract_look(extract, (struct slice){input, len}, true, &taken);
    arena.limit = 0;
    free(input);
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_slice(error.message, "out of memory");
}

static void errors_move_to_their_place(void **state)
{
    (void)state;
    struct slice input =
        SLICE(OTHER "---\nitems:\n- apiVersion: postgresql.cnpg.io/v1\n  kind: Cluster\nkind: List\n");
    size_t taken;
    const struct extracted *found_item;
    struct extract *extract = extract_begin(&arena, SLICE(""));
    assert_int_equal(extract_look(extract, input, true, &taken).kind, ERROR_NONE);
    assert_int_equal(extract_finish(extract, &found_item).kind, ERROR_NONE);
    struct error error = {.kind = ERROR_FINDINGS, .line = 2, .column = 7};
    error = extracted_error(extract, found_item, error);
    assert_int_equal(error.line, 8);
    assert_int_equal(error.column, 9);
    error = extracted_error(extract, found_item, (struct error){.kind = ERROR_FINDINGS, .line = 1});
    assert_int_equal(error.line, 7);
    assert_int_equal(error.column, 0);
    error = extracted_error(extract, found_item, (struct error){.kind = ERROR_FINDINGS});
    assert_int_equal(error.line, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_cluster_is_found),
        TEST(what_is_refused_says_where_and_what_there_is),
        TEST(one_of_several_is_chosen),
        TEST(a_list_of_what_there_is_has_an_end),
        TEST(a_long_input_without_the_group_is_described),
        TEST(a_json_object_is_chosen_by_name),
        TEST(a_json_object_may_stand_in_a_line),
        TEST(a_json_object_with_a_comment_is_yaml),
        TEST(memory_that_runs_out_is_an_error),
        TEST(errors_move_to_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
