#include "cli/apply_report.h"
#include "cli/apply_run.h"
#include "cli/next.h"
#include "cli/settle_git.h"
#include "cli/settle_plan.h"
#include "kube/body.h"
#include "kube/finish.h"
#include "kube/rehearse.h"
#include "kube/settle_run.h"
#include "sys/interrupt.h"

/* One call of the command. */
struct settling {
    const struct invocation *invocation;
    struct one_cluster one;
    struct apply_scene scene;
    struct apply_report report;
    struct settle_input input;
    bool begun;  /* something may have been changed */
    bool lifted; /* guard and pause are gone */
};

static void put_settled(struct settling *s, const struct settle_result *result,
                        const struct rehearsal *rehearsals)
{
    struct json_answer *answer = s->report.answer;
    if (answer == NULL)
        return;
    json_t *settled = json_put_object(answer, answer->root, "settled");
    json_put_slice(answer, settled, "method", slice_of(result->method));
    json_put_bool(answer, settled, "bootstrap_replaced", result->bootstrap);
    json_put_bool(answer, settled, "external_clusters_replaced", result->external_clusters);
    json_t *list = json_put_array(answer, settled, "rehearsals");
    for (int i = 0; i < REHEARSALS; i++) {
        json_t *item = json_append_object(answer, list);
        json_put_slice(answer, item, "way", slice_of(rehearsals[i].way));
        json_put_bool(answer, item, "passed", rehearsals[i].passed);
        json_put_slice_or_null(answer, item, "message", rehearsals[i].message);
    }
    json_put_null(answer, answer->root, "finished");
}

static struct error settle_it(struct settling *s)
{
    struct settle_result result;
    struct rehearsal rehearsals[REHEARSALS];
    struct run *run = &s->scene.run;
    struct error error = settle(run, &s->input, s->invocation->given[OPTION_FORCE_RUN], &result);
    if (!failed(error))
        error = rehearse(run, &s->input, rehearsals);
    if (failed(error))
        return error;
    run_tell(run, NEWS_DONE,
             "settled: merge the manifest, and once GitOps has synced it run settle --finish");
    put_settled(s, &result, rehearsals);
    return NO_ERROR;
}

static void put_finished(struct settling *s, const struct finish_git *git, const struct finish_result *result)
{
    struct json_answer *answer = s->report.answer;
    if (answer == NULL)
        return;
    json_put_null(answer, answer->root, "settled");
    json_t *finished = json_put_object(answer, answer->root, "finished");
    json_put_bool(answer, finished, "lifted", result->lifted);
    json_put_bool(answer, finished, "released", result->released);
    json_put_slice_or_null(answer, finished, "sync", result->sync);
    json_put_slice_or_null(answer, finished, "commit", git->commit);
    json_put_slice_or_null(answer, finished, "controller", result->controller);
    json_put_slice_or_null(answer, finished, "revision", result->revision);
}

static struct error finish_it(struct settling *s)
{
    struct finish_git git;
    struct finish_result result = {0};
    struct run *run = &s->scene.run;
    struct error error = settle_git(s->invocation, run, &s->one.cluster, &git);
    if (!failed(error))
        error = finish(run, &s->input, &git, s->invocation->given[OPTION_FORCE_RUN], &result);
    s->lifted = !failed(error) || result.lifted;
    if (!failed(error))
        put_finished(s, &git, &result);
    return error;
}

/* --repo and --ref say nothing to a settle that does not look at git. */
static struct error check_options(const struct settling *s)
{
    const struct invocation *invocation = s->invocation;
    bool git = invocation->given[OPTION_REPO] || invocation->given[OPTION_REF];
    if (invocation->given[OPTION_FINISH] || !git)
        return NO_ERROR;
    return error_next(error_make(invocation->arena, ERROR_USAGE, "%s is for --finish",
                                 invocation->given[OPTION_REPO] ? "--repo" : "--ref"),
                      SLICE("settle before the merge without it, and with --finish after the merge"));
}

static struct error run_it(struct settling *s)
{
    struct run *run = &s->scene.run;
    struct error error = check_options(s);
    if (!failed(error))
        error = one_cluster_read(s->invocation, EXPECT_ANYTHING, &s->one);
    if (failed(error))
        return error;
    if (s->invocation->given[OPTION_COMMANDS])
        return settle_plan_print(s->invocation, &s->one);
    interrupt_mind();
    error = apply_scene_set(s->invocation, &s->one, &s->report.listener, &s->scene);
    if (!failed(error))
        error = settle_run(run, &s->scene.traces);
    if (!failed(error))
        error = body_read(run, &s->one.cluster, s->one.found->text, &s->input.body);
    if (failed(error))
        return error;
    s->input.cluster = &s->one.cluster;
    s->begun = true;
    error = s->invocation->given[OPTION_FINISH] ? finish_it(s) : settle_it(s);
    if (failed(error))
        return error;
    apply_report_run(&s->report, run);
    return apply_report_end(&s->report);
}

/* Where the run is, so that nobody has to guess what was changed. */
static void say_where(const struct settling *s)
{
    const struct run *run = &s->scene.run;
    if (s->begun)
        run_tell(run, NEWS_WARNING, "run %.*s of %s/%s is at the step %s%s", SLICE_ARG(run->record.id),
                 run->namespace, run->name, step_name(run->record.step),
                 s->lifted ? "" : "; its guard or pause stays until settle --finish");
}

static int say_failure(struct settling *s, struct error error)
{
    say_where(s);
    return apply_report_fail(&s->report, &s->one, error);
}

int cmd_settle(struct invocation *invocation)
{
    struct settling *s = arena_alloc(invocation->arena, sizeof *s);
    *s = (struct settling){.invocation = invocation, .one = {.name = SLICE("")}};
    apply_report_begin(invocation->arena, &invocation->console, "settle", &s->report);
    struct error error = run_it(s);
    if (failed(error))
        return say_failure(s, error);
    apply_report_quiet(&s->report);
    if (invocation->given[OPTION_COMMANDS])
        console_next(&invocation->console, next_without(invocation, OPTION_COMMANDS));
    else if (!invocation->given[OPTION_FINISH])
        console_next(&invocation->console, next_with(invocation, OPTION_FINISH));
    return ERROR_NONE;
}
