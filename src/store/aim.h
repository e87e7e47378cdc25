/*
 * Whether a recovery target can be reached from what the archive holds, and the window of times that can.
 *
 * PostgreSQL reaches a target time only at a commit at or after it: recovery that runs out of WAL before ends
 * with "recovery ended before configured recovery target was reached". A listing tells when a segment was
 * archived, not what is in it: up to the time of the last segment but one, there is WAL behind the target;
 * between that and the last one it cannot be told.
 */
#ifndef STORE_AIM_H
#define STORE_AIM_H

#include "store/choice.h"
#include "store/replay.h"

enum aim_kind {
    AIM_INSIDE,    /* WAL behind the target is there */
    AIM_BEFORE,    /* before every base backup that could be used */
    AIM_BEYOND,    /* behind the end of what can be replayed */
    AIM_UNDECIDED, /* the names do not tell */
};

struct aim {
    enum aim_kind kind;
    struct slice sentence; /* why, no full stop */
};

/* target is not NULL, and asks for a time, an LSN, an xid, a name or an immediate stop; without any of these:
 * AIM_INSIDE. */
struct aim aim_at(struct arena *arena, const struct archive *archive, const struct recovery_target *target,
                  const struct choice *choice, const struct replay *replay);

/* The times that can be recovered to; from is INSTANT_NONE where there is no base backup. */
struct window {
    instant from;  /* the end of the first base backup that CloudNativePG would take */
    instant until; /* when the last segment that would be replayed was archived: no commit in it is later */
    instant until_least; /* the same of the segment before: up to here there is WAL behind */
};

struct window window_of(const struct archive *archive, const struct replay *replay);

#endif
