#include "lib/check.h"

#include "base/refusals.h"
#include <stdio.h>

static void none_is_no_failure(void **state)
{
    (void)state;
    assert_false(failed(NO_ERROR));
    assert_int_equal(NO_ERROR.message.len, 0);
}

static void made_with_a_formatted_sentence(void **state)
{
    (void)state;
    struct error error = error_make(&arena, ERROR_USAGE, "no option %s in %d", "--x", 3);
    assert_true(failed(error));
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_null(error.code);
    assert_slice(error.message, "no option --x in 3");
    assert_int_equal(error.next.len, 0);
    assert_int_equal(error.file.len, 0);
    assert_int_equal(error.line, 0);
}

static void completed_step_by_step(void **state)
{
    (void)state;
    struct error error = error_make(&arena, ERROR_SYSTEM, "away");
    error = error_next(error, SLICE("look for it"));
    error = error_in(error, SLICE("a.yaml"));
    error = error_in(error, SLICE("b.yaml"));
    assert_slice(error.message, "away");
    assert_slice(error.next, "look for it");
    assert_slice(error.file, "a.yaml");
}

static void out_of_memory_needs_none(void **state)
{
    (void)state;
    struct error error = error_out_of_memory();
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_slice(error.message, "out of memory");
    assert_true(error.next.len > 0);
}

static void refusals_carry_code_and_next_step_of_their_row(void **state)
{
    (void)state;
    struct error error = refuse(&arena, REFUSE_CHANGED, "held by %d", 7);
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_string_equal(error.code, "R019");
    assert_slice(error.message, "held by 7");
    assert_slice(error.next, refusal_table[REFUSE_CHANGED].next);
}

/* The codes are promised to be stable, so a row that moves must be noticed. */
static void every_refusal_has_its_own_complete_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        char code[8];
        snprintf(code, sizeof code, "R%03zu", i + 1);
        assert_string_equal(refusal_table[i].code, code);
        assert_true(strlen(refusal_table[i].title) > 0);
        assert_true(strlen(refusal_table[i].explanation) > 0);
        assert_true(strlen(refusal_table[i].next) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(none_is_no_failure),
        TEST(made_with_a_formatted_sentence),
        TEST(completed_step_by_step),
        TEST(out_of_memory_needs_none),
        TEST(refusals_carry_code_and_next_step_of_their_row),
        TEST(every_refusal_has_its_own_complete_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
