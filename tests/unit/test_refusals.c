#include "lib/yaml.h"

#include "base/refusals.h"

/* Codes are stable: R001 is the first row, and no row goes or moves. */
static void every_row_has_its_code_and_its_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        const struct refusal_text *row = &refusal_table[i];
        assert_non_null(row->code);
        assert_slice(arena_format(&arena, "R%03zu", i + 1), row->code);
        assert_true(strlen(row->title) > 0);
        assert_true(strlen(row->explanation) > 0);
        assert_true(strlen(row->next) > 0);
    }
}

/* These are in scripts and in people's heads. */
static void codes_do_not_move(void **state)
{
    (void)state;
    assert_string_equal(refusal_table[REFUSE_CONFLICT].code, "R001");
    assert_string_equal(refusal_table[REFUSE_NO_STORE].code, "R002");
    assert_string_equal(refusal_table[REFUSE_VARIABLE].code, "R011");
    assert_string_equal(refusal_table[REFUSE_STALE_BLOCK].code, "R020");
    assert_string_equal(refusal_table[REFUSE_NOT_PROVED].code, "R023");
    assert_string_equal(refusal_table[REFUSE_MALFORMED].code, "R031");
    assert_string_equal(refusal_table[REFUSE_NO_PLAIN_COMMIT].code, "R038");
}

/* Messages and next steps end without a full stop: programs put them into sentences of their own. */
static void explanations_are_sentences_and_steps_are_not(void **state)
{
    (void)state;
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        struct slice explanation = slice_of(refusal_table[i].explanation),
                     next = slice_of(refusal_table[i].next), title = slice_of(refusal_table[i].title);
        if (!slice_ends_with(explanation, SLICE(".")) || slice_ends_with(next, SLICE(".")) ||
            slice_ends_with(title, SLICE(".")))
            fail_msg("%s", refusal_table[i].code);
    }
}

static void a_refusal_is_an_error_of_its_row(void **state)
{
    (void)state;
    struct error error = refuse(&arena, REFUSE_GENERATION, "%s of %d bytes", "a name", 7);
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_string_equal(error.code, "R024");
    assert_slice(error.message, "a name of 7 bytes");
    assert_slice(error.next, refusal_table[REFUSE_GENERATION].next);
    assert_int_equal(error.line, 0);
    assert_int_equal(error.column, 0);
    assert_int_equal(error.file.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_row_has_its_code_and_its_texts),
        TEST(codes_do_not_move),
        TEST(explanations_are_sentences_and_steps_are_not),
        TEST(a_refusal_is_an_error_of_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
