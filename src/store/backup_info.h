/*
 * A base backup: base/<id>/ in a generation, and its backup.info, which Barman writes last
 * (barman/infofile.py).
 *
 * backup.info is `key=value` lines; None stands for nothing. Only what is needed here is read; Python
 * literals (tablespaces, backup_label) are not. A file that Barman itself could not read is not seen by
 * CloudNativePG either, which asks `barman-cloud-backup-list`: `unreadable` then says why.
 */
#ifndef STORE_BACKUP_INFO_H
#define STORE_BACKUP_INFO_H

#include "store/instant.h"

struct base_backup {
    struct slice id;
    bool has_info;           /* backup.info is there; without it the backup runs, or was killed */
    struct slice unreadable; /* why backup.info says nothing; empty where it was read */

    struct slice status; /* EMPTY STARTED FAILED WAITING_FOR_WALS DONE SYNCING */
    instant begin_time, end_time;
    bool assumed_utc; /* the times were written without an offset */
    struct slice begin_wal, end_wal;
    uint64_t begin_lsn, end_lsn; /* 0: not known */
    uint32_t timeline;           /* 0: not known */
    struct slice system_id;      /* decimal, as PostgreSQL prints it */
    uint32_t version;            /* 150018; 0: not known */
    uint64_t segment_size;       /* of WAL, in bytes; 0: not known or not possible */
    uint64_t size;               /* of the database's files, as backup.info says; 0: it does not */
    struct slice error, name;

    uint64_t stored;        /* bytes of its data files in the store; 0: not known */
    struct slice extension; /* of data.tar: "tar", "tar.gz", …; empty: no such file was seen */
    bool kept;              /* annotations/keep: Barman's retention leaves it */
};

/* 1 MiB: backup_label and a list of included files are the largest parts of a real one, a few KiB. */
enum { BACKUP_INFO_SIZE_MAX = 1024 * 1024 };

/* Reads a backup.info into the backup, cut from the text without a copy. What cannot be read sets
 * `unreadable`; the rest of the fields are then empty. The text may hold anything. */
void backup_info_parse(struct arena *arena, struct slice text, struct base_backup *backup);

/* Takes one `key=value`; "None" and "" leave the field empty. False: the value is one that Barman cannot
 * load. */
bool backup_info_set(struct base_backup *backup, struct slice key, struct slice value);

/* What CloudNativePG takes for a finished backup: begin and end time are set; it does not look at the status.
 */
bool backup_is_done(const struct base_backup *backup);

/* What Barman takes for one. */
bool backup_is_good(const struct base_backup *backup);

#endif
