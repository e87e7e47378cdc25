#include "cli/commit_file.h"
#include "cli/commit_style.h"
#include "cli/next.h"
#include "git/message.h"
#include "git/work_file.h"
#include "sys/replace.h"
#include "text/diff.h"

struct work {
    struct invocation *invocation;
    transform_plan *plan;
    struct subject subject;
    struct work_file file;
    const struct proved *result;
    struct plan_report report;
    bool written; /* an earlier run wrote the file, and only the commit is missing */
};

static struct error read_work(struct work *work)
{
    struct invocation *invocation = work->invocation;
    if (strcmp(invocation->operands[0], "-") == 0)
        return error_next(error_make(invocation->arena, ERROR_USAGE, "--commit needs a file, and - is none"),
                          SLICE("name the manifest in the work tree"));
    struct error error = subject_read(invocation, &work->subject);
    if (failed(error))
        return error;
    return work_file_find(invocation->arena, invocation->operands[0], work->subject.text, &work->file);
}

/* Whether the file is what the plan makes of the committed one. */
static bool is_written_already(struct work *work)
{
    struct subject committed = {.name = work->subject.name, .text = work->file.committed};
    if (!work->file.tracked ||
        failed(subject_plan(work->invocation, work->plan, &committed, &work->result, &work->report)))
        return false;
    return slice_equal(proved_bytes(work->result), work->subject.text);
}

static struct error make_plan(struct work *work)
{
    const struct invocation *invocation = work->invocation;
    work->written = work->file.changed && is_written_already(work);
    if (work->written)
        return NO_ERROR;
    if (work->file.changed && !invocation->given[OPTION_INCLUDE_CHANGES])
        return refuse(invocation->arena, REFUSE_UNCOMMITTED,
                      work->file.tracked ? "%.*s has uncommitted changes" : "%.*s is not committed at all",
                      SLICE_ARG(work->subject.name));
    return subject_plan(invocation, work->plan, &work->subject, &work->result, &work->report);
}

static enum plan_verb verb_of(const struct work *work)
{
    return work->plan == plan_of_revert ? PLAN_REVERT : PLAN_RECOVER;
}

/* The commit is made before the file is written, so that a key that cannot be used stops the run in time. */
static struct error commit(const struct work *work, struct changes *changes)
{
    struct arena *arena = work->invocation->arena;
    struct commit_style style;
    struct slice message;
    struct object_id id;
    struct error error =
        commit_style_read(work->invocation, repository_config(work->file.repository), &style);
    if (!failed(error))
        error = message_compose(arena, verb_of(work), &work->report,
                                invocation_value(work->invocation, OPTION_MESSAGE), &message);
    if (!failed(error))
        error = work_file_prepare(arena, &work->file, work->result, message, &style, &id);
    if (!failed(error) && !work->written)
        error = replace_file(arena, work->subject.name, work->result);
    if (!failed(error))
        error = work_file_finish(arena, &work->file, work->result, &id, &style.committer);
    if (failed(error))
        return error;
    changes->written = true;
    changes->commit = arena_copy(arena, slice_of(id.hex));
    changes->branch = slice_of(work->file.branch);
    return NO_ERROR;
}

static struct slice next_step(const struct work *work)
{
    const struct invocation *invocation = work->invocation;
    if (invocation->given[OPTION_DRY_RUN])
        return next_without(invocation, OPTION_DRY_RUN);
    if (work->plan == plan_of_recover)
        return next_extract(invocation, work->subject.name, work->report.cluster);
    return arena_format(invocation->arena, "git -C %.*s push",
                        SLICE_ARG(shell_quote(invocation->arena, repository_place(work->file.repository))));
}

static struct error deliver(const struct work *work, struct changes *changes)
{
    const bool *given = work->invocation->given;
    struct error error = NO_ERROR;
    if (given[OPTION_DRY_RUN] || given[OPTION_DIFF])
        changes->diff = diff_unified(work->invocation->arena, work->subject.name, proved_before(work->result),
                                     proved_edits(work->result));
    if (!given[OPTION_DRY_RUN])
        error = commit(work, changes);
    changes->changed = true;
    return error;
}

int commit_file(struct invocation *invocation, transform_plan *plan)
{
    struct work work = {.invocation = invocation, .plan = plan, .subject = {.text = SLICE("")}};
    struct error error = read_work(&work);
    if (!failed(error))
        error = make_plan(&work);
    struct changes changes = {
        .command = invocation->command->name, .file = work.subject.name, .report = &work.report};
    int status = error.kind;
    if (status == ERROR_NOTHING) {
        changes.stands = error.message;
        error = NO_ERROR;
    } else if (status == ERROR_NONE)
        error = deliver(&work, &changes);
    if (!failed(error)) {
        changes.next = next_step(&work);
        error = changes_print(&invocation->console, invocation->arena, &changes);
    }
    return failed(error) ? subject_failure(invocation, &work.subject, error) : status;
}
