#include "kube/follow.h"
#include "kube/follow_cluster.h"
#include "kube/follow_failure.h"
#include "kube/pod_log.h"
#include "kube/round.h"
#include "sys/clock.h"

enum {
    SOON = 1000,             /* ms between two looks, in the first minutes */
    MINUTES = 3 * 60 * 1000, /* ms */
    LATER = 3000,            /* ms, after them */
    SETTLING = 20 * 1000,    /* ms for which a status is not trusted while no pod of the Cluster is there */
    SEEN = 64,               /* failed pods that are remembered */
    OVERLAP = 5,             /* seconds of log that are read twice, as clocks differ */
};

struct following {
    const struct permissions *may;
    struct followed *followed;
    struct patience cluster, pods; /* of each question */
    long long begun;
    bool first, again; /* the first look; this run's Cluster stood before */
    bool healthy;
    bool any_pod; /* a pod of the new Cluster has been seen */
    struct slice failed_uids[SEEN];
    size_t failed_count;
    /* the log of the pod that restores now; all text in the run's arena */
    struct slice log_pod;  /* its uid */
    long long log_read_at; /* clock_now of the last time; 0: never */
    bool log_began, log_over, log_gap;
    struct slice doing, waiting;
};

/* Text that outlives a look, if it is another than before; true where it is. */
static bool keep(struct run *run, struct slice *kept, struct slice text)
{
    if (slice_equal(*kept, text))
        return false;
    *kept = arena_copy(run->arena, text);
    return true;
}

static bool is_seen(const struct following *f, struct slice uid)
{
    for (size_t i = 0; i < f->failed_count; i++)
        if (slice_equal(f->failed_uids[i], uid))
            return true;
    return false;
}

/* A pod whose try has failed. Those of before this program began are told, if others may follow. */
static struct error mind_failure(struct run *run, struct arena *scratch, struct following *f,
                                 const struct pod *pod)
{
    if (is_seen(f, pod->uid))
        return NO_ERROR;
    if (f->failed_count < SEEN)
        f->failed_uids[f->failed_count++] = arena_copy(run->arena, pod->uid);
    if (pod->work == WORK_NONE) { /* a replica that cannot join is the operator's business */
        run_tell(run, NEWS_WARNING, "pod %.*s failed (exit code %.*s)", SLICE_ARG(pod->name),
                 SLICE_ARG(pod->exit_code));
        return NO_ERROR;
    }
    f->followed->failed_pods++;
    struct error failure;
    struct error error = follow_failure(run, scratch, f->may, pod, f->followed->failed_pods, &failure);
    if (failed(error) || !(f->first && f->again))
        return failed(error) ? error : failure;
    run_tell(run, NEWS_WARNING, "an earlier try: %.*s; waiting for the next one", SLICE_ARG(failure.message));
    return NO_ERROR;
}

/* The log of the pod that restores: how far it is, and whether the store went away meanwhile. */
static struct error read_log(struct run *run, struct arena *scratch, struct following *f,
                             const struct pod *pod)
{
    if (!f->may->logs)
        return NO_ERROR;
    if (keep(run, &f->log_pod, pod->uid)) {
        f->log_read_at = 0;
        f->log_began = f->log_gap = f->log_over = false;
        f->followed->log_is_whole = false;
        f->followed->store_was_away = false; /* what counts is the try that succeeds */
    }
    if (f->log_over)
        return NO_ERROR;
    struct log_request request = {.pod = pod->name, .container = pod->container};
    long long now = clock_now();
    if (f->log_read_at > 0)
        request.since = (unsigned)((now - f->log_read_at) / 1000 + OVERLAP);
    struct log_answer answer;
    struct error error = pod_log_read(run, scratch, &request, &answer);
    if (failed(error) || !answer.read)
        return error; /* the next look asks for what this one missed */
    f->log_read_at = now;
    f->log_began = f->log_began || answer.log.began;
    f->log_gap = f->log_gap || !answer.whole;
    f->log_over = answer.log.replay_over;
    f->followed->store_was_away = f->followed->store_was_away || answer.log.store_away;
    f->followed->log_is_whole = f->log_began && f->log_over && !f->log_gap;
    if (answer.log.doing.len > 0)
        keep(run, &f->doing, answer.log.doing);
    return NO_ERROR;
}

static void mind_waiting(struct run *run, struct arena *scratch, struct following *f, const struct pod *pod)
{
    if (pod->waiting.len == 0 || pod->failed)
        return;
    struct slice text = log_line_clean(scratch, arena_format(scratch, "pod %.*s does not start: %.*s",
                                                             SLICE_ARG(pod->name), SLICE_ARG(pod->waiting)));
    if (keep(run, &f->waiting, text))
        run_tell(run, NEWS_WARNING, "%.*s", SLICE_ARG(text));
}

/* All pods of the new Cluster. *instance: one that serves is among them. */
static struct error look_at_pods(struct run *run, struct arena *scratch, struct following *f,
                                 const struct live_status *live, bool *instance)
{
    struct reply reply;
    struct tree *pods;
    bool missed;
    const char *selector =
        arena_format(scratch, "cnpg.io/cluster=%s,cnpg.io/podRole!=pooler", run->name).data;
    struct error error = kubectl_get(
        &run->kubectl, scratch, path_list(scratch, "v1", run->namespace, "pods", selector), &reply, &pods);
    if (!failed(error))
        error = round_bear(run, &f->pods, &reply, "the pods of the Cluster cannot be listed", &missed);
    for (const struct node *p = next_item(pods, NULL); p != NULL && !failed(error); p = next_item(pods, p)) {
        if (!pod_is_of(p, live->uid, live->created))
            continue;
        const struct pod pod = pod_read(scratch, p);
        f->any_pod = true;
        *instance = *instance || (pod.instance && pod.ready);
        mind_waiting(run, scratch, f, &pod);
        if (pod.work == WORK_RECOVERY && !pod.failed)
            error = read_log(run, scratch, f, &pod);
        else if (pod.failed)
            error = mind_failure(run, scratch, f, &pod);
    }
    if (pods != NULL)
        f->first = false;
    return error;
}

static struct error check_phase(struct run *run, const struct following *f, const struct live_status *live)
{
    bool invalid = slice_equal(live->phase, SLICE(PHASE_INVALID));
    if (!invalid && !slice_equal(live->phase, SLICE(PHASE_UNRECOVERABLE)))
        return NO_ERROR;
    if (!f->any_pod && clock_now() - f->begun < SETTLING)
        return NO_ERROR; /* it may be a late word on the Cluster that is gone */
    struct slice reason = log_line_clean(run->arena, live->reason);
    return error_next(
        error_make(run->arena, ERROR_FINDINGS, "the recovery FAILED, says the operator: %.*s: %.*s",
                   SLICE_ARG(live->phase), SLICE_ARG(reason)),
        invalid
            ? SLICE("correct the manifest, and apply it again")
            : arena_format(run->arena,
                           "see the logs (kubectl logs -n %s -l cnpg.io/cluster=%s,cnpg.io/"
                           "jobRole=full-recovery), then end this run (cnpg-dr apply --abort), take the next "
                           "generation with `cnpg-dr recover --retry FILE`, and apply that",
                           run->namespace, run->name));
}

/* Health counts once an instance of this very Cluster serves: a status alone may be the old one's. */
static void check_health(struct run *run, struct following *f, const struct live_status *live, bool instance)
{
    f->healthy = live->healthy && instance && live->system_id.len > 0 && live->timeline > 0;
    if (f->healthy)
        f->followed->evidence = arena_format(
            run->arena,
            "healthy after %.*s: %u of %u instances are ready, primary %.*s, timeline %u, system identifier "
            "%.*s",
            SLICE_ARG(clock_say(run->arena, (clock_now() - f->begun) / 1000)), live->ready_instances,
            live->instances, SLICE_ARG(live->primary), live->timeline, SLICE_ARG(live->system_id));
}

static void show(const struct run *run, struct arena *scratch, const struct following *f,
                 const struct live_status *live)
{
    round_show(run, scratch, "%.*s: %.*s%s%.*s",
               SLICE_ARG(clock_say(scratch, (clock_now() - f->begun) / 1000)),
               SLICE_ARG(live->phase.len > 0 ? log_line_clean(scratch, live->phase) : SLICE("no phase yet")),
               f->doing.len > 0 ? ", " : "", SLICE_ARG(f->doing));
}

static struct error look(struct run *run, struct arena *scratch, void *context)
{
    struct following *f = context;
    struct tree *object;
    bool instance = false;
    struct error error = follow_cluster(run, scratch, &f->cluster, "the Cluster cannot be read", &object);
    if (failed(error) || object == NULL)
        return error;
    const struct live_status live = live_status_of(object->root);
    error = look_at_pods(run, scratch, f, &live, &instance);
    if (!failed(error))
        error = check_phase(run, f, &live);
    if (failed(error))
        return error;
    check_health(run, f, &live, instance);
    show(run, scratch, f, &live);
    return NO_ERROR;
}

struct error follow_to_health(struct run *run, const struct permissions *may, bool again,
                              struct followed *followed)
{
    *followed = (struct followed){0};
    struct following f = {
        .may = may, .followed = followed, .begun = clock_now(), .first = true, .again = again};
    struct round *round = round_make(run);
    for (;;) {
        struct error error = round_look(round, look, &f);
        if (failed(error) || f.healthy)
            return error;
        error = run_pause(run, clock_now() - f.begun < MINUTES ? SOON : LATER, "the Cluster was healthy");
        if (failed(error))
            return error;
    }
}
