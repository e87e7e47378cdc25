/*
 * A child process and the three pipes to it: what sys/process.h is made of.
 */
#ifndef SYS_CHILD_H
#define SYS_CHILD_H

#include "base/error.h"
#include <sys/types.h>

struct child {
    pid_t pid;                 /* 0 where none was started */
    int input, output, errors; /* our ends of the pipes, which do not block; -1 where closed */
    bool ended;                /* and was waited for */
    int wait_status, wait_error;
};

#define CHILD_NONE ((struct child){0, -1, -1, -1, false, 0, 0})

/* Starts argv (argv[0] by PATH). Without with_input it reads /dev/null. ERROR_SYSTEM where that cannot be;
 * whatever happens, child_end must follow. */
struct error child_start(struct arena *arena, struct child *child, char *const *argv, bool with_input);

/* As write() on its standard input, but a child that no longer reads is only EPIPE, and never a signal. */
ssize_t child_write(struct child *child, struct slice bytes);

void child_close(int *fd);

/* SIGTERM, or with force SIGKILL, unless it has ended. */
void child_kill(struct child *child, bool force);

/* Whether it has ended; does not wait. */
bool child_has_ended(struct child *child);

/* How it ended: one of signal and status is 0. ERROR_SYSTEM where somebody else took its exit status. */
struct error child_outcome(struct arena *arena, const struct child *child, const char *name, int *signal,
                           int *status);

/* Closes the pipes, and kills and reaps it where it still runs. A second call does nothing. */
void child_end(struct child *child);

#endif
