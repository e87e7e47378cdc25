#include "lib/check.h"

#include "store/instant.h"

static void assert_time(const char *text, const char *want)
{
    instant when;
    if (!instant_parse(slice_of(text), &when, NULL))
        fail_msg("\"%s\" is no time", text);
    assert_slice(instant_format(&arena, when), want);
}

static void what_barman_s3_and_postgresql_write_is_read(void **state)
{
    (void)state;
    assert_time("2026-11-24 23:59:53.928798+00:00", "2026-11-24T23:59:53.928798Z");
    assert_time("2026-11-24T23:59:53Z", "2026-11-24T23:59:53Z");
    assert_time("2026-11-24T23:59:53.000Z", "2026-11-24T23:59:53Z");
    assert_time("2026-11-24 23:59:53.5+02", "2026-11-24T21:59:53.500000Z");
    assert_time("2026-11-24 23:59:53-0330", "2026-11-25T03:29:53Z");
    assert_time("2026-11-24 23:59:53+05:45:10", "2026-11-24T18:14:43Z");
    assert_time("2026-11-24", "2026-11-24T00:00:00Z");
    assert_time("  2026-11-24 10:00 ", "2026-11-24T10:00:00Z");
    assert_time("Tue Nov 24 23:59:53 2026", "2026-11-24T23:59:53Z");
    assert_time("Sun Nov  1 03:04:05 2026", "2026-11-01T03:04:05Z");
    assert_time("2026-11-24 23:59:53.1234567+00", "2026-11-24T23:59:53.123456Z");
}

static void ends_of_the_calendar_are_right(void **state)
{
    (void)state;
    assert_time("1970-01-01 00:00:00", "1970-01-01T00:00:00Z");
    assert_time("1969-12-31 23:59:59.5", "1969-12-31T23:59:59.500000Z");
    assert_time("0001-01-01 00:00:00", "0001-01-01T00:00:00Z");
    assert_time("9999-12-31 23:59:59", "9999-12-31T23:59:59Z");
    assert_time("2000-02-29", "2000-02-29T00:00:00Z");
    assert_time("2024-03-01", "2024-03-01T00:00:00Z");
    assert_time("2026-12-31 23:59:60", "2027-01-01T00:00:00Z");
    instant when;
    assert_true(instant_parse(SLICE("2026-11-25 01:22:43+00"), &when, NULL));
    assert_true(when == 1795569763LL * INSTANT_SECOND); /* date -d … +%s */
}

static void what_is_no_time_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "None",
                                        "2026",
                                        "2026-13-01",
                                        "2026-02-29",
                                        "2100-02-29",
                                        "0000-01-01",
                                        "2026-11-24 24:00:00",
                                        "2026-11-24 23:60:00",
                                        "2026-11-24 23:59:53 UTC",
                                        "2026-11-24 23:59:53.",
                                        "2026-11-24 23:59:53+99",
                                        "2026-11-24 23:59:53+02:",
                                        "2026-11-24x23:59:53",
                                        "12026-11-24",
                                        "2026-1-24",
                                        "Tue Nov 24 23:59:53",
                                        "Tue Foo 24 23:59:53 2026",
                                        "Tue Nov 2",
                                        "\xff\xfe"};
    instant when;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (instant_parse(slice_of(texts[i]), &when, NULL))
            fail_msg("\"%s\" is read as a time", texts[i]);
}

static void an_offset_is_told_apart_from_none(void **state)
{
    (void)state;
    instant when;
    bool zoned;
    assert_true(instant_parse(SLICE("2026-11-24 10:00:00+00"), &when, &zoned) && zoned);
    assert_true(instant_parse(SLICE("2026-11-24 10:00:00"), &when, &zoned) && !zoned);
    assert_true(instant_parse(SLICE("Tue Nov 24 23:59:53 2026"), &when, &zoned) && !zoned);
}

static void times_and_lengths_are_written_for_people(void **state)
{
    (void)state;
    instant when;
    assert_true(instant_parse(SLICE("2026-11-24 10:00:07.5"), &when, NULL));
    assert_slice(instant_text(&arena, when), "2026-11-24 10:00:07");
    assert_slice(instant_text(&arena, INSTANT_NONE), "-");
    assert_slice(instant_format(&arena, INSTANT_NONE), "");
    assert_slice(instant_span(&arena, 37 * INSTANT_SECOND), "37 s");
    assert_slice(instant_span(&arena, 3599LL * INSTANT_SECOND), "59 min 59 s");
    assert_slice(instant_span(&arena, 90000LL * INSTANT_SECOND), "1 d 1 h");
    assert_slice(instant_span(&arena, -5), "0 s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_barman_s3_and_postgresql_write_is_read),
        TEST(ends_of_the_calendar_are_right),
        TEST(what_is_no_time_is_refused),
        TEST(an_offset_is_told_apart_from_none),
        TEST(times_and_lengths_are_written_for_people),
    };
    if (ARENA_BEGIN(&arena))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
