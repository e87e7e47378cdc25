/*
 * The way from a result on: from a recovery back to the steady manifest, from that one to the next recovery.
 */
#ifndef PLAN_PROOF_WAY_H
#define PLAN_PROOF_WAY_H

#include "plan/internal.h"

/* After recover: revert gives the old tree, but for the generations and what was filled in; and no comment
 * gets another level. */
struct error prove_way_back(struct draft *draft, const struct intent *intent);

/* After revert: recover gives the recovery that was, but for generations and target. Only warned about: the
 * way back itself is right, and the next recovery is another day. */
void see_way_forth(struct draft *draft, const struct generation_rule *rule);

#endif
