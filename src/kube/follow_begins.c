/* The proof within seconds that a recovery is what runs: kube/follow.h. */
#include "kube/follow.h"
#include "kube/follow_cluster.h"
#include "kube/pod.h"
#include "kube/round.h"
#include "sys/clock.h"

enum {
    LIMIT = 60 * 1000, /* ms; the operator makes volume and job within half a second */
    PAST = 3 * 1000,   /* ms, where an instance serves already: whoever resumes a run may come too late */
    EVERY = 300,       /* ms between two looks */
};

struct beginning {
    const struct permissions *may;
    struct patience cluster, claims_list, jobs, pods, events; /* of each question */
    struct slice created;                                     /* of the Cluster; in the run's arena */
    bool recovers;                                            /* a job, pod or event says so */
    bool serves; /* an instance is ready: what made it may be gone already, with all that told of it */
    bool claims; /* there is a volume, and all are the new Cluster's */
    struct slice evidence, phase; /* in the run's arena */
    uint32_t timeline;            /* status.timelineID; 0: not there yet */
};

static struct error wrong(struct run *run, const char *what, struct slice name, const char *why)
{
    return error_next(
        error_make(run->arena, ERROR_FINDINGS, "THIS IS NOT THE RECOVERY THAT WAS ASKED FOR: %s %.*s %s",
                   what, SLICE_ARG(name), why),
        SLICE(
            "do not use this database, and see who else makes this Cluster or keeps its volumes; then end "
            "the run (cnpg-dr apply --abort), take the next generation with `cnpg-dr recover --retry FILE`, "
            "and apply that"));
}

static struct error get(struct run *run, struct arena *scratch, struct patience *patience, const char *path,
                        struct tree **list)
{
    struct reply reply;
    bool missed = false;
    struct error error = kubectl_get(&run->kubectl, scratch, path, &reply, list);
    if (!failed(error))
        error = round_bear(run, patience, &reply, "what the new Cluster does cannot be read", &missed);
    return error;
}

/* The Cluster itself: the one that was created, and since when. */
static struct error look_at_cluster(struct run *run, struct arena *scratch, struct beginning *b)
{
    struct tree *object;
    struct error error = follow_cluster(run, scratch, &b->cluster, "the new Cluster cannot be read", &object);
    if (failed(error) || object == NULL)
        return error;
    const struct live_status live = live_status_of(object->root);
    b->created = arena_copy(run->arena, live.created);
    b->phase = arena_copy(run->arena, live.phase);
    b->timeline = live.timeline;
    return NO_ERROR;
}

/* What a Cluster owns must be owned by this one, and be no older: CNPG goes by names and takes what it finds.
 */
static struct error check_owner(struct run *run, const struct beginning *b, const struct node *object,
                                const char *what)
{
    if (!slice_equal(owner_uid(object, "Cluster"), run->record.new_uid))
        return wrong(run, what, meta(object, "name"),
                     "belongs to another Cluster or to none, and was adopted");
    if (slice_compare(meta(object, "creationTimestamp"), b->created) < 0)
        return wrong(run, what, meta(object, "name"), "is older than the new Cluster, and was adopted");
    return NO_ERROR;
}

static void found(struct run *run, struct beginning *b, const char *what, struct slice name)
{
    if (!b->recovers)
        b->evidence = arena_format(run->arena, "%s %.*s", what, SLICE_ARG(name));
    b->recovers = true;
}

static struct error look_at_work(struct run *run, struct beginning *b, const char *what, struct slice name,
                                 struct slice role)
{
    switch (bootstrap_work_of(role)) {
    case WORK_RECOVERY:
        found(run, b, what, name);
        return NO_ERROR;
    case WORK_OTHER:
        return wrong(run, what, name,
                     arena_format(run->arena, "does %.*s and no recovery", SLICE_ARG(role)).data);
    default:
        return NO_ERROR;
    }
}

static const char *owned_path(struct run *run, struct arena *scratch, const char *group, const char *resource)
{
    const char *selector = arena_format(scratch, "cnpg.io/cluster=%s", run->name).data;
    return path_list(scratch, group, run->namespace, resource, selector);
}

static struct error look_at_jobs(struct run *run, struct arena *scratch, struct beginning *b)
{
    struct tree *jobs;
    struct error error = get(run, scratch, &b->jobs, owned_path(run, scratch, "batch/v1", "jobs"), &jobs);
    for (const struct node *j = next_item(jobs, NULL); j != NULL && !failed(error); j = next_item(jobs, j)) {
        error = check_owner(run, b, j, "the job");
        if (!failed(error))
            error = look_at_work(run, b, "the job", meta(j, "name"), label(j, "cnpg.io/jobRole"));
    }
    return error;
}

static struct error look_at_claims(struct run *run, struct arena *scratch, struct beginning *b)
{
    struct tree *claims;
    struct error error =
        get(run, scratch, &b->claims_list, owned_path(run, scratch, "v1", "persistentvolumeclaims"), &claims);
    for (const struct node *c = next_item(claims, NULL); c != NULL && !failed(error);
         c = next_item(claims, c)) {
        error = check_owner(run, b, c, "the volume claim");
        b->claims = true;
    }
    return error;
}

/* Jobs go seconds after their work, and operators after 1.30 make none: pods say it, too. */
static struct error look_at_pods(struct run *run, struct arena *scratch, struct beginning *b)
{
    struct tree *pods;
    struct error error = get(run, scratch, &b->pods, owned_path(run, scratch, "v1", "pods"), &pods);
    for (const struct node *p = next_item(pods, NULL); p != NULL && !failed(error); p = next_item(pods, p)) {
        if (!pod_is_of(p, run->record.new_uid, b->created))
            continue;
        const struct pod pod = pod_read(scratch, p);
        b->serves = b->serves || (pod.instance && pod.ready);
        error = look_at_work(run, b, "the pod", pod.name, pod.role);
    }
    return error;
}

/* The operator's first event names the method that really ran (CNPG, internal/controller/cluster_create.go).
 */
static struct error look_at_events(struct run *run, struct arena *scratch, struct beginning *b)
{
    struct tree *events;
    const char *path =
        arena_format(scratch, "/api/v1/namespaces/%s/events?fieldSelector=involvedObject.uid%%3D%.*s",
                     run->namespace, SLICE_ARG(run->record.new_uid))
            .data;
    struct error error = get(run, scratch, &b->events, path, &events);
    for (const struct node *e = next_item(events, NULL); e != NULL && !failed(error);
         e = next_item(events, e)) {
        struct slice message = text_at(e, "message", NULL);
        if (!slice_equal(text_at(e, "reason", NULL), SLICE("CreatingInstance")) ||
            !slice_starts_with(message, SLICE("Primary instance (")))
            continue;
        if (slice_equal(message, SLICE("Primary instance (from backup)")))
            found(run, b, "the operator's event", message);
        else
            error = wrong(run, "the operator's event says", message, "and not: from backup");
    }
    return error;
}

static struct error look(struct run *run, struct arena *scratch, void *context)
{
    struct beginning *b = context;
    struct error error = look_at_cluster(run, scratch, b);
    if (failed(error) || b->created.len == 0)
        return error;
    error = look_at_claims(run, scratch, b);
    if (!failed(error))
        error = look_at_jobs(run, scratch, b);
    if (!failed(error) && !b->recovers)
        error = look_at_pods(run, scratch, b);
    if (!failed(error) && !b->recovers && b->may->events)
        error = look_at_events(run, scratch, b);
    return error;
}

static struct error nothing_seen(struct run *run, const struct beginning *b)
{
    return error_next(
        error_make(
            run->arena, ERROR_FINDINGS,
            "the new Cluster stands for a minute, and no job, pod or event%s says that a recovery runs%s "
            "(phase \"%.*s\")",
            b->may->events ? "" : " (which you may not read)", b->claims ? "" : ", nor is there a volume",
            SLICE_ARG(b->phase)),
        SLICE("see that the CloudNativePG operator runs (kubectl get pods -A -l "
              "app.kubernetes.io/name=cloudnative-pg) and run the same command again: it goes on from here"));
}

/* What is left to go by: a recovery ends on a timeline above all that it read, and an initdb is on the first.
 * Above them can also be an initdb that was promoted in between, so that is no proof. */
static struct error too_late(struct run *run, const struct beginning *b)
{
    uint32_t highest = run->record.end.known ? run->record.end.highest_timeline : 1;
    if (b->timeline > 0 && b->timeline <= highest)
        return wrong(
            run, "the database", slice_of(run->name),
            arena_format(run->arena,
                         "is on timeline %u, and a recovery ends on one above %u: it was adopted, or "
                         "made anew",
                         (unsigned)b->timeline, (unsigned)highest)
                .data);
    run_tell(
        run, NEWS_WARNING,
        "the new Cluster serves already (timeline %u), and no job, pod or event tells any more whether it "
        "began by a recovery or by an initdb: only the proofs behind `apply --wait` can",
        (unsigned)b->timeline);
    return NO_ERROR;
}

struct error follow_begins(struct run *run, const struct permissions *may)
{
    struct beginning b = {.may = may};
    struct round *round = round_make(run);
    long long begun = clock_now();
    while (!b.recovers || !b.claims) {
        struct error error = round_look(round, look, &b);
        if (failed(error))
            return error;
        if (b.recovers && b.claims)
            break;
        if (b.serves && b.claims && clock_now() - begun > PAST)
            return too_late(run, &b);
        if (clock_now() - begun > LIMIT)
            return nothing_seen(run, &b);
        run_tell(run, NEWS_PROGRESS, "waiting for the operator to begin the recovery");
        error = run_pause(run, EVERY, "the recovery had begun");
        if (failed(error))
            return error;
    }
    run_tell(run, NEWS_DONE, "what runs is a recovery and no initdb: %.*s; all volumes are the new Cluster's",
             SLICE_ARG(b.evidence));
    return NO_ERROR;
}
