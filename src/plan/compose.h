/*
 * New blocks, for a manifest that has no commented one: written from what it says of its own backups.
 */
#ifndef PLAN_COMPOSE_H
#define PLAN_COMPOSE_H

#include "plan/draft.h"

/* A name for an external cluster that no other one has: NAME-backup, or NAME-backup-2 and on. */
struct slice compose_name(struct arena *arena, const struct manifest *manifest);

/* Writes `recovery:` with that source into the bootstrap of the draft, or a bootstrap with it; behind that
 * line (of the text as it stands now), which is the last one of what the method changes places with. why is
 * what the remark adds. */
struct error compose_recovery(struct draft *draft, struct edits *edits, struct slice source, size_t behind,
                              const char *why);

/* Writes the external cluster into the list of the draft, or a list with it. It reads that generation of the
 * Cluster's own store. behind is the line behind which a new list goes. */
struct error compose_external(struct draft *draft, struct edits *edits, struct slice name,
                              struct slice generation, size_t behind);

/* The line behind which a new key of the spec may go without coming between the lines of the bootstrap. */
size_t compose_place(const struct manifest *manifest);

#endif
