/*
 * Memory that lives as long as one piece of work.
 *
 * Everything that a plan makes comes from one arena and is given back at once by arena_free. Nothing is freed
 * by itself.
 *
 * Running out of memory is reported once, where the work began. Whoever begins it writes
 *
 *     if (ARENA_BEGIN(&arena))
 *         return error_out_of_memory();
 *
 * and every allocation below that line either succeeds or returns there a second time. Without ARENA_BEGIN an
 * exhausted arena aborts the process: it is a bug of the caller. What a library allocates by itself in the
 * meantime is registered with arena_defer, so that it is released on either way out.
 *
 * An arena belongs to one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/slice.h"
#include <setjmp.h>
#include <stdarg.h>

struct arena_chunk;
struct arena_deferred;

struct arena {
    struct arena_chunk *chunks;      /* newest first */
    struct arena_deferred *deferred; /* newest first */
    char *next, *end;                /* free bytes of the newest chunk */
    size_t used;                     /* bytes asked of malloc so far */
    size_t limit;                    /* refuse to grow past this many bytes; 0: no limit */
    bool begun;
    jmp_buf out_of_memory;
};

/* An empty arena; it allocates nothing until it is used. */
#define ARENA_EMPTY ((struct arena){0})

/* See above. Evaluates to 0 at first, and to 1 when memory has run out. */
#define ARENA_BEGIN(arena) ((arena)->begun = true, setjmp((arena)->out_of_memory))

/* Memory has run out in a library that the arena knows nothing of: goes on there, too. */
_Noreturn void arena_out_of_memory(struct arena *arena);

/* size zeroed bytes, aligned for any object. */
void *arena_alloc(struct arena *arena, size_t size);

/* count zeroed objects of size bytes; an overflow of the product is out of memory. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Room for at least need objects of size bytes: items as it is where *capacity suffices, else a copy twice as
 * large. items may be NULL, *capacity is kept up to date. */
void *arena_grow(struct arena *arena, void *items, size_t *capacity, size_t need, size_t size);

/* A copy of the bytes, with a NUL behind it that the slice does not count. */
struct slice arena_copy(struct arena *arena, struct slice s);

/* The same as a C string; a NUL inside ends it early. */
char *arena_string(struct arena *arena, struct slice s);

/* Formatted text, terminated by a NUL that the slice does not count. */
__attribute__((format(printf, 2, 3))) struct slice arena_format(struct arena *arena, const char *format, ...);
__attribute__((format(printf, 2, 0))) struct slice arena_vformat(struct arena *arena, const char *format,
                                                                 va_list args);

/* Calls release(object) from arena_free, in the reverse order of registration. object may live in the arena.
 */
void arena_defer(struct arena *arena, void (*release)(void *object), void *object);

/* Gives everything back; the arena is empty and usable again. limit stays. */
void arena_free(struct arena *arena);

#endif
