/*
 * targetTime: the forms of a time that CNPG's webhook and PostgreSQL both read, and read alike.
 *
 * The webhook (cloudnative-pg/machinery, types.ParseTargetTime) takes PostgreSQL's text as lib/pq reads it,
 * or RFC 3339 with or without an offset:
 *
 *     YYYY-MM-DD                                        midnight
 *     YYYY-MM-DD HH:MM:SS[.fraction][±HH[:MM[:SS]]]     one space
 *     YYYY-MM-DDTHH:MM:SS[.fraction][Z|±HH:MM]
 *
 * No names of zones, no Z behind a space, no HH:MM alone. Not taken here: " BC", years of other than four
 * digits.
 */
#ifndef CNPG_TARGET_TIME_H
#define CNPG_TARGET_TIME_H

#include "base/slice.h"

/* The parts of a time, slices of its text. */
struct target_time {
    struct slice date;  /* YYYY-MM-DD */
    struct slice clock; /* HH:MM:SS, with the fraction as written; empty for a date alone */
    bool has_offset;
};

enum target_time_fault {
    TARGET_TIME_FINE,
    TARGET_TIME_FORM,    /* none of the forms: the webhook rejects it */
    TARGET_TIME_CALENDAR /* 30 February, 24:00:00, an offset past ±15:59:59 (PostgreSQL's limit), year 0:
                            lib/pq carries them over into another time, and PostgreSQL refuses most when the
                            recovery starts */
};

enum target_time_fault target_time_read(struct slice text, struct target_time *time);

#endif
