/*
 * The read and the write generation of a manifest that is in recovery.
 */
#ifndef PLAN_SET_GENERATIONS_H
#define PLAN_SET_GENERATIONS_H

#include "plan/internal.h"

/*
 * Store and name move together, since a generation is only to be found in its own store: a plugin's recovery
 * gets the Cluster's own ObjectStore, an in-tree one of another store is refused, unless the intent allows
 * another store.
 */
struct error generations_move_store(struct draft *draft, const struct intent *intent);

/* The edits that set both to what the intent says, as far as one step can. link: the external cluster's name
 * may follow an anchor that it shares with a generation. */
struct error generations_edit(struct draft *draft, const struct intent *intent, bool link,
                              struct edits *edits);

/* The edit of the write generation, where it stands as a scalar of one line that nothing else can share
 * through an anchor: made in the step that toggles the blocks, which moves no line, it leaves nothing to set
 * afterwards in most manifests, which are then read once less. Else none. */
void generations_write_first(struct draft *draft, const struct intent *intent, struct edits *edits);

/* Sets both, together with the other edits of the same step that are in edits. */
struct error generations_set(struct draft *draft, const struct intent *intent, bool link,
                             struct edits *edits);

#endif
