/*
 * Which of a manifest's commented blocks take part.
 */
#ifndef PLAN_CHOOSE_H
#define PLAN_CHOOSE_H

#include "plan/manifest.h"
#include "plan/note.h"

/*
 * The commented recovery block that becomes active, or NULL where there is none and one is to be written. Of
 * several the one that reads the generation now written. One without a source (from a Backup or a snapshot)
 * is none. Refuses several that cannot be told apart, and one that would not be valid in its place.
 */
struct error choose_recovery(struct arena *arena, const struct manifest *manifest,
                             const struct block **recovery);

/* The commented external cluster that reference (a source, as it stands) names, nearest to a line; one that
 * reads the generation now written goes before the others, and before these one with an object store, or
 * without, as store asks: a recovery needs it, an import reads from a server. Two that share an anchor are
 * meant for each other, whatever an anchor of that name is elsewhere. NULL where there is none. Refuses one
 * that does not parse where no other is there. */
struct error choose_external(struct arena *arena, const struct manifest *manifest,
                             const struct node *reference, bool store, size_t near,
                             const struct block **external);

/* The commented initdb that becomes active when the recovery ends: the one that the note names, else the
 * nearest one to the active recovery; without an active recovery to line near. NULL where there is none, or
 * the note says so. */
struct error choose_initdb(struct arena *arena, const struct manifest *manifest, const struct note *note,
                           size_t near, const struct block **initdb);

/* What names the external cluster that the initdb reads from (import.source.externalCluster), as it stands;
 * NULL where there is none, or where another field of the spec names it too, so that it must stay. */
const struct node *imported_external(const struct manifest *manifest, const struct node *initdb);

/* True where a field of the spec outside of bootstrap and externalClusters names that external cluster. */
bool external_is_named(const struct manifest *manifest, struct slice name);

#endif
