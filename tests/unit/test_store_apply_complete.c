/* What the log of a recovery adds to the proof that it is complete. */
#include "lib/check.h"

#include "cli/apply_complete.h"

static struct store_proof weigh(enum proof_state state, struct followed seen)
{
    return apply_complete(&arena, (struct store_proof){state, SLICE("it ended at 0/A000000")}, &seen);
}

static const struct followed unread = {0}, away = {.store_was_away = true},
                             away_and_whole = {.store_was_away = true, .log_is_whole = true},
                             whole = {.log_is_whole = true};

static void the_store_decides(void **state)
{
    (void)state;
    static const struct followed *const logs[] = {&unread, &away, &away_and_whole, &whole};
    for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
        assert_int_equal(weigh(PROOF_HOLDS, *logs[i]).state, PROOF_HOLDS);
        assert_int_equal(weigh(PROOF_FAILS, *logs[i]).state, PROOF_FAILS);
        assert_slice(weigh(PROOF_FAILS, *logs[i]).sentence, "it ended at 0/A000000");
        assert_slice(weigh(PROOF_AWAITED, *logs[i]).sentence, "it ended at 0/A000000");
    }
}

static void a_store_that_was_away_disproves_what_it_cannot_tell(void **state)
{
    (void)state;
    assert_int_equal(weigh(PROOF_LACKS, away).state, PROOF_FAILS);
    assert_int_equal(weigh(PROOF_LACKS, away_and_whole).state, PROOF_FAILS);
    assert_holds(weigh(PROOF_LACKS, away).sentence, "Can't connect to cloud provider");
}

static void silence_is_told_where_all_was_read_and_proves_nothing(void **state)
{
    (void)state;
    assert_int_equal(weigh(PROOF_LACKS, whole).state, PROOF_LACKS);
    assert_int_equal(weigh(PROOF_LACKS, unread).state, PROOF_LACKS);
    assert_slice(
        weigh(PROOF_HOLDS, whole).sentence,
        "it ended at 0/A000000; the recovery's log, read to the end of the replay, has no \"Can't connect "
        "to cloud provider\"");
    assert_slice(weigh(PROOF_HOLDS, unread).sentence, "it ended at 0/A000000");
}

static void an_end_that_was_reached_stands_though_the_store_was_away(void **state)
{
    (void)state;
    assert_slice(
        weigh(PROOF_HOLDS, away).sentence,
        "it ended at 0/A000000; the recovery's log has \"Can't connect to cloud provider\", and the end was "
        "reached all the same");
    assert_slice(weigh(PROOF_HOLDS, away_and_whole).sentence, weigh(PROOF_HOLDS, away).sentence.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(the_store_decides),
                                       TEST(a_store_that_was_away_disproves_what_it_cannot_tell),
                                       TEST(silence_is_told_where_all_was_read_and_proves_nothing),
                                       TEST(an_end_that_was_reached_stands_though_the_store_was_away)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
