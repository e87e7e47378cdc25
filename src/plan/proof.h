/*
 * The proof: the only place where a result becomes one that a sink takes.
 */
#ifndef PLAN_PROOF_H
#define PLAN_PROOF_H

#include "plan/internal.h"

/* Aliases outside of what the plan may change, to which a changed anchor gave another value, take the one
 * they had. */
struct error proof_keep_aliases(struct draft *draft, const struct intent *intent);

/*
 * Holds the draft against the manifest that was given and what was wanted: the state, the generations, read
 * apart from write, every other path as it was, every other document the same bytes, and the way back.
 * Refused where anything is amiss, with the path that moved.
 */
struct error prove(struct draft *draft, const struct intent *intent, const struct generation_rule *rule,
                   const struct proved **proved);

/* Holds what plan/fix.h did against the manifest that was given: only how a generation or a store is written
 * may differ, not which one it is. */
struct error prove_fix(struct draft *draft, const struct proved **proved);

#endif
