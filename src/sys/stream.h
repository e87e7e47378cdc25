/*
 * Input of any size, in pieces: a window that moves over it.
 *
 * The window holds the bytes that were read and not yet taken. Whoever splits the input looks at it, asks for
 * more while what it is looking for is not complete, and takes what is done with. The window's memory is at
 * most about twice the largest piece that was ever in it.
 *
 *     while (!failed(error = stream_more(arena, stream, &ended)) && !ended)
 *         ... look at stream->window, stream_take(stream, n) ...
 */
#ifndef SYS_STREAM_H
#define SYS_STREAM_H

#include "base/error.h"

struct stream {
    struct slice window; /* read and not yet taken; moved by every stream_more */
    struct slice name;   /* what messages call the input */
    int fd;              /* the caller's: stays open */
    char *buffer;        /* the window lies in it; freed with the arena */
    size_t capacity;
};

/* A stream over an open descriptor, with an empty window. */
struct stream *stream_make(struct arena *arena, int fd, struct slice name);

/* Makes the window longer by whatever comes next; *ended is true, and the window as it was, where the input
 * is over. ERROR_SYSTEM where it cannot be read, or a piece is too large for memory. */
struct error stream_more(struct arena *arena, struct stream *stream, bool *ended);

/* Takes len bytes off the front of the window (all of it where len is larger). */
void stream_take(struct stream *stream, size_t len);

#endif
