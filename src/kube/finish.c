#include "kube/finish.h"
#include "kube/finish_check.h"
#include "kube/guard.h"
#include "kube/pause.h"
#include "kube/record.h"
#include "kube/release.h"
#include "kube/settle_parts.h"
#include "sys/clock.h"

enum {
    FOLLOWS = 180 * 1000, /* ms for a controller that was resumed to sync; Argo CD and Flux begin at once */
    EVERY = 2000          /* ms between two looks */
};

/* The live Cluster agrees with the manifest: else a sync would fail, or has led it elsewhere. */
static struct error check_live(struct run *run, const struct settle_input *input, struct tree **live)
{
    struct tree *body;
    struct cluster standing;
    struct error error = settle_begin(run, input, &body, live, &standing);
    if (!failed(error))
        error = settle_check_write(run, &standing, input->cluster);
    if (failed(error) || settle_patch(run->arena, *live, body).len == 0)
        return error;
    return error_next(error_make(run->arena, ERROR_FINDINGS,
                                 "the live Cluster does not have the manifest's bootstrap and "
                                 "externalClusters: it has not been settled with this manifest"),
                      SLICE("run cnpg-dr settle with it first"));
}

static struct error look_for_sync(struct run *run, const struct settle_input *input, bool force,
                                  struct finish_result *result)
{
    struct release_result released;
    struct error error = release(run, input, force, &released);
    if (failed(error))
        return error;
    result->released = released.state == RELEASE_DONE;
    result->sync = released.sync;
    return NO_ERROR;
}

/* A controller that was resumed syncs by itself, if it is set to. */
static struct error follow(struct run *run, const struct settle_input *input, struct finish_result *result)
{
    for (long long begun = clock_now(); !result->released && clock_now() - begun < FOLLOWS;) {
        run_tell(run, NEWS_PROGRESS, "waiting for the first sync by GitOps");
        struct error error = run_pause(run, EVERY, "GitOps had synced");
        if (!failed(error))
            error = look_for_sync(run, input, false, result);
        if (failed(error))
            return error;
    }
    return NO_ERROR;
}

static struct error lift(struct run *run, const struct settle_input *input, struct finish_result *result)
{
    bool paused = run->record.pause.len > 0;
    struct error error = NO_ERROR;
    if (run->record.guard == GUARD_POLICY)
        error = guard_lift(run);
    if (!failed(error))
        error = pause_lift(run, true);
    if (failed(error))
        return error;
    result->lifted = true;
    run_tell(run, NEWS_DONE, "%s",
             run->record.guard == GUARD_POLICY ? "the guard is gone"
             : paused                          ? "GitOps is no longer paused"
                                               : "there was no guard and no pause");
    return paused ? follow(run, input, result) : NO_ERROR;
}

static struct error end(struct run *run, const struct finish_result *result)
{
    if (result->released)
        return record_forget(run->arena, run->record_path);
    return error_next(
        error_make(run->arena, ERROR_FINDINGS,
                   "guard and pause are gone, and no good sync by GitOps has been seen: our field "
                   "manager stays on the Cluster, so that a field which git drops would stay too"),
        SLICE("let GitOps sync and run settle --finish again; with Helm, which leaves no trace, "
              "with --force"));
}

struct error finish(struct run *run, const struct settle_input *input, const struct finish_git *git,
                    bool force, struct finish_result *result)
{
    struct tree *live;
    *result = (struct finish_result){0};
    struct error error = check_live(run, input, &live);
    if (!failed(error))
        error = finish_check(run, live->root, git, force, result);
    if (!failed(error))
        error = look_for_sync(run, input, force, result);
    if (!failed(error))
        error = lift(run, input, result);
    return failed(error) ? error : end(run, result);
}
