/*
 * A point in time: microseconds since 1970-01-01 00:00:00 UTC, as PostgreSQL counts them (its timestamps have
 * six digits). Years 1 to 9999; leap seconds do not exist.
 */
#ifndef STORE_INSTANT_H
#define STORE_INSTANT_H

#include "base/arena.h"
#include <stdint.h>

typedef int64_t instant;

/* No time is known. It is before every other. */
#define INSTANT_NONE INT64_MIN

enum { INSTANT_SECOND = 1000000 };

/* From a calendar date and time in UTC. False where a field is out of its range. Seconds up to 60 are taken.
 */
bool instant_from(int year, int month, int day, int hour, int minute, int second, instant *out);

/*
 * Reads what Barman, S3 and PostgreSQL write:
 *   2026-11-24 23:59:53.928798+00:00   backup.info, PostgreSQL; blank or T between, fraction and offset may
 * lack 2026-11-24T23:59:53Z               S3, RFC 3339 2026-11-24                         midnight Tue Nov 24
 * 23:59:53 2026           ctime: barman-cloud-backup-list up to 3.11 Without an offset it is UTC, as
 * CloudNativePG reads it; *zoned says whether there was one (zoned may be NULL). More than six digits of a
 * fraction are cut.
 */
bool instant_parse(struct slice text, instant *out, bool *zoned);

/* "2026-11-24T23:59:53Z", with a fraction where there is one; "" for INSTANT_NONE. */
struct slice instant_format(struct arena *arena, instant when);

/* The same for people, to the second: "2026-11-24 23:59:53", UTC; "-" for INSTANT_NONE. */
struct slice instant_text(struct arena *arena, instant when);

/* How long that is, for people, in its two largest units: "2 d 4 h", "37 s". Negative lengths count as 0. */
struct slice instant_span(struct arena *arena, int64_t microseconds);

#endif
