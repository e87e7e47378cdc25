/*
 * Running another program, without a shell: an argument list in, what it printed and how it ended out.
 */
#ifndef SYS_PROCESS_H
#define SYS_PROCESS_H

#include "base/error.h"

struct process_request {
    char *const *argv;   /* ends with NULL; argv[0] is looked for on PATH where it has no slash */
    struct slice input;  /* what it reads on its standard input; empty: /dev/null */
    unsigned timeout;    /* seconds, after which it is ended; 0: it may take for ever */
    size_t output_limit; /* bytes that it may print on either stream; 0: no limit */
};

struct process_result {
    struct slice output, errors; /* its standard output and standard error; in the arena */
    bool timed_out;              /* it was ended because of the timeout */
    int signal;                  /* the signal that ended it, or 0 */
    int status;                  /* its exit status where signal is 0 */
};

/*
 * Runs a program and waits for its end. It gets the environment, no descriptor of ours but its standard
 * streams, no blocked signals, and SIGPIPE as usual. Both streams are read while it runs and its input is
 * written, so that neither side waits for the other. It belongs to the same process group: an interrupt from
 * the keyboard reaches it.
 *
 * At the timeout it gets SIGTERM, and two seconds later SIGKILL. What it left running in the background is
 * not waited for, even where it keeps the streams open.
 *
 * A program that ran is no error, however it ended: look at the result. ERROR_SYSTEM where it cannot be run
 * (not found, not executable), or prints more than the limit.
 */
struct error process_run(struct arena *arena, const struct process_request *request,
                         struct process_result *result);

/* True where it ran to its end and exited with 0. */
bool process_succeeded(const struct process_result *result);

#endif
