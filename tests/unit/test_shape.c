#include "lib/yaml.h"

#include "yaml/shape.h"

/* Lines, each behind a letter: + is one that the shape must take, - one that it must not, ! is YAML for sure,
 * and . is a blank line or a comment that stays one. */
static void assert_shape(const char *lines)
{
    struct shape shape = shape_start();
    struct slice text = slice_of(lines);
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, '\n', at);
        struct view line = view_of(slice_cut(text, at + 1, end));
        char mark = text.data[at];
        bool taken = false;
        if (mark == '.')
            shape_pause(&shape);
        else
            taken = shape_take(&shape, line, mark == '!');
        if (taken != (mark == '+' || mark == '!'))
            fail_msg("%s taken: %.*s\n%s", taken ? "" : "not", SLICE_ARG(slice_cut(text, at, end)), lines);
        at = end + 1;
    }
}

static void keys_stand_in_the_columns_of_keys(void **state)
{
    (void)state;
    assert_shape("+recovery:\n"
                 "+  source: old\n"
                 "+  database: app\n"
                 "- owner: app\n"   /* between the columns */
                 "-    secret: x\n" /* below a value that is complete */
                 "+  secret:\n"
                 "+    name: x\n"
                 "-   key: y\n"
                 "+  owner: app\n"
                 "-    key: z\n"
                 "+other: x\n");
    assert_shape("+    initdb:\n+      database: app\n-  externalClusters:\n+    recovery:\n");
}

static void a_value_may_be_deeper_by_any_number_of_columns(void **state)
{
    (void)state;
    assert_shape("+a:\n+       b: 1\n+       c:\n+        d: 1\n-      e: 1\n");
    assert_shape("+a:\n-b\n+b:\n");
    assert_shape("+a:\n+   b:\n-  c: 1\n+    d: 1\n");
}

static void items_stand_in_the_column_of_their_list(void **state)
{
    (void)state;
    assert_shape("+externalClusters:\n"
                 "+  - name: a\n"
                 "+    barmanObjectStore:\n"
                 "+      serverName: x\n"
                 "+  - name: b\n"
                 "-   - name: c\n"
                 "-      - name: d\n"
                 "-  name: e\n"
                 "+    plugin:\n"
                 "-- name: f\n");
}

/* An item may stand in the column of the key that holds its list, and the next key there too. */
static void items_that_are_not_indented(void **state)
{
    (void)state;
    assert_shape("+a:\n"
                 "+- b: 1\n"
                 "+  c: 2\n"
                 "+- d\n"
                 "+e:\n"
                 "+- - f: 1\n"
                 "+    g: 2\n"
                 "+  - h\n"
                 "+i: 3\n"
                 "-- j\n");
    assert_shape("+- a\n-b: 1\n+- c\n");
    assert_shape("+a: 1\n-- b\n");
    assert_shape("+a:\n+  b: 1\n-- c\n");
    assert_shape("+a:\n+  c:\n+  - d\n+  e: 1\n-  - f\n");
}

static void items_of_several_forms(void **state)
{
    (void)state;
    assert_shape("+list:\n"
                 "+  - CREATE EXTENSION vector\n"
                 "+  - plain\n"
                 "+  - \"quoted: text\"\n"
                 "+  - {a: 1}\n"
                 "+  -\n"
                 "+    a: 1\n"
                 "+  - # comment\n"
                 "+    b: 1\n"
                 "+  -\tc: 1\n"
                 "+  - *alias\n"
                 "+  - &anchor d: 1\n"
                 "+  - |\n"
                 "+    any text\n"
                 "+  -   e: 1\n"
                 "+      f: 2\n"
                 "-    g: 3\n");
}

static void prose_is_none(void **state)
{
    (void)state;
    assert_shape("+recovery:\n"
                 "-  1. Comment out the block\n"
                 "-  See docs: https://example.org\n"
                 "-  Note: see the wiki\n"
                 "-  note: see the wiki\n"
                 "-  just words\n"
                 "-  word\n"
                 "-  https://example.org/a: b\n"
                 "-\n"
                 "-  ====\n"
                 "-  ---\n"
                 "+  source: old # see docs: here\n"
                 "-  TODO: bump\n"
                 "-  Source: old\n"
                 "-    more words\n"
                 "+  owner: 'two words'\n"
                 "+  secret: {name: x, y: two words}\n");
}

/* What is content, and no comment, is YAML whatever its words are. */
static void sure_lines(void **state)
{
    (void)state;
    assert_shape("!initdb:\n"
                 "!  Note: see the wiki\n"
                 "!  options: -c a=b -c d\n"
                 "!  Key: value\n"
                 "+  owner: app\n"
                 "!  value:\n"
                 "!    plain words\n"
                 "!    go on\n"
                 "!  last: 1\n");
    assert_shape("!a:\n-  word\n!  word\n");
}

/* Mappings of CNPG's schema whose keys are the user's: there a key may begin with a capital. */
static void free_keys(void **state)
{
    (void)state;
    assert_shape("+tags:\n+  Environment: prod\n-  Note: see the wiki\n-  Empty:\n+  BackupPlan: x\n");
    assert_shape("+historyTags:\n+  K: v\n");
    assert_shape("+labels:\n+  K: v\n");
    assert_shape("+annotations:\n+  K: v\n");
    assert_shape("+parameters:\n+  K: v\n");
    assert_shape("+options:\n+  K: v\n");
    assert_shape("+other:\n-  K: v\n");
    assert_shape("+tags: {}\n-  K: v\n");
    assert_shape("+tags:\n+  a:\n-    K: v\n+    k: v\n+  B: v\n");
    assert_shape("+tags:\n+  k: v\n+other:\n-  K: v\n");
}

static void block_scalars_hold_any_text(void **state)
{
    (void)state;
    assert_shape("+postInitSQL: |\n"
                 "+  # a comment of SQL\n"
                 "+   Some words: here\n"
                 "+  - x\n"
                 "-words\n"
                 "+other: >-\n"
                 ".\n"
                 "+  text\n"
                 "+last: &x\t!!str |2\n"
                 "+    text\n");
    assert_shape("+list:\n+  - |\n+    words of text\n+   deeper than the dash\n+  - key: |\n+      words\n- "
                 "   words\n");
}

static void flow_collections_go_on_until_they_are_closed(void **state)
{
    (void)state;
    assert_shape("+a: {b: 1,\n"
                 "+  any words [ in,\n"
                 "-here\n"
                 "+  it ] }\n"
                 "-  no more\n"
                 "+c: [\n"
                 "+   \"] # }\", ']', # ] }\n"
                 "+   \"\\\"]\",\n"
                 "+   x]\n"
                 "-   y\n"
                 "+d: {x: 'it''s }',\n"
                 "+  y: 1}\n"
                 "+e: []\n");
    assert_shape("+a: [b#c, # ]\n+  d]\n-  e\n");
    assert_shape("+a: ]\n+b: 1\n");
    assert_shape("+a: {b: [c, {d: e}]\n+  }\n-  f\n");
    assert_shape("+a: [\n+  # ] a comment\n+  b]\n-  c\n");
    assert_shape("+a: \"x\" ]\n+b: 1\n");
    assert_shape("+a:\n+  b: [\n-c]\n+  ]\n+  d: {\n+  }\n+e: [\n+]\n-]\n");
    assert_shape("+a: [\"\n-]\"\n");
    assert_shape("+a:\n+    b: [\n-  ]\n+    ]\n+    c: 1\n");
}

static void quotes_go_on_until_they_are_closed(void **state)
{
    (void)state;
    assert_shape("+a: \"some\n+  words: here\n+  - x \\\"\n-y\n+  end\"\n-  no more\n+b: 'x\n+  it''s'\n-  "
                 "y\n+c: 1\n");
    assert_shape("+a: 'x' # it's\n+b: 1\n");
    assert_shape("+a: \"x\\\\\" # \"\n-  y\n");
}

/* Text that has a blank in it may go on in the next line; a comment or a blank line ends it. */
static void plain_text_goes_on(void **state)
{
    (void)state;
    assert_shape(
        "+list:\n+  - CREATE TABLE x\n+    (id int);\n+     more\n-  words\n+  - y z\n.\n-    words\n");
    assert_shape("+list:\n+  - one\n-    two\n");
    assert_shape("+list:\n+  - one\ttwo\n+    three\n");
    assert_shape("+list:\n+  - &a\n+    b: 1\n");
    assert_shape("!a: two words\n+  go on\n.\n-  no more\n+b: 1\n");
    assert_shape("+list:\n+  - *alias x\n-    y\n");
    assert_shape("+list:\n+  -\n.\n+    a: 1\n");
}

static void a_value_on_the_line_behind_its_key(void **state)
{
    (void)state;
    assert_shape("+a:\n+  \"quoted\"\n-  \"again\"\n+b:\n+  [x,\n+  y]\n+c:\n+  {d: 1}\n+e:\n+  "
                 "*alias\n+f:\n+  'x'\n");
    assert_shape("+a:\n-  word\n-\"x\"\n");
    assert_shape("+a: 1\n-  \"x\"\n");
    assert_shape("+a:\n+  b:\n-  \"x\"\n+    \"x\"\n");
}

/* 64 levels and no more: what is deeper is not taken for YAML. */
static void levels_have_a_limit(void **state)
{
    (void)state;
    struct shape shape = shape_start();
    for (size_t i = 0; i < SHAPE_LEVELS; i++)
        assert_true(shape_take(&shape, (struct view){i, SLICE("a:")}, true));
    assert_false(shape_take(&shape, (struct view){SHAPE_LEVELS, SLICE("a:")}, false));
    assert_true(shape_take(&shape, (struct view){SHAPE_LEVELS - 1, SLICE("a:")}, true));
    assert_false(shape_take(&shape, (struct view){SHAPE_LEVELS, SLICE("- a")}, true));
}

/* A line that is not taken leaves no trace. */
static void a_line_that_does_not_fit_changes_nothing(void **state)
{
    (void)state;
    assert_shape("+a:\n-    Note: see the wiki\n+  b: 1\n");
    assert_shape("+a:\n-    Note: {\n+  b: 1\n");
}

static void assert_key(const char *text, const char *key, const char *value)
{
    struct slice got = SLICE("?");
    assert_slice(shape_key(slice_of(text), &got), key);
    assert_slice(got, key[0] == '\0' ? "?" : value);
    assert_slice(shape_key(slice_of(text), NULL), key);
}

static void keys_and_their_values(void **state)
{
    (void)state;
    assert_key("name: x", "name", "x");
    assert_key("name:", "name", "");
    assert_key("name:\tx", "name", "x");
    assert_key("name :  x  ", "name", "x");
    assert_key("name\t: x", "name", "x");
    assert_key("cnpg.io/a-b_c: x", "cnpg.io/a-b_c", "x");
    assert_key("\"name\": x", "name", "x");
    assert_key("'it''s' : x", "it''s", "x");
    assert_key("\"a\\\"b\": x", "a\\\"b", "x");
    assert_key("<<: *x", "<<", "*x");
    assert_key("!!merge <<: *x", "<<", "*x");
    assert_key("1: 2", "1", "2");
}

static void trailing_comments_are_no_part_of_a_value(void **state)
{
    (void)state;
    assert_key("name: x # y", "name", "x");
    assert_key("name: x\t# y", "name", "x");
    assert_key("name: x#y", "name", "x#y");
    assert_key("name: # y", "name", "");
    assert_key("name: \"x # y\" # z", "name", "\"x # y\"");
    assert_key("name: 'x # ''y' # z", "name", "'x # ''y'");
    assert_key("name: a \"b # c\"", "name", "a \"b");
    assert_key("name: #x", "name", "");
}

static void text_that_is_no_key(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",          "name",        "name:x", "https://x", ": x",      "two words: x",
        "\"name: x", "- a: 1",      "{a: 1}", "$x: y",     "'a' b: c", "<: x",
        "!!merge x", "\xC3\xA9: x", "'",      "\"",        "!tag a: b"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (shape_key(slice_of(texts[i]), NULL).len > 0)
            fail_msg("%s begins with no key", texts[i]);
}

static bool is_yaml(const char *line)
{
    return shape_is_yaml(view_of(slice_of(line)));
}

static void lines_that_begin_like_yaml(void **state)
{
    (void)state;
    assert_true(is_yaml("  a:"));
    assert_true(is_yaml("- x"));
    assert_true(is_yaml("-"));
    assert_true(is_yaml("-\tx"));
    assert_false(is_yaml("-x"));
    assert_false(is_yaml("--- x"));
    assert_false(is_yaml("word"));
    assert_false(is_yaml("# a: 1"));
    assert_false(is_yaml(""));
}

static void text_that_is_open(void **state)
{
    (void)state;
    struct shape shape = shape_start();
    assert_false(shape_open_text(&shape, view_of(SLICE("  x"))));
    assert_true(shape_take(&shape, view_of(SLICE("  a: |")), false));
    assert_true(shape_open_text(&shape, view_of(SLICE("   # x"))));
    assert_false(shape_open_text(&shape, view_of(SLICE("  # x"))));
    assert_true(shape_take(&shape, view_of(SLICE("  b: 1")), false));
    assert_false(shape_open_text(&shape, view_of(SLICE("   x"))));
    assert_true(shape_take(&shape, view_of(SLICE("  c: d e")), true));
    assert_true(shape_open_text(&shape, view_of(SLICE("   x"))));
    assert_false(shape_open_text(&shape, view_of(SLICE("   # x"))));
    shape_pause(&shape);
    assert_false(shape_open_text(&shape, view_of(SLICE("   x"))));
}

/* What stays a comment beside the lines of a block scalar is text where it stands as deep as they do. */
static void comments_beside_a_block_scalar(void **state)
{
    (void)state;
    struct shape shape = shape_start(), empty;
    struct view text = view_of(SLICE("      y"));
    assert_true(shape_take(&shape, view_of(SLICE("  a: |")), false));
    empty = shape;
    shape_pass_comment(&empty, view_of(SLICE("   # deeper than its key")));
    assert_true(shape_open_text(&empty, text));
    shape_pass_comment(&empty, view_of(SLICE("  # as deep as its key")));
    assert_false(shape_open_text(&empty, text));
    assert_true(shape_take(&shape, view_of(SLICE("    x")), false));
    shape_pause(&shape);
    assert_true(shape_open_text(&shape, text));
    shape_pass_comment(&shape, view_of(SLICE("    # as deep as the text")));
    assert_true(shape_open_text(&shape, text));
    shape_pass_comment(&shape, view_of(SLICE("   # not as deep")));
    assert_false(shape_open_text(&shape, text));
    assert_true(shape_take(&shape, view_of(SLICE("  b: c d")), true));
    shape_pass_comment(&shape, view_of(SLICE("        # c")));
    assert_false(shape_open_text(&shape, text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(keys_stand_in_the_columns_of_keys),
        TEST(a_value_may_be_deeper_by_any_number_of_columns),
        TEST(items_stand_in_the_column_of_their_list),
        TEST(items_that_are_not_indented),
        TEST(items_of_several_forms),
        TEST(prose_is_none),
        TEST(sure_lines),
        TEST(free_keys),
        TEST(block_scalars_hold_any_text),
        TEST(flow_collections_go_on_until_they_are_closed),
        TEST(quotes_go_on_until_they_are_closed),
        TEST(plain_text_goes_on),
        TEST(a_value_on_the_line_behind_its_key),
        TEST(levels_have_a_limit),
        TEST(a_line_that_does_not_fit_changes_nothing),
        TEST(keys_and_their_values),
        TEST(trailing_comments_are_no_part_of_a_value),
        TEST(text_that_is_no_key),
        TEST(lines_that_begin_like_yaml),
        TEST(text_that_is_open),
        TEST(comments_beside_a_block_scalar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
