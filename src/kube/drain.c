/* Waiting until nothing of the old Cluster is left: kube/remove.h. */
#include "kube/body.h"
#include "kube/remove.h"
#include "kube/round.h"
#include "sys/clock.h"

enum {
    EVERY = 500,        /* ms between two looks */
    STUCK = 20 * 1000,  /* ms after which what does not move is deleted a second time */
    REPEAT = 30 * 1000, /* ms between two such deletions */
    RETRIES = 20,       /* looks that may fail one after the other: an API server that restarts */
};

struct drain {
    struct slice uid; /* of the old Cluster; empty where there was none */
    long long begun, last_delete;
    int failures;
    bool done;           /* nothing is left */
    bool other;          /* another Cluster of the name stands, and no policy sees to it that it goes */
    struct slice left;   /* what was, the last time it changed; in the run's arena */
    const char *awaited; /* for the message where the wait is cut short; in the run's arena */
};

/* A volume of the old Cluster that stands although its owner and its pods have gone. */
static struct error delete_stray(const struct run *run, struct arena *arena, const struct remains *remains)
{
    struct reply reply;
    if (!name_is_subdomain(remains->stray_name))
        return NO_ERROR; /* no name that the API server would have taken */
    const char *path =
        arena_format(arena, "%s/%.*s", path_list(arena, "v1", run->namespace, "persistentvolumeclaims", NULL),
                     SLICE_ARG(remains->stray_name))
            .data;
    struct error error =
        kubectl_delete(&run->kubectl, arena, path, body_delete(arena, remains->stray_uid, false), &reply);
    if (failed(error) || reply.answer != ANSWER_DONE)
        return failed(error) || reply.answer == ANSWER_NOT_FOUND
                   ? error
                   : reply_error(run->arena, &reply, "a volume of the old Cluster stays");
    run_tell(run, NEWS_WARNING,
             "the volume claim %.*s had outlived its Cluster and was deleted, as confirmed",
             SLICE_ARG(remains->stray_name));
    return NO_ERROR;
}

/* Late volumes and jobs of an operator with a stale cache hold a foreground deletion up: about 1 in 25 of a
 * Cluster that is a third of a second old. A second one clears it. */
static struct error push(const struct run *run, struct arena *arena, const struct remains *remains,
                         struct drain *drain)
{
    long long now = clock_now();
    bool stuck = now - drain->begun > STUCK && now - drain->last_delete > REPEAT;
    if (!stuck || remains->pods > 0)
        return NO_ERROR;
    drain->last_delete = now;
    if (remains->cluster)
        return remove_cluster(run, drain->uid, false);
    return remains->stray_uid.len > 0 ? delete_stray(run, arena, remains) : NO_ERROR;
}

static void show(const struct run *run, struct arena *scratch, const struct remains *remains,
                 const struct drain *drain)
{
    long long seconds = (clock_now() - drain->begun) / 1000;
    round_show(run, scratch,
               "waiting for the old Cluster to go, %lld s: %s%zu pods, %zu jobs, %zu volumes (%.*s)", seconds,
               remains->cluster ? "the Cluster, " : "", remains->pods, remains->jobs, remains->volumes,
               SLICE_ARG(remains->names));
}

/* Whoever is told that the time was over has to know what to look at. */
static void keep_left(struct run *run, struct arena *scratch, struct drain *drain,
                      const struct remains *remains)
{
    bool both = remains->cluster && remains->names.len > 0;
    struct slice left = arena_format(scratch, "%s%s%.*s", remains->cluster ? "the Cluster" : "",
                                     both ? ", " : "", SLICE_ARG(remains->names));
    if (slice_equal(left, drain->left))
        return;
    drain->left = arena_copy(run->arena, left);
    drain->awaited =
        arena_format(run->arena, "all of the old Cluster was gone (left: %.*s)", SLICE_ARG(left)).data;
}

static struct error look(struct run *run, struct arena *scratch, void *context)
{
    struct drain *drain = context;
    struct remains remains;
    struct error error = remains_look(run, scratch, drain->uid, &remains);
    if (failed(error)) { /* an API server that restarts; for ever is no answer either */
        if (++drain->failures >= RETRIES)
            return error;
        round_show(run, scratch, "waiting for the API server: %.*s", SLICE_ARG(error.message));
        return NO_ERROR;
    }
    drain->failures = 0;
    drain->done = remains_none(&remains);
    drain->other = remains.other && run->record.guard != GUARD_POLICY;
    if (drain->done || drain->other)
        return NO_ERROR;
    keep_left(run, scratch, drain, &remains);
    show(run, scratch, &remains, drain);
    error = remains.cluster ? NO_ERROR : remains_check(run, &remains);
    return failed(error) ? error : push(run, scratch, &remains, drain);
}

struct error remove_drain(struct run *run, struct slice uid, bool *other)
{
    struct drain drain = {.uid = uid,
                          .begun = clock_now(),
                          .last_delete = clock_now(),
                          .awaited = "all of the old Cluster was gone"};
    struct round *round = round_make(run);
    struct error error = round_look(round, look, &drain);
    while (!failed(error) && !drain.done && !drain.other) {
        error = run_pause(run, EVERY, drain.awaited);
        if (!failed(error))
            error = round_look(round, look, &drain);
    }
    *other = drain.other;
    if (!failed(error) && drain.done)
        run_tell(run, NEWS_DONE,
                 "nothing of the old Cluster is left: no pod, no job, no volume claim (%lld s)",
                 (clock_now() - drain.begun) / 1000);
    return error;
}
