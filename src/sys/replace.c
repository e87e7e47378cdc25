#define _GNU_SOURCE /* flock is not in POSIX, whose own locks are lost with any close of the file */
#include "sys/replace.h"
#include "base/refusals.h"
#include "sys/failure.h"
#include "sys/temporary.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CHANGED "the file changed while it was edited"

/* The file that is replaced. Everything that needs memory is made before the temporary file is. */
struct target {
    const char *name;      /* in its folder, symbolic links resolved */
    const char *temporary; /* the name of the temporary file in the same folder */
    struct descriptor *folder, *file, *replacement;
    struct stat about; /* once the lock was held */
    struct attributes attributes;
};

/* The folder and the name of the file that a path leads to. */
static struct error find(struct arena *arena, struct slice path, struct target *target)
{
    if (slice_find_char(path, '\0', 0) < path.len)
        return error_make(arena, ERROR_SYSTEM, "the path holds a NUL byte");
    char *resolved = arena_alloc(arena, PATH_MAX);
    if (realpath(arena_string(arena, path), resolved) == NULL)
        return system_failure(arena, errno, "cannot be found");
    char *slash = strrchr(resolved, '/');
    target->name = slash[1] == '\0' ? "." : slash + 1;
    target->temporary = temporary_name(arena, target->name);
    *slash = '\0';
    do
        target->folder->fd = open(resolved[0] == '\0' ? "/" : resolved, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (target->folder->fd < 0 && errno == EINTR);
    if (target->folder->fd < 0)
        return system_failure(arena, errno, "its folder cannot be opened");
    return NO_ERROR;
}

/* Opened for writing, although nothing is written: a file without write permission is not to be replaced, and
 * NFS locks no other. */
static struct error open_file(struct arena *arena, struct target *target)
{
    struct stat *about = &target->about;
    if (fstatat(target->folder->fd, target->name, about, AT_SYMLINK_NOFOLLOW) == 0 &&
        !S_ISREG(about->st_mode))
        return refuse(arena, REFUSE_NOT_A_FILE, "not a regular file");
    do
        target->file->fd =
            openat(target->folder->fd, target->name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    while (target->file->fd < 0 && errno == EINTR);
    if (target->file->fd < 0)
        return system_failure(arena, errno, "cannot be opened for writing");
    return NO_ERROR;
}

static struct error lock_file(struct arena *arena, struct target *target)
{
    int locked;
    do
        locked = flock(target->file->fd, LOCK_EX | LOCK_NB);
    while (locked != 0 && errno == EINTR);
    if (locked != 0 && errno == EWOULDBLOCK)
        return refuse(arena, REFUSE_CHANGED, "another program holds the lock on this file");
    if (locked != 0)
        return system_failure(arena, errno, "cannot be locked");
    if (fstat(target->file->fd, &target->about) != 0)
        return system_failure(arena, errno, "cannot be examined");
    if (!S_ISREG(target->about.st_mode))
        return refuse(arena, REFUSE_NOT_A_FILE, "not a regular file");
    if (target->about.st_nlink > 1) {
        struct error error =
            refuse(arena, REFUSE_ATTRIBUTES,
                   "the file has %ju names (hard links), and the others would keep the old text",
                   (uintmax_t)target->about.st_nlink);
        return error_next(error,
                          SLICE("give the manifest a single name (cp it, and mv the copy over it), or use "
                                "- to edit it through standard input and output"));
    }
    return attributes_read(arena, target->file->fd, &target->attributes);
}

/* Whether the file still holds those bytes, and nobody has touched it since the lock. A change of its
 * attributes counts: the new file has been given the earlier ones. */
static struct trouble unchanged(const struct target *target, struct slice before)
{
    char buffer[64 * 1024];
    size_t done = 0;
    for (;;) {
        ssize_t got = pread(target->file->fd, buffer, sizeof buffer, (off_t)done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return trouble_system("cannot be read once more");
        if (got == 0)
            break;
        if ((size_t)got > before.len - done || memcmp(buffer, before.data + done, (size_t)got) != 0)
            return trouble_changed(CHANGED);
        done += (size_t)got;
    }
    struct stat now;
    if (fstat(target->file->fd, &now) != 0)
        return trouble_system("cannot be examined");
    if (done < before.len || now.st_ctim.tv_sec != target->about.st_ctim.tv_sec ||
        now.st_ctim.tv_nsec != target->about.st_ctim.tv_nsec)
        return trouble_changed(CHANGED);
    return temporary_same(target->folder->fd, target->name, target->file->fd, CHANGED);
}

/* Some file systems cannot flush a folder and say so; they have no order of writes to keep either. */
static struct trouble flush_folder(int fd)
{
    int flushed;
    do
        flushed = fsync(fd);
    while (flushed != 0 && errno == EINTR);
    if (flushed == 0 || errno == EINVAL || errno == ENOTSUP)
        return NO_TROUBLE;
    return trouble_system("the new manifest is in place, but its folder cannot be flushed to the disk");
}

/* From the temporary file to the rename; *replaced tells which of the two files is there now. */
static struct trouble exchange(const struct target *target, const struct proved *proved, bool *replaced)
{
    int folder = target->folder->fd;
    *replaced = false;
    struct trouble trouble = temporary_make(folder, target->temporary, target->replacement);
    if (troubled(trouble))
        return trouble;
    trouble = temporary_fill(target->replacement, proved_bytes(proved), &target->attributes);
    if (!troubled(trouble))
        trouble = unchanged(target, proved_before(proved));
    if (!troubled(trouble) && renameat(folder, target->temporary, folder, target->name) != 0)
        trouble = trouble_system("the new manifest cannot be put in the place of the old one");
    if (troubled(trouble)) {
        unlinkat(folder, target->temporary, 0);
        return trouble;
    }
    *replaced = true;
    return flush_folder(folder);
}

/* All signals but those that tell of a fault in the program itself, which cannot be held back. */
static void signals_that_wait(sigset_t *set)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
    sigfillset(set);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigdelset(set, faults[i]);
}

/* A write over the limit on file sizes sends SIGXFSZ beside its error. The error is enough: the signal would
 * end the program before it could be reported. */
static void forget_file_size_signal(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGXFSZ);
    sigtimedwait(&set, NULL, &(struct timespec){0, 0});
}

static struct error exchange_undisturbed(struct arena *arena, const struct target *target,
                                         const struct proved *proved)
{
    sigset_t held, before;
    bool replaced;
    signals_that_wait(&held);
    pthread_sigmask(SIG_BLOCK, &held, &before);
    struct trouble trouble = exchange(target, proved, &replaced);
    if (trouble.number == EFBIG)
        forget_file_size_signal();
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    struct error error = trouble_error(arena, trouble);
    return replaced && failed(error) ? error_next(error, SLICE("run sync; the file is complete")) : error;
}

struct error replace_file(struct arena *arena, struct slice path, const struct proved *proved)
{
    struct target *target = arena_alloc(arena, sizeof *target);
    target->folder = descriptor_make(arena);
    target->file = descriptor_make(arena);
    target->replacement = descriptor_make(arena);
    struct error error = find(arena, path, target);
    if (!failed(error))
        error = open_file(arena, target);
    if (!failed(error))
        error = lock_file(arena, target);
    if (!failed(error))
        error = exchange_undisturbed(arena, target, proved);
    descriptor_close(target->replacement);
    descriptor_close(target->file);
    descriptor_close(target->folder);
    return error_in(error, path);
}
