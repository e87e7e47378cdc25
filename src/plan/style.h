/*
 * How the comment styles of two blocks relate: a block that becomes a comment takes the style of the one that
 * it changes places with, and that may stand in other columns.
 */
#ifndef PLAN_STYLE_H
#define PLAN_STYLE_H

#include "cnpg/blocks.h"

/* Where the hash stands, as seen from the block. */
enum style_anchor {
    ANCHOR_ZERO,   /* column 0 */
    ANCHOR_PARENT, /* the column of the key above the block */
    ANCHOR_SELF,   /* the block's own first column */
    ANCHOR_OWN,    /* each line's own first column */
    ANCHOR_COLUMN  /* another one */
};

struct relative_style {
    enum style_anchor anchor;
    size_t column; /* ANCHOR_COLUMN */
    enum comment_strip strip;
};

/* "# " in the block's first column; below a parent that is a comment too, in the parent's. */
extern const struct relative_style usual_style;

/* The style of a commented block. */
struct relative_style style_of(const struct block *block);

/* That style for a block: its column and its parent's. */
struct comment_style style_at(struct relative_style style, const struct block *block);

/* The style of externalClusters, of which a list or an item is commented out together with a method in that
 * style. whole: the line `externalClusters:` becomes a comment too. */
struct relative_style style_of_list(struct relative_style method);
struct relative_style style_of_item(struct relative_style method, bool whole);

bool style_equal(struct comment_style a, struct comment_style b);

#endif
