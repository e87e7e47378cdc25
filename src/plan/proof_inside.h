/*
 * A document or an item that was proved by itself, put back into the stream that it came out of.
 */
#ifndef PLAN_PROOF_INSIDE_H
#define PLAN_PROOF_INSIDE_H

#include "plan/proved.h"
#include "yaml/tree.h"

/* The part is a document of the text that begins at start. Held against the text: the others stand as they
 * were, and are as many. */
struct error prove_in_stream(struct arena *arena, struct slice text, size_t start, const struct proved *part,
                             const struct proved **whole);

/* The part is that item of a list in the document list, from the byte start on, where a dash may have stood
 * in place of a blank. Held against the list: the item says what the part says, and nothing else changed. */
struct error prove_in_list(struct arena *arena, const struct tree *list, const struct node *item,
                           size_t start, const struct proved *part, const struct proved **whole);

#endif
