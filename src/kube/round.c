#include "kube/round.h"
#include "sys/clock.h"
#include <stdarg.h>

enum {
    AWAY = 120 * 1000,     /* ms for which the API server may be away */
    FORBIDDEN = 15 * 1000, /* ms: one that has just started may not know its roles yet */
};

struct round {
    struct run *run;
    struct arena scratch;
};

static void release(void *round)
{
    arena_free(&((struct round *)round)->scratch);
}

struct round *round_make(struct run *run)
{
    struct round *round = arena_alloc(run->arena, sizeof *round);
    *round = (struct round){run, ARENA_EMPTY};
    arena_defer(run->arena, release, round);
    return round;
}

static struct error in_scratch(struct round *round, round_work *look, void *context)
{
    if (ARENA_BEGIN(&round->scratch))
        return error_out_of_memory();
    return look(round->run, &round->scratch, context);
}

struct error round_look(struct round *round, round_work *look, void *context)
{
    struct error error = in_scratch(round, look, context);
    if (failed(error)) {
        error.message = arena_copy(round->run->arena, error.message);
        error.next = arena_copy(round->run->arena, error.next);
        error.file = arena_copy(round->run->arena, error.file);
    }
    arena_free(&round->scratch);
    return error;
}

struct error round_bear(struct run *run, struct patience *patience, const struct reply *reply,
                        const char *what, bool *missed)
{
    *missed = reply->answer != ANSWER_DONE;
    if (!*missed) {
        if (patience->since != 0)
            run_tell(run, NEWS_DONE, "the API server answers again");
        patience->since = 0;
        return NO_ERROR;
    }
    if (patience->since == 0) {
        patience->since = clock_now();
        if (reply->answer != ANSWER_UNAUTHORIZED)
            run_tell(run, NEWS_WARNING, "%s: %.*s; trying again", what, SLICE_ARG(reply->message));
    }
    long long limit = reply->answer == ANSWER_UNREACHABLE || reply->answer == ANSWER_OTHER ? AWAY
                      : reply->answer == ANSWER_FORBIDDEN                                  ? FORBIDDEN
                                                                                           : 0;
    return clock_now() - patience->since < limit ? NO_ERROR : reply_error(run->arena, reply, what);
}

void round_show(const struct run *run, struct arena *scratch, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct slice sentence = arena_vformat(scratch, format, args);
    va_end(args);
    run->listener->tell(run->listener->context, NEWS_PROGRESS, sentence);
}
