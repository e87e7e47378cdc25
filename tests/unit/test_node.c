#include "lib/yaml.h"

static struct slice text_at(const char *text, const char *key)
{
    return node_text(mapping_get(root_of(text), key));
}

static void nulls(void **state)
{
    (void)state;
    const struct node *root =
        root_of("a:\nb: ~\nc: null\nd: Null\ne: NULL\nf: &n\ng: *n\nh: *none\ni: !!null\n");
    for (const struct node *key = root->first; key != NULL; key = key->next->next)
        if (!node_is_null(key->next))
            fail_msg("%.*s is null", SLICE_ARG(key->value));
    root =
        root_of("a: nULL\nb: 'null'\nc: ''\nd: \"~\"\ne: {}\nf: []\ng: !!str null\nh: 0\ni: |\nj: !!str ~\n");
    for (const struct node *key = root->first; key != NULL; key = key->next->next)
        if (node_is_null(key->next))
            fail_msg("%.*s is no null", SLICE_ARG(key->value));
    assert_true(node_is_null(NULL));
}

static void aliases_are_resolved(void **state)
{
    (void)state;
    const struct node *root = root_of("a: &x 1\nb: *x\nc: *none\n");
    const struct node *a = mapping_get(root, "a");
    assert_ptr_equal(node_resolve(a), a);
    assert_ptr_equal(node_resolve(mapping_get(root, "b")), a);
    assert_null(node_resolve(mapping_get(root, "c")));
    assert_null(node_resolve(NULL));
}

static void keys_of_a_mapping_itself(void **state)
{
    (void)state;
    const struct node *root =
        root_of("x: &x {m: 1}\nk: &k key\nown:\n  <<: *x\n  'a b': 2\n  *k : 3\n  *none : 4\n");
    const struct node *own = mapping_get(root, "own");
    assert_slice(mapping_key(own, SLICE("a b"))->next->value, "2");
    assert_slice(mapping_key(own, SLICE("key"))->next->value, "3");
    assert_null(mapping_key(own, SLICE("m")));
    assert_null(mapping_key(own, SLICE("none")));
    assert_null(mapping_key(mapping_get(root, "k"), SLICE("key")));
    assert_null(mapping_key(NULL, SLICE("key")));
    assert_null(mapping_key(root_of("[a, b]"), SLICE("a")));
}

static void a_merge_gives_what_the_mapping_lacks(void **state)
{
    (void)state;
    const char *text = "x: &x {a: x, b: x}\n"
                       "y: &y {b: y, c: y}\n"
                       "<<: [*x, *y]\n"
                       "b: own\n";
    assert_slice(text_at(text, "a"), "x");
    assert_slice(text_at(text, "b"), "own");
    assert_slice(text_at(text, "c"), "y");
    assert_null(mapping_get(root_of(text), "d"));
    assert_slice(text_at("x: &x {a: 1}\nb:\n  <<: *x\n<<: {<<: *x}\n", "a"), "1");
    assert_slice(text_at("<<: {a: in place}\n", "a"), "in place");
    assert_slice(text_at("x: &x {a: 1}\n!!merge <<: *x\n", "a"), "1");
    assert_slice(text_at("<<: [{a: first}, {a: second}]\n", "a"), "first");
}

/* Of two merge keys in one mapping both count, the first one first. */
static void two_merge_keys(void **state)
{
    (void)state;
    const char *text = "x: &x {a: x, b: x}\ny: &y {b: y, c: y}\n<<: *x\n<<: *y\n";
    assert_slice(text_at(text, "a"), "x");
    assert_slice(text_at(text, "b"), "x");
    assert_slice(text_at(text, "c"), "y");
}

static void what_is_no_merge_gives_nothing(void **state)
{
    (void)state;
    assert_null(mapping_get(root_of("'<<': {a: 1}\n"), "a"));
    assert_null(mapping_get(root_of("<<: *none\n"), "a"));
    assert_null(mapping_get(root_of("<<: 1\n"), "a"));
    assert_null(mapping_get(root_of("<<: [1, [{a: 1}]]\n"), "a"));
    assert_true(node_is_merge_key(root_of("<<: x\n")->first));
    assert_true(node_is_merge_key(root_of("!!merge <<: x\n")->first));
    assert_false(node_is_merge_key(root_of("\"<<\": x\n")->first));
    assert_false(node_is_merge_key(root_of("a: x\n")->first));
    assert_false(node_is_merge_key(root_of("k: &k <<\n*k : x\n")->first->next->next));
}

/* Merges of merges: as deep as anybody writes them, and an end to it. */
static void chains_of_merges(void **state)
{
    (void)state;
    struct slice text = SLICE("m0: &m0 {a: found}\n");
    for (int i = 1; i <= 90; i++)
        text = arena_format(&arena, "%.*sm%d: &m%d {<<: *m%d}\n", SLICE_ARG(text), i, i, i - 1);
    const struct node *root = root_of(text.data);
    assert_slice(node_text(mapping_get(mapping_get(root, "m8"), "a")), "found");
    mapping_get(mapping_get(root, "m90"), "a"); /* found or not: it ends */
}

static void paths_of_names(void **state)
{
    (void)state;
    const struct node *root = root_of("x: &x {c: 1}\na:\n  b: *x\n");
    assert_slice(node_at(root, "a", "b", "c", (const char *)NULL)->value, "1");
    assert_int_equal(node_at(root, "a", "b", (const char *)NULL)->kind, NODE_MAPPING);
    assert_ptr_equal(node_at(root, (const char *)NULL), root);
    assert_null(node_at(root, "a", "x", "c", (const char *)NULL));
    assert_null(node_at(NULL, "a", (const char *)NULL));
}

static void texts(void **state)
{
    (void)state;
    const char *text = "a: &x v\nb: *x\nc: 'null'\nd:\ne: ~\nf: {}\ng: *none\nh: |\n  i\n";
    assert_slice(text_at(text, "a"), "v");
    assert_slice(text_at(text, "b"), "v");
    assert_slice(text_at(text, "c"), "null");
    assert_slice(text_at(text, "d"), "");
    assert_slice(text_at(text, "e"), "");
    assert_slice(text_at(text, "f"), "");
    assert_slice(text_at(text, "g"), "");
    assert_slice(text_at(text, "h"), "i\n");
    assert_slice(node_text(NULL), "");
}

static void children_are_counted(void **state)
{
    (void)state;
    const struct node *root = root_of("a: [1, 2, 3]\nb: {}\n");
    assert_int_equal(node_count(root), 4);
    assert_int_equal(node_count(mapping_get(root, "a")), 3);
    assert_int_equal(node_count(mapping_get(root, "b")), 0);
    assert_int_equal(node_count(root->first), 0);
    assert_int_equal(node_count(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nulls),
        TEST(aliases_are_resolved),
        TEST(keys_of_a_mapping_itself),
        TEST(a_merge_gives_what_the_mapping_lacks),
        TEST(two_merge_keys),
        TEST(what_is_no_merge_gives_nothing),
        TEST(chains_of_merges),
        TEST(paths_of_names),
        TEST(texts),
        TEST(children_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
