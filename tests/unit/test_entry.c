#include "lib/yaml.h"

#include "yaml/entry.h"

/* A text, its tree, and edits of it. */
static struct tree *tree;
static struct lines lines;
static struct edits edits;
static struct editing editing;

static const struct node *begin(const char *text)
{
    tree = tree_of(text);
    lines = lines_split(&arena, tree->text);
    edits = (struct edits){0};
    editing = (struct editing){&arena, &lines, {line_ending(&lines), 2, 2}, &edits};
    return tree->root;
}

static void assert_edited(const char *want)
{
    assert_true(edits_sort(&edits));
    assert_slice(edits_apply(&arena, tree->text, &edits), want);
}

static void assert_replaced(const char *text, const char *key, const char *value, const char *want)
{
    entry_replace(&editing, mapping_get(begin(text), key), slice_of(value));
    assert_edited(want);
}

static void values_are_replaced_in_their_own_quotes(void **state)
{
    (void)state;
    assert_replaced("a: x # c\n", "a", "y-2", "a: y-2 # c\n");
    assert_replaced("a: 'x' # c\n", "a", "y-2", "a: 'y-2' # c\n");
    assert_replaced("a: \"x\"\n", "a", "y\"2", "a: \"y\\\"2\"\n");
    assert_replaced("a: x\n", "a", "007", "a: \"007\"\n");
    assert_replaced("{a: x, b: 1}\n", "a", "y-2", "{a: y-2, b: 1}\n");
    assert_replaced("a: two\n  lines\nb: 1\n", "a", "y-2", "a: y-2\nb: 1\n");
    assert_replaced("a: |-\n  x\n\nb: 1\n", "a", "y-2", "a: \"y-2\"\n\nb: 1\n");
}

static void anchor_and_tag_stay(void **state)
{
    (void)state;
    assert_replaced("a: &x !!str v\n", "a", "w", "a: &x !!str w\n");
    assert_replaced("a: v\nb: &x 'v'\n", "b", "w", "a: v\nb: &x 'w'\n");
}

static void an_alias_is_replaced_by_the_value(void **state)
{
    (void)state;
    assert_replaced("a: &x v\nb: *x # c\n", "b", "w", "a: &x v\nb: w # c\n");
}

/* An empty value begins right behind its colon, or behind its anchor. */
static void an_empty_value(void **state)
{
    (void)state;
    assert_replaced("a:\nb: 1\n", "a", "v", "a: v\nb: 1\n");
    assert_replaced("a: # c\n", "a", "v", "a: v # c\n");
    assert_replaced("a: ''\n", "a", "v", "a: 'v'\n");
    const struct node *root = begin("a: &x\nb: 1\n");
    entry_replace(&editing, mapping_get(root, "a"), SLICE("v"));
    assert_edited("a: &x v\nb: 1\n");
}

static const char *const block = "a:\n"
                                 "  b: 1\n"
                                 "  c:\n"
                                 "    - x # y\n"
                                 "\n"
                                 "  # about d\n"
                                 "  d: |\n"
                                 "    text\n"
                                 "e: 2\n";

static const struct node *in(const struct node *root, const char *key)
{
    return mapping_get(root, key);
}

static void an_entry_is_added_behind_another_one(void **state)
{
    (void)state;
    const struct node *a = in(begin(block), "a");
    entry_add(&editing, a, mapping_key(a, SLICE("c")), SLICE("n"), SLICE(" v"));
    assert_edited("a:\n  b: 1\n  c:\n    - x # y\n  n: v\n\n  # about d\n  d: |\n    text\ne: 2\n");
    a = in(begin(block), "a");
    entry_add(&editing, a, NULL, SLICE("n"), SLICE("\n    m: v"));
    assert_edited("a:\n  b: 1\n  c:\n    - x # y\n\n  # about d\n  d: |\n    text\n  n:\n    m: v\ne: 2\n");
    a = in(begin("a:\n  b:\n  c: 1"), "a");
    entry_add(&editing, a, a->first, SLICE("n"), SLICE(" v"));
    entry_add(&editing, a, NULL, SLICE("m"), SLICE(" w"));
    assert_edited("a:\n  b:\n  n: v\n  c: 1\n  m: w");
}

static void lines_end_as_the_file_has_it(void **state)
{
    (void)state;
    const struct node *a = in(begin("a:\r\n  b: 1\r\n"), "a");
    entry_add(&editing, a, NULL, SLICE("n"), SLICE(" v"));
    assert_edited("a:\r\n  b: 1\r\n  n: v\r\n");
}

static void an_entry_of_a_flow_mapping_is_added(void **state)
{
    (void)state;
    const struct node *a = in(begin("a: {b: 1, c: [x]}\n"), "a");
    entry_add(&editing, a, a->first, SLICE("n"), SLICE("v"));
    assert_edited("a: {b: 1, n: v, c: [x]}\n");
    a = in(begin("a: {b: 1, c: [x] }\n"), "a");
    entry_add(&editing, a, NULL, SLICE("n"), SLICE("{m: v}"));
    assert_edited("a: {b: 1, c: [x], n: {m: v} }\n");
    a = in(begin("a: {}\n"), "a");
    entry_add(&editing, a, NULL, SLICE("n"), SLICE("v"));
    assert_edited("a: {n: v}\n");
}

/* The first entry of a list's item stands behind the dash. */
static void an_entry_of_an_item_is_added(void **state)
{
    (void)state;
    const struct node *item = in(begin("a:\n  - b: 1\n  - c: 2\n"), "a")->first;
    entry_add(&editing, item, item->first, SLICE("n"), SLICE(" v"));
    assert_edited("a:\n  - b: 1\n    n: v\n  - c: 2\n");
}

static void assert_removed(const char *text, const char *key, const char *want)
{
    const struct node *a = in(begin(text), "a");
    entry_remove(&editing, a, mapping_key(a, slice_of(key)));
    assert_edited(want);
}

static void an_entry_is_taken_out_with_its_lines(void **state)
{
    (void)state;
    assert_removed(block, "b", "a:\n  c:\n    - x # y\n\n  # about d\n  d: |\n    text\ne: 2\n");
    assert_removed(block, "c", "a:\n  b: 1\n\n  # about d\n  d: |\n    text\ne: 2\n");
    assert_removed(block, "d", "a:\n  b: 1\n  c:\n    - x # y\n\n  # about d\ne: 2\n");
    assert_removed("a:\n  b:\n  c: 1\n", "b", "a:\n  c: 1\n");
    assert_removed("a:\n  b:\n    &x {d: 1}\n  c: 1\n", "b", "a:\n  c: 1\n");
    assert_removed("a:\r\n  b: 1\r\n  c: 1\r\n", "c", "a:\r\n  b: 1\r\n");
}

/* A text without a line end at its end stays one. */
static void the_last_entry_of_a_text_without_a_line_end(void **state)
{
    (void)state;
    assert_removed("a:\n  b: 1\n  c: 1", "c", "a:\n  b: 1");
    assert_removed("a:\r\n  b: 1\r\n  c: 1", "c", "a:\r\n  b: 1");
    const struct node *root = begin("a: 1\nb: 2");
    entry_remove(&editing, root, mapping_key(root, SLICE("a")));
    assert_edited("b: 2");
}

static void an_entry_of_a_flow_mapping_is_taken_out(void **state)
{
    (void)state;
    assert_removed("a: {b: 1, c: 2, d: 3}\n", "b", "a: {c: 2, d: 3}\n");
    assert_removed("a: {b: 1, c: 2, d: 3}\n", "c", "a: {b: 1, d: 3}\n");
    assert_removed("a: { b: 1, c: [x, y] }\n", "c", "a: { b: 1 }\n");
    assert_removed("a: {&x b: 1, c: 2}\n", "b", "a: {c: 2}\n");
    assert_removed("a: {b: , c: 2}\n", "c", "a: {b: }\n");
}

static void lines_are_inserted(void **state)
{
    (void)state;
    begin("a: 1\nb: 2");
    lines_insert(&editing, 0, SLICE("x"));
    lines_insert(&editing, 1, SLICE("y\nz"));
    assert_edited("a: 1\nx\nb: 2\ny\nz");
}

static void columns_and_lines(void **state)
{
    (void)state;
    const struct node *root = begin("a:\n    b: 1\nl:\n  -   c: |\n        x\n\n      d:\n      e: &e\n");
    const struct node *item = in(root, "l")->first;
    assert_int_equal(mapping_column(&lines, root), 0);
    assert_int_equal(mapping_column(&lines, in(root, "a")), 4);
    assert_int_equal(mapping_column(&lines, item), 6);
    assert_int_equal(entry_last_line(&lines, root->first), 1);
    assert_int_equal(entry_last_line(&lines, item->first), 4);
    assert_int_equal(entry_last_line(&lines, mapping_key(item, SLICE("d"))), 6);
    assert_int_equal(entry_last_line(&lines, mapping_key(item, SLICE("e"))), 7);
    assert_int_equal(entry_last_line(&lines, mapping_key(root, SLICE("l"))), 7);
    struct slice closed = SLICE("a: {b: 1,\n}\nc: 2\n");
    lines = lines_split(&arena, closed);
    assert_int_equal(entry_last_line(&lines, root_of(closed.data)->first), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(values_are_replaced_in_their_own_quotes),
        TEST(anchor_and_tag_stay),
        TEST(an_alias_is_replaced_by_the_value),
        TEST(an_empty_value),
        TEST(an_entry_is_added_behind_another_one),
        TEST(lines_end_as_the_file_has_it),
        TEST(an_entry_of_a_flow_mapping_is_added),
        TEST(an_entry_of_an_item_is_added),
        TEST(an_entry_is_taken_out_with_its_lines),
        TEST(the_last_entry_of_a_text_without_a_line_end),
        TEST(an_entry_of_a_flow_mapping_is_taken_out),
        TEST(lines_are_inserted),
        TEST(columns_and_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
