/*
 * What went wrong where nothing may be allocated.
 *
 * While a temporary file exists and signals are held back, running out of memory must not happen, as it
 * leaves by a jump. So the functions of that part return this, made of static text, and the error is made of
 * it afterwards.
 */
#ifndef SYS_TROUBLE_H
#define SYS_TROUBLE_H

#include "base/error.h"

enum trouble_kind {
    TROUBLE_NONE = 0,
    TROUBLE_SYSTEM,     /* a call failed: what and number */
    TROUBLE_CHANGED,    /* R019: somebody else is at the file: what */
    TROUBLE_ATTRIBUTES, /* R032: what, perhaps name, and number; 0 where no call failed, but the file system
                           did something else */
};

struct trouble {
    enum trouble_kind kind;
    const char *what; /* static */
    const char *name; /* of an extended attribute, or NULL; lives as long as the work */
    int number;       /* errno, or 0 */
};

#define NO_TROUBLE ((struct trouble){TROUBLE_NONE, NULL, NULL, 0})

static inline bool troubled(struct trouble trouble)
{
    return trouble.kind != TROUBLE_NONE;
}

/* A call has just failed, and errno says why. */
struct trouble trouble_system(const char *what);
struct trouble trouble_attribute(const char *what, const char *name, int number);
struct trouble trouble_changed(const char *what);

/* The error that it is; NO_ERROR for none. */
struct error trouble_error(struct arena *arena, struct trouble trouble);

#endif
