/*
 * The same work on many items, on the cores that are there.
 *
 * Whoever calls has a place for the result of each item, which the work fills: so results stand in the order
 * of the items, whatever the threads do. Nothing else is shared between two calls of the work, unless it only
 * reads.
 */
#ifndef SYS_PARALLEL_H
#define SYS_PARALLEL_H

#include "base/error.h"

/*
 * Does the work for item number index.
 *
 * keep     memory of the results: lives as long as the arena that parallel_run was given
 * scratch  memory that is given back when the work returns
 *
 * memo     NULL at first: what the work remembers of one item for the next ones of this thread, in keep
 *
 * All of it belongs to this thread alone. Running out of memory ends the whole run. What fails for one item
 * only is a result like any other.
 */
typedef void parallel_work(void *context, size_t index, struct arena *keep, struct arena *scratch,
                           void **memo);

/* The processors that this process may run on, at least 1. Limits of a control group on time, not on
 * processors, do not count. */
size_t parallel_cores(void);

/*
 * Calls work for 0 to count - 1, each once, and returns when all are done. With one core, or with few items,
 * no thread is made; a thread that cannot be made is done without.
 *
 * cores: how many threads at most, this one included; 0: parallel_cores(), and fewer for few items. For
 * work that waits for others, such as a network, more than there are cores make sense.
 *
 * ERROR_SYSTEM where memory ran out; then some items may not have been worked on. The limit of arena counts
 * for each thread.
 */
struct error parallel_run(struct arena *arena, size_t count, size_t cores, parallel_work *work,
                          void *context);

#endif
