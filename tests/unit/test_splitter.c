#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "yaml/splitter.h"
#include <stdlib.h>

static struct slice after_first(struct slice text, struct splitter *splitter)
{
    return slice_cut(text, splitter_whole(splitter, text), text.len);
}

static void assert_slice(struct slice got, const char *want)
{
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.data, want, got.len);
}

/* What is left of a text once its whole documents are taken. */
static void assert_left(const char *text, const char *left)
{
    struct splitter splitter = {.looked = 0};
    assert_slice(after_first(slice_of(text), &splitter), left);
}

static void documents_end_at_the_last_marker(void **state)
{
    (void)state;
    assert_left("", "");
    assert_left("a: 1\nb: 2\n", "a: 1\nb: 2\n");
    assert_left("---\na: 1\n", "---\na: 1\n");
    assert_left("a: 1\n---\nb: 2\n", "---\nb: 2\n");
    assert_left("a: 1\n---\nb: 2\n...\nc: 3\n", "...\nc: 3\n");
    assert_left("a: 1\r\n---\r\nb: 2\r\n", "---\r\nb: 2\r\n");
    assert_left("a: 1\n--- # c\nb: 2\n", "--- # c\nb: 2\n");
}

static void what_only_looks_like_a_marker_is_none(void **state)
{
    (void)state;
    assert_left("a: 1\n----\n", "a: 1\n----\n");
    assert_left("a: 1\n---b\n", "a: 1\n---b\n");
    assert_left("a: |\n --- \n", "a: |\n --- \n");
    assert_left("a:\n- b\n-- c\n.. d\n", "a:\n- b\n-- c\n.. d\n");
}

/* Whether the line goes on is not known yet. */
static void a_marker_at_the_end_waits(void **state)
{
    (void)state;
    struct splitter splitter = {.looked = 0};
    assert_int_equal(splitter_whole(&splitter, SLICE("a: 1\n---")), 0);
    assert_int_equal(splitter_whole(&splitter, SLICE("a: 1\n---x\n")), 0);
    splitter = (struct splitter){.looked = 0};
    assert_int_equal(splitter_whole(&splitter, SLICE("a: 1\n---")), 0);
    assert_int_equal(splitter_whole(&splitter, SLICE("a: 1\n---\n")), 5);
}

static void json_values_end_where_another_one_begins(void **state)
{
    (void)state;
    assert_left("{}", "{}");
    assert_left("{}\n{\"a\": 1}\n{", "{");
    assert_left("{}{}{}", "{}");
    assert_left("---\n{}\n{\n", "{\n");
    assert_left("\xEF\xBB\xBF{}{\"a", "{\"a");
    assert_left("{}\n{}\n---\n{}{}", "---\n{}{}");
}

/* A flow mapping of YAML ends with its document, wherever its braces are. */
static void yaml_in_flow_style_is_no_json(void **state)
{
    (void)state;
    assert_left("{a: '}'}\n{b: 1}\n", "{a: '}'}\n{b: 1}\n");
    assert_left("{\"a\": 1} # c\n{\"b\": 1}\n", "{\"a\": 1} # c\n{\"b\": 1}\n");
    assert_left("{} {} x\n{}\n", "{} x\n{}\n");
    assert_left("[{}]\n{}\n", "[{}]\n{}\n");
}

struct documents_seen {
    char text[40][80];
    size_t count;
};

/* Cuts a text up as it comes in pieces of that size; what is left at its end counts as well. */
static void cut_up(struct slice text, size_t piece, struct documents_seen *seen)
{
    struct splitter splitter = {.looked = 0};
    size_t start = 0, end = 0;
    seen->count = 0;
    while (start < text.len) {
        end = end + piece < text.len ? end + piece : text.len;
        size_t whole = end == text.len ? end - start : splitter_whole(&splitter, slice_cut(text, start, end));
        for (size_t from = start; from < start + whole;) {
            struct document document = document_around(slice_cut(text, 0, start + whole), from, from);
            assert_true(document.start == from || text.data[from] == '.');
            assert_true(document.end - from < sizeof seen->text[0]);
            memcpy(seen->text[seen->count], text.data + from, document.end - from);
            seen->text[seen->count++][document.end - from] = '\0';
            from = document.end;
        }
        start += whole;
    }
}

static void pieces_make_no_difference(void **state)
{
    (void)state;
    struct slice text =
        SLICE("# c\n---\na: 1\nb:\n- x\n--- # d\nc: |\n  --- \n...\n%YAML 1.1\n---\n- a\n...\n---\nend: 1\n");
    struct documents_seen all, some;
    cut_up(text, text.len, &all);
    assert_int_equal(all.count, 7);
    for (size_t piece = 1; piece < text.len; piece++) {
        cut_up(text, piece, &some);
        assert_int_equal(some.count, all.count);
        for (size_t i = 0; i < all.count; i++)
            assert_string_equal(some.text[i], all.text[i]);
    }
}

/* Several values may be taken at once, but none is ever cut in two. */
static void json_is_cut_between_values_only(void **state)
{
    (void)state;
    struct slice text =
        SLICE("{\"a\": \"}{\"}\n\n{\"b\": [{}, {}]}{\"c\": {}}\n---\n{\"d\": 1} {\"e\": 2}\n");
    static const size_t starts[] = {0, 13, 28, 38, 42, 51};
    for (size_t piece = 1; piece < text.len; piece++) {
        struct splitter splitter = {.looked = 0};
        size_t start = 0, taken = 0;
        for (size_t end = piece; end < text.len; end += piece) {
            size_t whole = splitter_whole(&splitter, slice_cut(text, start, end)), i = 0;
            start += whole;
            taken += whole > 0;
            while (i < 6 && starts[i] != start)
                i++;
            assert_true(i < 6);
        }
        if (piece == 1)
            assert_int_equal(taken, 4); /* the marker goes with the value behind it */
    }
}

/* Whatever comes in, no byte is looked at over and over: else this test would go on for hours. */
static void work_is_linear(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        char filler;
    } cases[] = {{"a: ", 'x'},        {"a:\n", '\n'}, {"", ' '},     {"---\n", '\n'},
                 {"{\"a\": \"", 'x'}, {"{}", '\n'},   {"... #", ' '}};
    size_t len = 16 * 1024 * 1024;
    char *text = malloc(len);
    assert_non_null(text);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct splitter splitter = {.looked = 0};
        memset(text, cases[i].filler, len);
        memcpy(text, cases[i].start, strlen(cases[i].start));
        for (size_t end = 64; end <= len; end += 64)
            assert_int_equal(splitter_whole(&splitter, (struct slice){text, end}), 0);
    }
    free(text);
}

static void a_comment_behind_a_document_is_no_json(void **state)
{
    (void)state;
    struct splitter splitter = {.looked = 0};
    assert_int_equal(splitter_whole(&splitter, SLICE("... # {}")), 0);
    assert_int_equal(splitter_whole(&splitter, SLICE("... # {} {} {}\n")), 0);
    splitter = (struct splitter){.looked = 0};
    assert_int_equal(splitter_whole(&splitter, SLICE("... # c\n{} {}")), 11);
}

static void a_document_is_found_around_a_byte(void **state)
{
    (void)state;
    struct slice text = SLICE("a: 1\n---  # c\nb: 2\n...  \nc: 3\n---\n---\nd: 4");
    static const struct {
        size_t at, start, body, end;
    } want[] = {{0, 0, 0, 5},     {4, 0, 0, 5},     {6, 5, 10, 19},   {16, 5, 10, 19}, {21, 25, 25, 30},
                {28, 25, 25, 30}, {31, 30, 34, 34}, {35, 34, 38, 42}, {41, 34, 38, 42}};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        struct document document = document_around(text, 0, want[i].at);
        assert_int_equal(document.start, want[i].start);
        assert_int_equal(document.body, want[i].body);
        assert_int_equal(document.end, want[i].end);
    }
    assert_int_equal(document_around(text, 14, 16).start, 14);
}

static void a_body_begins_behind_the_marker(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t body;
    } want[] = {{"---", 3},          {"--- ", 4},       {"---\n", 4}, {"---\r\na", 5},
                {"--- {a: b}\n", 4}, {"... # c\na", 8}, {"--a", 0}};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        assert_int_equal(document_around(slice_of(want[i].text), 0, 0).body, want[i].body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_end_at_the_last_marker),
        cmocka_unit_test(what_only_looks_like_a_marker_is_none),
        cmocka_unit_test(a_marker_at_the_end_waits),
        cmocka_unit_test(json_values_end_where_another_one_begins),
        cmocka_unit_test(yaml_in_flow_style_is_no_json),
        cmocka_unit_test(pieces_make_no_difference),
        cmocka_unit_test(json_is_cut_between_values_only),
        cmocka_unit_test(work_is_linear),
        cmocka_unit_test(a_comment_behind_a_document_is_no_json),
        cmocka_unit_test(a_document_is_found_around_a_byte),
        cmocka_unit_test(a_body_begins_behind_the_marker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
