/*
 * The log of a recovery pod: the only place in which the cause of a failure stands. All pure.
 *
 * A line is a JSON object of CNPG's instance manager; what PostgreSQL logs is in its "record", what Barman
 * prints in its "msg", or in the "stderr" of the line that says that it failed. Texts are those of real
 * recoveries with CNPG 1.30.
 */
#ifndef KUBE_RECOVERY_LOG_H
#define KUBE_RECOVERY_LOG_H

#include "base/arena.h"

/* How much of a log is shown. */
enum { LOG_LINES = 6, LOG_LINE_LENGTH = 300 };

struct recovery_log {
    struct slice errors[LOG_LINES]; /* the last different ones, oldest first, cleaned and cut */
    size_t error_count;
    bool began;       /* the beginning of the restore is in it */
    bool replay_over; /* PostgreSQL has ended the replay: what follows concerns no data any more */
    bool
        store_away; /* "Can't connect to cloud provider": a replay that ended after it may have ended early */
    struct slice restored; /* the last WAL file that was restored; empty: none */
    struct slice doing;    /* a few words for a person on how far it is; empty: nothing that we know */
};

/* Reads a log, or a part of one. Lines that are no JSON are text. Work and memory are linear in the log. */
void recovery_log_read(struct arena *arena, struct slice text, struct recovery_log *log);

/* A line of a log as it may be shown: no control character, nothing that looks like a password, a key or a
 * signature, at most LOG_LINE_LENGTH bytes. */
struct slice log_line_clean(struct arena *arena, struct slice line);

/* What a known cause means. */
struct mend {
    const char *sign;  /* text that the log has */
    const char *cause; /* a sentence without full stop */
    const char *next;  /* what to do; where it is not in place, after the run was ended */
    bool in_place;     /* once that is done the next try of the same Cluster recovers */
};

/* The first row of the table whose sign is in one of the errors, or NULL. */
const struct mend *mend_find(const struct recovery_log *log);

#endif
