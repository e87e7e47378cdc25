#include "kube/replace.h"
#include "kube/create.h"
#include "kube/follow.h"
#include "kube/guard.h"
#include "kube/pause.h"
#include "kube/prove.h"
#include "kube/record.h"
#include "kube/remove.h"
#include "sys/clock.h"

enum {
    TRIES = 8, /* Clusters of nobody's run that are deleted one after the other: 7 were seen against a loop of
                  60 applies a second */
    FORCED = 20 * 1000, /* ms in which who replaces by force deletes its own: each round takes some seconds */
    EVERY = 500,        /* ms between two looks */
};

struct error replace_guard(struct run *run, const struct preflight *found)
{
    struct error error = record_keep(run->arena, run->record_path, &run->record);
    if (failed(error))
        return error;
    switch (run->record.guard) {
    case GUARD_POLICY:
        run_tell(run, NEWS_STEP, "guard: nobody but this run may create %s/%s", run->namespace, run->name);
        error = guard_make(run);
        return failed(error) || run->record.step >= STEP_RUNNING ? error : guard_prove(run);
    case GUARD_PAUSE:
        run_tell(run, NEWS_STEP, "pause: the GitOps controller of %s/%s", run->namespace, run->name);
        /* A run that was interrupted while it paused goes on with that. */
        return run->record.step > STEP_GUARDING && run->record.pause.len > 0
                   ? pause_check(run)
                   : pause_begin(run, found->standing.object);
    default:
        run_tell(run, NEWS_WARNING,
                 "no guard, as asked for: whoever applies the manifest of git meanwhile may "
                 "win");
        return NO_ERROR;
    }
}

/* The last segment of the old database, in the archive before anything is deleted. */
static struct error save_last_segment(struct run *run, const struct preflight *found,
                                      const struct replace_options *options)
{
    struct standing now;
    struct slice segment;
    struct error error = standing_look(run, &now);
    if (failed(error) || options->has_target || now.kind != STANDS_OLD || !now.healthy || now.going)
        return error;
    if (standing_wal(run, &now.cluster) != WAL_IS_READ) {
        run_tell(
            run, NEWS_WARNING,
            "the old Cluster does not archive into %.*s: its WAL is not switched, as none of it belongs to "
            "the recovery",
            SLICE_ARG(run->record.reads));
        return NO_ERROR;
    }
    if (!found->may.exec) {
        run_tell(run, NEWS_WARNING,
                 "without the right to pods/exec WAL is not switched: what was committed "
                 "since the last switch depends on the shutdown");
        return NO_ERROR;
    }
    run_tell(run, NEWS_STEP, "switch WAL on the old Cluster and await the segment in the archive");
    struct live_status live = live_status_of(now.object);
    if (live.hibernated)
        return NO_ERROR;
    error = switch_wal(run, &live, &segment);
    if (!failed(error))
        error = switch_wal_await(run, &live, options->archive, segment);
    if (!failed(error) || !options->lose_unarchived || error.code != NULL)
        return error; /* an interruption has a code */
    run_tell(run, NEWS_WARNING,
             "lost, as accepted with --lose-unarchived, is what stands behind the archive: %.*s",
             SLICE_ARG(error.message));
    return NO_ERROR;
}

/* The Cluster that was confirmed to go, and no other. */
static struct error delete_old(struct run *run, const struct preflight *found,
                               const struct replace_options *options)
{
    struct standing now;
    struct error error = standing_look(run, &now);
    if (failed(error) || run->record.old_uid.len == 0 || !slice_equal(now.uid, run->record.old_uid) ||
        now.going)
        return error;
    error = save_last_segment(run, found, options);
    if (!failed(error))
        error = run_pause(run, 0, "the old Cluster was deleted");
    if (failed(error))
        return error;
    run_tell(run, NEWS_STEP, "delete the old Cluster, uid %.*s", SLICE_ARG(run->record.old_uid));
    return remove_cluster(run, run->record.old_uid, found->operator.reconciles_going);
}

static bool is_intruder(const struct run *run, const struct standing *now)
{
    return now->object != NULL && now->kind != STANDS_OURS && !slice_equal(now->uid, run->record.old_uid);
}

/* Who replaces by force deletes what it made a moment ago, and makes it anew: with the guard in force the
 * last such Cluster is deleted by its own maker, whose next create is denied. */
static struct error await_intruder(struct run *run, struct standing *now)
{
    long long begun = clock_now();
    struct error error = NO_ERROR;
    while (!failed(error) && is_intruder(run, now) && now->kind != STANDS_OTHER_RUN &&
           clock_now() - begun < FORCED) {
        run_tell(run, NEWS_PROGRESS,
                 "another Cluster than the confirmed one stands: waiting whether it goes");
        error = run_pause(run, EVERY, "what stands in the old Cluster's place had gone");
        if (!failed(error))
            error = standing_look(run, now);
    }
    return error;
}

static struct error refuse_intruder(const struct run *run, const struct standing *now, int tries)
{
    struct guard_found guard = {.found = true};
    if (run->record.guard == GUARD_POLICY && failed(guard_find(run, &guard)))
        guard.found = true; /* nothing is known of it, so nothing is said */
    return error_next(
        error_make(run->arena, ERROR_SYSTEM,
                   "another Cluster than the one that was confirmed stands: %.*s%s%s", SLICE_ARG(now->why),
                   guard.found ? "" : "; the guard of this run has been taken away",
                   tries > TRIES ? "; it comes back whenever it is deleted" : ""),
        SLICE("see who made it; end this run with cnpg-dr apply --abort --force and begin again"));
}

/* A Cluster that is neither the old one nor ours. With a policy nobody can make one any more: one that stays
 * is not touched, as nobody has confirmed it. */
static struct error remove_intruder(struct run *run, int *tries)
{
    struct standing now;
    struct error error = standing_look(run, &now);
    if (!failed(error) && run->record.guard == GUARD_POLICY)
        error = await_intruder(run, &now);
    if (failed(error) || !is_intruder(run, &now))
        return error;
    if (run->record.guard == GUARD_POLICY || now.kind == STANDS_OTHER_RUN || ++*tries > TRIES)
        return refuse_intruder(run, &now, *tries);
    run_tell(run, NEWS_WARNING,
             "a Cluster of nobody's run got there first (uid %.*s): deleting it, try %d of %d",
             SLICE_ARG(now.uid), *tries, TRIES);
    bool other; /* the next try finds it */
    error = remove_cluster(run, now.uid, false);
    return failed(error) ? error : remove_drain(run, now.uid, &other);
}

/* Without a policy somebody may create one while the old Cluster's pods still end: with a pause that means
 * that it was taken away. */
static struct error drain(struct run *run, const struct replace_options *options)
{
    run_tell(run, NEWS_STEP, "wait until nothing of the old Cluster is left");
    int tries = 0;
    bool other;
    struct error error = remove_drain(run, run->record.old_uid, &other);
    while (!failed(error) && other) {
        if (run->record.guard == GUARD_PAUSE)
            error = pause_check(run);
        if (!failed(error))
            error = remove_intruder(run, &tries);
        if (!failed(error))
            error = remove_drain(run, run->record.old_uid, &other);
    }
    if (!failed(error) && options->mark != NULL && !run->record.end.known)
        error = options->mark(options->context, run);
    return error;
}

/* Creates, and where somebody was faster takes that one away, again and again but not for ever. */
static struct error create(struct run *run)
{
    int tries = 0;
    struct error error = create_check(run);
    if (failed(error))
        return error;
    run_tell(run, NEWS_STEP, "create the recovery Cluster, by POST");
    while (!failed(error) && run->record.new_uid.len == 0) {
        bool exists;
        struct slice uid;
        error = run_pause(run, 0, "the recovery Cluster was created");
        if (!failed(error))
            error = create_cluster(run, &uid, &exists);
        if (failed(error))
            return error;
        run->record.new_uid = uid;
        if (uid.len == 0)
            error = remove_intruder(run, &tries);
    }
    return error;
}

/* A create whose answer was lost, or that was interrupted before it was noted, has worked all the same. */
static struct error find_created(struct run *run)
{
    struct standing now;
    struct error error = standing_look(run, &now);
    if (!failed(error) && now.kind == STANDS_OURS)
        run->record.new_uid = now.uid;
    return error;
}

static struct error prove_created(struct run *run, const struct preflight *found)
{
    struct error error = record_keep(run->arena, run->record_path, &run->record);
    if (!failed(error) && run->record.guard == GUARD_POLICY)
        error = guard_renew(run);
    if (!failed(error))
        error = prove_object(run);
    if (!failed(error))
        error = follow_begins(run, &found->may);
    return failed(error) ? error : run_reach(run, STEP_RUNNING);
}

struct error replace(struct run *run, const struct preflight *found, const struct replace_options *options)
{
    struct error error = NO_ERROR;
    int tries = 0;
    if (run->record.step == STEP_GUARDING)
        error = run_reach(run, STEP_DELETING);
    if (!failed(error))
        error = find_created(run);
    if (!failed(error) && run->record.new_uid.len == 0 && run->record.guard == GUARD_PAUSE)
        error = pause_check(run);
    if (!failed(error) && run->record.new_uid.len == 0) {
        error = delete_old(run, found, options);
        if (!failed(error))
            error = remove_intruder(run, &tries);
        if (!failed(error))
            error = drain(run, options);
        if (!failed(error))
            error = run_reach(run, STEP_CREATING);
        if (!failed(error) && run->record.guard == GUARD_PAUSE)
            error = pause_check(run);
        if (!failed(error))
            error = create(run);
    }
    return failed(error) ? error : prove_created(run, found);
}
