/*
 * What cmocka programs of the plan share: recover and revert of a text, and what came out.
 */
#ifndef LIB_PLAN_H
#define LIB_PLAN_H

#include "lib/cluster.h"
#include "lib/yaml.h"

#include "plan/plan.h"

struct outcome {
    struct error error;
    struct slice text; /* the result; empty where there is none */
    struct plan_report report;
};

static const struct recover_options no_options = {.verb = PLAN_RECOVER};

static inline struct plan_scope scope_for(struct slice text)
{
    return (struct plan_scope){.file = SLICE("db.yaml"), .text = text, .cluster = SLICE("")};
}

static inline struct outcome recover_in(const struct plan_scope *scope, const struct recover_options *options)
{
    struct outcome outcome;
    const struct proved *proved = NULL;
    outcome.error = plan_recover(&arena, scope, options, &proved, &outcome.report);
    assert_true(failed(outcome.error) == (proved == NULL));
    outcome.text = proved == NULL ? SLICE("") : proved_bytes(proved);
    return outcome;
}

static inline struct outcome recovered(struct slice text, const struct recover_options *options)
{
    struct plan_scope scope = scope_for(text);
    return recover_in(&scope, options);
}

static inline struct outcome reverted(struct slice text)
{
    struct plan_scope scope = scope_for(text);
    struct outcome outcome;
    const struct proved *proved = NULL;
    outcome.error = plan_revert(&arena, &scope, &proved, &outcome.report);
    assert_true(failed(outcome.error) == (proved == NULL));
    outcome.text = proved == NULL ? SLICE("") : proved_bytes(proved);
    return outcome;
}

/* recover makes want of text. */
static inline struct outcome assert_recovers(const char *text, const struct recover_options *options,
                                             const char *want)
{
    struct outcome outcome = recovered(slice_of(text), options);
    assert_fine(outcome.error);
    assert_slice(outcome.text, want);
    return outcome;
}

static inline struct outcome assert_reverts(const char *text, const char *want)
{
    struct outcome outcome = reverted(slice_of(text));
    assert_fine(outcome.error);
    assert_slice(outcome.text, want);
    return outcome;
}

/* recover without options makes recovering of steady, and revert makes again of that. */
static inline void assert_round(const char *steady, const char *recovering, const char *again)
{
    assert_recovers(steady, &no_options, recovering);
    assert_reverts(recovering, again);
}

/* The report has such a remark, at that line; line 0 where it is about the whole document. */
static inline void assert_remark(const struct outcome *outcome, enum remark_kind kind, size_t line,
                                 const char *part)
{
    struct slice all = SLICE("");
    for (size_t i = 0; i < outcome->report.remark_count; i++) {
        const struct remark *remark = &outcome->report.remarks[i];
        if (remark->kind == kind && remark->line == line &&
            slice_find(remark->text, slice_of(part)) < remark->text.len)
            return;
        all = arena_format(&arena, "%.*s%zu: %.*s\n", SLICE_ARG(all), remark->line, SLICE_ARG(remark->text));
    }
    fail_msg("no remark at line %zu says \"%s\":\n%.*s", line, part, SLICE_ARG(all));
}

static inline void assert_no_remark(const struct outcome *outcome, const char *part)
{
    for (size_t i = 0; i < outcome->report.remark_count; i++) {
        struct slice text = outcome->report.remarks[i].text;
        if (slice_find(text, slice_of(part)) < text.len)
            fail_msg("line %zu: %.*s", outcome->report.remarks[i].line, SLICE_ARG(text));
    }
}

#endif
