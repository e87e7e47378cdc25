#include "lib/check.h"

#include "text/lines.h"

static void assert_line(const struct lines *lines, size_t index, size_t start, size_t end, size_t next)
{
    assert_int_equal(lines->items[index].start, start);
    assert_int_equal(lines->items[index].end, end);
    assert_int_equal(lines->items[index].next, next);
}

static void empty_text_has_no_lines(void **state)
{
    (void)state;
    struct lines lines = lines_split(&arena, SLICE(""));
    assert_int_equal(lines.count, 0);
    assert_int_equal(line_at(&lines, 0), 0);
    assert_slice(line_ending(&lines), "\n");
}

static void a_line_ends_at_lf(void **state)
{
    (void)state;
    struct lines lines = lines_split(&arena, SLICE("ab\n\nc\n"));
    assert_int_equal(lines.count, 3);
    assert_line(&lines, 0, 0, 2, 3);
    assert_line(&lines, 1, 3, 3, 4);
    assert_line(&lines, 2, 4, 5, 6);
    assert_slice(line_text(&lines, 0), "ab");
    assert_slice(line_text(&lines, 1), "");
    assert_slice(line_text(&lines, 2), "c");
    assert_slice(line_ending(&lines), "\n");
}

static void a_line_ends_at_cr_lf(void **state)
{
    (void)state;
    struct lines lines = lines_split(&arena, SLICE("ab\r\n\r\nc\r\n"));
    assert_int_equal(lines.count, 3);
    assert_line(&lines, 0, 0, 2, 4);
    assert_line(&lines, 1, 4, 4, 6);
    assert_line(&lines, 2, 6, 7, 9);
    assert_slice(line_ending(&lines), "\r\n");
}

static void the_last_line_may_have_no_end(void **state)
{
    (void)state;
    struct lines lines = lines_split(&arena, SLICE("ab\ncd"));
    assert_int_equal(lines.count, 2);
    assert_line(&lines, 1, 3, 5, 5);
    lines = lines_split(&arena, SLICE("x"));
    assert_int_equal(lines.count, 1);
    assert_line(&lines, 0, 0, 1, 1);
    assert_slice(line_ending(&lines), "\n");
}

/* A CR is part of a line end only before LF, and only where it belongs to that very line. */
static void a_cr_elsewhere_is_text(void **state)
{
    (void)state;
    struct lines lines = lines_split(&arena, SLICE("a\rb\n\nc\r"));
    assert_int_equal(lines.count, 3);
    assert_slice(line_text(&lines, 0), "a\rb");
    assert_slice(line_text(&lines, 1), "");
    assert_slice(line_text(&lines, 2), "c\r");
    lines = lines_split(&arena, SLICE("\n\r\n"));
    assert_line(&lines, 0, 0, 0, 1);
    assert_line(&lines, 1, 1, 1, 3);
    assert_slice(line_ending(&lines), "\n");
}

static void mixed_line_ends_keep_the_first_one(void **state)
{
    (void)state;
    struct lines lines = lines_split(&arena, SLICE("a\r\nb\nc"));
    assert_slice(line_ending(&lines), "\r\n");
    assert_line(&lines, 1, 3, 4, 5);
}

/* Every offset of a text against a plain count of the line ends before it. */
static void line_at_finds_every_offset(void **state)
{
    (void)state;
    struct slice text = SLICE("ab\n\n\r\nlonger line\nx\n\n\ny");
    struct lines lines = lines_split(&arena, text);
    size_t want = 0;
    for (size_t offset = 0; offset < text.len; offset++) {
        assert_int_equal(line_at(&lines, offset), want);
        want += text.data[offset] == '\n';
    }
    assert_int_equal(line_at(&lines, text.len), lines.count - 1);
    assert_int_equal(line_at(&lines, SIZE_MAX), lines.count - 1);
}

static void line_at_the_end_is_the_last_line(void **state)
{
    (void)state;
    struct lines lines = lines_split(&arena, SLICE("a\nb\n"));
    assert_int_equal(line_at(&lines, 3), 1);
    assert_int_equal(line_at(&lines, 4), 1);
}

static void assert_position(struct slice text, size_t offset, size_t line, size_t column)
{
    size_t got_line = 0, got_column = 0;
    text_position(text, offset, &got_line, &got_column);
    assert_int_equal(got_line, line);
    assert_int_equal(got_column, column);
}

static void positions_count_from_one(void **state)
{
    (void)state;
    struct slice text = SLICE("ab\r\nc\n\nd");
    assert_position(SLICE(""), 0, 1, 1);
    assert_position(text, 0, 1, 1);
    assert_position(text, 1, 1, 2);
    assert_position(text, 4, 2, 1);
    assert_position(text, 5, 2, 2);
    assert_position(text, 6, 3, 1);
    assert_position(text, 7, 4, 1);
    assert_position(text, 8, 4, 2);
    assert_position(text, SIZE_MAX, 4, 2);
}

static void columns_are_characters(void **state)
{
    (void)state;
    struct slice text = SLICE("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80x\n\xC3\xA9y");
    assert_position(text, 2, 1, 2);
    assert_position(text, 5, 1, 3);
    assert_position(text, 9, 1, 4);
    assert_position(text, 13, 2, 2);
}

/* As libyaml and editors do; a BOM that is not the first character is one (facts of libyaml 0.2.5). */
static void a_bom_is_no_character(void **state)
{
    (void)state;
    struct slice text = SLICE("\xEF\xBB\xBF"
                              "ab\n\xEF\xBB\xBF"
                              "c");
    assert_position(text, 0, 1, 1);
    assert_position(text, 3, 1, 1);
    assert_position(text, 4, 1, 2);
    assert_position(text, 6, 2, 1);
    assert_position(text, 9, 2, 2);
}

/* Every position leads back to where its character begins. */
static void an_offset_is_what_the_position_came_from(void **state)
{
    (void)state;
    struct slice text = SLICE("\xEF\xBB\xBF"
                              "a\xC3\xA9\xE2\x82\xACx\r\n\n\xF0\x9F\x98\x80y\n  z\xC3\xA9");
    for (size_t offset = 3; offset < text.len; offset++) {
        size_t line, column, first = offset;
        while (((unsigned char)text.data[first] & 0xC0) == 0x80)
            first--;
        text_position(text, first, &line, &column);
        assert_int_equal(text_offset(text, line, column), first);
    }
    assert_int_equal(text_offset(text, 1, 1), 3);
}

static void a_place_that_is_none_is_the_end(void **state)
{
    (void)state;
    assert_int_equal(text_offset(SLICE(""), 1, 1), 0);
    assert_int_equal(text_offset(SLICE("ab\nc\xC3\xA9"), 2, 3), 6);
    assert_int_equal(text_offset(SLICE("ab\nc\xC3\xA9"), 2, 9), 6);
    assert_int_equal(text_offset(SLICE("ab\nc"), 3, 1), 4);
    assert_int_equal(text_offset(SLICE("ab\nc"), 9, 9), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(empty_text_has_no_lines),
        TEST(a_line_ends_at_lf),
        TEST(a_line_ends_at_cr_lf),
        TEST(the_last_line_may_have_no_end),
        TEST(a_cr_elsewhere_is_text),
        TEST(mixed_line_ends_keep_the_first_one),
        TEST(line_at_finds_every_offset),
        TEST(line_at_the_end_is_the_last_line),
        cmocka_unit_test(positions_count_from_one),
        cmocka_unit_test(columns_are_characters),
        cmocka_unit_test(a_bom_is_no_character),
        cmocka_unit_test(an_offset_is_what_the_position_came_from),
        cmocka_unit_test(a_place_that_is_none_is_the_end),
    };
    return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
