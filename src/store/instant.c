#include "store/instant.h"

static const int month_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 1970-01-01 to the first of January of the year. */
static int64_t days_before_year(int year)
{
    int64_t y = year - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 - 719162;
}

bool instant_from(int year, int month, int day, int hour, int minute, int second, instant *out)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 ||
        minute < 0 || minute > 59 || second < 0 || second > 60)
        return false;
    if (day > month_days[month - 1] + (month == 2 && is_leap(year)))
        return false;
    int64_t days = days_before_year(year) + day - 1;
    for (int m = 1; m < month; m++)
        days += month_days[m - 1] + (m == 2 && is_leap(year));
    *out = (((days * 24 + hour) * 60 + minute) * 60 + second) * INSTANT_SECOND;
    return true;
}

/* A reader over a slice: each step takes something off its front, or fails and leaves it. */
static bool take_number(struct slice *s, size_t digits, int *out)
{
    int value = 0;
    if (s->len < digits || !slice_is_digits(slice_cut(*s, 0, digits)))
        return false;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (s->data[i] - '0');
    *s = slice_cut(*s, digits, s->len);
    *out = value;
    return true;
}

static bool take_char(struct slice *s, char c)
{
    if (s->len == 0 || s->data[0] != c)
        return false;
    *s = slice_cut(*s, 1, s->len);
    return true;
}

/* ".928798": microseconds; nothing there is 0. */
static bool take_fraction(struct slice *s, int *microseconds)
{
    *microseconds = 0;
    if (!take_char(s, '.'))
        return true;
    size_t digits = 0;
    int unit = 100000;
    for (; digits < s->len && s->data[digits] >= '0' && s->data[digits] <= '9'; digits++, unit /= 10)
        *microseconds += (s->data[digits] - '0') * unit;
    *s = slice_cut(*s, digits, s->len);
    return digits > 0;
}

/* "Z", "+02", "+0200", "+02:00", "-03:30:15": seconds east of Greenwich; nothing there is 0. */
static bool take_offset(struct slice *s, int *seconds, bool *zoned)
{
    *seconds = 0;
    *zoned = s->len > 0;
    if (s->len == 0 || take_char(s, 'Z'))
        return true;
    int sign = s->data[0] == '-' ? -1 : 1;
    int hour, minute = 0, second = 0;
    if (!take_char(s, '+') && !take_char(s, '-'))
        return false;
    if (!take_number(s, 2, &hour))
        return false;
    if (s->len > 0 && (take_char(s, ':'), !take_number(s, 2, &minute)))
        return false;
    if (s->len > 0 && (!take_char(s, ':') || !take_number(s, 2, &second)))
        return false;
    if (hour > 15 || minute > 59 || second > 59)
        return false;
    *seconds = sign * (hour * 3600 + minute * 60 + second);
    return true;
}

static bool parse_iso(struct slice s, instant *out, bool *zoned)
{
    int year, month, day, hour = 0, minute = 0, second = 0, fraction = 0, offset = 0;
    *zoned = false;
    if (!take_number(&s, 4, &year) || !take_char(&s, '-') || !take_number(&s, 2, &month) ||
        !take_char(&s, '-') || !take_number(&s, 2, &day))
        return false;
    if (s.len > 0) {
        if (!take_char(&s, ' ') && !take_char(&s, 'T'))
            return false;
        if (!take_number(&s, 2, &hour) || !take_char(&s, ':') || !take_number(&s, 2, &minute))
            return false;
        if (take_char(&s, ':') && (!take_number(&s, 2, &second) || !take_fraction(&s, &fraction)))
            return false;
        if (!take_offset(&s, &offset, zoned) || s.len > 0)
            return false;
    }
    if (!instant_from(year, month, day, hour, minute, second, out))
        return false;
    *out += fraction - (int64_t)offset * INSTANT_SECOND;
    return true;
}

/* "Tue Nov 24 23:59:53 2026", the day padded with a blank or a zero. The day of the week is not looked at. */
static bool parse_ctime(struct slice s, instant *out)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int month = 0, day, hour, minute, second, year;
    if (s.len < 8 || s.data[3] != ' ' || s.data[7] != ' ')
        return false;
    for (int m = 1; m <= 12; m++)
        if (memcmp(names + (m - 1) * 3, s.data + 4, 3) == 0)
            month = m;
    s = slice_cut(s, 8, s.len);
    if (take_char(&s, ' ') ? !take_number(&s, 1, &day) : !take_number(&s, 2, &day))
        return false;
    if (!take_char(&s, ' ') || !take_number(&s, 2, &hour) || !take_char(&s, ':') ||
        !take_number(&s, 2, &minute) || !take_char(&s, ':') || !take_number(&s, 2, &second) ||
        !take_char(&s, ' ') || !take_number(&s, 4, &year))
        return false;
    return s.len == 0 && instant_from(year, month, day, hour, minute, second, out);
}

bool instant_parse(struct slice text, instant *out, bool *zoned)
{
    bool ignored;
    text = slice_trim(text);
    if (zoned == NULL)
        zoned = &ignored;
    if (text.len > 0 && text.data[0] >= '0' && text.data[0] <= '9')
        return parse_iso(text, out, zoned);
    *zoned = false;
    return parse_ctime(text, out);
}

struct calendar {
    int year, month, day, hour, minute, second, microsecond;
};

static struct calendar calendar_of(instant when)
{
    int64_t seconds = when / INSTANT_SECOND, fraction = when % INSTANT_SECOND;
    if (fraction < 0) {
        fraction += INSTANT_SECOND;
        seconds--;
    }
    int64_t days = seconds / 86400, rest = seconds % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    struct calendar c = {.year = 1970 + (int)(days / 366), .microsecond = (int)fraction};
    while (days_before_year(c.year + 1) <= days)
        c.year++;
    while (days_before_year(c.year) > days)
        c.year--;
    days -= days_before_year(c.year);
    int length;
    for (c.month = 1;; c.month++, days -= length) {
        length = month_days[c.month - 1] + (c.month == 2 && is_leap(c.year));
        if (days < length)
            break;
    }
    c.day = (int)days + 1;
    c.hour = (int)(rest / 3600);
    c.minute = (int)(rest / 60 % 60);
    c.second = (int)(rest % 60);
    return c;
}

struct slice instant_format(struct arena *arena, instant when)
{
    if (when == INSTANT_NONE)
        return SLICE("");
    struct calendar c = calendar_of(when);
    struct slice fraction = c.microsecond == 0 ? SLICE("") : arena_format(arena, ".%06d", c.microsecond);
    return arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d%.*sZ", c.year, c.month, c.day, c.hour, c.minute,
                        c.second, SLICE_ARG(fraction));
}

struct slice instant_text(struct arena *arena, instant when)
{
    if (when == INSTANT_NONE)
        return SLICE("-");
    struct calendar c = calendar_of(when);
    return arena_format(arena, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
                        c.second);
}

struct slice instant_span(struct arena *arena, int64_t microseconds)
{
    long long s = microseconds < 0 ? 0 : microseconds / INSTANT_SECOND;
    if (s < 60)
        return arena_format(arena, "%lld s", s);
    if (s < 3600)
        return arena_format(arena, "%lld min %lld s", s / 60, s % 60);
    if (s < 86400)
        return arena_format(arena, "%lld h %lld min", s / 3600, s / 60 % 60);
    return arena_format(arena, "%lld d %lld h", s / 86400, s / 3600 % 24);
}
