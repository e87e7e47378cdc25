/*
 * What PostgreSQL would replay from a base backup on, told from names alone.
 *
 * It goes to the latest timeline (CloudNativePG asks for it unless targetTLI says another): from the backup's
 * own timeline up, as long as there is a history file for the next number (timeline.c, findNewestTimeLine).
 * From segment to segment it takes the newest timeline that the segment can belong to (xlogrecovery.c,
 * XLogFileReadAnyTLI): the fork's segment exists on both, often. The first segment that is missing ends
 * recovery without an error: all that lies behind it is lost.
 */
#ifndef STORE_REPLAY_H
#define STORE_REPLAY_H

#include "store/archive.h"

struct replay {
    bool known;           /* false: the source shows no WAL, or the backup does not say where it begins */
    bool first_missing;   /* begin_wal is not there: CloudNativePG refuses the backup */
    uint32_t timeline;    /* where it would end */
    uint64_t first, last; /* segments; last is meaningless where first_missing is set */
    instant last_time;    /* when the last one was archived, and the one before it; INSTANT_NONE: not known */
    instant before_last_time;
    bool gap;                     /* there is more behind a gap */
    uint32_t gap_timeline;        /* of the missing segments */
    uint64_t gap_first, gap_last; /* missing, both of them too */
    uint64_t behind;              /* the last segment behind the gap */
    bool inconsistent;            /* it ends before the backup itself does: PostgreSQL does not start */
    uint32_t history_missing; /* a timeline without a history file although later ones have one; 0: none */
    uint32_t not_ancestor;    /* its latest timeline does not descend from the backup's: FATAL; 0: no */
    bool forks_assumed;       /* a history file could not be read: where a timeline forks is not known */
};

/* timeline: targetTLI, or 0 for the latest. */
struct replay replay_of(const struct archive *archive, const struct base_backup *backup, uint32_t timeline);

#endif
