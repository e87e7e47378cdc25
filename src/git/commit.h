/*
 * One commit that changes one file. Of the tree only that file and the folders above it are new; nothing else
 * of the repository is read, so the work grows with the depth of the path and the size of those folders
 * alone.
 *
 * Nothing points at what is made here until a branch is moved (git/refs.h). What is left behind by a run that
 * stops before that is garbage, which git collects.
 */
#ifndef GIT_COMMIT_H
#define GIT_COMMIT_H

#include "git/blob.h"
#include "git/identity.h"
#include "git/sign.h"
#include "plan/proved.h"

/* What the commits of one run have in common. */
struct commit_style {
    struct identity author, committer;
    const struct signer *signer; /* NULL: not signed */
};

/* What a commit says, but for who made it and when. */
struct commit_content {
    struct object_id parent; /* none: a first commit */
    struct object_id tree;
    struct slice message;
};

/* Where the manifest lies: the commit whose tree is changed, the path in it, and the mode the file has
 * (git/blob.h). */
struct commit_target {
    struct object_id parent;
    const char *path;
    unsigned mode;
};

/* The tree of target's commit with the proved manifest at its path, written to the repository; no filter is
 * applied. */
struct error commit_tree(struct arena *arena, const struct repository *repository,
                         const struct commit_target *target, const struct proved *manifest,
                         struct object_id *tree);

/* Makes the commit, signed where the style says so. */
struct error commit_make(struct arena *arena, const struct repository *repository,
                         const struct commit_content *content, const struct commit_style *style,
                         struct object_id *commit);

/* Whether an existing commit is exactly that: parent, tree, message, and a signature where one is wanted.
 * Author, committer and dates may differ: a second run has another date. author, where not NULL, must be the
 * one it names. */
struct error commit_is(struct arena *arena, const struct repository *repository,
                       const struct object_id *commit, const struct commit_content *content,
                       bool with_signature, const struct identity *author, bool *is);

#endif
