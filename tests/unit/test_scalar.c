#include "lib/yaml.h"

#include "yaml/scalar.h"

static void text_to_every_reader(void **state)
{
    (void)state;
    static const char *const texts[] = {"immich",    "immich-database-v2",
                                        "a",         "A",
                                        "v1",        "s3/path_to.x",
                                        "yesterday", "nullable",
                                        "Z",         "e5",
                                        "onion",     "trues",
                                        "inf",       "nan"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!scalar_is_plainly_text(slice_of(texts[i])) || scalar_reads_as_other(slice_of(texts[i])))
            fail_msg("%s is text", texts[i]);
}

/* Words of YAML 1.1 and 1.2, in any case, as some readers take them. */
static void words_that_are_no_text(void **state)
{
    (void)state;
    static const char *const words[] = {"y",    "Y",     "n",     "N",    "yes",  "Yes",  "YES",  "no",
                                        "No",   "on",    "ON",    "off",  "Off",  "true", "True", "TRUE",
                                        "tRuE", "false", "FALSE", "null", "Null", "NULL"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (scalar_is_plainly_text(slice_of(words[i])) || !scalar_reads_as_other(slice_of(words[i])))
            fail_msg("%s is no text", words[i]);
}

/* YAML 1.1 types (int, float, timestamp), the core schema of YAML 1.2, and what is empty. */
static void numbers_and_dates(void **state)
{
    (void)state;
    static const char *const others[] = {"0",
                                         "7",
                                         "007",
                                         "-1",
                                         "+1",
                                         "1_000",
                                         "0x1F",
                                         "0XaB",
                                         "0x_0A",
                                         "-0x1f",
                                         "0o17",
                                         "1.5",
                                         ".5",
                                         "+.5",
                                         "1.",
                                         "1e3",
                                         "1E5",
                                         "6.8523e+5",
                                         "-1.5e-3",
                                         "1:30",
                                         ".inf",
                                         "-.Inf",
                                         "+.INF",
                                         ".nan",
                                         ".NaN",
                                         "2001-12-14",
                                         "190:20:30",
                                         "~",
                                         "",
                                         "12e03",
                                         "2001-1-1 1:02:03 Z",
                                         "2001-12-14t21:59:43.10-05:00",
                                         "2001-12-15T02:59:43.1Z",
                                         "2001-12-14 21:59:43 -5"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (!scalar_reads_as_other(slice_of(others[i])))
            fail_msg("%s is no text", others[i]);
        if (scalar_is_plainly_text(slice_of(others[i])))
            fail_msg("%s is not plainly text", others[i]);
    }
}

static void text_that_begins_like_a_number(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "1a",         "16-v2",    "2fast",  "0xg",     "0x",      "0o",         "1e2e3",       "-",
        "+",          ".",        "-a",     ".a",      "..",      "-.",         "1,5",         "12/34",
        "007x",       "1 two",    "ff",     "e3",      "--1",     "5e5e",       "0be1",        "0o19",
        "0b12",       "0b1_2",    "16-2",   "2024-01", "2024-1-", "2024-100-1", "20240-1-1",   "2024-01-31x",
        "202-01-31",  "0b",       "1e",     "1e+",     "1:30x",   "2024--1",    "2024--01-01", "2024x01x01",
        "2024-01x01", "2024-01-", "1_0e1_x"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (scalar_reads_as_other(slice_of(texts[i])))
            fail_msg("%s is text", texts[i]);
    assert_false(scalar_reads_as_other((struct slice){"12x", 2}) == scalar_reads_as_other(SLICE("12x")));
    assert_false(scalar_reads_as_other(SLICE("12\0")));
}

/* Cautious: what is not made of letters and a few signs is quoted. */
static void text_that_is_quoted_to_be_sure(void **state)
{
    (void)state;
    static const char *const texts[] = {"",     "1a",       "-a",        "_a",  "a b", "a:b",  "a#b",
                                        "a\n",  "\xC3\xA9", "a\xC3\xA9", "a@b", "a=b", "${A}", "a,b",
                                        "a[b]", "*a",       "&a",        "!a",  "a'b", ".a"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (scalar_is_plainly_text(slice_of(texts[i])))
            fail_msg("%s is quoted", texts[i]);
    assert_false(scalar_is_plainly_text(SLICE("a\0b")));
}

/* What is written is one line, and every reader reads the value back. */
static void assert_written(struct slice value, const struct node *like, const char *want)
{
    struct slice text = scalar_write(&arena, value, like);
    assert_slice(text, want);
    const struct node *read = root_of(arena_format(&arena, "k: %.*s\n", SLICE_ARG(text)).data)->first->next;
    assert_true(slice_equal(read->value, value));
    assert_true(read->style != STYLE_PLAIN || !scalar_reads_as_other(read->value));
}

static const struct node *like(const char *text)
{
    return root_of(text);
}

static void plain_where_it_is_text_and_quoted_where_not(void **state)
{
    (void)state;
    assert_written(SLICE("immich-v2"), NULL, "immich-v2");
    assert_written(SLICE("immich-v2"), like("old-v1"), "immich-v2");
    assert_written(SLICE("007"), NULL, "\"007\"");
    assert_written(SLICE("007"), like("old"), "\"007\"");
    assert_written(SLICE("on"), NULL, "\"on\"");
    assert_written(SLICE(""), NULL, "\"\"");
    assert_written(SLICE("a b"), like("c d"), "\"a b\"");
    assert_written(SLICE("d\xC3\xA9j\xC3\xA0"), NULL, "\"d\xC3\xA9j\xC3\xA0\"");
}

static void quotes_are_kept(void **state)
{
    (void)state;
    assert_written(SLICE("x-v2"), like("'x-v1'"), "'x-v2'");
    assert_written(SLICE("x-v2"), like("\"x-v1\""), "\"x-v2\"");
    assert_written(SLICE("it's"), like("'x'"), "'it''s'");
    assert_written(SLICE("''"), like("'x'"), "''''''");
    assert_written(SLICE(""), like("'x'"), "''");
    assert_written(SLICE("a\"b\\c"), like("'x'"), "'a\"b\\c'");
    assert_written(SLICE("a\"b\\c"), like("\"x\""), "\"a\\\"b\\\\c\"");
}

static void an_alias_or_a_collection_has_no_quotes(void **state)
{
    (void)state;
    const struct node *root = like("a: &a 'x'\nb: *a\nc: []\n");
    assert_written(SLICE("z"), mapping_get(root, "b"), "z");
    assert_written(SLICE("z"), mapping_get(root, "c"), "z");
}

/* A block scalar cannot be one line: quotes take its place. */
static void block_scalars_become_quoted(void **state)
{
    (void)state;
    assert_written(SLICE("x"), like("|\n  y\n"), "\"x\"");
    assert_written(SLICE("x"), like(">-\n  y\n"), "\"x\"");
}

/* Line breaks to some readers, and so to be refused in a file. */
static void line_breaks_are_escaped(void **state)
{
    (void)state;
    assert_written(SLICE("a\xC2\x85z"), NULL, "\"a\\Nz\"");
    assert_written(SLICE("\xE2\x80\xA8\xE2\x80\xA9"), like("\"x\""), "\"\\L\\P\"");
    assert_written(SLICE("\xE2\x80\xA7\xC2\xA0"), NULL, "\"\xE2\x80\xA7\xC2\xA0\"");
}

/* A BOM in the middle, and what no character is, which YAML does not take as they are. */
static void what_is_no_character_is_escaped(void **state)
{
    (void)state;
    assert_written(SLICE("a\xEF\xBB\xBFz"), like("'x'"), "\"a\\ufeffz\"");
    assert_written(SLICE("\xEF\xBF\xBE\xEF\xBF\xBF"), NULL, "\"\\ufffe\\uffff\"");
    assert_written(SLICE("\xEF\xBF\xBD\xF0\x9F\x98\x80"), NULL, "\"\xEF\xBF\xBD\xF0\x9F\x98\x80\"");
}

static void control_characters_are_escaped(void **state)
{
    (void)state;
    assert_written(SLICE("a\nb"), NULL, "\"a\\nb\"");
    assert_written(SLICE("a\nb"), like("'x'"), "\"a\\nb\"");
    assert_written(SLICE("\x01\x1F\x7F\t"), NULL, "\"\\x01\\x1f\\x7f\\x09\"");
    assert_written(SLICE("a\x7F"), like("'x'"), "\"a\\x7f\"");
    assert_written(SLICE("a\0b"), like("'x'"), "\"a\\x00b\"");
    assert_written(SLICE(" ~"), like("'x'"), "' ~'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(text_to_every_reader),
        TEST(words_that_are_no_text),
        TEST(numbers_and_dates),
        TEST(text_that_begins_like_a_number),
        TEST(text_that_is_quoted_to_be_sure),
        TEST(plain_where_it_is_text_and_quoted_where_not),
        TEST(quotes_are_kept),
        TEST(an_alias_or_a_collection_has_no_quotes),
        TEST(block_scalars_become_quoted),
        TEST(line_breaks_are_escaped),
        TEST(what_is_no_character_is_escaped),
        TEST(control_characters_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
