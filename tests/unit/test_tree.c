#include "lib/yaml.h"

static const struct tree *tree;

/* The document that text is; the nodes' places are bytes of it. */
static const struct node *read_text(const char *text)
{
    tree = tree_of(text);
    return tree->root;
}

static struct slice part(size_t start, size_t end)
{
    return slice_cut(tree->text, start, end);
}

/* The bytes of the value, and of all that the node is, its anchor and tag included. */
static void assert_bytes(const struct node *node, const char *value, const char *whole)
{
    assert_non_null(node);
    assert_slice(part(node->start, node->end), value);
    assert_slice(part(node->outer, node->end), whole);
}

static void assert_scalar(const struct node *node, enum node_style style, const char *value,
                          const char *bytes)
{
    assert_int_equal(node->kind, NODE_SCALAR);
    assert_int_equal(node->style, style);
    assert_slice(node->value, value);
    assert_slice(part(node->start, node->end), bytes);
}

static const struct node *value_of(const struct node *mapping, const char *key)
{
    const struct node *value = mapping_get(mapping, key);
    assert_non_null(value);
    return value;
}

static struct error read_error(const char *text)
{
    struct tree *out;
    return tree_read(&arena, slice_of(text), 0, strlen(text), &out);
}

static void scalars_of_every_style(void **state)
{
    (void)state;
    const struct node *root = read_text("plain: two words # x\n"
                                        "single: 'it''s'\n"
                                        "double: \"a\\tb\"\n"
                                        "literal: |\n"
                                        "  one\n"
                                        "  two\n"
                                        "\n"
                                        "folded: >-\n"
                                        "  one\n"
                                        "  two\n"
                                        "last: x\n");
    assert_scalar(value_of(root, "plain"), STYLE_PLAIN, "two words", "two words");
    assert_scalar(value_of(root, "single"), STYLE_SINGLE, "it's", "'it''s'");
    assert_scalar(value_of(root, "double"), STYLE_DOUBLE, "a\tb", "\"a\\tb\"");
    assert_scalar(value_of(root, "literal"), STYLE_LITERAL, "one\ntwo\n", "|\n  one\n  two");
    assert_scalar(value_of(root, "folded"), STYLE_FOLDED, "one two", ">-\n  one\n  two");
    assert_scalar(root->first, STYLE_PLAIN, "plain", "plain");
}

/* A plain scalar is not copied out of the text where it says the same there. */
static void plain_text_stays_where_it_is(void **state)
{
    (void)state;
    const char *text = "a: plain\nb: two\n  lines\n";
    const struct node *root = read_text(text);
    assert_ptr_equal(value_of(root, "a")->value.data, text + 3);
    assert_scalar(value_of(root, "b"), STYLE_PLAIN, "two lines", "two\n  lines");
}

static void an_empty_value_has_no_bytes(void **state)
{
    (void)state;
    const struct node *root = read_text("a:\nb: # x\nc: ''\nd: {e: , f}\n");
    assert_scalar(value_of(root, "a"), STYLE_PLAIN, "", "");
    assert_int_equal(value_of(root, "a")->start, 2);
    assert_scalar(value_of(root, "b"), STYLE_PLAIN, "", "");
    assert_scalar(value_of(root, "c"), STYLE_SINGLE, "", "''");
    assert_scalar(value_of(value_of(root, "d"), "f"), STYLE_PLAIN, "", "");
}

static void blocks_end_with_the_last_of_their_children(void **state)
{
    (void)state;
    const struct node *root = read_text("a:\n"
                                        "  b: 1\n"
                                        "  c:\n"
                                        "    - x\n"
                                        "    - y # z\n"
                                        "\n"
                                        "# comment\n"
                                        "d: 2\n");
    assert_bytes(value_of(root, "a"), "b: 1\n  c:\n    - x\n    - y", "b: 1\n  c:\n    - x\n    - y");
    assert_bytes(node_at(root, "a", "c", (const char *)NULL), "- x\n    - y", "- x\n    - y");
    assert_int_equal(root->end, strlen(tree->text.data) - 1);
    assert_int_equal(value_of(root, "a")->style, STYLE_BLOCK);
}

static void flow_collections_end_with_their_bracket(void **state)
{
    (void)state;
    const struct node *root = read_text("a: {b: [x, y], c: {}} # d\ne: []\n");
    assert_bytes(value_of(root, "a"), "{b: [x, y], c: {}}", "{b: [x, y], c: {}}");
    assert_bytes(node_at(root, "a", "b", (const char *)NULL), "[x, y]", "[x, y]");
    assert_bytes(node_at(root, "a", "c", (const char *)NULL), "{}", "{}");
    assert_bytes(value_of(root, "e"), "[]", "[]");
    assert_int_equal(value_of(root, "a")->style, STYLE_FLOW);
    assert_int_equal(value_of(root, "e")->kind, NODE_SEQUENCE);
    assert_null(value_of(root, "e")->first);
}

static void values_begin_behind_anchor_and_tag(void **state)
{
    (void)state;
    const struct node *root = read_text("a: &x !!str v\n"
                                        "b: !!str &y 'w'\n"
                                        "c: &z\n"
                                        "  d: 1\n"
                                        "e: &e # comment\n"
                                        "  # another\n"
                                        "  - f\n"
                                        "g: &g {h: 1}\n"
                                        "i: &i\n"
                                        "j: &j |\n"
                                        "  text\n"
                                        "k: !local\n"
                                        "l: &last_one-2 w\n");
    assert_bytes(value_of(root, "a"), "v", "&x !!str v");
    assert_bytes(value_of(root, "b"), "'w'", "!!str &y 'w'");
    assert_bytes(value_of(root, "c"), "d: 1", "&z\n  d: 1");
    assert_bytes(value_of(root, "e"), "- f", "&e # comment\n  # another\n  - f");
    assert_bytes(value_of(root, "g"), "{h: 1}", "&g {h: 1}");
    assert_bytes(value_of(root, "i"), "", "&i");
    assert_bytes(value_of(root, "j"), "|\n  text", "&j |\n  text");
    assert_bytes(value_of(root, "k"), "", "!local");
    assert_bytes(value_of(root, "l"), "w", "&last_one-2 w");
    assert_slice(value_of(root, "a")->anchor, "x");
    assert_slice(*value_of(root, "a")->tag, "tag:yaml.org,2002:str");
    assert_null(value_of(root, "c")->tag);
    assert_int_equal(tree->anchored.count, 8);
    assert_ptr_equal(tree->anchored.items[2], value_of(root, "c"));
}

/* The first key has properties of its own. */
static void properties_of_a_mapping_and_of_its_first_key(void **state)
{
    (void)state;
    const struct node *root = read_text("a: &x\n  # words\n  &k : 1\nb: !!map &y\n  !!str k: 2\n");
    assert_bytes(value_of(root, "a"), "&k : 1", "&x\n  # words\n  &k : 1");
    assert_bytes(value_of(root, "a")->first, "", "&k");
    assert_bytes(value_of(root, "b"), "!!str k: 2", "!!map &y\n  !!str k: 2");
    assert_bytes(value_of(root, "b")->first, "k", "!!str k");
}

static void places_are_bytes_though_libyaml_counts_characters(void **state)
{
    (void)state;
    const struct node *root = read_text("\xEF\xBB\xBF"
                                        "# caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\n"
                                        "d\xC3\xA9j\xC3\xA0: '\xE2\x82\xAC' # \xC3\xA9\n"
                                        "a: &x {b: \xC3\xA9}\n"
                                        "c: x\n");
    assert_scalar(root->first, STYLE_PLAIN, "d\xC3\xA9j\xC3\xA0", "d\xC3\xA9j\xC3\xA0");
    assert_scalar(root->first->next, STYLE_SINGLE, "\xE2\x82\xAC", "'\xE2\x82\xAC'");
    assert_bytes(value_of(root, "a"), "{b: \xC3\xA9}", "&x {b: \xC3\xA9}");
    assert_scalar(value_of(root, "c"), STYLE_PLAIN, "x", "x");
}

static void a_document_in_the_middle_of_a_text(void **state)
{
    (void)state;
    static const char *const befores[] = {"# first\n---\n", "# \xC3\xA9\n---\n"};
    for (size_t i = 0; i < 2; i++) {
        struct slice text = arena_format(&arena, "%s\xC3\xA4: b\nc: |\n  d\n---\nd: x\n", befores[i]);
        size_t start = strlen(befores[i]), end = slice_find(text, SLICE("---\nd"));
        struct tree *out;
        assert_fine(tree_read(&arena, text, start, end, &out));
        assert_int_equal(node_count(out->root), 4);
        assert_int_equal(out->root->start, start);
        assert_slice(slice_cut(text, out->root->first->start, out->root->first->end), "\xC3\xA4");
        assert_slice(slice_cut(text, out->root->first->next->start, out->root->end), "b\nc: |\n  d");
        assert_int_equal(out->multiline_count, 1);
        assert_int_equal(out->multiline[0].end, end);
    }
}

static void the_chain_of_nodes(void **state)
{
    (void)state;
    const struct node *root = read_text("a: 1\nb: [c, d]\n");
    const struct node *list = value_of(root, "b");
    assert_null(root->parent);
    assert_null(root->next);
    assert_ptr_equal(root->first->parent, root);
    assert_slice(root->first->next->next->value, "b");
    assert_ptr_equal(root->first->next->next->next, list);
    assert_null(list->next);
    assert_ptr_equal(list->first->parent, list);
    assert_slice(list->first->next->value, "d");
    assert_int_equal(tree->node_count, 7);
    assert_int_equal(root->depth, 1);
    assert_int_equal(list->depth, 2);
    assert_int_equal(list->first->depth, 3);
    assert_int_equal(root->height, list->height + 1);
    assert_int_equal(list->first->height, 0);
    assert_false(root->open);
}

static void an_empty_document_has_no_root(void **state)
{
    (void)state;
    assert_null(read_text(""));
    assert_null(read_text("# nothing\n"));
    assert_int_equal(tree->node_count, 0);
}

static void aliases_know_what_they_stand_for(void **state)
{
    (void)state;
    const struct node *root = read_text("a: &x 1\nb: *x\nc: &x [2]\nd: *x\ne: *none\nf: &x g\n*x : h\n");
    assert_int_equal(value_of(root, "b")->kind, NODE_ALIAS);
    assert_ptr_equal(value_of(root, "b")->target, value_of(root, "a"));
    assert_ptr_equal(value_of(root, "d")->target, value_of(root, "c"));
    assert_null(value_of(root, "e")->target);
    assert_bytes(value_of(root, "b"), "*x", "*x");
    assert_slice(value_of(root, "e")->value, "none");
    assert_int_equal(tree->aliases.count, 4);
    assert_ptr_equal(tree->aliases.items[1], value_of(root, "d"));
}

/* Levels are counted behind aliases too, so that whoever follows them meets no more than the limit. */
static void heights_go_through_aliases(void **state)
{
    (void)state;
    const struct node *root = read_text("a: &a [[[x]]]\nb: [*a]\nc: *none\n");
    assert_int_equal(value_of(root, "a")->height, value_of(root, "a")->first->height + 1);
    assert_int_equal(value_of(root, "b")->height, value_of(root, "a")->height + 1);
    assert_int_equal(root->height, value_of(root, "b")->height + 1);
}

static void assert_span(size_t index, const char *want)
{
    assert_true(index < tree->multiline_count);
    assert_slice(part(tree->multiline[index].start, tree->multiline[index].end), want);
}

static void scalars_over_several_lines_are_listed(void **state)
{
    (void)state;
    read_text("a: one line\n"
              "b: |\n"
              "  # text\n"
              "\n"
              "c: &c \"two\n"
              "  lines\"\n"
              "d: two\n"
              "  lines\n"
              "e: 'one'\n"
              "f: |+\n"
              "  x\n"
              "\n");
    assert_int_equal(tree->multiline_count, 4);
    assert_span(0, "|\n  # text\n\n");
    assert_span(1, "\"two\n  lines\"");
    assert_span(2, "two\n  lines");
    assert_span(3, "|+\n  x\n\n");
}

static void what_does_not_parse_is_refused_at_its_place(void **state)
{
    (void)state;
    assert_refused_at(read_error("a: 1\nb: [1, 2\n"), "R014", 3, 1, "YAML that does not parse: did not find");
    assert_refused_at(read_error("a: 1\n  b: 2\n"), "R014", 2, 4, "mapping values are not allowed");
    assert_refused_at(read_error("a: \xC3\xA9\nb: 'x\n"), "R014", 3, 1, "unexpected end of stream");
    assert_refused_at(read_error("\xC3\xA9: @x\n"), "R014", 1, 4, "cannot start any token");
    assert_refused_at(read_error("a: 1\nb: \x01\n"), "R014", 2, 4, "control characters are not allowed");
    assert_refused(read_error("a: b\n---\n- c\n- : :\n"), "R014", "");
}

/* The reader of a fragment says where in the whole text. */
static void a_fault_in_the_middle_of_a_text(void **state)
{
    (void)state;
    struct tree *out;
    struct slice text = SLICE("# \xC3\xA9\n---\na: \x01\n");
    assert_refused_at(tree_read(&arena, text, 9, text.len, &out), "R014", 3, 4, "control characters");
    text = SLICE("# \xC3\xA9\n---\na: b: c\n");
    assert_refused_at(tree_read(&arena, text, 9, text.len, &out), "R014", 3, 5, "not allowed");
}

/* count times open, "x", count times close; or a mapping a level, each indented by one more blank. */
static const char *nested_flow(size_t count)
{
    char *text = arena_alloc(&arena, 2 * count + 2);
    memset(text, '[', count);
    text[count] = 'x';
    memset(text + count + 1, ']', count);
    return text;
}

static const char *nested_block(size_t count)
{
    struct slice text = SLICE("");
    for (size_t i = 0; i < count; i++)
        text = arena_format(&arena, "%.*s%*sa:\n", SLICE_ARG(text), (int)i, "");
    return text.data;
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    assert_fine(read_error(nested_flow(TREE_DEPTH_LIMIT)));
    assert_fine(read_error(nested_block(TREE_DEPTH_LIMIT)));
    assert_refused_at(read_error(nested_flow(TREE_DEPTH_LIMIT + 1)), "R017", 1, TREE_DEPTH_LIMIT + 1,
                      "nesting deeper than 100 levels");
    assert_refused_at(read_error(nested_block(TREE_DEPTH_LIMIT + 1)), "R017", TREE_DEPTH_LIMIT + 1,
                      TREE_DEPTH_LIMIT + 1, "nesting deeper");
}

static void nesting_by_aliases_counts(void **state)
{
    (void)state;
    const char *half = nested_flow(TREE_DEPTH_LIMIT / 2);
    assert_fine(read_error(arena_format(&arena, "a: &a %s\nb: [*a]\n", half).data));
    struct slice deep = arena_format(&arena, "a: &a %s\nb: &b [[*a]]\n", nested_flow(TREE_DEPTH_LIMIT - 5));
    assert_fine(read_error(deep.data));
    deep = arena_format(&arena, "%.*sc: [*b]\nd: [[[*b]]]\n", SLICE_ARG(deep));
    assert_refused(read_error(deep.data), "R017", "nesting deeper");
}

/* Aliases are not followed while a text is read, and one that stands for a thousand million values is
 * refused, at the alias that goes too far: nobody behind the tree may follow them either. */
static void an_alias_bomb_is_refused(void **state)
{
    (void)state;
    struct slice text = SLICE("a0: &a0 [x]\n");
    for (int i = 1; i <= 8; i++)
        text = arena_format(&arena, "%.*sa%d: &a%d [*a%d, *a%d]\n", SLICE_ARG(text), i, i, i - 1, i - 1);
    assert_int_equal(node_count(read_text(text.data)), 18);
    assert_int_equal(tree->aliases.count, 16);
    for (int i = 9; i <= 30; i++)
        text = arena_format(&arena, "%.*sa%d: &a%d [*a%d, *a%d]\n", SLICE_ARG(text), i, i, i - 1, i - 1);
    assert_refused(read_error(text.data), "R030", "aliases of aliases stand for more than 13400 values");
}

/* A sequence that is used twice counts twice, a merged mapping as often as it is merged. */
static void what_aliases_stand_for_has_a_limit(void **state)
{
    (void)state;
    struct slice text = SLICE("a: &a {");
    for (int i = 0; i < 100; i++)
        text = arena_format(&arena, "%.*sk%d: 1, ", SLICE_ARG(text), i);
    text = arena_format(&arena, "%.*s}\n", SLICE_ARG(text));
    struct slice once = arena_format(&arena, "%.*sb:\n", SLICE_ARG(text));
    for (int i = 0; i < 110; i++)
        once = arena_format(&arena, "%.*s  c%d: {<<: *a}\n", SLICE_ARG(once), i);
    assert_fine(read_error(once.data));
    struct slice often = arena_format(&arena, "%.*sb: &b [*a", SLICE_ARG(text));
    for (int i = 0; i < 200; i++)
        often = arena_format(&arena, "%.*s, *a", SLICE_ARG(often));
    assert_fine(read_error(arena_format(&arena, "%.*s]\n", SLICE_ARG(often)).data));
    assert_refused(read_error(arena_format(&arena, "%.*s]\nc: [*b, *b]\n", SLICE_ARG(often)).data), "R030",
                   "stand for");
}

static void an_alias_of_what_it_is_in_is_refused(void **state)
{
    (void)state;
    assert_refused_at(read_error("a: &a\n  b: *a\n"), "R030", 2, 6, "the alias *a contains itself");
    assert_refused_at(read_error("&a [x, [*a]]\n"), "R030", 1, 9, "contains itself");
    assert_fine(read_error("a: &a [x]\nb: [*a]\n"));
}

static void keys_are_scalars(void **state)
{
    (void)state;
    assert_refused_at(read_error("a: 1\n? [b, c]\n: d\n"), "R031", 2, 3, "a key that is no scalar");
    assert_refused_at(read_error("a: &a [x]\n*a : b\n"), "R031", 2, 1, "a key that is no scalar");
    assert_refused_at(read_error("a: 1\n{{ x }}: b\n"), "R012", 2, 2, "a template");
    assert_refused_at(read_error("a:\n  - {{ x }}\n"), "R012", 2, 6, "a template");
    assert_refused_at(read_error("? &m {b: c}\n: d\n"), "R012", 1, 3, "a mapping as a key");
    assert_fine(read_error("a: &a x\n*a : b\n*none : c\n"));
}

static struct error checked(const char *text)
{
    return tree_check(&arena, tree_of(text));
}

static void what_a_reader_of_the_whole_would_stumble_over(void **state)
{
    (void)state;
    assert_refused_at(checked("a: 1\nb: {c: [x, *none]}\n"), "R030", 2, 12,
                      "the alias *none has no anchor before it");
    assert_refused_at(checked("a: *x\nb: &x 1\n"), "R030", 1, 4, "no anchor before it");
    assert_refused_at(checked("a:\n  <<: 1\n"), "R031", 2, 3, "a merge (<<) of what is no mapping");
    assert_refused_at(checked("x: &x [1]\na:\n  <<: *x\n"), "R031", 3, 3, "a merge");
    assert_refused_at(checked("a: {<<: [{b: 1}, c]}\n"), "R031", 1, 5, "a merge");
    assert_refused_at(checked("a: {<<: }\n"), "R031", 1, 5, "a merge");
    assert_refused(checked("a: {<<: *none}\n"), "R031", "a merge");
    assert_refused(checked("a: {<<: [*none]}\n"), "R031", "a merge");
    assert_refused_at(checked("a: 1\nb: !secret x\n"), "R031", 2, 4, "the tag !secret is not one of YAML's");
    assert_refused_at(checked("a: !<tag:example.org,2002:int> 1\n"), "R031", 1, 4, "the tag tag:example.org");
}

static void what_is_fine_for_every_reader(void **state)
{
    (void)state;
    assert_fine(checked(""));
    assert_fine(checked("a: &x 1\nb: *x\n"));
    assert_fine(checked("x: &x {a: 1}\ny: &y {b: 1}\nc:\n  <<: *x\nd:\n  <<: [*x, *y]\ne: {<<: {f: 1}}\n"));
    assert_fine(checked("x: &x {a: 1}\nb:\n  !!merge <<: *x\n"));
    assert_fine(checked("a: !!str 1\nb: !!map {}\nc: ! x\nd: !!binary eA==\n"));
    assert_fine(checked("a: {'<<': 1}\n"));
    assert_fine(checked("just text\n"));
}

static struct error read_with_little_memory(struct slice text)
{
    struct tree *out;
    if (ARENA_BEGIN(&arena))
        return error_out_of_memory();
    return tree_read(&arena, text, 0, text.len, &out);
}

/* The parser is given back on that way too: a leak would be the sanitizers' to report. */
static void memory_that_runs_out(void **state)
{
    (void)state;
    arena.limit = 64 * 1024;
    struct slice text = {nested_flow(1), 3};
    struct arena other = ARENA_EMPTY;
    for (size_t i = 0; i < 12; i++)
        text = arena_format(&other, "%.*s,\n%.*s", SLICE_ARG(text), SLICE_ARG(text));
    text = arena_format(&other, "[%.*s]", SLICE_ARG(text));
    assert_int_equal(read_with_little_memory(text).kind, ERROR_SYSTEM);
    arena_free(&other);
    arena.limit = 0;
}

static void a_refusal_is_moved_to_its_place(void **state)
{
    (void)state;
    struct error error = refuse_here(refuse(&arena, REFUSE_MALFORMED, "x"), SLICE("\xC3\xA9\n\xC3\xA9z"), 5);
    assert_refused_at(error, "R031", 2, 2, "x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(scalars_of_every_style),
        TEST(plain_text_stays_where_it_is),
        TEST(an_empty_value_has_no_bytes),
        TEST(blocks_end_with_the_last_of_their_children),
        TEST(flow_collections_end_with_their_bracket),
        TEST(values_begin_behind_anchor_and_tag),
        TEST(properties_of_a_mapping_and_of_its_first_key),
        TEST(places_are_bytes_though_libyaml_counts_characters),
        TEST(a_document_in_the_middle_of_a_text),
        TEST(the_chain_of_nodes),
        TEST(an_empty_document_has_no_root),
        TEST(aliases_know_what_they_stand_for),
        TEST(heights_go_through_aliases),
        TEST(scalars_over_several_lines_are_listed),
        TEST(what_does_not_parse_is_refused_at_its_place),
        TEST(a_fault_in_the_middle_of_a_text),
        TEST(nesting_has_a_limit),
        TEST(nesting_by_aliases_counts),
        TEST(an_alias_bomb_is_refused),
        TEST(what_aliases_stand_for_has_a_limit),
        TEST(an_alias_of_what_it_is_in_is_refused),
        TEST(keys_are_scalars),
        TEST(what_a_reader_of_the_whole_would_stumble_over),
        TEST(what_is_fine_for_every_reader),
        TEST(memory_that_runs_out),
        TEST(a_refusal_is_moved_to_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
