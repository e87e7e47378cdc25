/*
 * What settle is made of, and finish takes too: of use to these alone.
 */
#ifndef KUBE_SETTLE_PARTS_H
#define KUBE_SETTLE_PARTS_H

#include "cnpg/generation.h"
#include "kube/settle.h"

/* All that settle demands before it changes anything (kube/settle.h). */
struct error settle_check(struct run *run, const struct cluster *live, const struct cluster *input,
                          bool force);

/* The part of it about generations: the input writes the live one. ERROR_FINDINGS where not. */
struct error settle_check_write(struct run *run, const struct cluster *live, const struct cluster *input);

/* What the input's body says and what stands, both read. *standing points into live. */
struct error settle_begin(struct run *run, const struct settle_input *input, struct tree **body,
                          struct tree **live, struct cluster *standing);

/*
 * A JSON patch that tests the resourceVersion, until it is taken: made anew from the Cluster as it stands
 * where that moved in between (CNPG's operator writes into it all the time), and where the guard's first
 * phase still answers, which takes a moment to go.
 */
typedef struct slice patch_make(struct arena *arena, const struct tree *live, const void *context);

/* The JSON patch of those operations (each with a comma before it), with tests of uid and resourceVersion
 * before them; empty where there are none. */
struct slice patch_of(struct arena *arena, const struct tree *live, struct slice operations);

/* live is the Cluster as it was read, and becomes what it is after the patch. *patched is false where make
 * gave nothing, at once. ERROR_SYSTEM where it is refused, or moves on and on; what is for messages: "cannot
 * settle". */
struct error patch_cluster(struct run *run, patch_make *make, const void *context, const char *what,
                           struct tree **live, bool *patched);

#endif
