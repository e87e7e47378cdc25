/*
 * The read and the write generation of a manifest that is in recovery.
 */
#ifndef PLAN_SET_GENERATIONS_H
#define PLAN_SET_GENERATIONS_H

#include "plan/internal.h"

/*
 * Sets both to what the intent says. Store and name move together, since a generation is only to be found in
 * its own store: a plugin's recovery gets the Cluster's own ObjectStore, an in-tree one of another store is
 * refused, unless the intent allows another store. link: the external cluster's name may follow an anchor
 * that it shares with a generation.
 */
struct error set_generations(struct draft *draft, const struct intent *intent, bool link);

#endif
