/*
 * Blocks that change places: some become comments, others active. All of one step are collected first, since
 * a line can stand in the reach of two of them.
 */
#ifndef PLAN_TOGGLE_H
#define PLAN_TOGGLE_H

#include "plan/draft.h"
#include "plan/style.h"

struct toggle {
    struct draft *draft;
    struct edits *edits;
    bool *taken; /* lines that an edit of this step has, from the sheet's first on */
};

struct toggle toggle_begin(struct draft *draft, struct edits *edits);

/* The lines from first up to last stay as they are, whichever block they are in. */
void toggle_keep(struct toggle *toggle, size_t first, size_t last);

/* One level of comment comes off the block's lines. */
void toggle_activate(struct toggle *toggle, const struct block *block);

/* The same for the recoveryTarget that toggle_activate leaves a comment. */
void toggle_activate_target(struct toggle *toggle, const struct block *recovery);

/* The block becomes a comment in that style. Blocks that become active are named before. */
void toggle_comment(struct toggle *toggle, const struct block *block, struct comment_style style);

/* Makes the step's edits, and puts right what the change of places left of aliases and anchors
 * (plan/aliases.h, plan/second_anchors.h). Errors are those of draft_toggle. */
struct error toggle_apply(struct draft *draft, struct edits *edits);

#endif
