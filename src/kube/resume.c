#include "kube/resume.h"
#include "kube/standing.h"

/* The run that is under way, by guard and file; NULL: none. Both know the same run: the file is written
 * first, so of two steps the later one counts. */
static const struct run_record *under_way(const struct traces *traces)
{
    const struct run_record *file = traces->kept ? &traces->record : NULL;
    const struct run_record *guard = traces->guard.found ? &traces->guard.record : NULL;
    if (file == NULL || guard == NULL)
        return guard != NULL ? guard : file;
    return slice_equal(file->id, guard->id) && file->step >= guard->step ? file : guard;
}

static struct error no_such_run(const struct run *run, struct slice asked)
{
    return error_next(
        error_make(run->arena, ERROR_REFUSED, "there is no run %.*s for this Cluster", SLICE_ARG(asked)),
        SLICE("leave --resume out to begin a new one"));
}

static struct error other_generations(const struct run *run, const struct run_record *found)
{
    return error_next(
        error_make(
            run->arena, ERROR_REFUSED,
            "run %.*s (step %s) reads %.*s and writes %.*s, and this manifest reads %.*s and writes %.*s",
            SLICE_ARG(found->id), step_name(found->step), SLICE_ARG(found->reads), SLICE_ARG(found->writes),
            SLICE_ARG(run->record.reads), SLICE_ARG(run->record.writes)),
        SLICE(
            "go on with the manifest of that run, or end it with cnpg-dr apply --abort and run this again"));
}

/* No record and no guard, but a Cluster may carry a run's annotation. */
static struct error choose_without(struct run *run, const struct traces *traces)
{
    struct standing standing;
    if (traces->asked.len > 0)
        return no_such_run(run, traces->asked);
    struct error error = standing_look(run, &standing);
    if (failed(error) || standing.kind != STANDS_OTHER_RUN)
        return error;
    return error_next(
        error_make(run->arena, ERROR_REFUSED, "%.*s, and neither its guard nor its record is there",
                   SLICE_ARG(standing.why)),
        SLICE("if it is to be replaced, say so with cnpg-dr apply --abort, which takes its annotation away, "
              "and run this again"));
}

bool traces_may_have_policy(const struct traces *traces)
{
    return !traces->kept || traces->record.guard == GUARD_POLICY;
}

struct error resume_choose(struct run *run, const struct traces *traces, enum resumption *chosen)
{
    const struct run_record *found = under_way(traces);
    *chosen = RESUME_FRESH;
    if (traces->guard.found && traces->guard.foreign)
        return guard_refuse(run, &traces->guard);
    if (found == NULL)
        return choose_without(run, traces);
    bool known_here = traces->kept && slice_equal(traces->record.id, found->id);
    if (traces->asked.len > 0 ? !slice_equal(traces->asked, found->id) : !known_here)
        return traces->guard.found ? guard_refuse(run, &traces->guard) : no_such_run(run, traces->asked);
    if (!slice_equal(found->reads, run->record.reads) || !slice_equal(found->writes, run->record.writes))
        return other_generations(run, found);
    if (found->step == STEP_SETTLED)
        return error_next(error_make(run->arena, ERROR_NOTHING,
                                     "run %.*s is settled: the Cluster is recovered", SLICE_ARG(found->id)),
                          SLICE("merge the revert commit, then cnpg-dr settle --finish"));
    *chosen = RESUME_GOES_ON;
    run->record = *found;
    return NO_ERROR;
}
