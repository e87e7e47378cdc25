#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slice.h"
#include <stdio.h>

static const struct slice nothing = {NULL, 0};

static void assert_slice(struct slice got, const char *want)
{
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.data, want, got.len);
}

static void made_of_strings(void **state)
{
    (void)state;
    assert_slice(SLICE("abc"), "abc");
    assert_int_equal(SLICE("a\0b").len, 3);
    assert_slice(slice_of("abc"), "abc");
    assert_slice(slice_of(NULL), "");
    assert_non_null(slice_of(NULL).data);
}

static int precision(int len, const char *data)
{
    (void)data;
    return len;
}

static void printed(void **state)
{
    (void)state;
    char text[32];
    snprintf(text, sizeof text, "[%.*s]", SLICE_ARG(slice_cut(SLICE("abcdef"), 1, 3)));
    assert_string_equal(text, "[bc]");
    snprintf(text, sizeof text, "[%.*s]", SLICE_ARG(nothing));
    assert_string_equal(text, "[]");
    assert_int_equal(precision(SLICE_ARG(((struct slice){"x", SIZE_MAX}))), 0x7fffffff);
}

static void cut_is_clamped(void **state)
{
    (void)state;
    struct slice s = SLICE("abcdef");
    assert_slice(slice_cut(s, 0, 6), "abcdef");
    assert_slice(slice_cut(s, 2, 4), "cd");
    assert_slice(slice_cut(s, 6, 6), "");
    assert_slice(slice_cut(s, 4, 2), "");
    assert_slice(slice_cut(s, 4, SIZE_MAX), "ef");
    assert_slice(slice_cut(s, SIZE_MAX, SIZE_MAX), "");
    assert_slice(slice_cut(nothing, 0, 5), "");
    assert_non_null(slice_cut(nothing, 0, 5).data);
}

static void compared(void **state)
{
    (void)state;
    assert_true(slice_equal(SLICE("a"), SLICE("a")));
    assert_false(slice_equal(SLICE("a"), SLICE("b")));
    assert_false(slice_equal(SLICE("a"), SLICE("ab")));
    assert_true(slice_equal(nothing, SLICE("")));
    assert_int_equal(slice_compare(SLICE("ab"), SLICE("ab")), 0);
    assert_true(slice_compare(SLICE("ab"), SLICE("b")) < 0);
    assert_true(slice_compare(SLICE("b"), SLICE("ab")) > 0);
    assert_true(slice_compare(SLICE("a"), SLICE("ab")) < 0);
    assert_true(slice_compare(SLICE("ab"), SLICE("a")) > 0);
    assert_true(slice_compare(SLICE("\xff"), SLICE("a")) > 0);
    assert_int_equal(slice_compare(nothing, SLICE("")), 0);
    assert_true(slice_compare(nothing, SLICE("a")) < 0);
}

static void begins_and_ends(void **state)
{
    (void)state;
    assert_true(slice_starts_with(SLICE("a.yaml"), SLICE("a.")));
    assert_true(slice_starts_with(SLICE("a"), SLICE("")));
    assert_false(slice_starts_with(SLICE("a"), SLICE("ab")));
    assert_false(slice_starts_with(SLICE("ab"), SLICE("b")));
    assert_true(slice_ends_with(SLICE("a.yaml"), SLICE(".yaml")));
    assert_true(slice_ends_with(SLICE("a"), SLICE("")));
    assert_false(slice_ends_with(SLICE("yaml"), SLICE(".yaml")));
    assert_false(slice_ends_with(SLICE("ab"), SLICE("a")));
}

static void found(void **state)
{
    (void)state;
    assert_int_equal(slice_find(SLICE("abcabc"), SLICE("ca")), 2);
    assert_int_equal(slice_find(SLICE("abc"), SLICE("x")), 3);
    assert_int_equal(slice_find(SLICE("abc"), SLICE("abcd")), 3);
    assert_int_equal(slice_find(SLICE("abc"), SLICE("")), 0);
    assert_int_equal(slice_find(nothing, SLICE("")), 0);
    assert_int_equal(slice_find(nothing, SLICE("a")), 0);
    assert_int_equal(slice_find_char(SLICE("abca"), 'a', 0), 0);
    assert_int_equal(slice_find_char(SLICE("abca"), 'a', 1), 3);
    assert_int_equal(slice_find_char(SLICE("abca"), 'x', 0), 4);
    assert_int_equal(slice_find_char(SLICE("abca"), 'a', 4), 4);
    assert_int_equal(slice_find_char(SLICE("abca"), 'a', SIZE_MAX), 4);
    assert_int_equal(slice_find_char(nothing, 'a', 0), 0);
}

static void trimmed(void **state)
{
    (void)state;
    assert_slice(slice_trim(SLICE(" \t a b \t")), "a b");
    assert_slice(slice_trim(SLICE("a")), "a");
    assert_slice(slice_trim(SLICE(" \t ")), "");
    assert_slice(slice_trim(SLICE("")), "");
    assert_slice(slice_trim(SLICE("\na\r")), "\na\r");
}

static void indented(void **state)
{
    (void)state;
    assert_int_equal(slice_indent(SLICE("  a")), 2);
    assert_int_equal(slice_indent(SLICE("a")), 0);
    assert_int_equal(slice_indent(SLICE("   ")), 3);
    assert_int_equal(slice_indent(SLICE(" \ta")), 1);
    assert_int_equal(slice_indent(nothing), 0);
}

static void digits(void **state)
{
    (void)state;
    assert_true(slice_is_digits(SLICE("0123456789")));
    assert_false(slice_is_digits(SLICE("")));
    assert_false(slice_is_digits(SLICE("1/")));
    assert_false(slice_is_digits(SLICE(":1")));
    assert_false(slice_is_digits(SLICE("-1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_of_strings), cmocka_unit_test(printed),
        cmocka_unit_test(cut_is_clamped),  cmocka_unit_test(compared),
        cmocka_unit_test(begins_and_ends), cmocka_unit_test(found),
        cmocka_unit_test(trimmed),         cmocka_unit_test(indented),
        cmocka_unit_test(digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
