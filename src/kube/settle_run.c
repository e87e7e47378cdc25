#include "kube/settle_run.h"

static struct error no_run(const struct run *run)
{
    return error_next(error_make(run->arena, ERROR_FINDINGS,
                                 "no run of cnpg-dr is known for the Cluster %s/%s: there is no guard, no "
                                 "record on this machine, and no annotation " ANNOTATION_RUN " on it",
                                 run->namespace, run->name),
                      SLICE("nothing is to be settled where it was settled and finished before; else recover "
                            "it first, with cnpg-dr apply"));
}

/* All that is left of a run is its mark. */
static struct error by_annotation(struct run *run)
{
    struct tree *live;
    struct error error = run_cluster(run, run->arena, "cannot read the Cluster", &live);
    if (failed(error))
        return error;
    struct slice mark = live == NULL ? SLICE("") : annotation(live->root, ANNOTATION_RUN);
    if (mark.len == 0)
        return no_run(run);
    run_tell(run, NEWS_WARNING,
             "of run %.*s only the annotation on the Cluster is left: neither guard nor record",
             SLICE_ARG(mark));
    run->record.id = mark;
    run->record.new_uid = meta(live->root, "uid");
    run->record.guard = GUARD_NONE;
    run->record.step = STEP_RUNNING;
    return NO_ERROR;
}

struct error settle_run(struct run *run, struct traces *traces)
{
    const struct guard_found *guard = &traces->guard;
    struct error error = guard_seek(run, traces_may_have_policy(traces), &traces->guard);
    if (failed(error))
        return error;
    if (guard->found && guard->foreign)
        return guard_refuse(run, guard);
    bool both = guard->found && traces->kept;
    bool same = both && slice_equal(guard->record.id, traces->record.id);
    if (both && !same)
        run_tell(run, NEWS_WARNING,
                 "the record on this machine is of run %.*s, the guard of run %.*s: the guard's counts",
                 SLICE_ARG(traces->record.id), SLICE_ARG(guard->record.id));
    if (!guard->found && !traces->kept)
        return by_annotation(run);
    /* The file is written before the guard: of the two the later step counts. */
    bool file = !guard->found || (same && traces->record.step >= guard->record.step);
    run->record = file ? traces->record : guard->record;
    return NO_ERROR;
}
