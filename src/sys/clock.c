#define _DEFAULT_SOURCE /* timegm: POSIX has no way back from a calendar in UTC */
#include "sys/clock.h"
#include <time.h>

long long clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_wait(long long milliseconds)
{
    struct timespec pause = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    if (milliseconds > 0)
        nanosleep(&pause, NULL); /* a signal ends it early, which is what the caller wants */
}

struct slice clock_say(struct arena *arena, long long seconds)
{
    enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };
    if (seconds < 2 * MINUTE)
        return arena_format(arena, "%lld s", seconds < 0 ? 0 : seconds);
    if (seconds < 2 * HOUR)
        return arena_format(arena, "%lld min", seconds / MINUTE);
    if (seconds < 2 * DAY)
        return arena_format(arena, "%lld h %lld min", seconds / HOUR, seconds % HOUR / MINUTE);
    return arena_format(arena, "%lld days", seconds / DAY);
}

struct slice clock_stamp(struct arena *arena, long long unix_seconds)
{
    time_t moment = (time_t)unix_seconds;
    struct tm parts;
    char text[sizeof "-2147483648-01-01T00:00:00Z"];
    if (gmtime_r(&moment, &parts) == NULL)
        return SLICE("");
    return arena_copy(arena, (struct slice){text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)});
}

/* Two or more digits of the text from there on. */
static bool number(struct slice text, size_t from, size_t count, int *value)
{
    struct slice digits = slice_cut(text, from, from + count);
    if (digits.len != count || !slice_is_digits(digits))
        return false;
    *value = 0;
    for (size_t i = 0; i < count; i++)
        *value = *value * 10 + (digits.data[i] - '0');
    return true;
}

bool clock_parse(struct slice text, long long *unix_seconds)
{
    struct tm parts = {0};
    if (text.len < 20 || text.data[10] != 'T' || text.data[text.len - 1] != 'Z' ||
        !number(text, 0, 4, &parts.tm_year) || !number(text, 5, 2, &parts.tm_mon) ||
        !number(text, 8, 2, &parts.tm_mday) || !number(text, 11, 2, &parts.tm_hour) ||
        !number(text, 14, 2, &parts.tm_min) || !number(text, 17, 2, &parts.tm_sec))
        return false;
    parts.tm_year -= 1900;
    parts.tm_mon -= 1;
    *unix_seconds = (long long)timegm(&parts);
    return true;
}

long long clock_today(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (long long)now.tv_sec;
}
