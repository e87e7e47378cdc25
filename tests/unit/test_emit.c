#include "lib/yaml.h"

#include "yaml/emit.h"

#define NO_CHANGE ((struct emit_override){NULL, {"", 0}, {"", 0}})

static const struct house_style two = {{"\n", 1}, 2, 2}, flush = {{"\n", 1}, 2, 0},
                                four = {{"\r\n", 2}, 4, 4};

/* The value of the last key of text, below a key in column 0. */
static void assert_block(const struct house_style *style, const char *text, const char *want)
{
    const struct node *value = root_of(text)->first;
    while (value->next != NULL)
        value = value->next;
    assert_slice(emit_block_value(&arena, style, slice_of(text), value, 0, NO_CHANGE), want);
}

static void assert_flow(const char *text, const char *want)
{
    const struct node *value = root_of(text)->first;
    while (value->next != NULL)
        value = value->next;
    assert_slice(emit_flow_value(&arena, slice_of(text), value, NO_CHANGE), want);
}

static void scalars_keep_their_spelling(void **state)
{
    (void)state;
    assert_block(&two, "a: 0x1F # comment\n", " 0x1F");
    assert_block(&two, "a: 'it''s'\n", " 'it''s'");
    assert_block(&two, "a: \"x\\ty\"\n", " \"x\\ty\"");
    assert_block(&two, "a: &x !!str v\n", " v");
    assert_block(&two, "a: two words\n", " two words");
    assert_flow("a: 'it''s'\n", "'it''s'");
    assert_flow("a: 007\n", "007");
}

static void what_is_nothing_is_null(void **state)
{
    (void)state;
    assert_block(&two, "a:\n", " null");
    assert_block(&two, "a: *none\n", " null");
    assert_block(&two, "a: ''\n", " ''");
    assert_flow("a:\n", "null");
    assert_block(&two, "a: [*none, ~, x]\n", "\n  - null\n  - ~\n  - x");
    assert_flow("a: *none\n", "null");
}

/* A merge of no mapping brings nothing, and "a:" alone would be null. */
static void a_mapping_that_merges_nothing_is_empty(void **state)
{
    (void)state;
    assert_block(&two, "a:\n  <<: []\n", " {}");
    assert_block(&two, "a:\n  - <<: []\n  - [{<<: {}}]\n", "\n  - {}\n  -\n    - {}");
    assert_block(&two, "a:\n  <<: []\n  b: c\n", "\n  b: c");
    assert_flow("a:\n  <<: []\n", "{}");
}

/* At another place several lines would need another indentation. */
static void scalars_of_several_lines_become_one(void **state)
{
    (void)state;
    assert_block(&two, "a: |\n  x\n  y\n", " \"x\\ny\\n\"");
    assert_block(&two, "a: >-\n  x\n", " x");
    assert_block(&two, "a: |-\n  7\n", " \"7\"");
    assert_block(&two, "a: two\n  lines\n", " \"two lines\"");
    assert_block(&two, "a: 'two\n  lines'\n", " \"two lines\"");
    assert_flow("a: |\n  x\n", "\"x\\n\"");
    assert_block(&two, "a: |\n", " \"\"");
}

static void mappings_and_lists_in_the_style_of_the_file(void **state)
{
    (void)state;
    const char *text = "a:\n"
                       "     b: 1 # one\n"
                       "     c:\n"
                       "     -   d: 2\n"
                       "         e: [3, {f: 4}]\n"
                       "     - g\n";
    assert_block(&two, text, "\n  b: 1\n  c:\n    - d: 2\n      e:\n        - 3\n        - f: 4\n    - g");
    assert_block(&flush, text, "\n  b: 1\n  c:\n  - d: 2\n    e:\n    - 3\n    - f: 4\n  - g");
    assert_block(&four, text,
                 "\r\n    b: 1\r\n    c:\r\n        - d: 2\r\n          e:\r\n              - 3\r\n"
                 "              - f: 4\r\n        - g");
    assert_flow(text, "{b: 1, c: [{d: 2, e: [3, {f: 4}]}, g]}");
}

static void the_column_of_the_key_counts(void **state)
{
    (void)state;
    const char *text = "a: {b: [c]}\n";
    assert_slice(emit_block_value(&arena, &two, slice_of(text), root_of(text)->first->next, 6, NO_CHANGE),
                 "\n        b:\n          - c");
}

static void empty_collections_stay_in_flow_style(void **state)
{
    (void)state;
    assert_block(&two, "a: {}\n", " {}");
    assert_block(&two, "a: []\n", " []");
    assert_block(&two, "a: [{}, [], [x]]\n", "\n  - {}\n  - []\n  -\n    - x");
    assert_flow("a: [{}, []]\n", "[{}, []]");
}

static void aliases_and_merges_are_resolved(void **state)
{
    (void)state;
    const char *text = "x: &x {a: 1, b: {c: 2}}\n"
                       "y: &y v\n"
                       "z: &z\n"
                       "  <<: *x\n"
                       "  b: *y\n"
                       "w: *z\n";
    assert_block(&two, text, "\n  b: v\n  a: 1");
    assert_flow(text, "{b: v, a: 1}");
    text = "x: &x {a: 1}\ny: &y {a: 2, b: 2}\nz: {<<: [*x, *y], c: *x}\n";
    assert_block(&two, text, "\n  c:\n    a: 1\n  a: 1\n  b: 2");
    assert_flow(text, "{c: {a: 1}, a: 1, b: 2}");
    assert_flow("x: &x {a: 1}\ny: &y {<<: *x, b: 2}\nz: {<<: *y}\n", "{b: 2, a: 1}");
    assert_block(&two, "x: &x {a: 1}\nz:\n  <<: *x\n", "\n  a: 1");
    assert_flow("k: &k a\nz: {*k : 1}\n", "{a: 1}");
    assert_flow("z: {<<: *none, a: 1}\n", "{a: 1}");
}

/* As deep as a look-up follows merges, and no deeper. */
static void merges_of_merges(void **state)
{
    (void)state;
    size_t found = 0;
    for (size_t count = 10; count < 24; count++) {
        struct slice text = SLICE("a0: &a0 {k: v}\n");
        for (size_t i = 1; i <= count; i++)
            text = arena_format(
                &arena, i % 3 == 0 ? "%.*sa%zu: &a%zu {<<: *a%zu}\n" : "%.*sa%zu: &a%zu {<<: [*a%zu]}\n",
                SLICE_ARG(text), i, i, i - 1);
        const struct node *value = root_of(text.data)->first;
        while (value->next != NULL)
            value = value->next;
        bool there = mapping_get(value, "k") != NULL;
        assert_flow(text.data, there ? "{k: v}" : "{}");
        found += there;
    }
    assert_in_range(found, 1, 13);
}

/* A plain scalar that a flow collection would read differently is quoted there. */
static void plain_text_inside_of_a_flow_collection(void **state)
{
    (void)state;
    assert_flow("a:\n  b: x, y\n  c: v[1]\n  d: '[x]'\n  e: a{b}\n",
                "{b: \"x, y\", c: \"v[1]\", d: '[x]', e: \"a{b}\"}");
    assert_block(&two, "a:\n  b: x, y\n  c: v[1]\n", "\n  b: x, y\n  c: v[1]");
}

static void one_entry_is_written_with_another_value(void **state)
{
    (void)state;
    const char *text = "a: &a\n  serverName: old\n  path: s3://x\nb: {serverName: n}\nc: [*a]\n";
    const struct node *root = root_of(text), *a = mapping_get(root, "a"), *c = mapping_get(root, "c");
    struct emit_override change = {a, SLICE("serverName"), SLICE("007")};
    assert_slice(emit_block_value(&arena, &two, slice_of(text), a, 0, change),
                 "\n  path: s3://x\n  serverName: \"007\"");
    assert_slice(emit_flow_value(&arena, slice_of(text), a, change), "{path: s3://x, serverName: \"007\"}");
    assert_slice(emit_block_value(&arena, &two, slice_of(text), c, 0, change),
                 "\n  - path: s3://x\n    serverName: \"007\"");
    /* another mapping that has the key keeps its own value */
    assert_slice(emit_flow_value(&arena, slice_of(text), mapping_get(root, "b"), change), "{serverName: n}");
}

static void the_entry_is_added_where_it_lacks(void **state)
{
    (void)state;
    const char *text = "a: {b: 1}\nc: {}\nd: {serverName: x}\n";
    const struct node *root = root_of(text), *c = mapping_get(root, "c"), *d = mapping_get(root, "d");
    struct emit_override change = {mapping_get(root, "a"), SLICE("k"), SLICE("v")};
    assert_slice(emit_flow_value(&arena, slice_of(text), change.mapping, change), "{b: 1, k: v}");
    assert_slice(emit_block_value(&arena, &two, slice_of(text), change.mapping, 0, change),
                 "\n  b: 1\n  k: v");
    change.mapping = c;
    assert_slice(emit_flow_value(&arena, slice_of(text), c, change), "{k: v}");
    assert_slice(emit_block_value(&arena, &two, slice_of(text), c, 0, change), "\n  k: v");
    change = (struct emit_override){d, SLICE("serverName"), SLICE("z")};
    assert_slice(emit_flow_value(&arena, slice_of(text), d, change), "{serverName: z}");
}

/* An entry that a merge brings is overridden too, and stands once. */
static void a_merged_entry_with_another_value(void **state)
{
    (void)state;
    const char *text = "x: &x {serverName: old, b: 1}\na: {<<: *x}\n";
    const struct node *a = mapping_get(root_of(text), "a");
    struct emit_override change = {a, SLICE("serverName"), SLICE("new")};
    assert_slice(emit_flow_value(&arena, slice_of(text), a, change), "{b: 1, serverName: new}");
}

/* What comes out says what was there. */
static void a_value_written_out_says_the_same(void **state)
{
    (void)state;
    const char *text = "x: &x {a: 'q: [', c: , d: \"\\n\"}\n"
                       "v:\n"
                       "  - *x\n"
                       "  - - 1\n"
                       "    - [2, {k: v}]\n"
                       "  - |\n"
                       "    text # no comment\n"
                       "  - ? complex\n"
                       "    : value\n";
    const struct node *v = mapping_get(root_of(text), "v");
    struct slice block = emit_block_value(&arena, &two, slice_of(text), v, 0, NO_CHANGE),
                 flow = emit_flow_value(&arena, slice_of(text), v, NO_CHANGE);
    assert_slice(block, "\n"
                        "  - a: 'q: ['\n"
                        "    c: null\n"
                        "    d: \"\\n\"\n"
                        "  -\n"
                        "    - 1\n"
                        "    -\n"
                        "      - 2\n"
                        "      - k: v\n"
                        "  - \"text # no comment\\n\"\n"
                        "  - complex: value");
    assert_slice(flow, "[{a: 'q: [', c: null, d: \"\\n\"}, [1, [2, {k: v}]], \"text # no comment\\n\", "
                       "{complex: value}]");
    const struct node *again = root_of(arena_format(&arena, "v:%.*s\n", SLICE_ARG(block)).data)->first->next;
    assert_int_equal(again->kind, NODE_SEQUENCE);
    assert_int_equal(node_count(again), 4);
    again = root_of(flow.data);
    assert_int_equal(node_count(again), 4);
}

static void long_chains_of_merges_end(void **state)
{
    (void)state;
    struct slice text = SLICE("m0: &m0 {a: 1}\n");
    for (int i = 1; i <= 90; i++)
        text = arena_format(&arena, "%.*sm%d: &m%d {<<: *m%d, b%d: 1}\n", SLICE_ARG(text), i, i, i - 1, i);
    const struct node *last = mapping_get(root_of(text.data), "m90");
    assert_holds(emit_flow_value(&arena, text, last, NO_CHANGE), "b90: 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(scalars_keep_their_spelling),
        TEST(what_is_nothing_is_null),
        TEST(a_mapping_that_merges_nothing_is_empty),
        TEST(scalars_of_several_lines_become_one),
        TEST(mappings_and_lists_in_the_style_of_the_file),
        TEST(the_column_of_the_key_counts),
        TEST(empty_collections_stay_in_flow_style),
        TEST(aliases_and_merges_are_resolved),
        TEST(merges_of_merges),
        TEST(plain_text_inside_of_a_flow_collection),
        TEST(one_entry_is_written_with_another_value),
        TEST(the_entry_is_added_where_it_lacks),
        TEST(a_merged_entry_with_another_value),
        TEST(a_value_written_out_says_the_same),
        TEST(long_chains_of_merges_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
