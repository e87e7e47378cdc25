#include "cli/apply_confirm.h"
#include "cli/apply_plan.h"
#include "cli/apply_prove.h"
#include "cli/duration.h"
#include "cli/next.h"
#include "kube/abort.h"
#include "kube/body.h"
#include "kube/prove.h"
#include "kube/record.h"
#include "kube/save.h"
#include "sys/clock.h"
#include "sys/interrupt.h"

enum { EXPIRY = 24 * 60 * 60 }; /* seconds */

/* One call of the command. */
struct apply {
    const struct invocation *invocation;
    struct one_cluster one;
    struct apply_scene scene;
    struct apply_report report;
    struct apply_archive archive;
    struct preflight found;
    long long expiry; /* seconds, of the guard's rule against creation */
    bool begun;       /* something of the API server may have been changed */
};

/* The annotation turns CNPG's webhook off, which is what keeps a bad Cluster out. */
static struct error check_validation(const struct apply *a)
{
    const struct tree *tree = a->one.cluster.tree;
    const struct node *value = node_at(tree->root, "metadata", "annotations", "cnpg.io/validation", NULL);
    if (!slice_equal(node_text(value), SLICE("disabled")))
        return NO_ERROR;
    struct error error =
        error_make(a->invocation->arena, ERROR_REFUSED,
                   "with cnpg.io/validation: disabled nothing would keep two bootstrap methods "
                   "out");
    error = error_next(error, SLICE("take the annotation out of the manifest"));
    return extracted_error(a->one.work, a->one.found, refuse_here(error, tree->text, value->outer));
}

static struct error read_input(struct apply *a)
{
    struct error error = one_cluster_read(a->invocation, EXPECT_RECOVERY, &a->one);
    if (failed(error))
        return error;
    error = cluster_check(a->invocation->arena, &a->one.cluster);
    return failed(error) ? extracted_error(a->one.work, a->one.found, error) : check_validation(a);
}

/* --abort needs no manifest: --cluster says which one. */
static struct error name_cluster(struct apply *a)
{
    struct slice name = invocation_value(a->invocation, OPTION_CLUSTER);
    size_t slash = slice_find_char(name, '/', 0);
    if (a->invocation->operand_count > 0)
        return one_cluster_read(a->invocation, EXPECT_ANYTHING, &a->one);
    if (name.len == 0)
        return error_next(
            error_make(a->invocation->arena, ERROR_USAGE, "--abort needs to know which Cluster"),
            SLICE("give --cluster NAMESPACE/NAME, or the manifest"));
    if (slash < name.len)
        a->one.cluster.namespace = slice_cut(name, 0, slash);
    a->one.cluster.name = slash < name.len ? slice_cut(name, slash + 1, name.len) : name;
    return NO_ERROR;
}

/* The answer has every field, whatever the run came to. */
static struct error answer(struct apply *a)
{
    struct json_answer *answer = a->report.answer;
    apply_report_run(&a->report, &a->scene.run);
    if (answer != NULL && json_object_get(answer->root, "proofs") == NULL)
        json_put_array(answer, answer->root, "proofs");
    if (answer != NULL && json_object_get(answer->root, "backup") == NULL)
        json_put_null(answer, answer->root, "backup");
    return apply_report_end(&a->report);
}

static struct error abort_it(struct apply *a)
{
    struct run *run = &a->scene.run;
    struct traces *traces = &a->scene.traces;
    struct error error = guard_seek(run, traces_may_have_policy(traces), &traces->guard);
    if (failed(error))
        return error;
    if (traces->guard.found && traces->guard.foreign)
        return guard_refuse(run, &traces->guard);
    if (traces->guard.found)
        run->record = traces->guard.record;
    else if (traces->kept)
        run->record = traces->record;
    error = abort_run(run, a->invocation->given[OPTION_FORCE_RUN]);
    return failed(error) ? error : answer(a);
}

static enum guard_kind guard_of(const struct invocation *invocation)
{
    struct slice kind = invocation_value(invocation, OPTION_GUARD);
    return slice_equal(kind, SLICE("pause"))  ? GUARD_PAUSE
           : slice_equal(kind, SLICE("none")) ? GUARD_NONE
                                              : GUARD_POLICY;
}

/* Fresh or not, and the record that follows from it. */
static struct error choose(struct apply *a, bool *fresh)
{
    struct run *run = &a->scene.run;
    enum resumption chosen;
    bool kept = a->scene.traces.kept && a->scene.traces.record.guard == GUARD_POLICY;
    struct error error =
        guard_seek(run, kept || guard_of(a->invocation) == GUARD_POLICY, &a->scene.traces.guard);
    if (!failed(error))
        error = resume_choose(run, &a->scene.traces, &chosen);
    if (failed(error))
        return error;
    *fresh = chosen == RESUME_FRESH;
    if (!*fresh) {
        run_tell(run, NEWS_STEP, "going on with run %.*s, which had come to: %s", SLICE_ARG(run->record.id),
                 step_name(run->record.step));
        return NO_ERROR;
    }
    run->record.guard = guard_of(a->invocation);
    run->record.started = clock_today();
    return record_new_id(run->arena, &run->record.id);
}

static struct error set_expiry(struct apply *a)
{
    return duration_of(a->invocation, OPTION_GUARD_EXPIRY, EXPIRY, &a->expiry);
}

static struct preflight_options options_of(const struct invocation *invocation)
{
    return (struct preflight_options){.lose_unarchived = invocation->given[OPTION_LOSE_UNARCHIVED],
                                      .sql = invocation->given[OPTION_VERIFY_SQL],
                                      .backup = invocation->given[OPTION_WAIT] &&
                                                !invocation->given[OPTION_NO_BACKUP]};
}

/* Everything that is looked at while the old database is safe. */
static struct error look(struct apply *a)
{
    struct run *run = &a->scene.run;
    struct preflight_options options = options_of(a->invocation);
    run_tell(run, NEWS_STEP, "preflight, read-only");
    struct error error = apply_archive_open(a->invocation, &a->one, run, &a->archive);
    if (!failed(error))
        error = apply_archive_preflight(a->invocation, &a->archive);
    if (!failed(error))
        error = preflight(run, &options, &a->found);
    if (!failed(error))
        run_tell(run, NEWS_DONE, "%.*s", SLICE_ARG(a->found.standing.why));
    return error;
}

/* Once the run's own Cluster stands, its generation is no longer empty: what it has come to is for the proofs
 * to say. */
static struct error look_again(struct apply *a)
{
    struct run *run = &a->scene.run;
    struct preflight_options options = options_of(a->invocation);
    struct error error = apply_archive_open(a->invocation, &a->one, run, &a->archive);
    if (!failed(error))
        error = preflight_again(run, &options, &a->found);
    if (!failed(error) && run->record.step < STEP_RUNNING && a->found.standing.kind != STANDS_OURS)
        error = apply_archive_preflight(a->invocation, &a->archive);
    return error;
}

/* The old Cluster as it was, for a person who has to look something up. */
static struct error save(struct apply *a)
{
    struct run *run = &a->scene.run;
    struct slice path;
    const struct node *object = a->found.standing.object;
    if (object == NULL)
        return NO_ERROR;
    struct error error = save_before(run, a->found.standing.cluster.tree->text, &a->found.may, &path);
    if (!failed(error))
        run_tell(run, NEWS_DONE, "what stood is saved in %.*s", SLICE_ARG(path));
    return error;
}

static struct error confirm(struct apply *a)
{
    struct error error = apply_confirm(a->invocation, &a->scene, &a->found);
    a->scene.run.record.old_uid = a->found.standing.uid;
    return failed(error) ? error : save(a);
}

/* From a run that is chosen to a recovery Cluster that is proved to be one. */
static struct error carry_out(struct apply *a)
{
    struct run *run = &a->scene.run;
    struct replace_options options = {.archive = a->archive.store != NULL ? &a->archive.watch : NULL,
                                      .mark = apply_archive_mark,
                                      .context = &a->archive,
                                      .lose_unarchived = a->invocation->given[OPTION_LOSE_UNARCHIVED],
                                      .has_target =
                                          mapping_get(run->wanted.recovery.value, "recoveryTarget") != NULL};
    a->begun = true;
    struct error error = replace_guard(run, &a->found);
    if (failed(error))
        return error;
    return run->record.step < STEP_RUNNING ? replace(run, &a->found, &options) : prove_object(run);
}

static struct error finish(struct apply *a, bool again)
{
    struct apply_proof proof;
    struct run *run = &a->scene.run;
    if (!a->invocation->given[OPTION_WAIT]) {
        if (run->record.step >= STEP_RECOVERED)
            run_tell(run, NEWS_DONE, "recovered, and proved by an earlier --wait: the next step is settle");
        else
            run_tell(run, NEWS_WARNING,
                     "the recovery runs, NOT proved: the same command with --wait follows it");
        return answer(a);
    }
    struct error error = apply_prove(a->invocation, &a->archive, &a->found.may, again, &a->report, &proof);
    if (failed(error))
        return error;
    if (proof.proved)
        return answer(a);
    return error_next(
        error_make(run->arena, ERROR_FINDINGS, "healthy, but NOT PROVED: %.*s", SLICE_ARG(proof.short_of)),
        SLICE("look at the data yourself before you settle it (cnpg-dr settle --force)"));
}

static struct error apply(struct apply *a)
{
    bool fresh;
    struct run *run = &a->scene.run;
    struct error error = choose(a, &fresh);
    bool again = !failed(error) && run->record.step >= STEP_RUNNING;
    bool undone = !failed(error) && (fresh || run->record.step == STEP_GUARDING);
    run->record.expires = clock_today() + a->expiry;
    if (!failed(error))
        error = body_make(run, a->one.found->text);
    if (!failed(error))
        error = undone ? look(a) : look_again(a);
    if (failed(error) || a->invocation->given[OPTION_PREFLIGHT]) {
        if (!failed(error))
            run_tell(run, NEWS_DONE, "the preflight passed; nothing was changed");
        return failed(error) ? error : answer(a);
    }
    if (undone)
        error = confirm(a);
    if (!failed(error))
        error = run_pause(run, 0, "anything was changed");
    if (!failed(error))
        error = carry_out(a);
    return failed(error) ? error : finish(a, again);
}

static struct error run_it(struct apply *a)
{
    bool aborts = a->invocation->given[OPTION_ABORT];
    struct error error = aborts ? name_cluster(a) : read_input(a);
    if (failed(error))
        return error;
    error = set_expiry(a);
    if (failed(error))
        return error;
    if (a->invocation->given[OPTION_COMMANDS])
        return apply_plan_print(a->invocation, &a->one);
    interrupt_mind();
    error = apply_scene_set(a->invocation, &a->one, &a->report.listener, &a->scene);
    if (failed(error))
        return error;
    return aborts ? abort_it(a) : apply(a);
}

/* What stands, where the run did not come to its end. */
static int say_failure(struct apply *a, struct error error)
{
    if (a->begun)
        standing_say(&a->scene.run);
    return apply_report_fail(&a->report, &a->one, error);
}

/* The same again and settle, as a person can paste it. */
static void say_next(const struct apply *a)
{
    const struct run *run = &a->scene.run;
    const char *program = a->invocation->program;
    if (a->invocation->given[OPTION_ABORT] || a->invocation->given[OPTION_COMMANDS])
        return;
    if (a->invocation->given[OPTION_PREFLIGHT])
        console_next(&a->invocation->console, next_without(a->invocation, OPTION_PREFLIGHT));
    else if (run->record.step == STEP_RECOVERED)
        console_next(&a->invocation->console,
                     arena_format(run->arena, "RENDERED-REVERT | %s settle --cluster %s/%s -", program,
                                  run->namespace, run->name));
    else
        console_next(&a->invocation->console, next_with(a->invocation, OPTION_WAIT));
}

int cmd_apply(struct invocation *invocation)
{
    struct apply *a = arena_alloc(invocation->arena, sizeof *a);
    *a = (struct apply){.invocation = invocation, .one = {.name = SLICE("")}};
    apply_report_begin(invocation->arena, &invocation->console, "apply", &a->report);
    struct error error = run_it(a);
    if (failed(error))
        return say_failure(a, error);
    apply_report_quiet(&a->report);
    say_next(a);
    return ERROR_NONE;
}
