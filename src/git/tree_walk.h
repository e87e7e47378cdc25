/*
 * All files in the tree of a commit, one after the other.
 */
#ifndef GIT_TREE_WALK_H
#define GIT_TREE_WALK_H

#include "git/object_id.h"
#include "git/repository.h"

/* What is done with the files. */
struct tree_walk {
    void *context;
    bool (*wants)(void *context, struct slice path); /* by its path: whether it is read at all */
    /* bytes are there until it returns. */
    struct error (*visit)(void *context, struct slice path, struct slice bytes);
};

/* Goes through the tree in git's order: regular files only, no links, no submodules. Ends with the first
 * error. ERROR_SYSTEM where an object cannot be read, or folders are nested deeper than 100. */
struct error tree_walk(struct arena *arena, const struct repository *repository,
                       const struct object_id *commit, const struct tree_walk *walk);

#endif
