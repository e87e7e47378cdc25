/*
 * What a run says while it is at work: to a person on standard error, and as part of the JSON answer.
 */
#ifndef CLI_APPLY_REPORT_H
#define CLI_APPLY_REPORT_H

#include "cli/one_cluster.h"
#include "kube/run.h"
#include "report/console.h"
#include "report/json.h"
#include "sys/terminal.h"

struct apply_report {
    struct arena *arena;
    const struct console *console;
    struct progress progress;
    struct listener listener;
    struct json_answer *answer; /* with -o json, else NULL */
    json_t *events;
};

/* Begins. schema is "apply" or "settle". */
void apply_report_begin(struct arena *arena, const struct console *console, const char *schema,
                        struct apply_report *report);

/* The line of progress goes, before something else is printed. */
void apply_report_quiet(struct apply_report *report);

/* Puts what the run is into the answer. */
void apply_report_run(struct apply_report *report, const struct run *run);

/* Says why the run ended, with the line of the input where it is about one; the exit status, which is 128+n
 * after a signal. */
int apply_report_fail(struct apply_report *report, const struct one_cluster *one, struct error error);

/* Prints the JSON answer, where there is one. */
struct error apply_report_end(struct apply_report *report);

#endif
