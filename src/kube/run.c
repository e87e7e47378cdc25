#include "kube/run.h"
#include "kube/guard.h"
#include "kube/record.h"
#include "sys/clock.h"
#include "sys/interrupt.h"
#include <stdarg.h>

void run_tell(const struct run *run, enum news_kind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct slice sentence = arena_vformat(run->arena, format, args);
    va_end(args);
    run->listener->tell(run->listener->context, kind, sentence);
}

struct error run_pause(const struct run *run, long long milliseconds, const char *what)
{
    if (interrupt_seen() == 0) {
        if (run->deadline == 0 || clock_now() < run->deadline) {
            clock_wait(milliseconds);
            if (interrupt_seen() == 0)
                return NO_ERROR;
        } else {
            return error_next(error_make(run->arena, ERROR_SYSTEM,
                                         "the time given with --timeout was over before %s", what),
                              SLICE("run the same command again: it goes on from here"));
        }
    }
    return error_next(error_make(run->arena, ERROR_SYSTEM, "interrupted before %s", what),
                      SLICE("run the same command again: it goes on from here"));
}

struct error run_cluster(const struct run *run, struct arena *arena, const char *what, struct tree **object)
{
    struct reply reply;
    struct error error =
        kubectl_get(&run->kubectl, arena, path_cluster(arena, run->namespace, run->name), &reply, object);
    if (failed(error) || reply.answer == ANSWER_DONE || reply.answer == ANSWER_NOT_FOUND)
        return error;
    return reply_error(run->arena, &reply, what);
}

struct error run_reach(struct run *run, enum run_step step)
{
    run->record.step = step;
    struct error error = record_keep(run->arena, run->record_path, &run->record);
    if (!failed(error) && run->record.guard == GUARD_POLICY)
        error = guard_note(run);
    return error;
}
