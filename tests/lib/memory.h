/*
 * Allocations that fail, and how many are not given back: for one program, which by including this defines
 * malloc and its relatives itself, those of the libraries that it uses among them.
 *
 * Only with glibc, and without a sanitizer that has an allocator of its own.
 */
#ifndef LIB_MEMORY_H
#define LIB_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

/* How many allocations succeed before one fails; below 0: all. It counts down. */
static long memory_left = -1;

/* How many are in use. */
static long memory_used = 0;

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)

enum { MEMORY_CAN_FAIL = 1 };

#define FOR_ALL __attribute__((visibility("default")))

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void __libc_free(void *old);

static bool memory_fails(void)
{
    return memory_left >= 0 && memory_left-- == 0;
}

static void *memory_counted(void *memory)
{
    memory_used += memory != NULL;
    return memory;
}

FOR_ALL void *malloc(size_t size)
{
    return memory_fails() ? NULL : memory_counted(__libc_malloc(size));
}

FOR_ALL void *calloc(size_t count, size_t size)
{
    return memory_fails() ? NULL : memory_counted(__libc_calloc(count, size));
}

FOR_ALL void *realloc(void *old, size_t size)
{
    if (memory_fails())
        return NULL;
    return old == NULL ? memory_counted(__libc_malloc(size)) : __libc_realloc(old, size);
}

FOR_ALL void free(void *old)
{
    memory_used -= old != NULL;
    __libc_free(old);
}

#else

enum { MEMORY_CAN_FAIL = 0 };

#endif

#endif
