#include "kube/preflight.h"
#include "kube/create.h"
#include "kube/named.h"
#include "kube/pause.h"
#include "kube/remove.h"

/* A volume without an owner would be adopted: better said while the old database still stands. */
static struct error check_volumes(const struct run *run, struct slice uid)
{
    struct remains remains;
    struct error error = remains_look(run, run->arena, uid, &remains);
    return failed(error) ? error : remains_check(run, &remains);
}

/* One step went well, and nobody has interrupted meanwhile. */
static struct error go_on(const struct run *run, struct error error)
{
    return failed(error) ? error : run_pause(run, 0, "the preflight was over");
}

struct error preflight_again(struct run *run, const struct preflight_options *options,
                             struct preflight *found)
{
    struct permissions_wanted wanted = {.sql = options->sql, .backup = options->backup};
    struct error error = go_on(run, permissions_check(run, &wanted, &found->may));
    if (!failed(error))
        error = go_on(run, operator_look(run, &found->operator));
    if (!failed(error))
        error = standing_look(run, &found->standing);
    return error;
}

struct error preflight(struct run *run, const struct preflight_options *options, struct preflight *found)
{
    *found = (struct preflight){0};
    struct error error = go_on(run, preflight_again(run, options, found));
    if (!failed(error) && run->record.guard == GUARD_PAUSE)
        error = go_on(run, pause_preflight(run, found->standing.object));
    if (!failed(error))
        error = go_on(run, create_check(run));
    if (!failed(error)) {
        run_tell(run, NEWS_DONE, "the API server would create the recovery Cluster (server-side dry run)");
        error = go_on(run, named_check(run, &found->may));
    }
    if (!failed(error))
        error = go_on(run, check_volumes(run, found->standing.uid));
    if (!failed(error) && found->standing.object != NULL)
        error = losses_look(
            run, &found->standing, &found->may,
            options->lose_unarchived || found->standing.kind == STANDS_IMPOSTOR,
            &found->losses); /* what an empty database that GitOps made does not archive is no loss */
    return error;
}
