/*
 * Waiting, and how long something has taken: by the monotonic clock, which nobody sets.
 */
#ifndef SYS_CLOCK_H
#define SYS_CLOCK_H

#include "base/arena.h"

/* Milliseconds since some fixed moment. */
long long clock_now(void);

/* Waits so many milliseconds, or until a signal that is minded arrives (sys/interrupt.h). */
void clock_wait(long long milliseconds);

/* "12 s", "3 min", "5 h 10 min", "2 days": for people. */
struct slice clock_say(struct arena *arena, long long seconds);

/* A moment as RFC 3339 in UTC with seconds, and back. clock_parse is false where the text is none; a fraction
 * is dropped. */
struct slice clock_stamp(struct arena *arena, long long unix_seconds);
bool clock_parse(struct slice text, long long *unix_seconds);

/* Seconds since 1970 by this machine's clock. */
long long clock_today(void);

#endif
