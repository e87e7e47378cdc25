#define _GNU_SOURCE /* sched_getaffinity and CPU_COUNT */
#include "sys/parallel.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

/* A thread costs about as much as reading a few small manifests: with fewer items for each it is not worth
 * it. */
enum { ITEMS_PER_THREAD = 8 };

/* What the threads share. */
struct shared {
    parallel_work *work;
    void *context;
    size_t count;
    atomic_size_t next; /* the first item that nobody has taken */
    atomic_bool stop;   /* memory ran out somewhere */
};

struct worker {
    struct shared *shared;
    struct arena keep, scratch;
    void *memo;
    pthread_t thread;
    bool started;
};

size_t parallel_cores(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (size_t)CPU_COUNT(&set);
    long online = sysconf(_SC_NPROCESSORS_ONLN); /* more processors than a cpu_set_t has room for */
    return online > 0 ? (size_t)online : 1;
}

/* False where memory ran out. */
static bool do_item(struct worker *worker, size_t index)
{
    if (ARENA_BEGIN(&worker->keep))
        return false;
    if (ARENA_BEGIN(&worker->scratch))
        return false;
    worker->shared->work(worker->shared->context, index, &worker->keep, &worker->scratch, &worker->memo);
    return true;
}

static void *work_on_items(void *object)
{
    struct worker *worker = object;
    struct shared *shared = worker->shared;
    while (!atomic_load(&shared->stop)) {
        size_t index = atomic_fetch_add(&shared->next, 1);
        if (index >= shared->count)
            break;
        if (!do_item(worker, index))
            atomic_store(&shared->stop, true);
        arena_free(&worker->scratch);
    }
    worker->keep.begun = false; /* where it would jump to is about to return */
    return NULL;
}

static void release(void *object)
{
    struct worker *worker = object;
    arena_free(&worker->keep);
}

/* Signals are for the thread that was there first. */
static void start(struct worker *workers, size_t count)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    for (size_t i = 1; i < count; i++)
        workers[i].started = pthread_create(&workers[i].thread, NULL, work_on_items, &workers[i]) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static size_t worker_count(size_t items, size_t cores)
{
    size_t useful = cores == 0 ? items / ITEMS_PER_THREAD : items;
    if (cores == 0)
        cores = parallel_cores();
    return useful < 1 ? 1 : useful < cores ? useful : cores;
}

struct error parallel_run(struct arena *arena, size_t count, size_t cores, parallel_work *work, void *context)
{
    size_t worker_total = worker_count(count, cores);
    struct worker *workers = arena_array(arena, worker_total, sizeof *workers);
    struct shared shared = {.work = work, .context = context, .count = count};
    for (size_t i = 0; i < worker_total; i++) {
        workers[i].shared = &shared;
        workers[i].keep.limit = workers[i].scratch.limit = arena->limit;
        arena_defer(arena, release, &workers[i]);
    }
    start(workers, worker_total);
    work_on_items(&workers[0]);
    for (size_t i = 1; i < worker_total; i++)
        if (workers[i].started)
            pthread_join(workers[i].thread, NULL);
    return atomic_load(&shared.stop) ? error_out_of_memory() : NO_ERROR;
}
