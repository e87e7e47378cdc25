#include "kube/abort.h"
#include "kube/guard.h"
#include "kube/pause.h"
#include "kube/record.h"
#include "kube/standing.h"
#include "sys/clock.h"

enum {
    LIFTED = 15 * 1000, /* ms until a policy that was deleted must be out of force; up to 1 s was seen */
    EVERY = 300,
};

static struct error check_safe(const struct run *run, const struct standing *now, bool force)
{
    bool deleted = run->record.step >= STEP_DELETING && now->object == NULL;
    if (!deleted)
        return NO_ERROR;
    if (force) {
        run_tell(run, NEWS_WARNING,
                 "no Cluster stands: GitOps will create what git says, which with initdb is an "
                 "empty database");
        return NO_ERROR;
    }
    return error_next(error_make(run->arena, ERROR_REFUSED,
                                 "the old Cluster is gone and that of run %.*s does not stand: without the "
                                 "guard GitOps creates what git says, which with initdb is an empty database",
                                 SLICE_ARG(run->record.id)),
                      SLICE("go on with the run (the same apply again), or say --abort --force"));
}

/* The Cluster becomes one like any other. */
static struct error drop_annotation(const struct run *run, const struct standing *now)
{
    struct reply reply;
    if (now->object == NULL || annotation(now->object, ANNOTATION_RUN).len == 0 || now->going)
        return NO_ERROR;
    struct patch patch = {
        .resource = RESOURCE_CLUSTERS,
        .namespace = run->namespace,
        .name = run->name,
        .type = "json",
        .body = arena_format(run->arena,
                             "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"%.*s\"},"
                             "{\"op\":\"remove\",\"path\":\"/metadata/annotations/cnpg-dr.dev~1run\"}]",
                             SLICE_ARG(now->uid))};
    long long begun = clock_now();
    for (;;) {
        struct error error = kubectl_patch(&run->kubectl, run->arena, &patch, &reply, NULL);
        if (failed(error) || reply.answer == ANSWER_DONE || reply.answer == ANSWER_NOT_FOUND)
            return error;
        if (!guard_denied(run, &reply) || clock_now() - begun > LIFTED)
            return reply_error(run->arena, &reply, "the run's annotation stays on the Cluster");
        error = run_pause(run, EVERY, "the guard was lifted everywhere");
        if (failed(error))
            return error;
    }
}

struct error abort_run(struct run *run, bool force)
{
    struct standing now;
    struct error error = standing_look(run, &now);
    if (!failed(error))
        error = check_safe(run, &now, force);
    if (!failed(error) && run->record.id.len > 0 && run->record.guard == GUARD_POLICY)
        error = guard_lift(run);
    if (!failed(error) && run->record.pause.len > 0)
        error = pause_lift(run, false);
    if (!failed(error))
        error = drop_annotation(run, &now);
    if (!failed(error))
        error = record_forget(run->arena, run->record_path);
    if (!failed(error))
        run_tell(run, NEWS_DONE, "the run is ended: no guard, no pause. %.*s", SLICE_ARG(now.why));
    return error;
}
