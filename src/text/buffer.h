/*
 * Text that is written piece by piece. Its bytes lie in an arena; growing leaves at most as many behind
 * there.
 */
#ifndef TEXT_BUFFER_H
#define TEXT_BUFFER_H

#include "base/arena.h"

/* {.arena = arena} is an empty one. */
struct buffer {
    struct arena *arena;
    char *data;
    size_t len, capacity;
};

void buffer_add(struct buffer *buffer, struct slice text);

/* What has been written. Valid until the next buffer_add. */
struct slice buffer_text(const struct buffer *buffer);

#endif
