#include "cnpg/target_time.h"

enum { LONGEST_FRACTION = 9 }; /* Go's nanoseconds; lib/pq reads a longer fraction as another one */

/* What is left to read of a time. */
struct reader {
    struct slice text;
    size_t at;
};

struct fields {
    int year, month, day, hour, minute, second;
    int offset_hour, offset_minute, offset_second;
};

static bool at_end(const struct reader *r)
{
    return r->at == r->text.len;
}

/* Reads one c, if that is what comes. */
static bool take(struct reader *r, char c)
{
    if (at_end(r) || r->text.data[r->at] != c)
        return false;
    r->at++;
    return true;
}

/* Reads exactly so many digits. */
static bool take_number(struct reader *r, size_t digits, int *number)
{
    struct slice part = slice_cut(r->text, r->at, r->at + digits);
    if (part.len < digits || !slice_is_digits(part))
        return false;
    *number = 0;
    for (size_t i = 0; i < digits; i++)
        *number = *number * 10 + (part.data[i] - '0');
    r->at += digits;
    return true;
}

static bool take_date(struct reader *r, struct fields *f)
{
    return take_number(r, 4, &f->year) && take(r, '-') && take_number(r, 2, &f->month) && take(r, '-') &&
           take_number(r, 2, &f->day);
}

static bool take_fraction(struct reader *r)
{
    int digit, count = 0;
    while (take_number(r, 1, &digit))
        count++;
    return count >= 1 && count <= LONGEST_FRACTION;
}

static bool take_clock(struct reader *r, struct fields *f)
{
    return take_number(r, 2, &f->hour) && take(r, ':') && take_number(r, 2, &f->minute) && take(r, ':') &&
           take_number(r, 2, &f->second) && (!take(r, '.') || take_fraction(r));
}

/* ±HH:MM as RFC 3339 has it, or with PostgreSQL's freedom. */
static bool take_offset(struct reader *r, struct fields *f, bool rfc3339)
{
    if (rfc3339 && take(r, 'Z'))
        return true;
    if (!(take(r, '+') || take(r, '-')) || !take_number(r, 2, &f->offset_hour))
        return false;
    if (rfc3339)
        return take(r, ':') && take_number(r, 2, &f->offset_minute);
    if (!take(r, ':'))
        return true;
    if (!take_number(r, 2, &f->offset_minute))
        return false;
    return !take(r, ':') || take_number(r, 2, &f->offset_second);
}

static bool take_time(struct reader *r, struct fields *f, struct target_time *time)
{
    if (!take_date(r, f))
        return false;
    time->date = slice_cut(r->text, 0, r->at);
    if (at_end(r))
        return true;
    bool rfc3339 = take(r, 'T');
    if (!rfc3339 && !take(r, ' '))
        return false;
    size_t start = r->at;
    if (!take_clock(r, f))
        return false;
    time->clock = slice_cut(r->text, start, r->at);
    if (at_end(r))
        return true;
    time->has_offset = true;
    return take_offset(r, f, rfc3339) && at_end(r);
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (leap && month == 2);
}

static bool in_calendar(const struct fields *f)
{
    if (f->year < 1 || f->month < 1 || f->month > 12 || f->day < 1 ||
        f->day > days_in_month(f->year, f->month))
        return false;
    return f->hour <= 23 && f->minute <= 59 && f->second <= 59 && f->offset_hour <= 15 &&
           f->offset_minute <= 59 && f->offset_second <= 59;
}

enum target_time_fault target_time_read(struct slice text, struct target_time *time)
{
    struct reader reader = {text, 0};
    struct fields fields = {0};
    *time = (struct target_time){SLICE(""), SLICE(""), false};
    if (!take_time(&reader, &fields, time))
        return TARGET_TIME_FORM;
    return in_calendar(&fields) ? TARGET_TIME_FINE : TARGET_TIME_CALENDAR;
}
