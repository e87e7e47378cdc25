/*
 * What a text says after edits, where its bytes alone tell: it was read before, and what the edits touch are
 * comments and one name. Nothing has to be read again then, and nothing is believed that reading would not
 * show: a text with the same bytes says the same.
 */
#ifndef PLAN_PROOF_BYTES_H
#define PLAN_PROOF_BYTES_H

#include "cnpg/generation.h"
#include "plan/manifest.h"

/*
 * True where the manifest after the edits (sorted) certainly says what it says now, but that its Cluster
 * writes that generation: all that changes is inside of comments, or a comment on lines of its own, or the
 * scalar that names the write generation, and that is plainly the new name. Cautious: false is no finding.
 */
bool bytes_are_back(const struct manifest *manifest, const struct edits *edits, struct slice write);

#endif
