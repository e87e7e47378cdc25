/*
 * "Did you mean …?": the word of a list that is nearest to one that was mistyped.
 */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include "base/slice.h"

struct suggestion {
    struct slice typed;
    const char *best; /* NULL: nothing is near enough */
    size_t distance;
};

/* The search for what was meant by a word. */
struct suggestion suggest_for(struct slice typed);

/* Keeps the word where it is nearer than those before it: at most a third of its letters are wrong, missing,
 * too many or swapped, or it begins with what was typed. */
void suggest_offer(struct suggestion *suggestion, const char *word);

#endif
