#include "plan/style.h"

const struct relative_style usual_style = {ANCHOR_PARENT, 0, STRIP_HASH_BLANK};

struct relative_style style_of(const struct block *block)
{
    struct relative_style style = {ANCHOR_COLUMN, block->style.column, block->style.strip};
    if (block->style.own_column)
        style.anchor = ANCHOR_OWN;
    else if (block->style.column == 0)
        style.anchor = ANCHOR_ZERO;
    else if (block->parent != NULL && block->style.column == block->parent->column)
        style.anchor = ANCHOR_PARENT;
    else if (block->style.column == block->column)
        style.anchor = ANCHOR_SELF;
    return style;
}

struct comment_style style_at(struct relative_style style, const struct block *block)
{
    struct comment_style at = {.strip = style.strip};
    switch (style.anchor) { /* GCOVR_EXCL_BR_LINE: there are no others */
    case ANCHOR_ZERO:
        break;
    case ANCHOR_PARENT:
        at.column = block->parent != NULL ? block->parent->column : block->column;
        break;
    case ANCHOR_SELF:
        at.column = block->column;
        break;
    case ANCHOR_OWN:
        at.own_column = true;
        break;
    case ANCHOR_COLUMN:
        at.column = style.column < block->column ? style.column : block->column;
        break;
    }
    if (at.strip == STRIP_IN_PLACE && (at.own_column || at.column != 0))
        at.strip = STRIP_HASH_BLANK; /* only in column 0 a hash can stand in place of a blank */
    return at;
}

struct relative_style style_of_list(struct relative_style method)
{
    if (method.anchor != ANCHOR_ZERO && method.anchor != ANCHOR_OWN)
        method.anchor = ANCHOR_SELF;
    return method;
}

struct relative_style style_of_item(struct relative_style method, bool whole)
{
    if (method.anchor != ANCHOR_ZERO && method.anchor != ANCHOR_OWN)
        method.anchor = whole ? ANCHOR_PARENT : ANCHOR_SELF;
    return method;
}

bool style_equal(struct comment_style a, struct comment_style b)
{
    return a.strip == b.strip && a.own_column == b.own_column && (a.own_column || a.column == b.column);
}
