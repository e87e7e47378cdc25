/*
 * Aliases that cannot stay: replaced by what they stand for, which revert does not undo, and said so.
 */
#ifndef PLAN_ALIASES_H
#define PLAN_ALIASES_H

#include "plan/draft.h"
#include "yaml/equal.h"

/* The alias becomes that scalar value. */
void alias_replace(struct draft *draft, const struct editing *editing, const struct node *alias,
                   struct slice value);

/* The alias becomes what node is, a collection too, with one entry changed; source is the text that node was
 * read from. */
void alias_expand(struct draft *draft, const struct editing *editing, const struct node *alias,
                  const struct node *node, struct slice source, struct emit_override change);

/* Once blocks have changed places: aliases whose anchor is not in force any more take the value that it had,
 * in the manifest as it was given or in one of its commented blocks. Refuses an alias that has none anywhere.
 */
struct error aliases_settle(struct draft *draft);

/* Aliases that a changed anchor gave another value, outside of what skip leaves out, take the value that they
 * had. */
struct error aliases_keep(struct draft *draft, place_skip *skip, void *context);

#endif
