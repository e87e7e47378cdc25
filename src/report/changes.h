/*
 * What recover and revert say of what they did.
 */
#ifndef REPORT_CHANGES_H
#define REPORT_CHANGES_H

#include "plan/plan.h"
#include "report/console.h"

struct changes {
    const char *command;              /* "recover" or "revert" */
    struct slice file;                /* as the user named it */
    const struct plan_report *report; /* the plan's own */
    bool changed;                     /* the result differs from what was given */
    bool written;                     /* and it is in the file now */
    struct slice commit, branch;      /* that hold it; empty: it was not committed */
    struct slice stands;              /* where nothing is to do: what stands already */
    struct slice diff;                /* to be shown; empty: not asked for */
    struct slice manifest; /* the whole result, where it goes to standard output; data NULL: it does not */
    struct slice next;     /* the next command; empty: none */
};

/* Remarks, a sentence on the generations and the next command to standard error, diff and manifest to
 * standard output; with -o json one answer, cnpg-dr/recover/1 or cnpg-dr/revert/1. */
struct error changes_print(const struct console *console, struct arena *arena, const struct changes *changes);

#endif
