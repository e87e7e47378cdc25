/*
 * What every proof is made of: the bytes outside of the document, how it is refused, and what it gives.
 */
#ifndef PLAN_PROOF_PARTS_H
#define PLAN_PROOF_PARTS_H

#include "plan/draft.h"
#include "plan/proved_made.h"
#include "yaml/equal.h"

/* The refusal of a result: what is wrong, and with which path; empty where it is none. */
struct error not_proved(struct arena *arena, const char *what, struct slice path);

/* The same of a difference, with its place in the manifest that was given, as far as there is one. */
struct error not_proved_at(struct draft *draft, const char *what, const struct difference *difference);

/* Every other document has the same bytes, the text falls into the same documents, and no alias lacks its
 * anchor. */
struct error prove_bytes(struct draft *draft);

/* The draft as one that is proved: only a proof may call it. */
const struct proved *make_proved(const struct draft *draft);

#endif
