#define _POSIX_C_SOURCE 200809L /* open_memstream */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/console.h"
#include "report/json.h"
#include "report/wrap.h"

static struct arena arena;
static char *printed;
static size_t printed_len;
static FILE *stream;

static int open_stream(void **state)
{
    (void)state;
    stream = open_memstream(&printed, &printed_len);
    return stream == NULL;
}

static int close_stream(void **state)
{
    (void)state;
    fclose(stream);
    free(printed);
    arena_free(&arena);
    return 0;
}

static void assert_printed(const char *want)
{
    fflush(stream);
    assert_string_equal(printed, want);
}

static struct error example(void)
{
    return (struct error){.kind = ERROR_REFUSED,
                          .code = "R001",
                          .message = SLICE("two methods"),
                          .next = SLICE("remove one"),
                          .file = SLICE("a.yaml"),
                          .line = 2,
                          .column = 3};
}

static void an_error_says_where_what_and_what_next(void **state)
{
    (void)state;
    struct console console = {.err = stream, .program = "cnpg-dr"};
    console_error(&console, example(), SLICE("one\n  two\n"));
    assert_printed("a.yaml:2:3: error: two methods [R001]\n  next: remove one\n");
}

static void an_error_without_a_file_names_the_program(void **state)
{
    (void)state;
    struct console console = {.err = stream, .program = "cnpg-dr"};
    console_error(&console, (struct error){.kind = ERROR_USAGE, .message = SLICE("no command")}, SLICE(""));
    assert_printed("cnpg-dr: error: no command\n");
}

static void a_terminal_is_shown_the_line(void **state)
{
    (void)state;
    struct console console = {.err = stream, .program = "cnpg-dr", .excerpt = true};
    console_error(&console, example(), SLICE("one\n  two\r\nthree"));
    assert_printed(
        "a.yaml:2:3: error: two methods [R001]\n     2 |   two\n       |   ^\n  next: remove one\n");
}

static void the_last_line_needs_no_end_to_be_shown(void **state)
{
    (void)state;
    struct console console = {.err = stream, .program = "cnpg-dr", .excerpt = true};
    console_error(&console, example(), SLICE("one\n  two"));
    assert_printed(
        "a.yaml:2:3: error: two methods [R001]\n     2 |   two\n       |   ^\n  next: remove one\n");
}

static void a_line_that_is_not_there_is_not_shown(void **state)
{
    (void)state;
    struct console console = {.err = stream, .program = "cnpg-dr", .excerpt = true};
    console_error(&console, example(), SLICE("one"));
    assert_printed("a.yaml:2:3: error: two methods [R001]\n  next: remove one\n");
}

static void control_characters_are_made_visible(void **state)
{
    (void)state;
    console_clean(stream, SLICE("a\x1b[31mb\nc\x7f\xc2\x9b"
                                "d\xc3\xa9"));
    assert_printed("a\\x1b[31mb\\x0ac\\x7f\\x9bd\xc3\xa9");
}

static void quiet_leaves_errors_only(void **state)
{
    (void)state;
    struct console console = {.err = stream, .program = "cnpg-dr", .quiet = true};
    console_warning(&console, SLICE("a.yaml"), 1, SLICE("look"));
    console_note(&console, SLICE("a.yaml"), 1, SLICE("done"));
    assert_printed("");
    console_error(&console, example(), SLICE(""));
    fflush(stream);
    assert_true(printed_len > 0);
}

static void text_is_wrapped_at_blanks(void **state)
{
    (void)state;
    wrap_print(
        stream,
        SLICE("aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg hhhhhhhhh iiiiiiiii"), 0,
        2);
    assert_printed(
        "aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg hhhhhhhhh\n  iiiiiiiii\n");
}

static void bytes_that_are_no_text_become_replacement_characters(void **state)
{
    (void)state;
    struct json_answer *answer = json_answer(&arena, "test");
    json_put_slice(answer, answer->root, "value",
                   SLICE("a\xff\xc3(\xed\xa0\x80\xf4\x90\x80\x80\xc3\xa9\xe2\x82"));
    assert_false(failed(json_print(answer, stream)));
    fflush(stream);
    json_t *read = json_loads(printed, 0, NULL);
    assert_non_null(read);
    assert_string_equal(json_string_value(json_object_get(read, "schema")), "cnpg-dr/test/1");
#define U "\xef\xbf\xbd"
    assert_string_equal(json_string_value(json_object_get(read, "value")),
                        "a" U U "(" U U U U U U U "\xc3\xa9" U U);
    json_decref(read);
}

static void a_nul_stays_in_a_string(void **state)
{
    (void)state;
    struct json_answer *answer = json_answer(&arena, "test");
    json_put_slice(answer, answer->root, "value", SLICE("a\0b"));
    assert_false(failed(json_print(answer, stream)));
    fflush(stream);
    assert_non_null(strstr(printed, "\"a\\u0000b\""));
}

static void an_answer_without_memory_is_an_error(void **state)
{
    (void)state;
    struct json_answer *answer = json_answer(&arena, "test");
    json_put_slice(answer, NULL, "value", SLICE("the object that could not be made"));
    assert_int_equal(json_print(answer, stream).kind, ERROR_SYSTEM);
    assert_printed("");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_stream, close_stream)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_error_says_where_what_and_what_next),
        TEST(an_error_without_a_file_names_the_program),
        TEST(a_terminal_is_shown_the_line),
        TEST(the_last_line_needs_no_end_to_be_shown),
        TEST(a_line_that_is_not_there_is_not_shown),
        TEST(control_characters_are_made_visible),
        TEST(quiet_leaves_errors_only),
        TEST(text_is_wrapped_at_blanks),
        TEST(bytes_that_are_no_text_become_replacement_characters),
        TEST(a_nul_stays_in_a_string),
        TEST(an_answer_without_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
