#define _XOPEN_SOURCE 700 /* strptime */
#include "git/date.h"
#include <string.h>
#include <time.h>

enum { LONGEST = 63, MINUTES_A_DAY = 24 * 60 };

/* Days from 1970-01-01 to a date of the Gregorian calendar (month from 1). */
static int64_t days_of(int64_t year, int month, int day)
{
    static const int before[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t full = year - 1;
    int64_t days = full * 365 + full / 4 - full / 100 + full / 400 + before[month - 1] + day - 1;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days + (leap && month > 2 ? 1 : 0) - 719162;
}

static int64_t seconds_of(const struct tm *tm)
{
    return days_of(tm->tm_year + 1900, tm->tm_mon + 1, tm->tm_mday) * 86400 + tm->tm_hour * 3600 +
           tm->tm_min * 60 + tm->tm_sec;
}

/* What local clocks are ahead of UTC at that moment, in minutes. */
static int local_offset(time_t moment)
{
    struct tm local;
    if (localtime_r(&moment, &local) == NULL)
        return 0;
    return (int)((seconds_of(&local) - (int64_t)moment) / 60);
}

struct date date_now(void)
{
    time_t now = time(NULL);
    return (struct date){(int64_t)now, local_offset(now)};
}

static size_t take_digits(struct slice *s, size_t least, size_t most, int64_t *number)
{
    size_t n = 0;
    *number = 0;
    while (n < s->len && n < most && s->data[n] >= '0' && s->data[n] <= '9')
        *number = *number * 10 + (s->data[n++] - '0');
    if (n < least)
        return 0;
    *s = slice_cut(*s, n, s->len);
    return n;
}

static bool take(struct slice *s, struct slice what)
{
    if (!slice_starts_with(*s, what))
        return false;
    *s = slice_cut(*s, what.len, s->len);
    return true;
}

/* "+0200", "+02:00", "+02", "Z", "GMT", "UTC": all of s. */
static bool parse_zone(struct slice s, int *offset)
{
    *offset = 0;
    if (slice_equal(s, SLICE("Z")) || slice_equal(s, SLICE("GMT")) || slice_equal(s, SLICE("UTC")))
        return true;
    bool west = s.len > 0 && s.data[0] == '-';
    if (!take(&s, SLICE("+")) && !take(&s, SLICE("-")))
        return false;
    int64_t hours, minutes = 0;
    if (take_digits(&s, 2, 2, &hours) == 0)
        return false;
    take(&s, SLICE(":"));
    if (s.len > 0 && take_digits(&s, 2, 2, &minutes) == 0)
        return false;
    if (s.len != 0 || minutes > 59 || hours * 60 + minutes >= MINUTES_A_DAY)
        return false;
    *offset = (int)(hours * 60 + minutes) * (west ? -1 : 1);
    return true;
}

/* "1112911993 +0200". Without @ the number needs 9 digits, as for git: fewer could be a year or a time of
 * day. */
static bool parse_raw(struct slice s, struct date *date)
{
    size_t least = take(&s, SLICE("@")) ? 1 : 9;
    if (take_digits(&s, least, 15, &date->seconds) == 0)
        return false;
    if (s.len == 0) {
        date->offset = local_offset((time_t)date->seconds);
        return true;
    }
    return take(&s, SLICE(" ")) && s.len == 5 && parse_zone(s, &date->offset);
}

/* A moment told by a clock in the zone that zone names; an empty one is the local zone. */
static bool from_clock(struct tm *tm, struct slice zone, struct date *date)
{
    if (zone.len != 0) {
        if (!parse_zone(zone, &date->offset))
            return false;
        date->seconds = seconds_of(tm) - (int64_t)date->offset * 60;
    } else {
        tm->tm_isdst = -1;
        time_t local = mktime(tm);
        date->seconds = (int64_t)local;
        date->offset = local_offset(local);
    }
    return date->seconds >= 0;
}

/* Tries a format of strptime; what follows it is a fraction and a zone. */
static bool parse_clock(const char *text, const char *format, struct date *date)
{
    struct tm tm = {0};
    const char *rest = strptime(text, format, &tm);
    if (rest == NULL || tm.tm_mday < 1 || tm.tm_sec > 60)
        return false;
    struct slice zone = slice_of(rest);
    int64_t fraction;
    if (take(&zone, SLICE(".")) && take_digits(&zone, 1, 18, &fraction) == 0)
        return false;
    return from_clock(&tm, slice_trim(zone), date);
}

bool date_parse(struct slice text, struct date *date)
{
    static const char *const formats[] = {"%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%a, %d %b %Y %H:%M:%S",
                                          "%d %b %Y %H:%M:%S"};
    text = slice_trim(text);
    if (text.len > LONGEST || memchr(text.data, '\0', text.len) != NULL)
        return false;
    if (parse_raw(text, date))
        return true;
    char copy[LONGEST + 1] = {0};
    memcpy(copy, text.data, text.len);
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (parse_clock(copy, formats[i], date))
            return true;
    return false;
}
