/*
 * What a person should look at, though the plan is right by its rules.
 */
#ifndef PLAN_WARNINGS_H
#define PLAN_WARNINGS_H

#include "plan/internal.h"

/* The number of the write generation looks like PostgreSQL's version, or a comment of the manifest names the
 * generation that is to be written, or a later one: it may have been used. */
void warn_of_generations(struct draft *draft, const struct generation_rule *rule, struct slice write);

/* A backup id alone replays to the end of the archive; exclusive means nothing without a target. */
void warn_of_target(struct draft *draft, const struct recovery_target *target);

/* An active recovery reads what it writes. */
void warn_of_same_generation(struct draft *draft);

#endif
