#include "lib/check.h"

#include "cnpg/target.h"
#include "cnpg/target_time.h"

/* What the check says of a target; UTC must not be assumed where no time lacks its offset. */
static struct error checked(struct recovery_target target)
{
    bool utc = true;
    struct error error = recovery_target_check(&arena, &target, &utc);
    assert_false(utc);
    return error;
}

static void assert_taken(struct recovery_target target)
{
    struct error error = checked(target);
    if (failed(error))
        fail_msg("refused: %.*s", SLICE_ARG(error.message));
}

static void assert_refused(struct recovery_target target, const char *part)
{
    struct error error = checked(target);
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_string_equal(error.code, "R025");
    assert_true(error.next.len > 0);
    if (slice_find(error.message, slice_of(part)) == error.message.len)
        fail_msg("\"%.*s\" does not say \"%s\"", SLICE_ARG(error.message), part);
}

static void every_field_counts_as_asked_for(void **state)
{
    (void)state;
    const struct recovery_target targets[] = {
        {.time = SLICE("x")}, {.lsn = SLICE("x")},       {.xid = SLICE("x")}, {.name = SLICE("x")},
        {.tli = SLICE("x")},  {.backup_id = SLICE("x")}, {.immediate = true}, {.exclusive = true},
    };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        assert_true(recovery_target_asked(&targets[i]));
    assert_false(recovery_target_asked(&(struct recovery_target){.time = SLICE("")}));
}

static void nothing_asked_for_is_fine(void **state)
{
    (void)state;
    assert_taken((struct recovery_target){.exclusive = false});
    assert_taken((struct recovery_target){.exclusive = true});
    assert_taken((struct recovery_target){.backup_id = SLICE("20260101T000000")});
}

static void times_with_an_offset_stay(void **state)
{
    (void)state;
    static const char *const times[] = {
        "2026-01-02 03:04:05+00",
        "2026-01-02 03:04:05-05",
        "2026-01-02 03:04:05+05:30",
        "2026-01-02 03:04:05.5+05:30:15",
        "2026-01-02 03:04:05.123456789-15:59:59",
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.123456Z",
        "2026-01-02T03:04:05+02:00",
        "2026-01-02T03:04:05.1-00:00",
        "2024-02-29 23:59:59+00",
        "2000-02-29 00:00:00+00",
        "0001-01-01 00:00:00+00",
        "9999-12-31 23:59:59+00",
    };
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct recovery_target target = {.time = slice_of(times[i])};
        bool utc = true;
        assert_false(failed(recovery_target_check(&arena, &target, &utc)));
        assert_false(utc);
        assert_slice(target.time, times[i]);
    }
}

static void times_without_an_offset_are_utc(void **state)
{
    (void)state;
    static const char *const times[][2] = {
        {"2026-01-02", "2026-01-02 00:00:00+00:00"},
        {"2026-01-02 03:04:05", "2026-01-02 03:04:05+00:00"},
        {"2026-01-02 03:04:05.25", "2026-01-02 03:04:05.25+00:00"},
        {"2026-01-02T03:04:05", "2026-01-02 03:04:05+00:00"},
        {"2026-01-02T03:04:05.000001", "2026-01-02 03:04:05.000001+00:00"},
    };
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct recovery_target target = {.time = slice_of(times[i][0])};
        bool utc = false;
        assert_false(failed(recovery_target_check(&arena, &target, &utc)));
        assert_true(utc);
        assert_slice(target.time, times[i][1]);
        assert_false(
            failed(recovery_target_check(&arena, &target, &utc))); /* what is written is taken as it is */
        assert_false(utc);
        assert_slice(target.time, times[i][1]);
    }
}

/* Every text that is cut off, or has one byte more or another one, is no time, or one of the forms by itself.
 */
static void times_of_another_form_are_refused(void **state)
{
    (void)state;
    static const char *const times[] = {
        "now",
        "infinity",
        "tomorrow",
        "2026",
        "2026-01",
        "2026-1-2",
        "20260102",
        "2026-01-02 ",
        " 2026-01-02",
        "2026-01-02 03",
        "2026-01-02 03:04",
        "2026-01-02 03:04:",
        "2026-01-02 03:04:0",
        "2026-01-02 3:04:05",
        "2026-01-02  03:04:05",
        "2026-01-02\t03:04:05",
        "2026-01-02 03:04:05Z",
        "2026-01-02 03:04:05 Z",
        "2026-01-02 03:04:05 UTC",
        "2026-01-02 03:04:05 +00",
        "2026-01-02 03:04:05 Europe/Rome",
        "2026-01-02 03:04:05.",
        "2026-01-02 03:04:05.+00",
        "2026-01-02 03:04:05,5",
        "2026-01-02 03:04:05+",
        "2026-01-02 03:04:05+0",
        "2026-01-02 03:04:05+000",
        "2026-01-02 03:04:05+0000",
        "2026-01-02 03:04:05+00:",
        "2026-01-02 03:04:05+00:0",
        "2026-01-02 03:04:05+00:00:",
        "2026-01-02 03:04:05+00:00:0",
        "2026-01-02 03:04:05+00:00:00:00",
        "2026-01-02 03:04:05.1234567890+00",
        "2026-01-02 03:04:05 BC",
        "2026-01-02 BC",
        "2026-01-02T",
        "2026-01-02t03:04:05Z",
        "2026-01-02T03:04:05z",
        "2026-01-02T03:04Z",
        "2026-01-02T03:04:05+00",
        "2026-01-02T03:04:05+0000",
        "2026-01-02T03:04:05+00:00:00",
        "2026-01-02T03:04:05ZZ",
        "2026-01-02T03:04:05Z+00:00",
        "12026-01-02",
        "-2026-01-02",
        "2026/01/02",
        "2026-01/02",
        "2026-01-02 03.04:05",
        "2026-01-02 03:04.05",
        "2026-01-aa",
        "2026-aa-02",
        "aaaa-01-02",
        "2026-01-02 aa:04:05",
        "2026-01-02 03:aa:05",
        "2026-01-02 03:04:aa",
        "2026-01-02 03:04:05+aa",
        "2026-01-02 03:04:05+00:aa",
        "2026-01-02T03:04:05+00:aa",
        "2026-01-02_03:04:05",
        "2026-01-02 03:04:05*00",
    };
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        assert_refused((struct recovery_target){.time = slice_of(times[i])},
                       "The format of TargetTime is invalid");
    assert_refused((struct recovery_target){.time = SLICE("2026-01-02\0")}, "\"2026-01-02\\000\"");
}

static void times_that_the_calendar_does_not_have(void **state)
{
    (void)state;
    static const char *const times[] = {
        "0000-01-01",
        "2026-00-01",
        "2026-13-01",
        "2026-01-00",
        "2026-01-32",
        "2026-02-29",
        "2024-02-30",
        "1900-02-29",
        "2026-04-31",
        "2026-12-32",
        "2026-01-02 24:00:00",
        "2026-01-02 23:60:00",
        "2026-01-02 23:59:60",
        "2026-01-02 03:04:05+16",
        "2026-01-02 03:04:05-99:00",
        "2026-01-02 03:04:05+00:60",
        "2026-01-02 03:04:05+00:00:60",
        "2026-01-02T03:04:05+00:60",
    };
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        assert_refused((struct recovery_target){.time = slice_of(times[i])}, "is no time of the calendar");
}

/* All days of the years that have a rule of their own, against a plain count. */
static void every_day_of_the_calendar_is_taken(void **state)
{
    (void)state;
    static const int years[] = {1900, 2000, 2023, 2024, 2100};
    static const int lengths[] = {365, 366, 365, 366, 365};
    for (size_t i = 0; i < sizeof years / sizeof *years; i++) {
        int days = 0;
        for (int month = 0; month <= 13; month++) {
            for (int day = 0; day <= 32; day++) {
                struct target_time time;
                struct slice text = arena_format(&arena, "%04d-%02d-%02d", years[i], month, day);
                days += target_time_read(text, &time) == TARGET_TIME_FINE;
            }
        }
        assert_int_equal(days, lengths[i]);
    }
}

static void lsn_is_two_hexadecimal_numbers(void **state)
{
    (void)state;
    assert_taken((struct recovery_target){.lsn = SLICE("0/3000060")});
    assert_taken((struct recovery_target){.lsn = SLICE("0/0")});
    assert_taken((struct recovery_target){.lsn = SLICE("FFFFFFFF/abcdef01")});
    static const char *const bad[] = {"0",     "/",    "0/",   "/0",   "0/0/0", "0 /0",      "g/0",
                                      "0/0x1", "-1/0", "+1/0", "0/0 ", "0\\0",  "16/B374D8G"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused((struct recovery_target){.lsn = slice_of(bad[i])}, "\"Invalid TargetLSN\"");
    assert_refused((struct recovery_target){.lsn = SLICE("0/0\0")}, "\"Invalid TargetLSN\"");
    assert_refused((struct recovery_target){.lsn = SLICE("123456789/0")}, "more than eight digits");
    assert_refused((struct recovery_target){.lsn = SLICE("0/123456789")}, "more than eight digits");
}

static struct recovery_target with_xid(const char *xid)
{
    return (struct recovery_target){.xid = slice_of(xid), .backup_id = SLICE("20260101T000000")};
}

static void xid_is_a_number_of_32_bits(void **state)
{
    (void)state;
    static const char *const good[] = {"0", "1", "10", "999999999", "4294967294", "4294967295"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_taken(with_xid(good[i]));
    static const char *const bad[] = {"-1",         "+1",         "x",          "1 ",
                                      "4294967296", "4294967300", "5000000000", "10000000000"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused(with_xid(bad[i]), "must be a non-negative 32-bit integer");
    assert_refused(with_xid("010"),
                   "targetXID \"010\" begins with a zero: PostgreSQL would read it as octal");
    assert_refused(with_xid("00"), "octal");
    assert_refused(with_xid("0x10"), "octal");
}

static void tli_is_latest_or_a_number(void **state)
{
    (void)state;
    static const char *const good[] = {"latest", "1", "20", "4294967295"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_taken((struct recovery_target){.tli = slice_of(good[i])});
    static const char *const bad[] = {"0", "-1", "+1", "current", "Latest", "latest ", "1.0", "0x1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_refused((struct recovery_target){.tli = slice_of(bad[i])}, "'latest' or a positive integer");
    assert_refused((struct recovery_target){.tli = SLICE("4294967296")}, "in 32 bits");
    assert_refused((struct recovery_target){.tli = SLICE("010")}, "octal");
}

static struct recovery_target with_name(struct slice name)
{
    return (struct recovery_target){.name = name, .backup_id = SLICE("20260101T000000")};
}

static void name_is_short_and_clean(void **state)
{
    (void)state;
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl";
    assert_taken(with_name(SLICE("barman_20260101T000000")));
    assert_taken(with_name(SLICE("before the upgrade, d\xC3\xA9j\xC3\xA0")));
    assert_taken(with_name((struct slice){letters, 63}));
    assert_refused(with_name((struct slice){letters, 64}), "must be shorter than 64 bytes");
    assert_refused(with_name(SLICE("a\nb")), "targetName \"a\\nb\" would be rejected");
    assert_refused(with_name(SLICE("a\x7F")), "must not contain ASCII control characters");
    assert_refused(with_name(SLICE("a\0")), "must not contain ASCII control characters");
    assert_refused(with_name(SLICE("a\xFF")), "is not UTF-8");
    assert_refused(with_name(SLICE("a\xC2\x85")), "line break of YAML");
}

static void backup_id_is_clean(void **state)
{
    (void)state;
    assert_refused((struct recovery_target){.backup_id = SLICE("a\nb")},
                   "backupID \"a\\nb\" holds a control");
    assert_refused((struct recovery_target){.backup_id = SLICE("a\xFF")}, "backupID \"a\\377\" is not UTF-8");
}

static void one_target_at_most(void **state)
{
    (void)state;
    static const char *const fields[] = {"targetTime", "targetLSN", "targetXID", "targetName",
                                         "targetImmediate"};
    for (unsigned set = 0; set < 32; set++) {
        struct recovery_target target = {.backup_id = SLICE("id"), .tli = SLICE("2"), .exclusive = true};
        target.time = set & 1 ? SLICE("2026-01-02 03:04:05+00") : target.time;
        target.lsn = set & 2 ? SLICE("0/1") : target.lsn;
        target.xid = set & 4 ? SLICE("7") : target.xid;
        target.name = set & 8 ? SLICE("x") : target.name;
        target.immediate = set & 16;
        if ((set & (set - 1)) == 0) {
            assert_taken(target);
            continue;
        }
        size_t first = (size_t)__builtin_ctz(set), second = (size_t)__builtin_ctz(set & (set - 1));
        struct slice both = arena_format(&arena, "%s and %s together", fields[first], fields[second]);
        assert_refused(target, arena_string(&arena, both));
        assert_refused(target, "Recovery target options are mutually exclusive");
    }
}

static void some_targets_need_a_backup_id(void **state)
{
    (void)state;
    assert_refused((struct recovery_target){.xid = SLICE("7")}, "targetXID without a backup id");
    assert_refused((struct recovery_target){.name = SLICE("x")}, "targetName without a backup id");
    assert_refused((struct recovery_target){.immediate = true}, "targetImmediate without a backup id");
    assert_refused((struct recovery_target){.immediate = true}, "\"BackupID is missing\"");
    assert_taken((struct recovery_target){.immediate = true, .backup_id = SLICE("id")});
    assert_taken((struct recovery_target){.lsn = SLICE("0/1")});
    assert_taken((struct recovery_target){.time = SLICE("2026-01-02 03:04:05+00")});
    assert_taken((struct recovery_target){.tli = SLICE("2")});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_counts_as_asked_for),
        TEST(nothing_asked_for_is_fine),
        TEST(times_with_an_offset_stay),
        TEST(times_without_an_offset_are_utc),
        TEST(times_of_another_form_are_refused),
        TEST(times_that_the_calendar_does_not_have),
        TEST(every_day_of_the_calendar_is_taken),
        TEST(lsn_is_two_hexadecimal_numbers),
        TEST(xid_is_a_number_of_32_bits),
        TEST(tli_is_latest_or_a_number),
        TEST(name_is_short_and_clean),
        TEST(backup_id_is_clean),
        TEST(one_target_at_most),
        TEST(some_targets_need_a_backup_id),
    };
    return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
