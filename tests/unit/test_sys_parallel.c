#define _GNU_SOURCE /* sched_setaffinity */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/scratch.h"
#include "sys/parallel.h"
#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

static struct arena arena;

static int free_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    arena.limit = 0;
    return 0;
}

enum { ITEMS = 5000 };

struct item {
    struct slice text;
    pthread_t thread;
    atomic_int calls;
};

static void describe(void *context, size_t index, struct arena *keep, struct arena *scratch, void **memo)
{
    (void)memo;
    struct item *item = (struct item *)context + index;
    char *waste = arena_alloc(scratch, 1000 + index % 5000);
    memset(waste, 'x', 1000);
    item->text = arena_format(keep, "item %zu", index);
    item->thread = pthread_self();
    item->calls++;
}

static void check_items(size_t count, size_t cores)
{
    struct item *items = arena_array(&arena, count + 1, sizeof *items);
    assert_false(failed(parallel_run(&arena, count, cores, describe, items)));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(items[i].calls, 1);
        assert_true(slice_equal(items[i].text, arena_format(&arena, "item %zu", i)));
    }
    assert_int_equal(items[count].calls, 0);
}

static void every_item_is_done_once_and_lies_in_its_place(void **state)
{
    (void)state;
    check_items(ITEMS, 0);
    check_items(ITEMS, 1);
    check_items(ITEMS, 8);
    check_items(0, 8);
    check_items(1, 8);
    check_items(17, 8);
}

static void is_alone(size_t count, size_t cores)
{
    struct item *items = arena_array(&arena, count, sizeof *items);
    assert_false(failed(parallel_run(&arena, count, cores, describe, items)));
    for (size_t i = 0; i < count; i++)
        assert_true(pthread_equal(items[i].thread, pthread_self()));
}

static void one_core_or_few_items_make_no_thread(void **state)
{
    (void)state;
    is_alone(ITEMS, 1);
    is_alone(15, 0);
    is_alone(1, 8);
}

/* Every item of a thread sees what the one before it left. */
static void count_own(void *context, size_t index, struct arena *keep, struct arena *scratch, void **memo)
{
    (void)scratch;
    if (*memo == NULL)
        *memo = arena_alloc(keep, sizeof(size_t));
    ((size_t *)context)[index] = ++*(size_t *)*memo;
}

static void a_thread_remembers(void **state)
{
    (void)state;
    size_t counts[100] = {0}, firsts = 0;
    assert_false(failed(parallel_run(&arena, 100, 1, count_own, counts)));
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(counts[i], i + 1);
    assert_false(failed(parallel_run(&arena, 100, 4, count_own, counts)));
    for (size_t i = 0; i < 100; i++)
        firsts += counts[i] == 1;
    assert_in_range(firsts, 1, 4);
}

/* Each item waits until four are being worked on at once: only as many threads get there. */
static atomic_int waiting;

static void meet(void *context, size_t index, struct arena *keep, struct arena *scratch, void **memo)
{
    (void)context, (void)index, (void)keep, (void)scratch, (void)memo;
    waiting++;
    while (waiting < 4)
        sched_yield();
}

static void several_cores_work_at_once(void **state)
{
    (void)state;
    waiting = 0;
    assert_false(failed(parallel_run(&arena, 100, 4, meet, NULL)));
    assert_int_equal(waiting, 100);
    waiting = 0; /* who asks for threads by number gets them, for few items too */
    assert_false(failed(parallel_run(&arena, 4, 4, meet, NULL)));
    assert_int_equal(waiting, 4);
}

static void cores_are_those_that_we_may_use(void **state)
{
    (void)state;
    cpu_set_t before, one;
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    assert_int_equal(parallel_cores(), CPU_COUNT(&before));
    CPU_ZERO(&one);
    for (size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++)
        if (CPU_ISSET(cpu, &before))
            CPU_SET(cpu, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(parallel_cores(), 1);
    is_alone(ITEMS, 0);
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
}

/* The results outlive the run, and what was deferred in them happens when they go. */
static atomic_int released;

static void release(void *object)
{
    (void)object;
    released++;
}

static void defer(void *context, size_t index, struct arena *keep, struct arena *scratch, void **memo)
{
    (void)index, (void)memo;
    arena_defer(*(bool *)context ? keep : scratch, release, NULL);
}

static void results_live_as_long_as_the_caller_s_arena(void **state)
{
    (void)state;
    bool in_keep = true;
    released = 0;
    assert_false(failed(parallel_run(&arena, 100, 4, defer, &in_keep)));
    assert_int_equal(released, 0);
    arena_free(&arena);
    assert_int_equal(released, 100);
}

static void scratch_is_given_back_after_each_item(void **state)
{
    (void)state;
    bool in_keep = false;
    released = 0;
    assert_false(failed(parallel_run(&arena, 100, 4, defer, &in_keep)));
    assert_int_equal(released, 100);
}

static void spend(void *context, size_t index, struct arena *keep, struct arena *scratch, void **memo)
{
    (void)memo;
    const bool *in_keep = context;
    if (index == 50)
        for (;;)
            arena_alloc(*in_keep ? keep : scratch, 1000);
}

static void running_out_of_memory_is_one_error(void **state)
{
    (void)state;
    bool in_keep = true, in_scratch = false;
    arena.limit = 200000;
    for (size_t cores = 1; cores <= 4; cores += 3) {
        assert_int_equal(parallel_run(&arena, 100, cores, spend, &in_keep).kind, ERROR_SYSTEM);
        assert_int_equal(parallel_run(&arena, 100, cores, spend, &in_scratch).kind, ERROR_SYSTEM);
    }
}

/* Work may take running out of scratch memory for a result of its own; the next item must not jump there. */
static bool fills_up(struct arena *scratch)
{
    if (ARENA_BEGIN(scratch))
        return true;
    for (;;)
        arena_alloc(scratch, 1000);
}

static void survive(void *context, size_t index, struct arena *keep, struct arena *scratch, void **memo)
{
    (void)keep, (void)memo;
    ((bool *)context)[index] = fills_up(scratch);
}

static void work_may_look_after_its_own_memory(void **state)
{
    (void)state;
    bool full[100] = {false};
    arena.limit = 200000;
    assert_false(failed(parallel_run(&arena, 100, 4, survive, full)));
    for (size_t i = 0; i < 100; i++)
        assert_true(full[i]);
}

static void look_at_signals(void *context, size_t index, struct arena *keep, struct arena *scratch,
                            void **memo)
{
    (void)keep, (void)scratch, (void)memo;
    sigset_t now;
    pthread_sigmask(SIG_BLOCK, NULL, &now);
    ((int *)context)[index] = sigismember(&now, SIGINT);
    meet(NULL, index, NULL, NULL, NULL);
}

static void signals_go_to_the_first_thread(void **state)
{
    (void)state;
    int blocked[100] = {0}, open_for_signals = 0;
    waiting = 0;
    assert_false(failed(parallel_run(&arena, 100, 4, look_at_signals, blocked)));
    for (size_t i = 0; i < 4; i++) /* the four that met: one of them is this thread */
        open_for_signals += !blocked[i];
    assert_int_equal(open_for_signals, 1);
    sigset_t now;
    pthread_sigmask(SIG_BLOCK, NULL, &now);
    assert_false(sigismember(&now, SIGINT));
}

#define TEST(name) cmocka_unit_test_teardown(name, free_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_item_is_done_once_and_lies_in_its_place),
        TEST(a_thread_remembers),
        TEST(one_core_or_few_items_make_no_thread),
        TEST(several_cores_work_at_once),
        TEST(cores_are_those_that_we_may_use),
        TEST(results_live_as_long_as_the_caller_s_arena),
        TEST(scratch_is_given_back_after_each_item),
        TEST(running_out_of_memory_is_one_error),
        TEST(work_may_look_after_its_own_memory),
        TEST(signals_go_to_the_first_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
