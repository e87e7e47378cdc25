#define _GNU_SOURCE /* explicit_bzero */
#include "store/secret.h"
#include "sys/descriptor.h"
#include "sys/failure.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct secret_bytes {
    size_t len, room;
    char *data; /* len bytes and a NUL; room bytes may hold something */
};

static void wipe(void *object)
{
    struct secret_bytes *bytes = object;
    if (bytes->data == NULL)
        return;
    explicit_bzero(bytes->data, bytes->room);
    free(bytes->data);
    bytes->data = NULL;
}

/* Room for that many bytes and a NUL, wiped when the arena is freed. */
static struct secret_bytes *make(struct arena *arena, size_t size)
{
    struct secret_bytes *bytes = arena_alloc(arena, sizeof *bytes);
    /* Registered before there is anything to wipe: nothing is lost where the arena runs out. */
    arena_defer(arena, wipe, bytes);
    bytes->data = size == SIZE_MAX ? NULL : calloc(1, size + 1);
    if (bytes->data == NULL)
        arena_array(arena, SIZE_MAX, 2); /* the arena's way to say that memory has run out */
    bytes->len = bytes->room = size;
    return bytes;
}

struct secret secret_copy(struct arena *arena, struct slice from)
{
    struct secret_bytes *bytes = make(arena, from.len);
    if (from.len > 0)
        memcpy(bytes->data, from.data, from.len);
    return (struct secret){bytes};
}

struct error secret_read_file(struct arena *arena, struct slice path, struct secret *secret, bool *found)
{
    enum { FILE_SIZE_MAX = 1024 * 1024 };
    struct descriptor *file = descriptor_make(arena);
    *secret = (struct secret){NULL};
    file->fd = open(arena_string(arena, path), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *found = file->fd >= 0;
    if (file->fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return NO_ERROR;
    if (file->fd < 0)
        return error_in(system_failure(arena, errno, "cannot read the file with credentials"), path);
    struct secret_bytes *bytes = make(arena, FILE_SIZE_MAX + 1);
    size_t len = 0;
    int number = descriptor_read(file->fd, bytes->data, FILE_SIZE_MAX + 1, &len);
    descriptor_close(file);
    if (number != 0)
        return error_in(system_failure(arena, number, "cannot read the file with credentials"), path);
    if (len > FILE_SIZE_MAX)
        return error_in(error_make(arena, ERROR_SYSTEM, "the file with credentials is larger than 1 MiB"),
                        path);
    bytes->len = len;
    bytes->data[len] = '\0';
    *secret = (struct secret){bytes};
    return NO_ERROR;
}

bool secret_is_empty(struct secret secret)
{
    return secret.bytes == NULL || secret.bytes->len == 0;
}

const char *secret_reveal(struct secret secret)
{
    return secret.bytes == NULL || secret.bytes->data == NULL ? "" : secret.bytes->data;
}

void secrets_protect(void)
{
    struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
