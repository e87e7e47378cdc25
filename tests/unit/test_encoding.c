#include "lib/yaml.h"

#include "yaml/encoding.h"

static void assert_bad(struct slice text, size_t line, size_t column, const char *part)
{
    assert_refused_at(encoding_check(&arena, text), "R015", line, column, part);
}

static void text_that_every_reader_takes(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "a: 1\n",
        "a: 1\r\nb: 2\r\n",
        "\xEF\xBB\xBF"
        "a: 1\n",
        "\xC2\x80\xC2\x84\xC2\x86\xDF\xBF",                         /* U+0080 to U+07FF, all but NEL */
        "\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF",         /* U+0800 to U+FFFF without surrogates */
        "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",                         /* U+10000 to U+10FFFF */
        "\xE2\x80\xA7\xE2\x80\xAA\xE2\x81\xA8\xE3\x80\xA8\xC3\x85", /* around the separators and NEL */
        "caf\xC3\xA9: \xF0\x9F\x98\x80\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_fine(encoding_check(&arena, slice_of(texts[i])));
    assert_fine(encoding_check(&arena, (struct slice){NULL, 0}));
}

static void bytes_that_are_no_utf_8(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\x80",             /* begins nothing */
        "\xC0\x80",         /* overlong */
        "\xC1\xBF",         /* overlong */
        "\xE0\x9F\xBF",     /* overlong */
        "\xF0\x8F\xBF\xBF", /* overlong */
        "\xED\xA0\x80",     /* a surrogate */
        "\xF4\x90\x80\x80", /* past U+10FFFF */
        "\xF5\x80\x80\x80", /* past U+10FFFF */
        "\xFF",
        "\xC3",         /* cut short */
        "\xE2\x82",     /* cut short */
        "\xF0\x9F\x98", /* cut short */
        "\xC3(",
        "\xE2(\xA1",
        "\xE2\x82(",
        "\xF0(\x98\x80",
        "\xF0\x9F(\x80",
        "\xF0\x9F\x98(",
        "\xC3\xC3",
        "\xC3\x3F",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_bad(slice_of(texts[i]), 1, 1, "is not UTF-8");
}

/* What stands behind the text does not complete a sequence. */
static void a_sequence_ends_with_the_text(void **state)
{
    (void)state;
    assert_bad((struct slice){"ab\xC3\xA9", 3}, 1, 3, "is not UTF-8");
    assert_bad((struct slice){"ab\r\n", 3}, 1, 3, "carriage return");
}

static void line_breaks_that_readers_disagree_on(void **state)
{
    (void)state;
    assert_bad(SLICE("# a\xC2\x85"
                     "b: 1\n"),
               1, 4, "NEL");
    assert_bad(SLICE("a: 1\n# \xC3\xA9 x\xE2\x80\xA8y\n"), 2, 6, "line or paragraph separator");
    assert_bad(SLICE("\xE2\x80\xA9"), 1, 1, "line or paragraph separator");
    assert_bad(SLICE("a: 1\rb: 2\n"), 1, 5, "carriage return without a line feed");
    assert_bad(SLICE("a: 1\r"), 1, 5, "carriage return");
    assert_bad(SLICE("a: 1\r\r\n"), 1, 5, "carriage return");
    assert_bad(SLICE("a\0b"), 1, 2, "NUL byte");
}

static void utf_16_is_named(void **state)
{
    (void)state;
    assert_bad(SLICE("\xFF\xFE"
                     "a\0"),
               1, 1, "UTF-16");
    assert_bad(SLICE("\xFE\xFF\0a"), 1, 1, "UTF-16");
    assert_bad(SLICE("\xFF\xFF"), 1, 1, "is not UTF-8");
    assert_bad(SLICE("\xFE\xFE"), 1, 1, "is not UTF-8");
    assert_bad(SLICE("\xFF"), 1, 1, "is not UTF-8");
    assert_bad(SLICE("a\0b\0"), 1, 2, "NUL byte");
}

/* Text is looked at many bytes at a time: a fault is seen wherever in such a word it stands. */
static void a_fault_at_any_place(void **state)
{
    (void)state;
    static const char faults[][3] = {"\r.", {'\0', '.', 0}, "\xFF.", "\x80."};
    for (size_t fault = 0; fault < sizeof faults / sizeof *faults; fault++)
        for (size_t at = 0; at < 24; at++) {
            char text[32];
            memset(text, 'a', sizeof text);
            assert_fine(encoding_check(&arena, (struct slice){text, at}));
            memcpy(text + at, faults[fault], 2);
            struct error error = encoding_check(&arena, (struct slice){text, sizeof text});
            assert_int_equal(error.column, at + 1);
        }
}

static void every_ascii_character_is_taken(void **state)
{
    (void)state;
    char text[127 + 1];
    for (size_t at = 0; at < 127; at++)
        text[at] = (char)(at + 1);
    text['\r'] = '\n'; /* behind the \r, at index 12 */
    assert_fine(encoding_check(&arena, (struct slice){text, 127}));
}

static void a_byte_order_mark(void **state)
{
    (void)state;
    assert_int_equal(encoding_bom(SLICE("\xEF\xBB\xBF"
                                        "a")),
                     3);
    assert_int_equal(encoding_bom(SLICE("\xEF\xBB\xBF")), 3);
    assert_int_equal(encoding_bom(SLICE("\xEF\xBB")), 0);
    assert_int_equal(encoding_bom(SLICE("a\xEF\xBB\xBF")), 0);
    assert_int_equal(encoding_bom(SLICE("")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_that_every_reader_takes),
        TEST(bytes_that_are_no_utf_8),
        TEST(a_sequence_ends_with_the_text),
        TEST(line_breaks_that_readers_disagree_on),
        TEST(utf_16_is_named),
        TEST(a_fault_at_any_place),
        TEST(every_ascii_character_is_taken),
        TEST(a_byte_order_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
