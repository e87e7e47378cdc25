#define _GNU_SOURCE /* flock is not in POSIX, whose own locks are lost with any close of the file */
#include "sys/temporary.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of the manifest's name that go into the temporary one, so that it stays below the 255 of a file
 * system. */
enum { NAME_PART = 200 };

#define ANOTHER_RUN "another run of cnpg-dr is writing this file"

const char *temporary_name(struct arena *arena, const char *name)
{
    size_t len = strlen(name);
    if (len > NAME_PART) {
        len = NAME_PART;
        while (len > 0 && ((unsigned char)name[len] & 0xc0) == 0x80) /* not within a character */
            len--;
    }
    return arena_format(arena, ".%.*s.cnpg-dr-tmp", (int)len, name).data;
}

struct trouble temporary_same(int folder, const char *name, int fd, const char *otherwise)
{
    struct stat named, opened;
    if (fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? trouble_changed(otherwise) : trouble_system("cannot be examined");
    if (fstat(fd, &opened) != 0)
        return trouble_system("cannot be examined");
    bool same = named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
    return same ? NO_TROUBLE : trouble_changed(otherwise);
}

static int lock(int fd)
{
    int locked;
    do
        locked = flock(fd, LOCK_EX | LOCK_NB);
    while (locked != 0 && errno == EINTR);
    return locked;
}

/* Removes the open file that a killed run left. Only whoever holds its lock may, and a run that has just made
 * it but not yet locked it looks afterwards whether it is still there. */
static struct trouble remove_unlocked(int folder, const char *name, int fd)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return trouble_system("the temporary file of an earlier run cannot be examined");
    if (!S_ISREG(about.st_mode)) {
        errno = EEXIST;
        return trouble_system("no temporary file can be made in its folder");
    }
    if (lock(fd) != 0)
        return errno == EWOULDBLOCK ? trouble_changed(ANOTHER_RUN)
                                    : trouble_system("the temporary file of an earlier run cannot be locked");
    struct trouble trouble = temporary_same(folder, name, fd, ANOTHER_RUN);
    if (!troubled(trouble) && unlinkat(folder, name, 0) != 0)
        trouble = trouble_system("the temporary file of an earlier run cannot be removed");
    return trouble;
}

static struct trouble remove_stale(int folder, const char *name)
{
    struct descriptor stale = {
        openat(folder, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
    if (stale.fd < 0)
        return errno == ENOENT ? NO_TROUBLE
                               : trouble_system("the temporary file of an earlier run cannot be opened");
    struct trouble trouble = remove_unlocked(folder, name, stale.fd);
    descriptor_close(&stale);
    return trouble;
}

static int create(int folder, const char *name)
{
    int fd;
    do
        fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    while (fd < 0 && errno == EINTR);
    return fd;
}

struct trouble temporary_make(int folder, const char *name, struct descriptor *file)
{
    file->fd = create(folder, name);
    if (file->fd < 0 && errno == EEXIST) {
        struct trouble trouble = remove_stale(folder, name);
        if (troubled(trouble))
            return trouble;
        file->fd = create(folder, name);
    }
    if (file->fd < 0)
        return errno == EEXIST ? trouble_changed(ANOTHER_RUN)
                               : trouble_system("no temporary file can be made in its folder");
    struct trouble trouble = NO_TROUBLE;
    if (lock(file->fd) != 0)
        trouble = errno == EWOULDBLOCK ? trouble_changed(ANOTHER_RUN)
                                       : trouble_system("the temporary file cannot be locked");
    if (!troubled(trouble)) /* another run may have taken it for a stale one before it was locked */
        trouble = temporary_same(folder, name, file->fd, ANOTHER_RUN);
    if (trouble.kind == TROUBLE_SYSTEM)
        unlinkat(folder, name, 0);
    return trouble;
}

struct trouble temporary_fill(const struct descriptor *file, struct slice bytes,
                              const struct attributes *attributes)
{
    errno = descriptor_write(file->fd, bytes);
    if (errno != 0)
        return trouble_system("the new manifest cannot be written");
    struct trouble trouble = attributes_give(attributes, file->fd);
    if (troubled(trouble))
        return trouble;
    int flushed;
    do
        flushed = fsync(file->fd);
    while (flushed != 0 && errno == EINTR);
    return flushed == 0 ? NO_TROUBLE : trouble_system("the new manifest cannot be flushed to the disk");
}
