/*
 * The dates of GIT_AUTHOR_DATE and GIT_COMMITTER_DATE (git-commit(1), DATE FORMATS).
 */
#ifndef GIT_DATE_H
#define GIT_DATE_H

#include "base/error.h"
#include <stdint.h>

/* A moment, and the offset from UTC it is told in. */
struct date {
    int64_t seconds; /* since 1970-01-01 00:00:00 UTC, never negative */
    int offset;      /* in minutes, east positive */
};

/* Now, in the local time zone. */
struct date date_now(void);

/*
 * Reads git's internal format ("1112911993 +0200", "@1112911993 +0200"), RFC 2822 ("Thu, 07 Apr 2005 22:13:13
 * +0200", with or without the day of the week) and ISO 8601 ("2005-04-07T22:13:13+02:00", a blank for the T,
 * fractions of a second dropped). Without a zone the time is local. What else git would guess at
 * ("yesterday", "04/07/2005") is refused: a date that is guessed at differently is worse than none.
 */
bool date_parse(struct slice text, struct date *date);

#endif
