/*
 * SQL on an instance, by `kubectl exec` and the psql of its container.
 *
 * The SQL goes to psql's standard input, so that nothing of it stands in a command line or a shell.
 */
#ifndef KUBE_PSQL_H
#define KUBE_PSQL_H

#include "kube/run.h"

struct psql_request {
    struct slice pod;      /* checked with name_is_plain by psql_run */
    struct slice database; /* empty: "postgres" */
    struct slice sql;
    bool read_only;   /* default_transaction_read_only is on */
    unsigned timeout; /* seconds; 0: that of the run */
};

/* Runs it, as unaligned lines with | between the columns. reply->answer is ANSWER_DONE where psql succeeded,
 * else reply->message has its error. An error only where kubectl cannot be run, or the pod's name is none. */
struct error psql_run(const struct run *run, struct arena *arena, const struct psql_request *request,
                      struct reply *reply);

/* The columns of the first line, at most count; those that lack are empty. Returns how many there are. */
size_t psql_columns(struct slice output, struct slice *columns, size_t count);

/* How many lines there are: rows, of which one may be empty. */
size_t psql_rows(struct slice output);

#endif
