#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/date.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What git would write into a commit of that date is known from git itself (tests/git compares more of them).
 */
static void assert_date(const char *text, int64_t seconds, int offset)
{
    struct date date;
    if (!date_parse(slice_of(text), &date))
        fail_msg("%s is a date", text);
    assert_true(date.seconds == seconds);
    assert_int_equal(date.offset, offset);
}

static void assert_no_date(const char *text)
{
    struct date date;
    if (date_parse(slice_of(text), &date))
        fail_msg("%s is no date", text);
}

static void local_time_is(const char *zone)
{
    setenv("TZ", zone, 1);
    tzset();
}

static void raw_dates(void **state)
{
    (void)state;
    assert_date("1112911993 +0200", 1112911993, 120);
    assert_date("@1112911993 -0330", 1112911993, -210);
    assert_date("  @0 +0000 ", 0, 0);
    assert_date("@999999999999999 +0000", 999999999999999, 0);
    assert_no_date("@9999999999999999 +0000");
    assert_no_date("12345678 +0000"); /* could be 1234-56-78 */
    assert_no_date("@ +0000");
    assert_no_date("@1 +02:00");
    assert_no_date("@1 0200");
    assert_no_date("@1  +0200");
    assert_no_date("1112911993+0200");
    assert_no_date("@-1 +0000");
}

static void iso_dates(void **state)
{
    (void)state;
    local_time_is("UTC");
    assert_date("2005-04-07T22:13:13Z", 1112911993, 0);
    assert_date("2005-04-07T22:13:13+02:00", 1112904793, 120);
    assert_date("2005-04-07 22:13:13 -0330", 1112924593, -210);
    assert_date("2005-04-07T22:13:13.999+02", 1112904793, 120);
    assert_date("2005-04-07T22:13:13", 1112911993, 0);
    assert_no_date("2005-04-07");
    assert_no_date("2005-04-07T22:13");
    assert_no_date("2005-13-07T22:13:13Z");
    assert_no_date("2005-04-00T22:13:13Z");
    assert_no_date("2005-04-07T25:13:13Z");
    assert_no_date("2005-04-07T22:13:13.Z");
    assert_no_date("2005-04-07T22:13:13+2");
    assert_no_date("2005-04-07T22:13:13+02:60");
    assert_no_date("2005-04-07T22:13:13+24:00");
    assert_no_date("2005-04-07T22:13:13ZZ");
    assert_no_date("1960-01-01T00:00:00Z");
}

static void rfc_dates(void **state)
{
    (void)state;
    assert_date("Thu, 07 Apr 2005 22:13:13 +0200", 1112904793, 120);
    assert_date("7 Apr 2005 22:13:13 GMT", 1112911993, 0);
    assert_no_date("07 April 22:13:13 +0200");
}

static void dates_around_leap_days(void **state)
{
    (void)state;
    assert_date("2000-02-29T00:00:00Z", 951782400, 0);
    assert_date("2000-03-01T00:00:00Z", 951868800, 0);
    assert_date("2100-02-28T23:59:59Z", 4107542399, 0);
    assert_date("2100-03-01T00:00:00Z", 4107542400, 0);
    assert_date("1970-01-01T00:00:00Z", 0, 0);
}

static void local_time_has_the_offset_of_its_day(void **state)
{
    (void)state;
    local_time_is("CET-1CEST,M3.5.0,M10.5.0/3");
    assert_date("2005-04-07T22:13:13", 1112904793, 120);
    assert_date("2005-12-07T22:13:13", 1133989993, 60);
    assert_date("@1112904793", 1112904793, 120);
    local_time_is("NST3:30");
    assert_date("2005-12-07T22:13:13", 1134006193, -210);
}

static void what_is_guessed_at_is_refused(void **state)
{
    (void)state;
    assert_no_date("");
    assert_no_date("   ");
    assert_no_date("yesterday");
    assert_no_date("04/07/2005");
    assert_no_date("12:00");
    assert_no_date("2005-04-07T22:13:13 2005-04-07T22:13:13 2005-04-07T22:13:13 2005-04-07T22:13:13");
    struct date date;
    assert_false(date_parse((struct slice){"@1 +0000\0x", 10}, &date));
}

static void now_is_now(void **state)
{
    (void)state;
    local_time_is("NST3:30");
    int64_t before = (int64_t)time(NULL);
    struct date date = date_now();
    assert_true(date.seconds >= before && date.seconds <= (int64_t)time(NULL));
    assert_int_equal(date.offset, -210);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_dates),
        cmocka_unit_test(iso_dates),
        cmocka_unit_test(rfc_dates),
        cmocka_unit_test(dates_around_leap_days),
        cmocka_unit_test(local_time_has_the_offset_of_its_day),
        cmocka_unit_test(what_is_guessed_at_is_refused),
        cmocka_unit_test(now_is_now),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
