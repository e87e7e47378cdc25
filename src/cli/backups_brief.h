/*
 * What the store of a manifest holds, in brief: for commands that are about something else.
 */
#ifndef CLI_BACKUPS_BRIEF_H
#define CLI_BACKUPS_BRIEF_H

#include "cli/invocation.h"
#include "plan/plan.h"
#include "report/backups.h"

/* Reads the store of the Cluster that the scope means, with the options of the store. What cannot be read is
 * said in the brief, and ends nothing. */
void backups_brief(const struct invocation *invocation, const struct plan_scope *scope,
                   struct backups_brief *brief);

#endif
