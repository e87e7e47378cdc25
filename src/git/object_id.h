/*
 * The name of an object in a repository: a commit, a tree or a file, as git prints it.
 */
#ifndef GIT_OBJECT_ID_H
#define GIT_OBJECT_ID_H

#include <stdbool.h>
#include <string.h>

/* 40 lower-case hexadecimal digits and a NUL; all zero bytes where there is no object. */
struct object_id {
    char hex[41];
};

static inline bool object_id_none(const struct object_id *id)
{
    return id->hex[0] == '\0';
}

static inline bool object_id_equal(const struct object_id *a, const struct object_id *b)
{
    return strcmp(a->hex, b->hex) == 0;
}

#endif
