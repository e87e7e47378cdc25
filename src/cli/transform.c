#include "cli/transform.h"
#include "cli/next.h"
#include "cli/pattern.h"
#include "report/changes.h"
#include "sys/input.h"
#include "sys/replace.h"
#include "text/diff.h"
#include <unistd.h>

/* What is transformed. */
struct subject {
    struct slice name; /* as messages call it */
    struct slice text;
    bool is_input; /* standard input, so that the result goes to standard output */
};

static struct error read_subject(const struct invocation *invocation, struct subject *subject)
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

static struct error make_plan(const struct invocation *invocation, transform_plan *plan,
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

static int say_failure(const struct invocation *invocation, const struct subject *subject, struct error error)
{
    bool about_subject =
        error.kind != ERROR_USAGE && (error.file.len == 0 || slice_equal(error.file, subject->name));
    if (about_subject)
        error = error_in(error, subject->name);
    console_error(&invocation->console, error, about_subject ? subject->text : SLICE(""));
    return error.kind;
}

int transform(struct invocation *invocation, transform_plan *plan)
{
    struct subject subject = {.text = SLICE("")};
    struct plan_report report = {0};
    const struct proved *result = NULL;
    struct error error = read_subject(invocation, &subject);
    if (!failed(error))
        error = make_plan(invocation, plan, &subject, &result, &report);
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
    return failed(error) ? say_failure(invocation, &subject, error) : status;
}
