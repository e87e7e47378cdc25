#define _GNU_SOURCE /* flock: POSIX's own locks are lost with any close of the file; getrandom */
#include "kube/record.h"
#include "sys/clock.h"
#include "sys/failure.h"
#include "sys/input.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

struct error record_new_id(struct arena *arena, struct slice *id)
{
    uint32_t bits;
    if (getrandom(&bits, sizeof bits, 0) != (ssize_t)sizeof bits)
        return system_failure(arena, errno, "no random number for the id of the run");
    struct slice day = clock_stamp(arena, clock_today());
    *id = arena_format(arena, "%.4s%.2s%.2s-%08x", day.data, day.data + 5, day.data + 8, bits);
    return NO_ERROR;
}

/* Makes the folder and those above it; only the user may look inside. */
static struct error make_folder(struct arena *arena, const char *path)
{
    char *copy = arena_string(arena, slice_of(path));
    for (char *c = copy + 1;; c++) {
        if (*c != '/' && *c != '\0')
            continue;
        char kept = *c;
        *c = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST)
            return system_failure(arena, errno, "cannot make the folder %s for the state of the run", copy);
        *c = kept;
        if (kept == '\0')
            return NO_ERROR;
    }
}

struct error record_folder(struct arena *arena, const char *folder, const char **out)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (folder != NULL)
        *out = folder;
    else if (state != NULL && state[0] == '/') /* a relative one is to be ignored, by the specification */
        *out = arena_format(arena, "%s/cnpg-dr", state).data;
    else if (home != NULL && home[0] == '/')
        *out = arena_format(arena, "%s/.local/state/cnpg-dr", home).data;
    else
        return error_next(
            error_make(arena, ERROR_USAGE, "neither XDG_STATE_HOME nor HOME says where to keep the run"),
            SLICE("give a folder with --state"));
    return make_folder(arena, *out);
}

const char *record_path(struct arena *arena, const char *folder, const char *context, struct slice server,
                        const char *namespace, const char *name)
{
    struct slice at = context != NULL ? slice_of(context) : server;
    char *place = arena_string(arena, at);
    for (char *c = place; *c != '\0'; c++)
        if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", *c) == NULL)
            *c = '_';
    return arena_format(arena, "%s/%s.%s@%.100s.json", folder, namespace, name, place).data;
}

struct error record_lock(struct arena *arena, const char *path, struct run_record *record, bool *found)
{
    const char *lock = arena_format(arena, "%s.lock", path).data;
    int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    *found = false;
    if (fd < 0)
        return system_failure(arena, errno, "cannot open %s", lock);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        int number = errno;
        close(fd);
        if (number != EWOULDBLOCK)
            return system_failure(arena, number, "cannot lock %s", lock);
        return error_next(
            error_make(arena, ERROR_SYSTEM, "another run for this Cluster is at work (%s)", path),
            SLICE("wait for it, or end it; what it had done stays, and is gone on with"));
    }
    struct slice text; /* fd stays open: the lock lives as long as the process */
    if (access(path, F_OK) != 0)
        return NO_ERROR;
    struct error error = input_read(arena, slice_of(path), &text);
    if (!failed(error))
        error = record_read(arena, text, record);
    *found = !failed(error);
    return failed(error) ? error_next(error_in(error, slice_of(path)),
                                      SLICE("look at the file; where the guard stands, --resume RUN goes on "
                                            "without it once it is moved away"))
                         : error;
}

static bool write_all(int fd, struct slice text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.data, text.len);
        if (n < 0 && errno != EINTR)
            return false;
        text = slice_cut(text, n < 0 ? 0 : (size_t)n, text.len);
    }
    return true;
}

struct error record_keep(struct arena *arena, const char *path, const struct run_record *record)
{
    const char *temporary = arena_format(arena, "%s.new", path).data;
    struct slice text = record_write(arena, record);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write_all(fd, text) && write_all(fd, SLICE("\n")) && fsync(fd) == 0;
    int number = errno;
    if (fd >= 0 && close(fd) != 0 && good) {
        good = false;
        number = errno;
    }
    if (good && rename(temporary, path) != 0) {
        good = false;
        number = errno;
    }
    return good ? NO_ERROR : system_failure(arena, number, "cannot keep the state of the run in %s", path);
}

struct error record_forget(struct arena *arena, const char *path)
{
    if (unlink(path) == 0 || errno == ENOENT)
        return NO_ERROR;
    return system_failure(arena, errno, "cannot remove %s", path);
}
