/*
 * A manifest in a work tree, and a commit of that one file on the current branch: recover --commit.
 *
 * Other work is left as it is, staged or not: the commit is HEAD's tree with that one file, and of the index
 * only that file's entry changes. The order is
 *
 *   1. work_file_prepare  the commit is made, and signed; nothing points at it yet
 *   2. sys/replace.h      the file is written
 *   3. work_file_finish   the branch is locked, then the index entry is written and the branch moved
 *
 * so that a crash at any moment leaves HEAD as it was, or done. In between the file, and perhaps its index
 * entry, hold what was going to be committed: a second run sees that work_file.committed, recovered, is what
 * lies there, and does the rest.
 *
 * Refused: no work tree, HEAD on no branch, a merge or rebase or the like under way, a file with merge
 * conflicts (R038); a split or sparse index, or a path that a filter program (git-lfs, git-crypt) or
 * working-tree-encoding applies to (R033); a symbolic link (R034); a file that is ignored (R037). Hooks are
 * not run.
 */
#ifndef GIT_WORK_FILE_H
#define GIT_WORK_FILE_H

#include "git/commit.h"

struct work_file {
    const struct repository *repository;
    const char *path;       /* in the tree */
    const char *branch;     /* that HEAD is on */
    struct object_id head;  /* none: the branch has no commit yet */
    struct slice committed; /* the file as git would check it out from HEAD */
    bool tracked;           /* HEAD has it */
    bool changed;           /* it differs from HEAD's, in the work tree or in the index */
    unsigned mode;          /* that it is committed with */
};

/* Looks at the file, whose content is text. A symbolic link is followed: its target is what is edited. */
struct error work_file_find(struct arena *arena, const char *file, struct slice text, struct work_file *out);

/* Makes the commit of that file alone, line ends and $Id$ converted as git add would do it. */
struct error work_file_prepare(struct arena *arena, const struct work_file *work_file,
                               const struct proved *manifest, struct slice message,
                               const struct commit_style *style, struct object_id *commit);

/* Stages the file, which must hold the manifest by now, and moves the branch to the commit. */
struct error work_file_finish(struct arena *arena, const struct work_file *work_file,
                              const struct proved *manifest, const struct object_id *commit,
                              const struct identity *committer);

#endif
