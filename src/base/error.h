/*
 * An error is a value: what kind it is, a sentence, where, and what to do next.
 *
 * The kinds are the exit statuses of the program, so that no second table says the same. Functions that can
 * fail return a struct error; the one whose kind is ERROR_NONE means that all went well. All text in it
 * belongs to the arena of the work that failed, or is static.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/arena.h"

enum error_kind {
    ERROR_NONE = 0,
    ERROR_FINDINGS = 1, /* findings, an expectation not met, or not proved */
    ERROR_USAGE = 2,    /* the command line cannot be understood */
    ERROR_NOTHING = 3,  /* nothing to do: everything that was asked for already holds */
    ERROR_REFUSED = 4,  /* a rule forbids it; `code` names the rule */
    ERROR_SYSTEM = 5,   /* the system, git, the store or kubectl failed */
};

struct error {
    enum error_kind kind;
    const char *code;     /* stable: "R001" … for refusals, NULL for others */
    struct slice message; /* one sentence, no full stop, no position */
    struct slice next;    /* what to do next, one sentence; empty where there is nothing to do */
    struct slice file;    /* as the user named it; empty where no file is concerned */
    size_t line, column;  /* from 1, column in characters; 0 where the whole file is meant */
};

#define NO_ERROR ((struct error){ERROR_NONE, NULL, {"", 0}, {"", 0}, {"", 0}, 0, 0})

/* True where something went wrong. */
static inline bool failed(struct error error)
{
    return error.kind != ERROR_NONE;
}

/* An error of that kind, its sentence formatted into the arena. */
__attribute__((format(printf, 3, 4))) struct error error_make(struct arena *arena, enum error_kind kind,
                                                              const char *format, ...);

/* The same error, with what to do next. */
struct error error_next(struct error error, struct slice next);

/* The same error, with the file it is about where it names none yet. */
struct error error_in(struct error error, struct slice file);

/* The same error, its texts copied into that arena, out of one that goes. */
struct error error_keep(struct arena *keep, struct error error);

/* Memory ran out. Needs none itself. */
struct error error_out_of_memory(void);

#endif
