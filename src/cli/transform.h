/*
 * recover and revert are one command with two plans: read, plan, and give the proved result to a sink.
 */
#ifndef CLI_TRANSFORM_H
#define CLI_TRANSFORM_H

#include "cli/invocation.h"
#include "plan/plan.h"
#include "report/changes.h"

/* Makes the plan of one command. */
typedef struct error transform_plan(const struct invocation *invocation, const struct plan_scope *scope,
                                    const struct proved **result, struct plan_report *report);

/* What is transformed. */
struct subject {
    struct slice name; /* as messages call it */
    struct slice text;
    bool is_input; /* standard input, so that the result goes to standard output */
};

/* The pieces of transform, for the one that commits what it wrote. */
struct error subject_read(const struct invocation *invocation, struct subject *subject);
struct error subject_plan(const struct invocation *invocation, transform_plan *plan,
                          const struct subject *subject, const struct proved **result,
                          struct plan_report *report);
int subject_failure(const struct invocation *invocation, const struct subject *subject, struct error error);

/* Those of recover and revert, by the options that were given. */
transform_plan plan_of_recover, plan_of_revert;

/* Carries the command out on its one operand; the exit status. */
int transform(struct invocation *invocation, transform_plan *plan);

#endif
