#include "kube/follow_failure.h"
#include "kube/pod_log.h"
#include "text/buffer.h"

enum {
    LOOKS = 4,  /* at the log of a pod that has just failed: a kubelet may be slow to hand it out */
    PAUSE = 500 /* ms between two */
};

/* Kubernetes' retries of a job: after 10 s, doubled each time, six of them. */
#define RETRIES                                                                                              \
    "Kubernetes tries again by itself, at most 6 times within 11 minutes; each try that got as far as "      \
    "starting PostgreSQL leaves a copy of the data in the volume"

static struct slice join(struct arena *arena, const struct recovery_log *log)
{
    struct buffer text = {.arena = arena};
    for (size_t i = 0; i < log->error_count; i++) {
        buffer_add(&text, slice_of(i > 0 ? " | " : ""));
        buffer_add(&text, log->errors[i]);
    }
    return buffer_text(&text);
}

/* The sentence, and the step, of what the log says. */
static struct error say(struct run *run, const struct pod *pod, unsigned tries,
                        const struct log_answer *answer)
{
    struct arena *arena = run->arena;
    const struct mend *mend = mend_find(&answer->log);
    struct slice lines = join(arena, &answer->log);
    struct slice what =
        arena_format(arena, "the recovery FAILED in pod %.*s (try %u%s%.*s)", SLICE_ARG(pod->name), tries,
                     pod->exit_code.len > 0 ? ", exit code " : "", SLICE_ARG(pod->exit_code));
    const char *logs = arena_format(arena, "kubectl logs -n %s %.*s -c %.*s", run->namespace,
                                    SLICE_ARG(pod->name), SLICE_ARG(pod->container))
                           .data;
    if (!answer->read)
        return error_next(error_make(arena, ERROR_FINDINGS,
                                     "%.*s; the cause stands only in its log, which cannot be read: %.*s",
                                     SLICE_ARG(what), SLICE_ARG(answer->why)),
                          arena_format(arena, "have somebody read it (%s). " RETRIES, logs));
    if (lines.len == 0)
        return error_next(
            error_make(arena, ERROR_FINDINGS, "%.*s, and its log has no line of an error", SLICE_ARG(what)),
            arena_format(arena, "read it (%s). " RETRIES, logs));
    struct error error =
        mend == NULL ? error_make(arena, ERROR_FINDINGS, "%.*s: %.*s", SLICE_ARG(what), SLICE_ARG(lines))
                     : error_make(arena, ERROR_FINDINGS, "%.*s: %s; its log: %.*s", SLICE_ARG(what),
                                  mend->cause, SLICE_ARG(lines));
    if (mend == NULL)
        return error_next(
            error,
            arena_format(arena, "see the whole log (%s), mend it, and run the same command again. " RETRIES,
                         logs));
    return error_next(error,
                      mend->in_place
                          ? arena_format(arena,
                                         "%s. Then run the same command again, which goes on "
                                         "from here. " RETRIES,
                                         mend->next)
                          : arena_format(arena,
                                         "end this run with `cnpg-dr apply --abort --cluster %s/%s`, then "
                                         "%s",
                                         run->namespace, run->name, mend->next));
}

struct error follow_failure(struct run *run, struct arena *scratch, const struct permissions *may,
                            const struct pod *pod, unsigned tries, struct error *failure)
{
    struct log_request request = {.pod = pod->name, .container = pod->container};
    struct log_answer answer = {.why = SLICE("you may not get pods/log")};
    struct error error = may->logs ? pod_log_read(run, scratch, &request, &answer) : NO_ERROR;
    for (int look = 1; look < LOOKS && may->logs && !failed(error) && !answer.read; look++) {
        error = run_pause(run, PAUSE, "the log of the pod that failed was read");
        if (!failed(error))
            error = pod_log_read(run, scratch, &request, &answer);
    }
    if (!failed(error))
        *failure = say(run, pod, tries, &answer);
    return error;
}
