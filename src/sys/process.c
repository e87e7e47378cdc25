#define _GNU_SOURCE /* pipe2: no moment in which another thread's child could inherit the pipe */
#include "sys/process.h"
#include "sys/child.h"
#include "sys/failure.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    GRACE = 2000, /* milliseconds from SIGTERM to SIGKILL */
    GLANCE = 100, /* milliseconds after which to look whether it has ended, although its streams are open */
    PIECE = 64 * 1024, /* what a pipe holds */
};

/* What one stream has said so far. The buffer is not the arena's: it grows. */
struct gathered {
    char *bytes;
    size_t len, capacity;
};

/* One run. Released by the arena whatever happens: streams are closed, and the program does not outlive us.
 */
struct run {
    const struct process_request *request;
    struct child child;
    struct slice unwritten;
    struct gathered output, errors;
    long long deadline; /* milliseconds of the monotonic clock; -1: none */
    bool timed_out;
};

static void release(void *object)
{
    struct run *run = object;
    child_end(&run->child);
    free(run->output.bytes);
    free(run->errors.bytes);
}

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Reads what is there. The descriptor does not block. */
static struct error gather(struct arena *arena, struct run *run, int *fd, struct gathered *into)
{
    size_t limit = run->request->output_limit;
    if (into->capacity - into->len < PIECE) {
        size_t capacity = into->capacity < PIECE ? 2 * PIECE : into->capacity * 2;
        char *larger = capacity < into->capacity ? NULL : realloc(into->bytes, capacity);
        if (larger == NULL)
            return error_out_of_memory();
        into->bytes = larger;
        into->capacity = capacity;
    }
    ssize_t got = read(*fd, into->bytes + into->len, PIECE);
    if (got > 0)
        into->len += (size_t)got;
    else if (got == 0 || (errno != EINTR && errno != EAGAIN))
        child_close(fd);
    if (limit != 0 && into->len > limit) {
        struct error error =
            error_make(arena, ERROR_SYSTEM, "%s prints more than %zu bytes", run->request->argv[0], limit);
        return error_next(error, SLICE("run it by hand to see what it prints"));
    }
    return NO_ERROR;
}

/* Writes what it takes. A program that does not read its input to the end may have its reasons: its exit
 * status says whether it minded. */
static void feed(struct run *run)
{
    ssize_t written = child_write(&run->child, run->unwritten);
    if (written > 0)
        run->unwritten = slice_cut(run->unwritten, (size_t)written, run->unwritten.len);
    else if (written < 0 && errno != EINTR && errno != EAGAIN)
        run->unwritten.len = 0;
    if (run->unwritten.len == 0)
        child_close(&run->child.input);
}

/* Ends it in two steps where its time is over. */
static void mind_the_time(struct run *run)
{
    if (run->deadline < 0 || now() < run->deadline)
        return;
    child_kill(&run->child, run->timed_out);
    run->timed_out = true;
    run->deadline = now() + GRACE;
}

/* How long poll may sleep. Where no stream is left to wake it, it looks at first often and then ever less. */
static int nap(const struct run *run, bool streams, int *idle)
{
    int sleep = GLANCE;
    if (!streams) {
        sleep = *idle;
        *idle = *idle * 2 < GLANCE ? *idle * 2 : GLANCE;
    }
    long long left = run->deadline < 0 ? sleep : run->deadline - now();
    return left < 0 ? 0 : left < sleep ? (int)left : sleep;
}

/* One turn: waits for the streams, and moves bytes. *idle_turn is true where nothing was there. */
static struct error turn(struct arena *arena, struct run *run, int timeout, bool *idle_turn)
{
    struct child *child = &run->child;
    struct pollfd wanted[] = {{.fd = child->output, .events = POLLIN},
                              {.fd = child->errors, .events = POLLIN},
                              {.fd = child->input, .events = POLLOUT}};
    int ready = poll(wanted, 3, timeout);
    *idle_turn = ready <= 0;
    if (ready < 0 && errno != EINTR)
        return system_failure(arena, errno, "cannot wait for %s", run->request->argv[0]);
    if (ready <= 0)
        return NO_ERROR;
    struct error error = NO_ERROR;
    if (wanted[0].revents != 0)
        error = gather(arena, run, &child->output, &run->output);
    if (!failed(error) && wanted[1].revents != 0)
        error = gather(arena, run, &child->errors, &run->errors);
    if (!failed(error) && wanted[2].revents != 0)
        feed(run);
    return error;
}

/* Until it has ended and its streams have nothing more to say. */
static struct error converse(struct arena *arena, struct run *run)
{
    struct child *child = &run->child;
    int idle = 1;
    for (;;) {
        bool ended = child_has_ended(child), quiet;
        bool streams = child->output >= 0 || child->errors >= 0;
        if (ended && !streams)
            return NO_ERROR;
        struct error error = turn(arena, run, ended ? 0 : nap(run, streams, &idle), &quiet);
        if (failed(error))
            return error;
        if (ended && quiet)
            return NO_ERROR;
        mind_the_time(run);
    }
}

struct error process_run(struct arena *arena, const struct process_request *request,
                         struct process_result *result)
{
    struct run *run = arena_alloc(arena, sizeof *run);
    *run = (struct run){.request = request, .child = CHILD_NONE, .unwritten = request->input, .deadline = -1};
    arena_defer(arena, release, run);
    struct error error = child_start(arena, &run->child, request->argv, request->input.len > 0);
    if (request->timeout > 0)
        run->deadline = now() + (long long)request->timeout * 1000;
    if (!failed(error))
        error = converse(arena, run);
    if (!failed(error)) {
        result->output = arena_copy(arena, (struct slice){run->output.bytes, run->output.len});
        result->errors = arena_copy(arena, (struct slice){run->errors.bytes, run->errors.len});
        result->timed_out = run->timed_out;
        error = child_outcome(arena, &run->child, request->argv[0], &result->signal, &result->status);
    }
    child_end(&run->child);
    return error;
}

bool process_succeeded(const struct process_result *result)
{
    return !result->timed_out && result->signal == 0 && result->status == 0;
}
