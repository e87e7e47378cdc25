/*
 * Single questions to a store, a request or two each: for who waits for something to appear in it.
 */
#ifndef STORE_WATCH_H
#define STORE_WATCH_H

#include "store/archive.h"
#include "store/completeness.h"

/* Whether a segment ("0000000100000002000000FF") of a generation is archived, whole, in whatever compression.
 * ERROR_USAGE where that is no name of one. */
struct error watch_segment(const struct source *source, struct arena *arena, struct slice generation,
                           struct slice segment, bool *archived);

/* The lowest history file of a generation, read: the first object that a recovered database archives. *found
 * is false where there is none yet. history->unread says where it cannot be read. */
struct error watch_first_history(const struct source *source, struct arena *arena, struct slice generation,
                                 struct history *history, bool *found);

/* Whether there is a segment of a timeline in a generation: WAL follows the history file. */
struct error watch_timeline(const struct source *source, struct arena *arena, struct slice generation,
                            uint32_t timeline, bool *archived);

/* The WAL of a generation as it ends at this moment: its folders and history files by name, and its last
 * folder looked into. Of that timeline, or of the highest one where timeline is 0. segment_size is that of
 * its backups, in bytes. Three requests or so. */
struct error watch_tail(const struct source *source, struct arena *arena, struct slice generation,
                        uint64_t segment_size, uint32_t timeline, struct archive *archive);

/* How far a generation goes at this moment, for judge_recovery. `known` is false where it has no WAL. */
struct error watch_end(const struct source *source, struct arena *arena, struct slice generation,
                       uint64_t segment_size, struct parent_end *end);

#endif
