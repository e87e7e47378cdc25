#include "sys/stream.h"
#include "sys/descriptor.h"
#include "sys/failure.h"
#include <stdint.h>
#include <stdlib.h>

/* As much as is asked for at once: a pipe holds 64 KiB, a file gives all of it. */
enum { PIECE = 256 * 1024 };

static void release(void *object)
{
    struct stream *stream = object;
    free(stream->buffer);
    stream->buffer = NULL;
}

struct stream *stream_make(struct arena *arena, int fd, struct slice name)
{
    struct stream *stream = arena_alloc(arena, sizeof *stream);
    stream->fd = fd;
    stream->name = name;
    stream->window = SLICE("");
    arena_defer(arena, release, stream);
    return stream;
}

/* Room for one more piece behind the window, which is moved to the front of the buffer. The buffer is not the
 * arena's: it grows, and an arena would keep each of its former selves. */
static bool make_room(struct stream *stream)
{
    size_t len = stream->window.len;
    if (len > 0 && stream->window.data != stream->buffer)
        memmove(stream->buffer, stream->window.data, len);
    if (len > SIZE_MAX / 2 - PIECE)
        return false;
    if (stream->capacity < len + PIECE) {
        size_t capacity = len + PIECE > stream->capacity * 2 ? len + PIECE : stream->capacity * 2;
        char *larger = realloc(stream->buffer, capacity);
        if (larger == NULL)
            return false;
        stream->buffer = larger;
        stream->capacity = capacity;
    }
    stream->window = (struct slice){stream->buffer, len};
    return true;
}

struct error stream_more(struct arena *arena, struct stream *stream, bool *ended)
{
    if (!make_room(stream))
        return error_in(error_out_of_memory(), stream->name);
    size_t got;
    int number = descriptor_read(stream->fd, stream->buffer + stream->window.len, PIECE, &got);
    if (number != 0)
        return error_in(system_failure(arena, number, "cannot be read"), stream->name);
    stream->window.len += got;
    *ended = got == 0;
    return NO_ERROR;
}

void stream_take(struct stream *stream, size_t len)
{
    stream->window = slice_cut(stream->window, len, stream->window.len);
}
