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
    size_t order; /* edits_add counts here, so that sorting is stable; nobody else needs it */
};

/* A list of edits of one text, {0} at first. Once sorted, spans do not overlap; insertions at one place keep
 * the order in which they were added, and stand before a replacement that starts there. */
struct edits {
    struct edit *items;
    size_t count, capacity;
};

/* Adds an edit; text must live as long as the list. An edit that changes nothing (empty span and text) is
 * left out. */
void edits_add(struct arena *arena, struct edits *edits, size_t start, size_t end, struct slice text);

/* Sorts by place, in O(n log n), and in O(n) what is sorted already. False where two edits overlap (two that
 * start at one place overlap unless one of them inserts; an insertion at either end of a span does not) or
 * one ends before it starts: that is a bug of the caller, who must not go on. */
bool edits_sort(struct edits *edits);

/* The text after the edits, which are sorted; a span past the end of the text counts as far as the text goes.
 */
struct slice edits_apply(struct arena *arena, struct slice text, const struct edits *edits);

/* The edit of that text without what stays as it was at either end of its span. */
struct edit edit_trim(struct slice text, struct edit edit);

/* One list of edits of the first text that does what first and then second do; both sorted, second over the
 * text that first gives and not past its end. What both change at one place becomes one edit, so that the
 * result is sorted, no two of its spans touch, and its length is at most that of both lists. Linear in both
 * lists and their texts. The result may share texts with them. */
struct edits edits_compose(struct arena *arena, const struct edits *first, const struct edits *second);

#endif
