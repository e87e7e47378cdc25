#include "kube/settle.h"
#include "kube/guard.h"
#include "kube/pause.h"
#include "kube/settle_parts.h"
#include "plan/expect.h"
#include "sys/json_tree.h"

static struct slice make(struct arena *arena, const struct tree *live, const void *body)
{
    return settle_patch(arena, live, body);
}

/* One that somebody took away is made anew, as long as the old manifest may still be synced; after settle it
 * may be finish that took it away. */
static struct error move_guard(struct run *run)
{
    struct guard_found guard;
    struct error error = guard_find(run, &guard);
    if (failed(error))
        return error;
    if (guard.found && guard.bound) {
        error = guard_settle(run);
    } else if (run->record.step < STEP_SETTLED) {
        run_tell(run, NEWS_WARNING, "the guard was taken away meanwhile: it is made anew");
        error = guard_make(run);
        if (!failed(error))
            error = guard_settle(run);
    } else {
        run_tell(run, NEWS_WARNING, "the guard is gone: nothing keeps a sync of an old manifest out");
        return NO_ERROR;
    }
    if (!failed(error))
        run_tell(run, NEWS_DONE,
                 "the guard is in its second phase: the Cluster of uid %.*s keeps its generation",
                 SLICE_ARG(run->record.new_uid));
    return error;
}

/* A settled Cluster takes the old manifest, too: as long as bootstrap is recovery, CNPG's webhook refuses it.
 * So what keeps it out must be there. */
static struct error check_pause(struct run *run, bool force)
{
    if (run->record.guard == GUARD_NONE)
        run_tell(
            run, NEWS_WARNING,
            "no guard: a sync of the old manifest before the merge would lead the database back into its "
            "old generation");
    struct error error = pause_check(run);
    if (error.kind != ERROR_FINDINGS || !force)
        return error;
    run_tell(run, NEWS_WARNING, "%.*s: forced", SLICE_ARG(error.message));
    return NO_ERROR;
}

/* The guard first: what is patched would be taken back by a sync of the old manifest otherwise. */
static struct error second_phase(struct run *run, const struct node *live, bool force)
{
    if (run->record.new_uid.len == 0)
        run->record.new_uid = arena_copy(run->arena, meta(live, "uid"));
    struct error error = run->record.guard == GUARD_POLICY ? move_guard(run) : check_pause(run, force);
    return failed(error) || run->record.step == STEP_SETTLED ? error : run_reach(run, STEP_SETTLED);
}

/* What the patch came to, as the API server answered it. */
static struct error check_patched(const struct run *run, const struct tree *live, const struct tree *body)
{
    struct cluster now = cluster_read(live);
    if (settle_patch(run->arena, live, body).len == 0 && strcmp(bootstrap_method(&now), "initdb") == 0)
        return NO_ERROR;
    return error_next(
        error_make(run->arena, ERROR_FINDINGS,
                   "the patch was taken, and spec.bootstrap of the live Cluster is %s: "
                   "something changes it on the way",
                   bootstrap_method(&now)),
        SLICE("look for a mutating webhook other than CloudNativePG's, and run the same again"));
}

static void tell(const struct run *run, const struct settle_result *result, bool patched)
{
    if (patched)
        run_tell(run, NEWS_DONE, "the live Cluster has the manifest's %s%s%s: it is no longer a %s",
                 result->bootstrap ? "bootstrap" : "",
                 result->bootstrap && result->external_clusters ? " and " : "",
                 result->external_clusters ? "externalClusters" : "", result->live);
    else if (strcmp(result->method, "initdb") == 0)
        run_tell(run, NEWS_DONE, "the live Cluster has the manifest's bootstrap already");
    else
        run_tell(run, NEWS_DONE, "%s: bootstrap and externalClusters of the live Cluster stay as they are",
                 strcmp(result->method, "none") == 0 ? "the manifest has no bootstrap"
                                                     : "recovery stays in the manifest");
}

/* Which of the two fields a patch is about. */
static void note_fields(const struct run *run, const struct tree *live, const struct tree *body,
                        struct settle_result *result)
{
    struct slice patch = settle_patch(run->arena, live, body);
    result->bootstrap = slice_find(patch, SLICE("\"path\":\"/spec/bootstrap\"")) < patch.len;
    result->external_clusters = slice_find(patch, SLICE("\"path\":\"/spec/externalClusters\"")) < patch.len;
}

static struct error patch_live(struct run *run, struct tree *live, const struct tree *body,
                               struct settle_result *result)
{
    bool patched;
    run_tell(run, NEWS_STEP, "handing the Cluster over: its bootstrap becomes the manifest's");
    note_fields(run, live, body, result);
    struct error error = patch_cluster(run, make, body, "cannot settle", &live, &patched);
    if (!failed(error) && patched)
        error = check_patched(run, live, body);
    if (!failed(error))
        tell(run, result, patched);
    return error;
}

struct error settle_begin(struct run *run, const struct settle_input *input, struct tree **body,
                          struct tree **live, struct cluster *standing)
{
    struct error error = json_tree_read(run->arena, input->body, 0, input->body.len, body);
    if (!failed(error))
        error = settle_find(run, live);
    if (!failed(error))
        *standing = cluster_read(*live);
    return error;
}

struct error settle(struct run *run, const struct settle_input *input, bool force,
                    struct settle_result *result)
{
    struct tree *live, *body;
    *result = (struct settle_result){.method = bootstrap_method(input->cluster)};
    struct cluster standing;
    struct error error = settle_begin(run, input, &body, &live, &standing);
    if (!failed(error))
        error = settle_check(run, &standing, input->cluster, force);
    if (failed(error))
        return error;
    result->uid = meta(live->root, "uid");
    result->live = bootstrap_method(&standing);
    error = second_phase(run, live->root, force);
    return failed(error) ? error : patch_live(run, live, body, result);
}
