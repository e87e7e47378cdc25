#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include <stdalign.h>

/* AddressSanitizer would end the program where malloc() has to say no. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena = ARENA_EMPTY;
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static bool all_zero(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static void gives_zeroed_aligned_bytes(void **state)
{
    (void)state;
    for (size_t size = 0; size < 100; size++) {
        char *bytes = arena_alloc(&arena, size);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % alignof(max_align_t), 0);
        assert_true(all_zero(bytes, size));
        memset(bytes, 0xff, size);
    }
}

/* Written all over: pieces that overlap would show. */
static void pieces_do_not_overlap(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    unsigned char *pieces[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        memset(pieces[i] = arena_alloc(&arena, i + 1), (int)(i % 251), i + 1);
    for (size_t i = 0; i < COUNT; i++)
        for (size_t k = 0; k <= i; k++)
            if (pieces[i][k] != i % 251)
                fail_msg("piece %zu was overwritten at %zu", i, k);
}

static void large_pieces_get_a_chunk_of_their_own(void **state)
{
    (void)state;
    size_t size = 5 * 1024 * 1024 + 3;
    char *large = arena_alloc(&arena, size);
    char *small = arena_alloc(&arena, 10);
    assert_true(all_zero(large, size));
    memset(large, 'x', size);
    assert_true(all_zero(small, 10));
}

static void copies_end_with_a_nul(void **state)
{
    (void)state;
    char source[] = "abc";
    struct slice copy = arena_copy(&arena, (struct slice){source, 3});
    source[0] = 'x';
    assert_int_equal(copy.len, 3);
    assert_string_equal(copy.data, "abc");
    assert_string_equal(arena_string(&arena, SLICE("")), "");
    assert_int_equal(arena_copy(&arena, (struct slice){NULL, 0}).len, 0);
    assert_string_equal(arena_string(&arena, SLICE("a\0b")), "a");
    assert_memory_equal(arena_copy(&arena, SLICE("a\0b")).data, "a\0b", 4);
}

static void formats(void **state)
{
    (void)state;
    struct slice text = arena_format(&arena, "%s-v%d", "db", 2);
    assert_int_equal(text.len, 5);
    assert_string_equal(text.data, "db-v2");
    assert_int_equal(arena_format(&arena, "%s", "").len, 0);
    struct slice wide = arena_format(&arena, "%40000d", 7);
    assert_int_equal(wide.len, 40000);
    assert_int_equal(wide.data[39999], '7');
}

static void growing_keeps_what_is_there(void **state)
{
    (void)state;
    int *items = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 1000; i++) {
        items = arena_grow(&arena, items, &capacity, i + 1, sizeof *items);
        assert_true(capacity > i);
        assert_int_equal(items[i], 0);
        items[i] = (int)i;
    }
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    int *same = arena_grow(&arena, items, &capacity, capacity, sizeof *items);
    assert_ptr_equal(same, items);
}

static int order[4], releases;

static void note(void *object)
{
    order[releases++] = *(int *)object;
}

static void deferred_work_is_done_newest_first_and_once(void **state)
{
    (void)state;
    releases = 0;
    for (int i = 1; i <= 3; i++) {
        int *number = arena_alloc(&arena, sizeof *number);
        *number = i;
        arena_defer(&arena, note, number);
    }
    assert_int_equal(releases, 0);
    arena_free(&arena);
    assert_int_equal(releases, 3);
    assert_int_equal(order[0], 3);
    assert_int_equal(order[1], 2);
    assert_int_equal(order[2], 1);
    arena_free(&arena);
    assert_int_equal(releases, 3);
}

static void is_usable_after_free_and_keeps_its_limit(void **state)
{
    (void)state;
    arena.limit = 100000;
    arena_alloc(&arena, 1000);
    arena_free(&arena);
    assert_int_equal(arena.limit, 100000);
    assert_int_equal(arena.used, 0);
    assert_false(arena.begun);
    assert_non_null(arena_alloc(&arena, 1000));
}

/* How many pieces of size bytes there are below the limit. */
static size_t pieces_below(size_t limit, size_t size)
{
    volatile size_t count = 0;
    arena.limit = limit;
    if (ARENA_BEGIN(&arena))
        return count;
    for (;;) {
        arena_alloc(&arena, size);
        count++;
    }
}

static void over_the_limit_is_out_of_memory(void **state)
{
    (void)state;
    size_t count = pieces_below(1024 * 1024, 1000);
    assert_true(count > 0);
    assert_true(count <= 1024 * 1024 / 1000);
    assert_true(arena.used <= 1024 * 1024);
}

static void what_was_deferred_is_released_after_running_out(void **state)
{
    (void)state;
    static int number = 7;
    releases = 0;
    arena_defer(&arena, note, &number);
    pieces_below(64 * 1024, 100);
    assert_int_equal(releases, 0);
    arena_free(&arena);
    assert_int_equal(releases, 1);
    assert_int_equal(order[0], 7);
}

typedef void *ask(void);

static void *ask_too_much(void)
{
    return arena_alloc(&arena, SIZE_MAX);
}

static void *ask_nearly_too_much(void)
{
    return arena_alloc(&arena, SIZE_MAX - 64);
}

static void *ask_a_product_that_overflows(void)
{
    return arena_array(&arena, SIZE_MAX / 16 + 2, 16);
}

static void *ask_to_grow_over_the_edge(void)
{
    size_t capacity = 8;
    return arena_grow(&arena, NULL, &capacity, SIZE_MAX, 1);
}

static void *ask_to_grow_to_a_product_that_overflows(void)
{
    size_t capacity = 0;
    return arena_grow(&arena, NULL, &capacity, SIZE_MAX / 8, 1024);
}

static bool runs_out(ask *question)
{
    if (ARENA_BEGIN(&arena))
        return true;
    question();
    return false;
}

static void sizes_that_overflow_are_out_of_memory(void **state)
{
    (void)state;
    assert_true(runs_out(ask_too_much));
    assert_true(runs_out(ask_nearly_too_much));
    assert_true(runs_out(ask_a_product_that_overflows));
    assert_true(runs_out(ask_to_grow_over_the_edge));
    assert_true(runs_out(ask_to_grow_to_a_product_that_overflows));
}

static void an_empty_array_is_no_overflow(void **state)
{
    (void)state;
    assert_non_null(arena_array(&arena, SIZE_MAX, 0));
    assert_non_null(arena_array(&arena, 0, SIZE_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_zeroed_aligned_bytes, begin, end),
        cmocka_unit_test_setup_teardown(pieces_do_not_overlap, begin, end),
        cmocka_unit_test_setup_teardown(large_pieces_get_a_chunk_of_their_own, begin, end),
        cmocka_unit_test_setup_teardown(copies_end_with_a_nul, begin, end),
        cmocka_unit_test_setup_teardown(formats, begin, end),
        cmocka_unit_test_setup_teardown(growing_keeps_what_is_there, begin, end),
        cmocka_unit_test_setup_teardown(deferred_work_is_done_newest_first_and_once, begin, end),
        cmocka_unit_test_setup_teardown(is_usable_after_free_and_keeps_its_limit, begin, end),
        cmocka_unit_test_setup_teardown(over_the_limit_is_out_of_memory, begin, end),
        cmocka_unit_test_setup_teardown(what_was_deferred_is_released_after_running_out, begin, end),
        cmocka_unit_test_setup_teardown(sizes_that_overflow_are_out_of_memory, begin, end),
        cmocka_unit_test_setup_teardown(an_empty_array_is_no_overflow, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
