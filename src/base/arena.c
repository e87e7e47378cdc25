#include "base/arena.h"
#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CHUNK = 16 * 1024, LARGEST_CHUNK = 1024 * 1024 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;
    alignas(max_align_t) char bytes[];
};

struct arena_deferred {
    struct arena_deferred *older;
    void (*release)(void *object);
    void *object;
};

_Noreturn void arena_out_of_memory(struct arena *arena)
{
    if (!arena->begun)
        abort();
    longjmp(arena->out_of_memory, 1);
}

/* A chunk that holds size bytes, twice as large as the one before it, so that their number stays small. */
static void add_chunk(struct arena *arena, size_t size)
{
    size_t wanted = arena->chunks == NULL ? FIRST_CHUNK : arena->chunks->size * 2;
    if (wanted > LARGEST_CHUNK)
        wanted = LARGEST_CHUNK;
    if (wanted < size)
        wanted = size;
    if (wanted > SIZE_MAX - sizeof(struct arena_chunk) || arena->used > SIZE_MAX - wanted ||
        (arena->limit != 0 && arena->used + wanted > arena->limit))
        arena_out_of_memory(arena);
    struct arena_chunk *chunk = malloc(sizeof *chunk + wanted);
    if (chunk == NULL)
        arena_out_of_memory(arena);
    chunk->older = arena->chunks;
    chunk->size = wanted;
    arena->chunks = chunk;
    arena->used += wanted;
    arena->next = chunk->bytes;
    arena->end = chunk->bytes + wanted;
}

/* Uninitialised bytes. */
static void *take(struct arena *arena, size_t size)
{
    size_t align = alignof(max_align_t);
    if (size > SIZE_MAX - align)
        arena_out_of_memory(arena);
    size = (size + align - 1) / align * align;
    if (arena->next == NULL || size > (size_t)(arena->end - arena->next))
        add_chunk(arena, size);
    void *result = arena->next;
    arena->next += size;
    return result;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(take(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        arena_out_of_memory(arena);
    return arena_alloc(arena, count * size);
}

void *arena_grow(struct arena *arena, void *items, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return items;
    size_t larger = *capacity < 8 ? 8 : *capacity;
    while (larger < need) {
        if (larger > SIZE_MAX / 2)
            arena_out_of_memory(arena);
        larger *= 2;
    }
    void *copy = arena_array(arena, larger, size);
    if (items != NULL)
        memcpy(copy, items, *capacity * size);
    *capacity = larger;
    return copy;
}

char *arena_string(struct arena *arena, struct slice s)
{
    if (s.len == SIZE_MAX)
        arena_out_of_memory(arena);
    char *copy = take(arena, s.len + 1);
    if (s.len > 0)
        memcpy(copy, s.data, s.len);
    copy[s.len] = '\0';
    return copy;
}

struct slice arena_copy(struct arena *arena, struct slice s)
{
    return (struct slice){arena_string(arena, s), s.len};
}

struct slice arena_vformat(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    char *here = arena->next;
    size_t room = here == NULL ? 0 : (size_t)(arena->end - here);
    int len = vsnprintf(here, room, format, args); /* nearly always there is room */
    if (len < 0)
        arena_out_of_memory(arena); /* only text longer than INT_MAX fails */
    char *text = take(arena, (size_t)len + 1);
    if (text != here)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return (struct slice){text, (size_t)len};
}

struct slice arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct slice text = arena_vformat(arena, format, args);
    va_end(args);
    return text;
}

void arena_defer(struct arena *arena, void (*release)(void *object), void *object)
{
    struct arena_deferred *deferred = arena_alloc(arena, sizeof *deferred);
    *deferred = (struct arena_deferred){arena->deferred, release, object};
    arena->deferred = deferred;
}

void arena_free(struct arena *arena)
{
    for (struct arena_deferred *d = arena->deferred; d != NULL; d = d->older)
        d->release(d->object);
    while (arena->chunks != NULL) {
        struct arena_chunk *chunk = arena->chunks;
        arena->chunks = chunk->older;
        free(chunk);
    }
    *arena = (struct arena){.limit = arena->limit};
}
