/*
 * Which segments an archive holds, in little memory: runs without a gap.
 *
 * A listing comes sorted, so that a million segments without a gap are one run. An archive of nothing but
 * gaps would need a run a segment: past WAL_RUNS_MAX the set refuses more, and the caller says so.
 *
 * Folders (one log of 4 GiB each) that were listed by name but not looked into are runs of logs of their own.
 */
#ifndef STORE_WAL_SET_H
#define STORE_WAL_SET_H

#include "store/instant.h"

enum { WAL_RUNS_MAX = 200000 };

struct wal_run {
    uint32_t timeline;
    uint64_t first, last;          /* numbers of segments, or of logs; both are in it */
    instant first_time, last_time; /* when those two were archived */
    instant before_last_time;      /* when the one before the last was; INSTANT_NONE where it has only one */
};

/* Sorted by timeline, then number; two runs neither touch nor overlap. */
struct wal_set {
    struct wal_run *runs;
    size_t count, capacity;
    uint64_t members; /* how many are in it */
};

/* Adds one; one that is there already changes nothing. In order it takes constant time. False: too many runs.
 */
bool wal_set_add(struct arena *arena, struct wal_set *set, uint32_t timeline, uint64_t number, instant when);

/* Adds all of another set, which was made of a later or another part of the listing. */
bool wal_set_merge(struct arena *arena, struct wal_set *set, const struct wal_set *other);

/* The run that holds the segment, or NULL. */
const struct wal_run *wal_set_find(const struct wal_set *set, uint32_t timeline, uint64_t number);

/* The first run of a timeline that ends at or behind that number, or NULL: the one that holds it or comes
 * next. */
const struct wal_run *wal_set_from(const struct wal_set *set, uint32_t timeline, uint64_t number);

/* The last run of a timeline, or NULL where it has none. */
const struct wal_run *wal_set_last(const struct wal_set *set, uint32_t timeline);

#endif
