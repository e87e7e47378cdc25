#include "lib/yaml.h"

#include "yaml/block.h"

static const struct comment_style two = {false, 2, STRIP_HASH_BLANK}, zero = {false, 0, STRIP_HASH},
                                  own = {true, 0, STRIP_HASH_BLANK}, in_place = {false, 0, STRIP_IN_PLACE};

static struct sheet sheet_for(struct slice text)
{
    struct lines *lines = arena_alloc(&arena, sizeof *lines);
    *lines = lines_split(&arena, text);
    return sheet_of(&arena, lines, tree_of(text.data), 0, text.len);
}

/* Every line of marked stands behind a letter that says whose it is: + the block's, * of the key that stays,
 * and a blank for what is neither. The text is what is behind the letters. */
static struct slice unmarked(const char *marked)
{
    struct lines lines = lines_split(&arena, slice_of(marked));
    struct slice text = SLICE("");
    for (size_t i = 0; i < lines.count; i++)
        text = arena_format(&arena, "%.*s%.*s\n", SLICE_ARG(text),
                            SLICE_ARG(slice_cut(line_text(&lines, i), 1, (size_t)-1)));
    return text;
}

static bool has_line(const struct block_lines *lines, size_t line)
{
    for (size_t i = 0; i < lines->count; i++)
        if (lines->items[i] == line)
            return true;
    return false;
}

static void assert_marked(const char *marked, const struct block_lines *got, const struct block_lines *stayed)
{
    struct lines lines = lines_split(&arena, slice_of(marked));
    for (size_t i = 0; i < lines.count; i++) {
        char mark = line_text(&lines, i).data[0], is = has_line(got, i)      ? '+'
                                                       : has_line(stayed, i) ? '*'
                                                                             : ' ';
        if (mark != is)
            fail_msg("'%c': %.*s\n%s", is, SLICE_ARG(line_text(&lines, i)), marked);
    }
    for (size_t i = 1; i < got->count; i++)
        assert_true(got->items[i - 1] < got->items[i]);
}

static size_t first_marked(const char *marked)
{
    struct lines lines = lines_split(&arena, slice_of(marked));
    size_t line = 0;
    while (line_text(&lines, line).data[0] != '+')
        line++;
    return line;
}

/* The commented block whose head is the first line with a +. */
static void assert_commented(struct block_rule rule, const char *marked)
{
    struct slice text = unmarked(marked);
    struct sheet sheet = sheet_for(text);
    struct block_lines stayed = {0},
                       lines = block_commented(&arena, &sheet, first_marked(marked), &rule, &stayed);
    assert_marked(marked, &lines, &stayed);
}

/* The active block from the first line with a + up to line last. */
static void assert_active(struct block_rule rule, size_t last, const char *marked)
{
    struct slice text = unmarked(marked);
    struct sheet sheet = sheet_for(text);
    struct block_lines none = {0}, lines = block_active(&arena, &sheet, first_marked(marked), last, &rule);
    assert_marked(marked, &lines, &none);
}

static void a_commented_block_and_what_is_around_it(void **state)
{
    (void)state;
    assert_commented((struct block_rule){.style = two}, "  spec:\n"
                                                        "   # about the recovery\n"
                                                        "+  # recovery:\n"
                                                        "+  #   source: old\n"
                                                        "   # See docs: https://example.org\n"
                                                        "   #   1. Comment out initdb\n"
                                                        " \n"
                                                        "+  #   database: app\n"
                                                        "   #\n"
                                                        "     # database: other column\n"
                                                        "   #database: other style\n"
                                                        "+  #   secret:\n"
                                                        "+  #     name: x\n"
                                                        "   a: 1\n"
                                                        "   #   owner: behind content\n");
}

/* Nothing is under a hash with blanks behind it. */
static void comments_without_text(void **state)
{
    (void)state;
    assert_commented((struct block_rule){.style = two}, "+  # recovery:\n"
                                                        "   # \n"
                                                        "   # # \n"
                                                        "+  #   source: old\n"
                                                        "   #    \n"
                                                        "+  #   database: app\n");
}

static void another_key_or_item_at_the_head_ends_the_block(void **state)
{
    (void)state;
    assert_commented((struct block_rule){.style = two}, "+  # recovery:\n"
                                                        "+  #   source: old\n"
                                                        "   # initdb:\n"
                                                        "   #   database: app\n");
    assert_commented((struct block_rule){.style = two}, "+  # - name: a\n"
                                                        "+  #   x: 1\n"
                                                        "   # - name: b\n"
                                                        "   #   x: 2\n");
    assert_commented((struct block_rule){.style = zero}, "+#  a:\n+#    b: 1\n #c:\n #    d: 1\n");
}

/* The bracket may stand in its key's column, and of a head in flow style in the head's own. */
static void brackets_that_close(void **state)
{
    (void)state;
    assert_commented((struct block_rule){.style = two},
                     "+  # a:\n+  #   b: [\n+  #     c,\n+  #   ]\n+  #   d: 1\n");
    assert_commented((struct block_rule){.style = two}, "+  # a: {\n+  #   b: 1,\n+  # }\n   # }\n");
    assert_commented((struct block_rule){.style = two}, "+  # a: {b: 1,\n   # c: 2\n");
    assert_commented((struct block_rule){.style = two}, "+  # a: {b: \"1,\n   # }\"\n");
}

static void text_inside_of_a_block(void **state)
{
    (void)state;
    assert_commented((struct block_rule){.style = two}, "+  # initdb:\n"
                                                        "+  #   postInitSQL: |\n"
                                                        "+  #     -- words: of SQL\n"
                                                        "+  #     # not a comment\n"
                                                        "+  #   owner: app\n"
                                                        "   # words\n");
    assert_commented((struct block_rule){.style = two},
                     "+  # initdb: {a: 1,\n+  #   words,\n+  #   b: 2}\n   #   c: 3\n");
    assert_commented((struct block_rule){.style = two}, "+  # initdb:\n"
                                                        "+  #   owner: \"one\n"
                                                        "+  #     # two\"\n"
                                                        "+  #   database: app\n");
}

/* A comment or a blank line ends text that is not quoted. */
static void plain_text_ends_with_a_comment(void **state)
{
    (void)state;
    assert_commented((struct block_rule){.style = two}, "+  # l:\n"
                                                        "+  #   - some words\n"
                                                        "+  #     go on\n"
                                                        "   #\n"
                                                        "   #     and do not\n");
    assert_commented((struct block_rule){.style = two},
                     "+  # l:\n+  #   - some words\n \n   #     behind a blank line\n");
    assert_commented((struct block_rule){.style = two},
                     "+  # l:\n+  #   - some words\n   #comment\n   #     behind it\n");
    assert_commented((struct block_rule){.style = two},
                     "+  # l:\n+  #   - some words\n   #     # c\n   #     behind it\n");
}

/* In the active block a comment further left ends the text of a block scalar. */
static void block_scalars_end_with_a_comment_further_left(void **state)
{
    (void)state;
    assert_commented((struct block_rule){.style = two}, "+  # initdb:\n"
                                                        "+  #   sql:\n"
                                                        "+  #     - |\n"
                                                        "+  #       # text\n"
                                                        "   ##       of another style\n"
                                                        "   #       # a comment\n"
                                                        "+  #     - |\n"
                                                        "+  #       words\n"
                                                        "+  # #   owner: app\n"
                                                        "   #       more words\n");
    assert_active((struct block_rule){.style = two}, 4,
                  " spec:\n"
                  "+  initdb:\n"
                  "+    sql:\n"
                  "+      - |\n"
                  "+        # text\n"
                  "   ##       of another style\n"
                  "         # a comment\n");
}

static void comments_inside_of_a_comment(void **state)
{
    (void)state;
    assert_commented((struct block_rule){.style = two}, "+  # initdb:\n"
                                                        "+  #   database: app\n"
                                                        "+  # #   owner: app\n"
                                                        "+  # # #   secret:\n"
                                                        "+  # # #     name: x\n"
                                                        "   # #   Some words\n"
                                                        "   # ##   owner: other style\n"
                                                        "   # # recovery:\n"
                                                        "+  #   encoding: UTF8\n"
                                                        "   # #     name: below nothing\n");
}

/* What comments in comments open is forgotten at the next line of the block. */
static void comments_inside_are_held_against_the_block(void **state)
{
    (void)state;
    assert_commented((struct block_rule){.style = two}, "+  # a:\n"
                                                        "+  # #   b:\n"
                                                        "+  # #     c: 1\n"
                                                        "+  #   d: 1\n"
                                                        "   # #     c: 2\n"
                                                        "+  # #   e:\n");
}

static void the_key_that_stays(void **state)
{
    (void)state;
    struct block_rule rule = {.style = two, .stays = SLICE("recoveryTarget")};
    assert_commented(rule, "+  # recovery:\n"
                           "+  #   source: old\n"
                           "*  #   recoveryTarget:\n"
                           "*  #     targetTime: x\n"
                           "*  # #     targetLSN: y\n"
                           "   # prose\n"
                           "*  #     targetTLI: z\n"
                           "+  #   database: app\n"
                           "   #     # x\n");
    assert_commented(rule, "+  # recovery:\n"
                           "+  #   source: old\n"
                           "*  #   recoveryTarget:\n"
                           "*  #     targetName: \"not closed\n"
                           "   # prose\n"
                           "+  #   database: app\n");
    rule.stays = SLICE("");
    assert_commented(rule, "+  # recovery:\n+  #   recoveryTarget:\n+  #     targetTime: x\n");
}

static void nobody_needs_to_ask_what_stays(void **state)
{
    (void)state;
    struct sheet sheet = sheet_for(SLICE("  # recovery:\n  #   recoveryTarget:\n  #   a: 1\n"));
    struct block_rule rule = {.style = two, .stays = SLICE("recoveryTarget")};
    assert_int_equal(block_commented(&arena, &sheet, 0, &rule, NULL).count, 2);
}

static void the_head_alone(void **state)
{
    (void)state;
    struct block_rule rule = {.style = two, .head_only = true};
    assert_commented(rule, "+  # bootstrap:\n   #   recovery:\n");
    assert_commented(rule, "+  # bootstrap: {recovery: {source: a,\n+  #   database: b}}\n   #   c: 1\n");
    assert_commented(rule, "+  # a: \"x\n+  #   y\"\n   #   z: 1\n");
    assert_commented((struct block_rule){.style = two}, "+  # bootstrap:\n+  #   recovery:\n+  #     a: 1\n");
    assert_commented(rule, "+  # externalClusters:\n   #       \n   #   - name: a\n");
    assert_commented(rule, "+  # externalClusters:\n+  #   []\n   #   - name: a\n");
    assert_commented(rule, "+  # externalClusters:\n   #[]\n");
}

static void no_head_is_no_block(void **state)
{
    (void)state;
    struct sheet sheet = sheet_for(SLICE("  #recovery:\n  # words\n  # \n"));
    struct block_rule rule = {.style = {false, 2, STRIP_HASH_BLANK}};
    struct block_lines stayed;
    assert_int_equal(block_commented(&arena, &sheet, 0, &rule, &stayed).count, 0);
    assert_int_equal(stayed.count, 0);
    assert_int_equal(block_commented(&arena, &sheet, 2, &rule, &stayed).count, 0);
}

static void hashes_at_each_line(void **state)
{
    (void)state;
    assert_commented((struct block_rule){.style = own},
                     "+  # recovery:\n+    # source: old\n   # initdb:\n     # b: 1\n");
    assert_commented((struct block_rule){.style = in_place}, "+# recovery:\n+#   source: old\n #words\n");
}

static void an_active_block(void **state)
{
    (void)state;
    assert_active((struct block_rule){.style = two}, 6,
                  " # before\n"
                  "+  initdb:\n"
                  "+    database: app\n"
                  "   # Words\n"
                  " \n"
                  "+    sql: |\n"
                  "+      # text\n"
                  " \n"
                  "   other: 1\n");
}

/* What is behind it belongs to the block where the collection was followed to its end. */
static void text_inside_of_an_active_block(void **state)
{
    (void)state;
    assert_active((struct block_rule){.style = two}, 4,
                  "+  initdb:\n"
                  "+    options: [a, \"one\n"
                  "+      # two ] three\",\n"
                  "+      b]\n"
                  "+    database: app\n"
                  "+  #   owner: app\n"
                  "   #   words\n");
    assert_active((struct block_rule){.style = two}, 2,
                  "+  initdb: {sql: 'one\n"
                  "+      two }',\n"
                  "+    database: app}\n"
                  "   #   owner: app\n");
}

/* A comment gets a level where activating would take one off: else the way back would make it active. */
static void comments_that_would_become_active(void **state)
{
    (void)state;
    assert_active((struct block_rule){.style = two}, 5,
                  "+  initdb:\n"
                  "+    database: app\n"
                  "+  #   owner: app\n"
                  "     # owner: app\n"
                  "   # initdb:\n"
                  "+    encoding: UTF8\n"
                  "+  #   localeCType: C\n"
                  "+  # #   localeCollate: C\n"
                  "   # words\n"
                  "   # recovery:\n"
                  "   #   source: old\n");
    assert_active((struct block_rule){.style = own}, 1,
                  "+  initdb:\n+    database: app\n+    # owner: app\n   # recovery:\n     # source: x\n");
}

/* What goes on over lines in a comment does so at the next level, too. */
static void comments_over_several_lines(void **state)
{
    (void)state;
    assert_active((struct block_rule){.style = two}, 3,
                  "+  initdb:\n"
                  "+    database: app\n"
                  "+  #   import:\n"
                  "+  #     databases: [\n"
                  "+  #       x\n"
                  "+  #     ]\n"
                  "   #       y\n"
                  "+  #   owner: app\n");
    assert_commented((struct block_rule){.style = two}, "+  # initdb:\n"
                                                        "+  #   database: app\n"
                                                        "+  # #   import:\n"
                                                        "+  # #     databases: [\n"
                                                        "+  # #       x\n"
                                                        "+  # #     ]\n"
                                                        "   # #       y\n"
                                                        "+  # #   owner: app\n");
    /* the second comment does not go on with the first one, but would be the value of secret */
    assert_active((struct block_rule){.style = two}, 1,
                  "+  initdb:\n+    secret:\n+  #   owner: app\n+  #     name: x\n");
    assert_commented((struct block_rule){.style = two},
                     "+  # initdb:\n+  #   secret:\n+  # #   owner: app\n+  # #     name: x\n");
}

static void the_key_that_stays_in_an_active_block(void **state)
{
    (void)state;
    struct block_rule rule = {.style = two, .stays = SLICE("recoveryTarget")};
    assert_active(rule, 3,
                  "+  recovery:\n"
                  "+    source: old\n"
                  "   #   recoveryTarget:\n"
                  "+    database: app\n"
                  "   #   recoveryTarget:\n"
                  "   #     targetTime: x\n"
                  "+  #   owner: app\n");
    assert_active(rule, 3,
                  "+  recovery:\n"
                  "   #   recoveryTarget:\n"
                  "   #     targetTime: x\n"
                  "+    source: old\n"
                  "+  #   owner: app\n");
}

static void blank_lines_end_plain_text(void **state)
{
    (void)state;
    assert_active((struct block_rule){.style = two}, 0, "+  a: two words\n \n   #   three\n");
    assert_active((struct block_rule){.style = two}, 2,
                  "+  a:\n+    b: two words\n+    c: 1\n   #      three\n");
}

/* Lines that one way finds are those that the other finds: off and on again gives the same bytes. */
static void both_ways_find_the_same_lines(void **state)
{
    (void)state;
    struct slice text = SLICE("spec:\n"
                              "  # initdb:\n"
                              "  # words\n"
                              "  #   database: app\n"
                              "  # #   owner: app\n"
                              "\n"
                              "  #   sql:\n"
                              "  #     - CREATE TABLE x\n"
                              "  #       (id int)\n"
                              "  #   recoveryTarget:\n"
                              "  #     targetTime: x\n"
                              "  # # words\n"
                              "  other: 1\n");
    struct block_rule rule = {.style = two, .stays = SLICE("recoveryTarget")};
    struct sheet sheet = sheet_for(text);
    struct block_lines off = block_commented(&arena, &sheet, 1, &rule, NULL);
    assert_int_equal(off.count, 6);
    struct edits edits = {0};
    for (size_t i = 0; i < off.count; i++)
        comment_edit_off(&arena, &edits, &sheet.lines, off.items[i], two);
    assert_true(edits_sort(&edits));
    struct sheet active = sheet_for(edits_apply(&arena, text, &edits));
    struct block_lines on = block_active(&arena, &active, 1, 8, &rule);
    assert_int_equal(on.count, off.count);
    assert_memory_equal(on.items, off.items, on.count * sizeof *on.items);
}

static void the_text_that_a_parser_reads(void **state)
{
    (void)state;
    struct sheet sheet =
        sheet_for(SLICE("  # recovery:\n  # words\n  #   source: old # x\r\n  # #   owner: app\n"));
    struct block_rule rule = {.style = two};
    struct block_lines lines = block_commented(&arena, &sheet, 0, &rule, NULL);
    assert_slice(block_text(&arena, &sheet, &lines, two),
                 "  recovery:\n    source: old # x\n  #   owner: app\n");
    struct block_lines none = {0};
    assert_slice(block_text(&arena, &sheet, &none, two), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_commented_block_and_what_is_around_it),
        TEST(comments_without_text),
        TEST(another_key_or_item_at_the_head_ends_the_block),
        TEST(brackets_that_close),
        TEST(text_inside_of_a_block),
        TEST(plain_text_ends_with_a_comment),
        TEST(block_scalars_end_with_a_comment_further_left),
        TEST(comments_inside_of_a_comment),
        TEST(comments_inside_are_held_against_the_block),
        TEST(the_key_that_stays),
        TEST(nobody_needs_to_ask_what_stays),
        TEST(the_head_alone),
        TEST(no_head_is_no_block),
        TEST(hashes_at_each_line),
        TEST(an_active_block),
        TEST(text_inside_of_an_active_block),
        TEST(comments_that_would_become_active),
        TEST(comments_over_several_lines),
        TEST(the_key_that_stays_in_an_active_block),
        TEST(blank_lines_end_plain_text),
        TEST(both_ways_find_the_same_lines),
        TEST(the_text_that_a_parser_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
