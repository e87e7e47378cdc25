/*
 * A manifest that has been read: its documents, and the one Cluster that is meant, from all sides.
 */
#ifndef PLAN_MANIFEST_H
#define PLAN_MANIFEST_H

#include "cnpg/blocks.h"
#include "plan/plan.h"
#include "yaml/documents.h"

struct manifest {
    struct slice text;
    struct lines lines;
    struct documents documents;
    size_t chosen;     /* which document is the Cluster */
    struct tree *tree; /* of that document */
    struct sheet sheet;
    struct cluster cluster;
    struct blocks blocks;
};

/*
 * Reads the whole manifest and finds the Cluster that scope means. Refuses what does not parse in any
 * document, so that nothing is edited beside something unknown, and a Cluster that no command may touch
 * (cluster_check).
 */
struct error manifest_read(struct arena *arena, const struct plan_scope *scope, struct manifest *out);

/* The error of a document that was not to be read: where it does not parse and holds {{ it is a template,
 * which is the better thing to say. */
struct error manifest_fault(struct arena *arena, struct slice text, const struct document *document,
                            struct error error);

/* Reads the manifest again after edits to the chosen document alone: the others stand as they were. Aliases
 * may lack their anchors in between (plan/aliases.h): tree_check is for the proof. */
struct error manifest_reread(struct arena *arena, const struct manifest *before, struct slice text,
                             struct manifest *out);

#endif
