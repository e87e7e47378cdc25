/*
 * The names of what lies in a WAL archive, as PostgreSQL makes them (xlog_internal.h) and Barman stores them
 * (barman/xlog.py, cloud_walarchive.py):
 *
 *   wals/0000000100000002/00000001000000020000003A.gz   segment: timeline, log, segment, each eight hex
 * digits …/00000001000000020000003A.partial                  the end of a timeline that was left; restored
 * like one …/00000001000000020000003A.00000028.backup          where a base backup began
 *   wals/00000002.history                               how timeline 2 began
 *
 * each with at most one suffix of compression. A segment's number is its place in the stream: LSN / segment
 * size. It does not say its timeline.
 */
#ifndef STORE_WAL_NAME_H
#define STORE_WAL_NAME_H

#include "base/arena.h"
#include <stdint.h>

enum wal_kind {
    WAL_FOREIGN, /* no file of an archive: Barman does not look at it */
    WAL_SEGMENT,
    WAL_PARTIAL,
    WAL_LABEL, /* .backup */
    WAL_HISTORY,
};

struct wal_name {
    enum wal_kind kind;
    uint32_t timeline;
    uint32_t log, segment;    /* the second and third eight digits; 0 for a history file */
    struct slice compression; /* ".gz", or empty */
};

/* Reads the last element of a key. Hexadecimal digits may be small letters, as Barman takes them. */
struct wal_name wal_name_read(struct slice base_name);

/* "0000000100000002", a folder of wals/: false for any other name. */
bool wal_folder_read(struct slice name, uint32_t *timeline, uint32_t *log);

/* 16 MiB, what initdb makes without --wal-segsize. */
#define WAL_SEGMENT_SIZE_DEFAULT ((uint64_t)16 * 1024 * 1024)

/* PostgreSQL allows powers of two from 1 MiB to 1 GiB. */
bool wal_segment_size_is_valid(uint64_t size);

/* How many segments one log (4 GiB) has. size is valid. */
uint32_t wal_segments_per_log(uint64_t size);

/* The number of a segment; false where its third part is too large for that size: a file of another database.
 */
bool wal_segment_number(const struct wal_name *name, uint64_t size, uint64_t *number);

/* "00000001000000020000003A". */
struct slice wal_segment_text(struct arena *arena, uint32_t timeline, uint64_t number, uint64_t size);

/* "0/3A000028": two hexadecimal numbers of at most eight digits. */
bool wal_lsn_parse(struct slice text, uint64_t *lsn);
struct slice wal_lsn_text(struct arena *arena, uint64_t lsn);

#endif
