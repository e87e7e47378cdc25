/*
 * The last WAL segment of the old database, finished and seen in the archive before anything is deleted.
 *
 * Within half a second of the delete the Cluster's Role and Secrets are gone, and with them perhaps the way
 * into the archive. What is committed after the switch still is not archived: that the applications are
 * stopped is the user's part.
 */
#ifndef KUBE_SWITCH_WAL_H
#define KUBE_SWITCH_WAL_H

#include "kube/identity.h"

/* Who knows whether a segment ("0000000100000000000000A3") is in the archive. */
struct archive_watch {
    void *context;
    struct error (*archived)(void *context, struct slice segment, bool *archived);
};

/* Switches WAL on the primary. *segment is the one that the switch finished; it lives in run->arena.
 * ERROR_REFUSED where the primary does not do it, as nothing that is not archived is deleted unasked;
 * ERROR_SYSTEM where the API server cannot be reached, or does not know us. */
struct error switch_wal(struct run *run, const struct live_status *live, struct slice *segment);

/* Waits until the segment is archived, at most two minutes: in the store where watch is not NULL, else as far
 * as the primary's pg_stat_archiver says so, which is told as a warning. ERROR_REFUSED where it does not
 * arrive, or the primary cannot be asked: nothing was deleted. ERROR_SYSTEM as above. */
struct error switch_wal_await(struct run *run, const struct live_status *live,
                              const struct archive_watch *watch, struct slice segment);

/* The name of the segment that ends at or holds the byte before an LSN ("0/5000000"); timeline is 8 hex
 * digits, size in bytes. False where they are no such thing. Pure; the rule is XLByteToPrevSeg of
 * PostgreSQL's xlog_internal.h (pg_walfile_name gives the next one at a boundary since PostgreSQL 17). */
bool segment_before(struct arena *arena, struct slice lsn, struct slice timeline, struct slice size,
                    struct slice *segment);

#endif
