/*
 * What cmocka programs share: its includes in their order, an arena, and slices compared.
 */
#ifndef LIB_CHECK_H
#define LIB_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"

static struct arena arena;

static inline int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static inline void assert_slice(struct slice got, const char *want)
{
    if (got.len != strlen(want) || (got.len > 0 && memcmp(got.data, want, got.len) != 0))
        fail_msg("\"%.*s\" is not \"%s\"", SLICE_ARG(got), want);
}

static inline void assert_holds(struct slice got, const char *part)
{
    if (slice_find(got, slice_of(part)) == got.len)
        fail_msg("\"%.*s\" does not hold \"%s\"", SLICE_ARG(got), part);
}

#define TEST(name) cmocka_unit_test_teardown(name, free_arena)

#endif
