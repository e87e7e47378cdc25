/*
 * `# cnpg-dr: ignore DR008` on a line, or alone on the line above it: what is found there of that rule is not
 * said. Several ids stand with commas or blanks between them.
 */
#ifndef CHECK_IGNORE_H
#define CHECK_IGNORE_H

#include "check/finding.h"

struct ignored_line {
    size_t line;    /* from 1 */
    unsigned rules; /* a bit for each */
    bool alone;     /* nothing else stands on it, so it is about the next one too */
};

struct ignored {
    struct ignored_line *items;
    size_t count, capacity;
};

/* All such comments of a text, in its order. */
struct ignored ignored_read(struct arena *arena, struct slice text);

bool is_ignored(const struct ignored *ignored, enum check_rule rule, size_t line);

#endif
