/*
 * Whether a recovery got all that there was: the one judge of it, for past recoveries and for the one that
 * `apply` waits for.
 *
 * PostgreSQL takes a segment that cannot be had for the end of the archive: a lost one, or a store that is
 * away for half a minute, ends recovery without an error, and the database comes up healthy without the rest.
 * What gives it away is the first history file that the recovered database archives: its last line says on
 * which timeline recovery ended, at which LSN, and why. Without a target that must be the highest timeline of
 * the generation that was read, and not before its last segment.
 */
#ifndef STORE_COMPLETENESS_H
#define STORE_COMPLETENESS_H

#include "store/history.h"

/* How far the generation that was read went, when the recovery ended. */
struct parent_end {
    bool known;
    uint32_t timeline; /* its highest */
    uint64_t last;     /* its last segment on that timeline */
    uint64_t segment_size;
    bool went_on; /* more was archived there afterwards, by an instance that still ran */
};

enum completeness {
    COMPLETE,            /* all of it */
    COMPLETE_TO_TARGET,  /* up to the target that was asked for; what lies behind it was left on purpose */
    INCOMPLETE_SEGMENTS, /* segments at the end were not replayed */
    INCOMPLETE_TIMELINE, /* it followed an older timeline: all of the later ones is missing */
    COMPLETENESS_UNKNOWN,
};

struct judgement {
    enum completeness kind;
    uint64_t missing_first, missing_last; /* INCOMPLETE_SEGMENTS: both are missing */
    struct slice sentence;                /* what it is judged by, no full stop */
};

/* Judges the fork that made the recovered timeline. fork is NULL where there is none, or it cannot be read.
 */
struct judgement judge_recovery(struct arena *arena, const struct fork *fork,
                                const struct parent_end *parent);

#endif
