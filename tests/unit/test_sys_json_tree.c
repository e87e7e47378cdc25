#include "lib/check.h"

#include "cnpg/cluster.h"
#include "sys/json_tree.h"

static struct tree *read_json(struct slice text)
{
    struct tree *tree;
    struct error error = json_tree_read(&arena, text, 0, text.len, &tree);
    if (failed(error))
        fail_msg("%.*s", SLICE_ARG(error.message));
    return tree;
}

/* Node by node the same as libyaml makes of it: kinds, styles, values and places. */
static void assert_same(const struct node *a, const struct node *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->style, b->style);
    assert_int_equal(a->depth, b->depth);
    assert_int_equal(a->height, b->height);
    assert_int_equal(a->outer, b->outer);
    assert_int_equal(a->start, b->start);
    assert_int_equal(a->end, b->end);
    assert_true(slice_equal(a->value, b->value));
    const struct node *x = a->first, *y = b->first;
    for (; x != NULL && y != NULL; x = x->next, y = y->next) {
        assert_ptr_equal(x->parent, a);
        assert_same(x, y);
    }
    assert_true(x == NULL && y == NULL);
}

static void json_becomes_the_tree_that_yaml_becomes(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{}",
        "[]",
        " {\"a\": 1, \"b\":-2.50e+3 ,\n\t\"c\": [true , false,null], \"d\": {\"e\": [[]], \"f\": [{}, "
        "{\"g\": \"\"}]}}\n",
        "[{\"z\": \"y\", \"a\": \"b\", \"m\": \"{[,:]}\"}, \"\\u00e9\\n\\\"\\\\\", [ ] , { } ]",
        "{\"\xC3\xA9\": \"\xE2\x82\xAC\"}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct slice text = slice_of(texts[i]);
        struct tree *json = read_json(text), *yaml;
        assert_int_equal(tree_read(&arena, text, 0, text.len, &yaml).kind, ERROR_NONE);
        assert_same(json->root, yaml->root);
        assert_int_equal(json->node_count, yaml->node_count);
        assert_true(slice_equal(json->text, text));
    }
}

static void what_libyaml_cannot_read_is_read(void **state)
{
    (void)state;
    char text[3000] = "{\"a\": \"\\ud83d\\ude00\\u0085\x7F\xC2\x80\xE2\x80\xA8\", \"";
    size_t len = strlen(text);
    memset(text + len, 'k', 2000);
    strcpy(text + len + 2000, "\": \"c\"}");
    const struct node *root = read_json(slice_of(text))->root;
    assert_slice(node_text(mapping_get(root, "a")), "\xF0\x9F\x98\x80\xC2\x85\x7F\xC2\x80\xE2\x80\xA8");
    assert_int_equal(root->first->next->next->value.len, 2000);
    assert_slice(root->first->next->next->next->value, "c");
}

static void a_cluster_is_read_from_json(void **state)
{
    (void)state;
    struct tree *tree = read_json(SLICE("{\"apiVersion\": \"postgresql.cnpg.io\\/v1\", \"kind\": "
                                        "\"Cluster\", \"metadata\": {\"name\": \"db\"},"
                                        "\"spec\": {\"bootstrap\": {\"recovery\": {\"source\": \"old\"}, "
                                        "\"initdb\": null}, \"externalClusters\": "
                                        "[{\"name\": \"old\", \"barmanObjectStore\": {\"destinationPath\": "
                                        "\"s3:\\/\\/b\", \"serverName\": \"v1\"}}]}}"));
    assert_true(is_cluster(tree->root));
    assert_int_equal(tree_check(&arena, tree).kind, ERROR_NONE);
    struct cluster cluster = cluster_read(tree);
    assert_slice(cluster.name, "db");
    assert_slice(cluster.read.place, "s3://b");
    assert_slice(cluster.read.generation, "v1");
    assert_true(node_is_null(cluster.initdb.value));
}

static void a_part_of_a_text_is_read(void **state)
{
    (void)state;
    struct slice text = SLICE("[1, \n  {\"a\": 2} , 3]");
    struct tree *tree;
    assert_int_equal(json_tree_read(&arena, text, 3, 16, &tree).kind, ERROR_NONE);
    assert_int_equal(tree->root->start, 7);
    assert_int_equal(tree->root->end, 15);
    assert_int_equal(tree->root->first->next->start, 13);
}

static const struct {
    const char *text;
    enum refusal refusal;
    size_t line, column;
} refused[] = {
    {"", REFUSE_NOT_YAML, 1, 1},
    {"x", REFUSE_NOT_YAML, 1, 1},
    {"{\"a\": 1,\n }", REFUSE_NOT_YAML, 2, 2},
    {"{\"a\": 1}\n  {}", REFUSE_NOT_YAML, 2, 3},
    {"{\"a\": \"\xFF\"}", REFUSE_NOT_YAML, 1, 7},
    {"{\"\xC3\xA9\": \"\\u0000\"}", REFUSE_NOT_YAML, 1, 14},
    {"{\"a\": 1, \"b\": 2,\n \"a\": 3}", REFUSE_DUPLICATE_KEY, 2, 4},
};

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct slice text = slice_of(refused[i].text);
        struct tree *tree;
        struct error error = json_tree_read(&arena, text, 0, text.len, &tree);
        if (error.kind != ERROR_REFUSED || strcmp(error.code, refusal_table[refused[i].refusal].code) != 0 ||
            error.line != refused[i].line || error.column != refused[i].column)
            fail_msg("%s: %zu:%zu %.*s", refused[i].text, error.line, error.column, SLICE_ARG(error.message));
    }
}

static struct error read_nested(size_t levels)
{
    struct tree *tree;
    char *text = arena_alloc(&arena, levels * 2);
    memset(text, '[', levels);
    memset(text + levels, ']', levels);
    return json_tree_read(&arena, (struct slice){text, levels * 2}, 0, levels * 2, &tree);
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    char objects[800] = "";
    struct tree *tree;
    for (size_t i = 0; i < TREE_DEPTH_LIMIT + 1; i++)
        memcpy(objects + 5 * i, "{\"a\":", 5);
    strcat(objects, "1");
    memset(objects + strlen(objects), '}', TREE_DEPTH_LIMIT + 1);
    struct error nested = json_tree_read(&arena, slice_of(objects), 0, strlen(objects), &tree);
    assert_int_equal(nested.kind, ERROR_REFUSED);
    assert_int_equal(nested.column, 5 * TREE_DEPTH_LIMIT + 1);
    assert_int_equal(read_nested(TREE_DEPTH_LIMIT).kind, ERROR_NONE);
    const size_t levels[] = {TREE_DEPTH_LIMIT + 1, 20000, 1000000};
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        struct error error = read_nested(levels[i]);
        assert_int_equal(error.kind, ERROR_REFUSED);
        assert_string_equal(error.code, refusal_table[REFUSE_NESTING].code);
        assert_int_equal(error.line, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(json_becomes_the_tree_that_yaml_becomes),
        TEST(what_libyaml_cannot_read_is_read),
        TEST(a_cluster_is_read_from_json),
        TEST(a_part_of_a_text_is_read),
        TEST(what_is_no_json_is_refused),
        TEST(nesting_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
