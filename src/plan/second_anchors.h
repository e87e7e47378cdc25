/*
 * Anchors that stand twice once a block is active. YAML lets an anchor be set again, and not every reader
 * does: where nothing refers to the second one it goes, which revert does not undo, and said so.
 */
#ifndef PLAN_SECOND_ANCHORS_H
#define PLAN_SECOND_ANCHORS_H

#include "plan/draft.h"

/* Takes out the anchors of blocks that became active, where one of that name stands and no alias means
 * theirs. */
struct error second_anchors_remove(struct draft *draft);

#endif
