#include "cli/transform.h"
#include "cli/full.h"
#include "cli/next.h"
#include "cli/pattern.h"
#include "sys/input.h"
#include "sys/replace.h"
#include "text/diff.h"
#include <unistd.h>

struct error subject_read(const struct invocation *invocation, struct subject *subject)
{
    subject->name = slice_of(invocation->operands[0]);
    subject->is_input = slice_equal(subject->name, SLICE("-"));
    if (!subject->is_input)
        return input_read(invocation->arena, subject->name, &subject->text);
    subject->name = SLICE("standard input");
    if (invocation->given[OPTION_DIFF])
        return error_next(
            error_make(invocation->arena, ERROR_USAGE, "--diff and - would both print to standard output"),
            SLICE("use --dry-run for the diff alone"));
    return input_read_all(invocation->arena, STDIN_FILENO, subject->name, &subject->text);
}

static struct slice next_step(const struct invocation *invocation, const struct subject *subject,
                              const struct plan_report *report)
{
    if (invocation->given[OPTION_DRY_RUN])
        return next_without(invocation, OPTION_DRY_RUN);
    if (subject->is_input)
        return SLICE("");
    if (invocation->command->run == cmd_recover)
        return next_extract(invocation, subject->name, report->cluster);
    return next_commit(invocation, subject->name, report->cluster, report->write);
}

/* Gives the result to whoever is to have it: the file, or whoever reads what is printed. */
static struct error deliver(const struct invocation *invocation, const struct subject *subject,
                            const struct proved *result, struct changes *changes)
{
    bool dry = invocation->given[OPTION_DRY_RUN];
    if (dry || invocation->given[OPTION_DIFF])
        changes->diff =
            diff_unified(invocation->arena, subject->name, proved_before(result), proved_edits(result));
    if (!dry && subject->is_input)
        changes->manifest = proved_bytes(result);
    if (!dry && !subject->is_input) {
        struct error error = replace_file(invocation->arena, subject->name, result);
        if (failed(error))
            return error;
        changes->written = true;
    }
    changes->next = next_step(invocation, subject, changes->report);
    return NO_ERROR;
}

struct error subject_plan(const struct invocation *invocation, transform_plan *plan,
                          const struct subject *subject, const struct proved **result,
                          struct plan_report *report)
{
    struct plan_scope scope = {.file = subject->name,
                               .text = subject->text,
                               .cluster = invocation_value(invocation, OPTION_CLUSTER)};
    struct error error =
        generation_pattern(invocation, invocation->arena, slice_of(invocation->operands[0]), &scope.pattern);
    return failed(error) ? error : plan(invocation, &scope, result, report);
}

int subject_failure(const struct invocation *invocation, const struct subject *subject, struct error error)
{
    bool about_subject =
        error.kind != ERROR_USAGE && (error.file.len == 0 || slice_equal(error.file, subject->name));
    if (about_subject)
        error = error_in(error, subject->name);
    console_error(&invocation->console, error, about_subject ? subject->text : SLICE(""));
    return error.kind;
}

/* What says something of a commit means nothing without one. */
static struct error check_options(const struct invocation *invocation)
{
    static const enum option_id of_commits[] = {OPTION_INCLUDE_CHANGES, OPTION_MESSAGE, OPTION_AUTHOR,
                                                OPTION_SIGN, OPTION_NO_SIGN};
    for (size_t i = 0; i < sizeof of_commits / sizeof of_commits[0]; i++)
        if (invocation->given[of_commits[i]])
            return error_next(error_make(invocation->arena, ERROR_USAGE, "--%s needs --commit",
                                         option_table[of_commits[i]].name),
                              SLICE("add --commit, or leave it out"));
    return NO_ERROR;
}

int transform(struct invocation *invocation, transform_plan *plan)
{
    struct subject subject = {.text = SLICE("")};
    struct plan_report report = {0};
    const struct proved *result = NULL;
    if (invocation->given[OPTION_COMMIT])
        return full_transform(invocation, plan);
    struct error error = check_options(invocation);
    if (!failed(error))
        error = subject_read(invocation, &subject);
    if (!failed(error))
        error = subject_plan(invocation, plan, &subject, &result, &report);
    struct changes changes = {.command = invocation->command->name, .file = subject.name, .report = &report};
    int status = error.kind;
    if (status == ERROR_NOTHING) {
        changes.stands = error.message;
        if (subject.is_input && !invocation->given[OPTION_DRY_RUN])
            changes.manifest = subject.text;
        if (!invocation->given[OPTION_DRY_RUN])
            changes.next = next_step(invocation, &subject, &report);
        error = NO_ERROR;
    } else if (status == ERROR_NONE) {
        changes.changed = true;
        error = deliver(invocation, &subject, result, &changes);
    }
    if (!failed(error))
        error = changes_print(&invocation->console, invocation->arena, &changes);
    return failed(error) ? subject_failure(invocation, &subject, error) : status;
}
