/*
 * The lines of a block: of a key or an item with all that is under it, active or commented out.
 *
 * One rule serves both ways, so that it can be undone: activating takes one level of comment off exactly
 * those lines to which commenting out has added one. Prose, blank lines and comments in another style stay as
 * they are.
 */
#ifndef YAML_BLOCK_H
#define YAML_BLOCK_H

#include "yaml/shape.h"

/* Which lines are the block's: indices of the whole text's lines, ascending. The first is its head. */
struct block_lines {
    size_t *items;
    size_t count, capacity;
};

/* How a block is looked for. */
struct block_rule {
    struct comment_style style;
    bool head_only; /* the head and what its value leaves open (a flow collection), not what is under it */
    struct slice
        stays; /* a key whose lines stay the comments that they are, in both directions; empty: none */
};

/*
 * The lines of the commented block whose head is the comment on that line. It ends before content, and before
 * a commented key or item that stands at or left of its head's column. stayed, if not NULL, gets the lines of
 * the key that stays.
 */
struct block_lines block_commented(struct arena *arena, const struct sheet *sheet, size_t head,
                                   const struct block_rule *rule, struct block_lines *stayed);

/*
 * The lines of the active block from line head up to line last (its last content), if it were commented out
 * by that rule: all content and text, and the comments in and behind it to which a level must be added, since
 * activating would take one off.
 */
struct block_lines block_active(struct arena *arena, const struct sheet *sheet, size_t head, size_t last,
                                const struct block_rule *rule);

/* The lines of a commented block with one level off, one below the other: what a YAML parser can read. */
struct slice block_text(struct arena *arena, const struct sheet *sheet, const struct block_lines *lines,
                        struct comment_style style);

#endif
