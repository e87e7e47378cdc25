#define _POSIX_C_SOURCE 200809L
#include "sys/descriptor.h"
#include <errno.h>
#include <poll.h>
#include <unistd.h>

static void release(void *object)
{
    descriptor_close(object);
}

struct descriptor *descriptor_make(struct arena *arena)
{
    struct descriptor *descriptor = arena_alloc(arena, sizeof *descriptor);
    descriptor->fd = -1;
    arena_defer(arena, release, descriptor);
    return descriptor;
}

void descriptor_close(struct descriptor *descriptor)
{
    if (descriptor->fd >= 0)
        close(descriptor->fd);
    descriptor->fd = -1;
}

/* After a call that failed: 0 where it is worth another try, else the errno. Standard streams are often
 * shared with a program that made them non-blocking, so that has to be waited for. */
static int again(int fd, short events)
{
    if (errno == EINTR)
        return 0;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return errno;
    struct pollfd wanted = {.fd = fd, .events = events};
    return poll(&wanted, 1, -1) < 0 && errno != EINTR ? errno : 0;
}

int descriptor_read(int fd, char *buffer, size_t size, size_t *got)
{
    *got = 0;
    while (*got < size) {
        ssize_t count = read(fd, buffer + *got, size - *got);
        if (count == 0)
            break;
        if (count > 0) {
            *got += (size_t)count;
            continue;
        }
        int number = again(fd, POLLIN);
        if (number != 0)
            return number;
    }
    return 0;
}

int descriptor_write(int fd, struct slice bytes)
{
    while (bytes.len > 0) {
        ssize_t count = write(fd, bytes.data, bytes.len);
        if (count >= 0) {
            bytes = slice_cut(bytes, (size_t)count, bytes.len);
            continue;
        }
        int number = again(fd, POLLOUT);
        if (number != 0)
            return number;
    }
    return 0;
}
