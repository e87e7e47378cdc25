/*
 * One look of many at something that takes its time, in memory of its own that is given back when the look is
 * over: a restore of a day must not need more memory than one of a minute.
 */
#ifndef KUBE_ROUND_H
#define KUBE_ROUND_H

#include "kube/run.h"

/* Where looks are taken. It belongs to the run's arena. */
struct round;

struct round *round_make(struct run *run);

/* A look. What is to outlive it has to be copied into run->arena; the error it returns is, by round_look. */
typedef struct error round_work(struct run *run, struct arena *scratch, void *context);

/* Takes one. Errors: those of the look, and memory that ran out. */
struct error round_look(struct round *round, round_work *look, void *context);

/*
 * An answer of the API server in a loop: a server that is away for a while is no reason to give up what runs
 * without us. NO_ERROR where the answer is good, or bad in a way that may pass (unreachable, a server error):
 * then *missed is true, a warning is told once, and after two minutes of it the error is returned. Rights and
 * credentials that are missing are an error at once.
 */
struct patience {
    long long since; /* clock_now of the first bad answer; 0: the last one was good */
};
struct error round_bear(struct run *run, struct patience *patience, const struct reply *reply,
                        const char *what, bool *missed);

/* NEWS_PROGRESS from within a look; its text lives in scratch, so that waiting needs no memory. */
__attribute__((format(printf, 3, 4))) void round_show(const struct run *run, struct arena *scratch,
                                                      const char *format, ...);

#endif
