/*
 * A timeline's history file: how it came to be, from the first ancestor on. PostgreSQL writes it when a
 * recovery ends (timeline.c, writeTimeLineHistory), and it is the first file of a generation that a recovery
 * made.
 *
 *     1	0/6000000	no recovery target specified
 *
 *     2	0/C000000	before 2026-11-24 23:59:53.928798+00
 *
 * The last line is the fork that made this timeline.
 */
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "store/instant.h"

struct fork {
    uint32_t parent;     /* the timeline that was left */
    uint64_t lsn;        /* where */
    struct slice reason; /* why recovery ended there */
};

struct history {
    uint32_t timeline;
    instant when;       /* when the file was archived; INSTANT_NONE where the source does not say */
    struct slice key;   /* of the file, in the source */
    struct fork *forks; /* of its ancestors, oldest first; the last one is its own */
    size_t count;
    struct slice unread; /* why its content is not known; empty where it is */
};

/* Reads the content, cut from the text without a copy, into forks and count. False where it is not such a
 * file: a line that is none, no fork at all, or timelines that do not rise up to this one. At most 64 KiB are
 * looked at. */
bool history_parse(struct arena *arena, struct slice text, struct history *history);

/* The history of that timeline, or NULL. */
const struct history *history_find(const struct history *histories, size_t count, uint32_t timeline);

/* Its own fork, or NULL where the content is not known. */
const struct fork *history_fork(const struct history *history);

/* True where recovery ended because no more WAL came, not because a target was reached. */
bool fork_had_no_target(const struct fork *fork);

#endif
