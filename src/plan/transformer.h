/*
 * The configuration of the kustomize plugin: a RecoveryTransformer, which says what one Cluster is to be.
 *
 *     apiVersion: cnpg-dr.dev/v1alpha1
 *     kind: RecoveryTransformer
 *     metadata:
 *       name: immich
 *     mode: recovery                  # or initdb
 *     generations:
 *       read: immich-database-v1      # what a recovery reads; not looked at with initdb
 *       write: immich-database-v2     # what the Cluster writes, in either mode
 *     target:                         # absent: the only Cluster there is
 *       name: immich-database
 *       namespace: immich
 *       labels: {app: immich}
 *     externalCluster: immich-backup  # the external cluster to read from; absent: one is written
 *     recoveryTarget:                 # CloudNativePG's own fields
 *       targetTime: "2026-08-01T10:00:00Z"
 *
 * Both generations are named outright, and the write one in both modes: were it left to the manifest, the way
 * back to initdb would take the recovered database back into the old generation.
 */
#ifndef PLAN_TRANSFORMER_H
#define PLAN_TRANSFORMER_H

#include "plan/structure.h"
#include "yaml/node.h"

#define TRANSFORMER_VERSION "cnpg-dr.dev/v1alpha1"
#define TRANSFORMER_KIND "RecoveryTransformer"

/* Text belongs to the document that it was read from. */
struct transformer {
    struct slice version, kind, name; /* apiVersion, kind, metadata.name */
    struct slice mode;                /* as it is written */
    struct structure_options options;
    struct slice target_name, target_namespace; /* empty: any */
    const struct node *target_labels;           /* a mapping of text, or NULL: any */
};

/*
 * Reads the mapping config of that text. ERROR_USAGE, with the path of the key and its place, where a key is
 * not known, stands twice, lacks, or has a value of another kind; a number or a boolean is no text, as
 * kustomize would change how it is written.
 */
struct error transformer_read(struct arena *arena, struct slice text, const struct node *config,
                              struct transformer *out);

/* True where the target means this Cluster; root is its mapping. */
bool transformer_means(const struct transformer *transformer, const struct node *root);

#endif
