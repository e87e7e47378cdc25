/*
 * Generations of an object store, laid out in the current folder: what Barman leaves there, in names, sizes
 * and times.
 */
#ifndef LIB_ARCHIVE_H
#define LIB_ARCHIVE_H

#include "lib/check.h"
#include "lib/scratch.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

/* Folders as needed; archived at that minute of 2026-11-25. */
static inline void put(const char *path, const char *content, int minute)
{
    char part[400];
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - path), path);
        mkdir(part, 0777);
    }
    scratch_write(path, slice_of(content));
    struct timespec times[2] = {{.tv_sec = 1795564800 + minute * 60L}, {.tv_sec = 1795564800 + minute * 60L}};
    if (utimensat(AT_FDCWD, path, times, 0) != 0)
        fail_msg("utimensat %s", path);
}

static inline void segment(const char *generation, unsigned timeline, unsigned number, int minute)
{
    char path[200];
    snprintf(path, sizeof path, "%s/wals/%08X%08X/%08X%08X%08X.gz", generation, timeline, number / 256,
             timeline, number / 256, number % 256);
    put(path, "wal", minute);
}

static inline void segments(const char *generation, unsigned timeline, unsigned first, unsigned last,
                            int minute)
{
    for (unsigned i = first; i <= last; i++)
        segment(generation, timeline, i, minute + (int)(i - first));
}

static inline void history(const char *generation, unsigned timeline, const char *content, int minute)
{
    char path[200];
    snprintf(path, sizeof path, "%s/wals/%08X.history", generation, timeline);
    put(path, content, minute);
}

/* A base backup that took the minute before `minute`, all in one segment. */
static inline void backup_as(const char *generation, int minute, unsigned timeline, unsigned number,
                             const char *system, const char *status, size_t size, int version)
{
    char path[200], info[1000];
    snprintf(path, sizeof path, "%s/base/20261125T00%02d00/data.tar", generation, minute);
    char *data = arena_alloc(&arena, size + 1);
    memset(data, 'x', size);
    put(path, data, minute);
    snprintf(path, sizeof path, "%s/base/20261125T00%02d00/backup.info", generation, minute);
    snprintf(
        info, sizeof info,
        "status=%s\nbegin_time=2026-11-25 00:%02d:00+00:00\nend_time=2026-11-25 "
        "00:%02d:30+00:00\ntimeline=%u\n"
        "begin_wal=%08X00000000%08X\nend_wal=%08X00000000%08X\nbegin_xlog=0/%X000028\nend_xlog=0/%X000100\n"
        "systemid=%s\nversion=%d\nxlog_segment_size=16777216\n",
        status, minute, minute, timeline, timeline, number, timeline, number, number, number, system,
        version);
    put(path, info, minute);
}

static inline void backup(const char *generation, int minute, unsigned timeline, unsigned number)
{
    backup_as(generation, minute, timeline, number, "777", "DONE", 1000, 150018);
}

/* A teardown: out of the folder that scratch_enter made, and its memory with it. */
static inline int leave_archive(void **state)
{
    scratch_leave();
    return free_arena(state);
}

/* The next generation: names end with a digit here. */
static inline struct error next_number(const void *context, struct arena *in, struct slice name,
                                       struct slice *next)
{
    (void)context;
    *next = arena_format(in, "%.*s%d", (int)(name.len - 1), name.data, name.data[name.len - 1] - '0' + 1);
    return NO_ERROR;
}

#endif
