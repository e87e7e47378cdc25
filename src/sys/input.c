#define _POSIX_C_SOURCE 200809L
#include "sys/input.h"
#include "base/refusals.h"
#include "sys/descriptor.h"
#include "sys/failure.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* Below this, one read() costs less than a map and its page faults. */
enum { MAP_FROM = 256 * 1024 };

/* The first guess where the size is not known. */
enum { FIRST_BUFFER = 64 * 1024 };

static struct error too_large(struct arena *arena)
{
    struct error error = error_make(arena, ERROR_SYSTEM, "larger than 1 GiB, which no manifest is");
    return error_next(error, SLICE("name the manifest itself"));
}

static const char *kind_of(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR:
        return "a folder";
    case S_IFIFO:
        return "a pipe";
    case S_IFSOCK:
        return "a socket";
    default:
        return "a device";
    }
}

/* Opens a regular file. Without O_NONBLOCK, a pipe would be waited for here; O_NOCTTY keeps a terminal from
 * becoming ours. */
static struct error open_regular(struct arena *arena, struct slice path, struct descriptor *file,
                                 struct stat *about)
{
    if (slice_find_char(path, '\0', 0) < path.len)
        return error_make(arena, ERROR_SYSTEM, "the path holds a NUL byte");
    const char *name = arena_string(arena, path);
    do
        file->fd = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    while (file->fd < 0 && errno == EINTR);
    if (file->fd < 0 && (errno == ENXIO || errno == ENODEV))
        return refuse(arena, REFUSE_NOT_A_FILE, "a socket or a device, not a regular file");
    if (file->fd < 0)
        return system_failure(arena, errno, "cannot be opened");
    if (fstat(file->fd, about) != 0)
        return system_failure(arena, errno, "cannot be examined");
    if (!S_ISREG(about->st_mode))
        return refuse(arena, REFUSE_NOT_A_FILE, "%s, not a regular file", kind_of(about->st_mode));
    return NO_ERROR;
}

/* Reads until the end. expected is a guess: files grow, and those in /proc say 0. */
static struct error read_all(struct arena *arena, int fd, size_t expected, struct slice *text)
{
    char *buffer = NULL;
    size_t capacity = 0, len = 0;
    for (;;) {
        if (len > INPUT_LIMIT)
            return too_large(arena);
        /* One byte more than expected, so that the end shows. */
        size_t need = buffer == NULL ? expected + 1 : capacity * 2;
        char *larger = arena_alloc(arena, need);
        if (buffer != NULL)
            memcpy(larger, buffer, len);
        buffer = larger;
        capacity = need;
        size_t got;
        int number = descriptor_read(fd, buffer + len, capacity - len, &got);
        if (number != 0)
            return system_failure(arena, number, "cannot be read");
        len += got;
        if (len < capacity)
            break;
    }
    *text = (struct slice){buffer, len};
    return NO_ERROR;
}

static struct error read_file(struct arena *arena, struct descriptor *file, const struct stat *about,
                              struct slice *text)
{
    if (about->st_size > INPUT_LIMIT)
        return too_large(arena);
    return read_all(arena, file->fd, (size_t)about->st_size, text);
}

struct error input_read(struct arena *arena, struct slice path, struct slice *text)
{
    struct descriptor *file = descriptor_make(arena);
    struct stat about = {0};
    struct error error = open_regular(arena, path, file, &about);
    if (!failed(error))
        error = read_file(arena, file, &about, text);
    descriptor_close(file);
    return error_in(error, path);
}

static void unmap(void *object)
{
    struct slice *map = object;
    if (map->len > 0)
        munmap((char *)map->data, map->len);
}

/* False where the file system has no maps, or there is no room for this one. */
static bool map_file(struct arena *arena, int fd, const struct stat *about, struct slice *text)
{
    struct slice *map = arena_alloc(arena, sizeof *map);
    arena_defer(arena, unmap, map);
    if ((uintmax_t)about->st_size > SIZE_MAX)
        return false;
    void *bytes = mmap(NULL, (size_t)about->st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return false;
    *map = (struct slice){bytes, (size_t)about->st_size};
    posix_madvise(bytes, map->len, POSIX_MADV_SEQUENTIAL);
    *text = *map;
    return true;
}

struct error input_map(struct arena *arena, struct slice path, struct slice *text)
{
    struct descriptor *file = descriptor_make(arena);
    struct stat about = {0};
    struct error error = open_regular(arena, path, file, &about);
    if (!failed(error) && (about.st_size < MAP_FROM || !map_file(arena, file->fd, &about, text)))
        error = read_file(arena, file, &about, text);
    descriptor_close(file);
    return error_in(error, path);
}

struct error input_read_all(struct arena *arena, int fd, struct slice name, struct slice *text)
{
    return error_in(read_all(arena, fd, FIRST_BUFFER, text), name);
}
