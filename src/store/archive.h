/*
 * One generation as its source shows it: base backups, history files, WAL.
 *
 * It is read in steps, so that a catalog can do each of them for many generations at once:
 *
 *   archive_list_…     one listing of base/ and one of wals/ by folder: a request for each 1,000 names
 *   archive_read_…     one request for each backup.info and history file
 *   archive_scan       looks into folders of WAL: a request for each 1,000 files
 *
 * A generation of a million WAL files has 3,900 folders, so that its folders cost 4 requests. Looking into
 * all of them would cost 1,000; but a recovery replays only what lies behind the start of its base backup, so
 * that only this part is looked into (and the first and last folder of each timeline), unless everything is
 * asked for or there is little of it. What was not looked into is known by folder: a folder that is missing
 * is a gap, one that is there is taken for whole.
 */
#ifndef STORE_ARCHIVE_H
#define STORE_ARCHIVE_H

#include "store/history.h"
#include "store/source.h"
#include "store/wal_set.h"

enum {
    ARCHIVE_BACKUPS_MAX = 20000,
    ARCHIVE_HISTORIES_MAX = 10000,
    /* Up to so many folders (8,192 files of 16 MiB) everything is looked into: it costs nine requests. */
    ARCHIVE_FOLDERS_SMALL = 32,
};

struct archive {
    struct slice name;
    struct error error; /* why nothing is known of it; NO_ERROR where it could be read */

    struct base_backup *backups; /* sorted by id, which is by time */
    size_t backup_count, backup_capacity;
    bool knows_backups; /* false: there may be some that the source does not show */
    bool knows_infos;   /* false: the source shows that backup.info is there, but not what is in it */

    bool knows_wal;            /* false: the source does not show WAL */
    bool shows_names;          /* wals/ holds something, whatever it is */
    bool has_wal;              /* something that makes CloudNativePG say "Expected empty archive" */
    struct history *histories; /* sorted by timeline */
    size_t history_count, history_capacity;
    struct wal_set folders;  /* the logs that have a folder */
    struct wal_set segments; /* what was looked into */
    bool scanned_all;        /* every folder was */
    uint32_t scanned_timeline;
    uint64_t scanned_from; /* else every segment from this one on, later timelines included */
    uint64_t segment_size; /* of WAL */
    bool size_assumed;     /* no backup.info tells it */
    bool has_times;        /* when WAL was archived is known */
};

/* An archive of that name of which nothing is known yet. The name is kept, not copied. */
struct archive archive_make(const struct source *source, struct slice name);

/* The listings of base/ and of wals/. They touch different parts of the archive, so that both may run at
 * once. */
struct error archive_list_base(const struct source *source, struct arena *arena, struct archive *archive);
struct error archive_list_wals(const struct source *source, struct arena *arena, struct archive *archive);

/* One file each. */
struct error archive_read_backup(const struct source *source, struct arena *arena, struct slice archive_name,
                                 struct base_backup *backup);
struct error archive_read_history(const struct source *source, struct arena *arena, struct history *history);

/* The segment size that its backups tell, or 0. */
uint64_t archive_segment_size(const struct archive *archive);

/* A part of the WAL to be looked into: folders of one timeline, both logs in it. */
struct scan_part {
    uint32_t timeline;
    uint32_t first_log, last_log;
    uint64_t first_segment; /* segments before it are of no interest */
    bool only_start;        /* just to see where the timeline begins */
};

/* The parts to look into, each of a size for one worker. from is where a recovery would begin (0, 0:
 * nowhere); all: every folder. Sets scanned_all, or scanned_timeline and scanned_from. */
struct scan_part *archive_scan_plan(struct arena *arena, struct archive *archive, bool all,
                                    uint32_t from_timeline, uint64_t from_segment, size_t *count);

/* Looks into one part; what it finds goes into a set of its own, to be merged. *has_wal is set where any file
 * of an archive is there. ERROR_SYSTEM too where the archive has more gaps than can be kept. */
struct error archive_scan(const struct source *source, struct arena *arena, const struct archive *archive,
                          const struct scan_part *part, struct wal_set *set, bool *has_wal);

/* The error of an archive whose wal_set is full. */
struct error archive_too_many_gaps(struct arena *arena, const struct archive *archive);

/* Whether wals/ holds anything that Barman's check of an empty archive counts, at any depth. For what
 * archive_list and archive_scan left open. */
struct error archive_check_empty(const struct source *source, struct arena *arena, struct archive *archive);

/*
 * The last segment of a timeline that was archived at or before a time, looked for from a segment on, which
 * costs a request for each 1,000 segments up to there. *found is false where there is none. For an archive
 * that went on after a recovery had read it.
 */
struct error archive_end_at(const struct source *source, struct arena *arena, const struct archive *archive,
                            uint32_t timeline, uint64_t from, instant when, uint64_t *last, bool *found);

/* The timelines that there is a segment or a history file of, ascending. */
uint32_t *archive_timelines(struct arena *arena, const struct archive *archive, size_t *count);

/* The highest one, or 0 where there is none. The timeline that an archive begins with has no history file. */
uint32_t archive_highest_timeline(const struct archive *archive);

#endif
