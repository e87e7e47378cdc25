#include "lib/yaml.h"

#include "yaml/comment.h"

static struct sheet sheet_from(struct slice text, size_t start, size_t end)
{
    struct lines *lines = arena_alloc(&arena, sizeof *lines);
    struct tree *tree;
    *lines = lines_split(&arena, text);
    assert_fine(tree_read(&arena, text, start, end, &tree));
    return sheet_of(&arena, lines, tree, start, end);
}

/* One letter a line: blank, content, text, # for a comment. */
static void assert_kinds(const char *text, const char *want)
{
    static const char letters[] = {'b', 'c', 't', '#'};
    struct sheet sheet = sheet_from(slice_of(text), 0, strlen(text));
    struct slice got = SLICE("");
    assert_int_equal(sheet.first, 0);
    for (size_t line = sheet.first; line < sheet.end; line++)
        got = arena_format(&arena, "%.*s%c", SLICE_ARG(got), letters[sheet_kind(&sheet, line)]);
    assert_slice(got, want);
}

static void kinds_of_lines(void **state)
{
    (void)state;
    assert_kinds("a: 1\n\n  \t\n# x\n  # y\nb: # z\n  - c\n", "cbb##cc");
    assert_kinds("a: 1\r\n\r\n#\r\n", "cb#");
    assert_kinds("---\na: 1", "cc");
    assert_kinds("# only\n", "#");
}

/* Inside a scalar of several lines a # is text; a blank line is blank there too. */
static void lines_of_text(void **state)
{
    (void)state;
    assert_kinds("a: |\n  # text\n\n  more\n# comment\nb: 1\n", "ctbt#c");
    assert_kinds("a: 'x\n  # y\n  z'\n# c\n", "ctt#");
    assert_kinds("a: >\n  x\n  # y", "ctt");
    assert_kinds("a: two\n  lines\nb: &x |\n  # t\nc: 1\n", "ctctc");
    assert_kinds("a:\n  'x\n  y'\nb: 1\n", "cctc");
}

static void the_lines_of_one_document(void **state)
{
    (void)state;
    struct slice text = SLICE("a: 1\n---\n# x\nb: |\n  # t\n---\nc: 1\n");
    struct sheet sheet = sheet_from(text, 5, slice_find(text, SLICE("---\nc")));
    assert_int_equal(sheet.first, 1);
    assert_int_equal(sheet.end, 5);
    assert_int_equal(sheet_kind(&sheet, 1), LINE_CONTENT);
    assert_int_equal(sheet_kind(&sheet, 2), LINE_COMMENT);
    assert_int_equal(sheet_kind(&sheet, 4), LINE_TEXT);
    sheet = sheet_from(text, slice_find(text, SLICE("---\nc")), text.len);
    assert_int_equal(sheet.first, 5);
    assert_int_equal(sheet.end, 7);
}

static void a_line_without_its_indentation(void **state)
{
    (void)state;
    struct view view = view_of(SLICE("  - a "));
    assert_int_equal(view.indent, 2);
    assert_slice(view.body, "- a ");
    assert_int_equal(view_of(SLICE("\ta")).indent, 0);
    assert_int_equal(view_of(SLICE("   ")).indent, 3);
    assert_slice(view_of(SLICE("   ")).body, "");
}

static const char *const strips[] = {"hash", "hash and blank", "in place"};

/* The comment's text comes out in that column by that strip; NULL: in none. */
static void assert_style(const char *comment, size_t target, const char *strip)
{
    struct comment_style style;
    struct view under;
    struct view view = view_of(slice_of(comment));
    bool found = comment_style_for(view, target, &style);
    assert_int_equal(found, strip != NULL);
    if (!found)
        return;
    assert_string_equal(strips[style.strip], strip);
    assert_int_equal(style.column, view.indent);
    assert_false(style.own_column);
    assert_true(comment_off(view, style, &under));
    assert_int_equal(under.indent, target);
}

static void the_style_in_which_a_text_stands_in_a_column(void **state)
{
    (void)state;
    assert_style("  # bootstrap:", 2, "hash and blank");
    assert_style("  #bootstrap:", 2, "hash");
    assert_style("#  bootstrap:", 2, "hash");
    assert_style("#   bootstrap:", 2, "hash and blank");
    assert_style("# bootstrap:", 2, "in place");
    assert_style("#bootstrap:", 0, "hash");
    assert_style("# bootstrap:", 0, "hash and blank");
    assert_style("    # recovery:", 4, "hash and blank");
    assert_style("  #   recovery:", 4, "hash and blank");
    assert_style("  #  recovery:", 4, "hash");
    assert_style("#    initdb:", 4, "hash");
    assert_style("  # bootstrap:", 4, NULL);
    assert_style("  # bootstrap:", 0, NULL);
    assert_style("  #bootstrap:", 3, NULL);
    assert_style(" # bootstrap:", 3, NULL);
    assert_style("#bootstrap:", 2, NULL);
}

static const struct comment_style two_blank = {false, 2, STRIP_HASH_BLANK}, zero = {false, 0, STRIP_HASH},
                                  own_blank = {true, 0, STRIP_HASH_BLANK}, own = {true, 0, STRIP_HASH},
                                  in_place = {false, 0, STRIP_IN_PLACE}, four = {false, 4, STRIP_HASH_BLANK};

static void assert_off(struct comment_style style, const char *line, size_t indent, const char *body)
{
    struct view under;
    assert_true(comment_off(view_of(slice_of(line)), style, &under));
    assert_int_equal(under.indent, indent);
    assert_slice(under.body, body);
}

static void assert_stays(struct comment_style style, const char *line)
{
    struct view under;
    if (comment_off(view_of(slice_of(line)), style, &under))
        fail_msg("%s is no comment of that style", line);
}

static void one_level_off(void **state)
{
    (void)state;
    assert_off(two_blank, "  # a: 1", 2, "a: 1");
    assert_off(two_blank, "  #   a: 1", 4, "a: 1");
    assert_off(two_blank, "  # # a: 1", 2, "# a: 1");
    assert_off(zero, "#a: 1", 0, "a: 1");
    assert_off(zero, "#  a: 1", 2, "a: 1");
    assert_off(zero, "#", 0, "");
    assert_off(in_place, "# a: 1", 2, "a: 1");
    assert_off(in_place, "#a: 1", 1, "a: 1");
    assert_off(own_blank, "      # a: 1", 6, "a: 1");
    assert_off(own, "      #a: 1", 6, "a: 1");
}

static void lines_of_another_style_stay(void **state)
{
    (void)state;
    assert_stays(two_blank, "  #a: 1");
    assert_stays(two_blank, "    # a: 1");
    assert_stays(two_blank, "# a: 1");
    assert_stays(two_blank, "  a: 1 # b");
    assert_stays(two_blank, "");
    assert_stays(two_blank, "  #");
    assert_stays(zero, "  #a: 1");
    assert_stays(in_place, "  # a: 1");
    assert_stays(own_blank, "  #   a: 1");
    assert_stays(own_blank, "  #a: 1");
    assert_stays(own, "  # a: 1");
    assert_stays((struct comment_style){true, 0, STRIP_IN_PLACE}, "  #a: 1");
}

static void assert_edit(void (*edit)(struct arena *, struct edits *, const struct lines *, size_t,
                                     struct comment_style),
                        struct comment_style style, const char *line, const char *want)
{
    struct slice text = arena_format(&arena, "first:\n%s\n", line);
    struct lines lines = lines_split(&arena, text);
    struct edits edits = {0};
    edit(&arena, &edits, &lines, 1, style);
    assert_true(edits_sort(&edits));
    assert_slice(edits_apply(&arena, text, &edits), arena_format(&arena, "first:\n%s\n", want).data);
}

static void edits_take_a_level_off(void **state)
{
    (void)state;
    assert_edit(comment_edit_off, two_blank, "  #   a: 1", "    a: 1");
    assert_edit(comment_edit_off, zero, "#  a: 1", "  a: 1");
    assert_edit(comment_edit_off, in_place, "# a: 1", "  a: 1");
    assert_edit(comment_edit_off, own_blank, "      # a: # 1", "      a: # 1");
    assert_edit(comment_edit_off, own, "  ##a", "  #a");
}

static void edits_put_a_level_on(void **state)
{
    (void)state;
    assert_edit(comment_edit_on, two_blank, "    a: 1", "  #   a: 1");
    assert_edit(comment_edit_on, two_blank, "  a: 1", "  # a: 1");
    assert_edit(comment_edit_on, zero, "  a: 1", "#  a: 1");
    assert_edit(comment_edit_on, in_place, "  a: 1", "# a: 1");
    assert_edit(comment_edit_on, own_blank, "      a: 1", "      # a: 1");
    assert_edit(comment_edit_on, own, "  #a", "  ##a");
}

/* A line that stands left of the hashes' column gets its hash where it begins. */
static void a_line_left_of_the_column(void **state)
{
    (void)state;
    assert_edit(comment_edit_on, four, "  a: 1", "  # a: 1");
    assert_edit(comment_edit_on, in_place, "a: 1", "#a: 1");
}

/* What one does the other undoes, in every style and every column that it fits. */
static void off_is_the_inverse_of_on(void **state)
{
    (void)state;
    const struct comment_style styles[] = {two_blank, zero, own_blank, own, in_place, four};
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
        for (size_t indent = 4; indent < 8; indent++) {
            struct slice text = arena_format(&arena, "%*sa: 1", (int)indent, "");
            struct lines lines = lines_split(&arena, text);
            struct edits on = {0}, off = {0};
            struct view under;
            comment_edit_on(&arena, &on, &lines, 0, styles[i]);
            struct slice commented = edits_apply(&arena, text, &on);
            assert_true(comment_off(view_of(commented), styles[i], &under));
            assert_int_equal(under.indent, indent);
            lines = lines_split(&arena, commented);
            comment_edit_off(&arena, &off, &lines, 0, styles[i]);
            assert_slice(edits_apply(&arena, commented, &off), text.data);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(kinds_of_lines),
        TEST(lines_of_text),
        TEST(the_lines_of_one_document),
        TEST(a_line_without_its_indentation),
        TEST(the_style_in_which_a_text_stands_in_a_column),
        TEST(one_level_off),
        TEST(lines_of_another_style_stay),
        TEST(edits_take_a_level_off),
        TEST(edits_put_a_level_on),
        TEST(a_line_left_of_the_column),
        TEST(off_is_the_inverse_of_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
