/*
 * The resources that kustomize hands to its plugin, in either of its two protocols, with one Cluster among
 * them that a RecoveryTransformer is about.
 *
 * Only what can be a Cluster of CloudNativePG is read, and only the one that is meant is edited: the bytes of
 * all others stay, with the annotations that kustomize knows them by. None, or several, that are meant are
 * refused: a transformer that finds nothing must not pass for one that had nothing to do.
 */
#ifndef PLAN_RESOURCES_H
#define PLAN_RESOURCES_H

#include "plan/transformer.h"

/*
 * A stream of YAML documents, as an exec plugin gets it. Errors and remarks have their places in the text.
 * REFUSE_NO_CLUSTER, REFUSE_WHICH_CLUSTER, or as plan_structure.
 */
struct error transform_stream(struct arena *arena, struct slice text, const struct transformer *transformer,
                              const struct proved **result, struct plan_report *report);

/* A ResourceList (config.kubernetes.io/v1), as a KRM function gets it; the configuration is its
 * functionConfig. ERROR_USAGE where the text is none. */
struct error transform_list(struct arena *arena, struct slice text, const struct proved **result,
                            struct plan_report *report);

#endif
