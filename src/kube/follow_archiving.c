/* Waiting for the recovered Cluster to archive: kube/follow.h. */
#include "kube/follow.h"
#include "kube/follow_cluster.h"
#include "kube/recovery_log.h"
#include "kube/round.h"
#include "sys/clock.h"

enum {
    EVERY = 500,       /* ms between two looks */
    FAILS = 90 * 1000, /* ms of False: PostgreSQL's archiver tries three times, then again after a minute */
};

struct archiving {
    struct patience patience;
    struct live_status *status; /* its text in the run's arena */
    long long failing;          /* clock_now since when it is False; 0: it is not */
};

/* The text of a status, in another arena. */
static void keep(struct arena *arena, const struct live_status *from, struct live_status *to)
{
    *to = *from;
    struct slice *texts[] = {&to->uid,     &to->created,   &to->system_id,         &to->phase, &to->reason,
                             &to->primary, &to->archiving, &to->archiving_message, &to->ready};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        *texts[i] = arena_copy(arena, *texts[i]);
}

static struct error look(struct run *run, struct arena *scratch, void *context)
{
    struct archiving *a = context;
    struct tree *object;
    struct error error = follow_cluster(run, scratch, &a->patience, "the Cluster cannot be read", &object);
    if (failed(error) || object == NULL)
        return error;
    const struct live_status live = live_status_of(object->root);
    bool news = !slice_equal(live.archiving, a->status->archiving) || live.timeline != a->status->timeline ||
                !slice_equal(live.phase, a->status->phase) ||
                !slice_equal(live.system_id, a->status->system_id);
    if (news || a->status->uid.len == 0)
        keep(run->arena, &live, a->status);
    if (!slice_equal(live.archiving, SLICE("False")))
        a->failing = 0;
    else if (a->failing == 0)
        a->failing = clock_now();
    return NO_ERROR;
}

static bool is_given_up(const struct archiving *a, long long until)
{
    long long now = clock_now();
    return now > until || (a->failing != 0 && now - a->failing > FAILS);
}

/* False may be the word of the first attempts, which the next corrects: so some time is waited for. */
static struct error not_archiving(struct run *run, const struct live_status *status)
{
    bool fails = slice_equal(status->archiving, SLICE("False"));
    struct slice why = fails ? log_line_clean(run->arena, status->archiving_message) : SLICE("");
    return error_next(
        fails ? error_make(run->arena, ERROR_FINDINGS, "the recovered Cluster does NOT ARCHIVE its WAL: %.*s",
                           SLICE_ARG(why))
              : error_make(run->arena, ERROR_FINDINGS,
                           "the recovered Cluster does not say whether it archives its WAL"),
        arena_format(run->arena,
                     "see the log of its primary (kubectl logs -n %s %.*s), mend the cause, and run "
                     "the same command again",
                     run->namespace, SLICE_ARG(status->primary)));
}

struct error follow_archiving(struct run *run, long long milliseconds, struct live_status *status)
{
    *status = (struct live_status){0};
    struct archiving a = {.status = status};
    struct round *round = round_make(run);
    long long until = clock_now() + milliseconds;
    for (;;) {
        struct error error = round_look(round, look, &a);
        if (failed(error) || slice_equal(status->archiving, SLICE("True")))
            return error;
        if (is_given_up(&a, until))
            return not_archiving(run, status);
        run_tell(run, NEWS_PROGRESS, "waiting for the recovered Cluster to archive its WAL");
        error = run_pause(run, EVERY, "the recovered Cluster archived");
        if (failed(error))
            return error;
    }
}
