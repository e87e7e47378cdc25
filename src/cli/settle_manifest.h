/*
 * Which generation the manifest of a Cluster writes in a commit.
 */
#ifndef CLI_SETTLE_MANIFEST_H
#define CLI_SETTLE_MANIFEST_H

#include "git/object_id.h"
#include "git/repository.h"
#include "kube/finish.h"

struct manifest_search {
    struct arena *arena;
    const struct repository *repository;
    const char *path;             /* from the top of the tree; NULL: it is looked for */
    struct slice namespace, name; /* of the Cluster; a manifest need not name its namespace */
    struct slice writes;          /* the generation that is expected */
};

/* COMMIT_HOLDS where each manifest of the Cluster in the commit writes that generation, and there is one;
 * COMMIT_LACKS where each writes another. Else COMMIT_UNKNOWN: there is none, they do not agree, or the name
 * is filled in elsewhere (${VAR}). *reason says which, except for COMMIT_HOLDS. */
enum commit_state manifest_in_commit(const struct manifest_search *search, const struct object_id *commit,
                                     struct slice *reason);

#endif
