/*
 * Edits: which bytes of a text are replaced by which others. All else stays as it is, byte for byte.
 */
#ifndef TEXT_EDITS_H
#define TEXT_EDITS_H

#include "base/arena.h"

/* The bytes from start up to end become text. start == end inserts; an empty text deletes. */
struct edit {
    size_t start, end;
    struct slice text;
};

/* A list of edits of one text. Once sorted, spans do not overlap; insertions at one place keep the order in which they
 * were added. */
struct edits {
    struct edit *items;
    size_t count, capacity;
};

/* Adds an edit; text must live as long as the list. An edit that changes nothing (empty span and text) is left out. */
void edits_add(struct arena *arena, struct edits *edits, size_t start, size_t end, struct slice text);

/* Sorts by place. False where two edits overlap: that is a bug of the caller, who must not go on. */
bool edits_sort(struct edits *edits);

/* The text after the edits, which are sorted. */
struct slice edits_apply(struct arena *arena, struct slice text, const struct edits *edits);

/* One list of edits of the first text that does what first and then second do; both sorted, second over the text that
 * first gives. */
struct edits edits_compose(struct arena *arena, const struct edits *first, const struct edits *second);

#endif
