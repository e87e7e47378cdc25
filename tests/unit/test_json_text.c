#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "yaml/json_text.h"

static struct slice rest_of(struct slice text, size_t at)
{
    return slice_cut(text, at, text.len);
}

static void assert_slice(struct slice got, const char *want)
{
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.data, want, got.len);
}

static void the_end_of_a_value_is_found(void **state)
{
    (void)state;
    static const char *const values[] = {"{}", "[]", "{\"a\": [1, -2.5e+3, true, false, null]}",
                                         "{\"}\": \"]{\\\"}\", \"\\\\\": {}}", "[\"\\\\\\\"] \"]"};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char text[100];
        size_t len = strlen(values[i]);
        strcpy(text, values[i]);
        strcat(text, " }");
        struct json_scan scan = {.at = 0};
        assert_int_equal(json_scan(&scan, slice_of(text)), JSON_WHOLE);
        assert_int_equal(scan.at, len);
    }
}

/* What is behind the end of the text does not count. */
static void a_text_ends_where_it_ends(void **state)
{
    (void)state;
    struct json_scan scan = {.at = 0};
    assert_int_equal(json_scan(&scan, (struct slice){"{\"a\"}", 3}), JSON_UNFINISHED);
    assert_int_equal(json_scan(&scan, (struct slice){"{\"a\"}", 4}), JSON_UNFINISHED);
    assert_int_equal(json_scan(&scan, (struct slice){"{\"a\"}", 5}), JSON_WHOLE);
    struct json_part part;
    size_t at = 0;
    assert_false(json_next((struct slice){"\"a\"", 2}, &at, &part));
}

/* However the text comes in, it ends at the same byte. */
static void a_value_may_come_in_pieces(void **state)
{
    (void)state;
    struct slice text = SLICE("  {\"a\\\"}\": [\"\\\\\", {\"b\": 1}]} x");
    struct json_scan scan = {.at = 2};
    for (size_t len = 3; len < text.len - 2; len++)
        assert_int_equal(json_scan(&scan, slice_cut(text, 0, len)), JSON_UNFINISHED);
    assert_int_equal(json_scan(&scan, text), JSON_WHOLE);
    assert_slice(rest_of(text, scan.at), " x");
}

static void what_is_no_json_is_seen(void **state)
{
    (void)state;
    static const char *const texts[] = {"{a: b}",           "{'a': 1}",        "{\"a\": 1 # c\n}",
                                        "{\"a\nb\": 1}",    "{\"a\": \"\t\"}", "{\"a\": &x 1}",
                                        "{\"a\": \"\\\n\"}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct json_scan scan = {.at = 0};
        assert_int_equal(json_scan(&scan, slice_of(texts[i])), JSON_NOT);
    }
}

static void members_come_one_by_one(void **state)
{
    (void)state;
    struct slice text =
        SLICE("{ \"a\" : 1,\"b\\\"\":\"x:,}\" , \"c\":[1,{}],\n\t\"d\": {\"e\": []},\"\":null}");
    static const char *const want[][2] = {
        {"a", "1"}, {"b\\\"", "\"x:,}\""}, {"c", "[1,{}]"}, {"d", "{\"e\": []}"}, {"", "null"}};
    struct json_part part;
    size_t at = 1;
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        assert_true(json_next(text, &at, &part));
        assert_slice(part.key, want[i][0]);
        assert_slice(slice_cut(text, part.start, part.end), want[i][1]);
    }
    assert_false(json_next(text, &at, &part));
}

static void elements_come_one_by_one(void **state)
{
    (void)state;
    struct slice text = SLICE("[\"a\", {\"b\": 1} ,[2],true]");
    static const char *const want[] = {"\"a\"", "{\"b\": 1}", "[2]", "true"};
    struct json_part part;
    size_t at = 1;
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        assert_true(json_next(text, &at, &part));
        assert_slice(part.key, "");
        assert_slice(slice_cut(text, part.start, part.end), want[i]);
    }
    assert_false(json_next(text, &at, &part));
}

static void nonsense_ends_the_search(void **state)
{
    (void)state;
    static const char *const texts[] = {"{",           "{\"a", "{\"a\":",  "{\"a\": {",
                                        "{\"a\": \"b", "{,",   "{\"a\":}", "{\"a\": {b}}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct json_part part;
        size_t at = 1;
        assert_false(json_next(slice_of(texts[i]), &at, &part));
    }
}

static void a_string_may_be_the_last_thing(void **state)
{
    (void)state;
    struct slice text = SLICE("[\"a\"");
    struct json_part part;
    size_t at = 1;
    assert_true(json_next(text, &at, &part));
    assert_slice(slice_cut(text, part.start, part.end), "\"a\"");
    assert_false(json_next(text, &at, &part));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_end_of_a_value_is_found), cmocka_unit_test(a_text_ends_where_it_ends),
        cmocka_unit_test(a_value_may_come_in_pieces),  cmocka_unit_test(what_is_no_json_is_seen),
        cmocka_unit_test(members_come_one_by_one),     cmocka_unit_test(elements_come_one_by_one),
        cmocka_unit_test(nonsense_ends_the_search),    cmocka_unit_test(a_string_may_be_the_last_thing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
