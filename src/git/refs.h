/*
 * Moving branches by compare and swap.
 *
 * Each branch is locked as git locks it (NAME.lock beside it), then compared with what it was when the work
 * began, and only when all of them are locked and still the same is the first one moved. So git, and a second
 * run, either come before and are noticed, or wait. Branches are moved in the order that is given; a crash
 * between two of them leaves the first at its new place and the others where they were, which is why what
 * builds on another comes after it: each prefix of the list is a state that makes sense, and a second run
 * finishes it.
 */
#ifndef GIT_REFS_H
#define GIT_REFS_H

#include "git/identity.h"
#include "git/object_id.h"
#include "git/repository.h"

/* One branch, by its short name ("main"), and where it goes. */
struct branch_move {
    const char *branch;
    struct object_id from; /* what branch_read said; none: there must be no such branch */
    struct object_id to;
    bool force;          /* whatever is there is replaced, checked out or not */
    const char *message; /* for the reflog */
};

/* Whether that can be the name of a branch; ERROR_USAGE where not. */
struct error branch_check_name(struct arena *arena, const char *branch);

/* The commit at the tip of a branch, or none where there is no such branch. */
struct error branch_read(struct arena *arena, const struct repository *repository, const char *branch,
                         struct object_id *tip);

/* The work tree that has the branch checked out, is rebasing it, or is bisecting it; empty where there is
 * none. The work trees of the repository are all looked at, whether they are there at the moment or not. */
struct slice branch_work_tree(struct arena *arena, const struct repository *repository, const char *branch);

/*
 * Moves the branches. committer and message go into the reflogs, where the repository keeps any.
 *
 * ERROR_REFUSED R035 where a branch is no longer what it was, R036 where a work tree has it checked out;
 * ERROR_SYSTEM where another program holds a lock for more than a second, or the name collides with another
 * branch's folder. After each of these no branch is moved.
 */
struct error branches_move(struct arena *arena, const struct repository *repository,
                           const struct branch_move *moves, size_t count, const struct identity *committer);

/* The branch that HEAD is on, locked for a commit; it may be checked out. */
struct branch_hold;

/* Locks HEAD, which must still be on the branch, and the branch, and compares it. As long as it is held git
 * can neither commit nor switch here. Errors as above; then nothing is held. */
struct error branch_hold(struct arena *arena, const struct repository *repository,
                         const struct branch_move *move, const struct identity *committer,
                         struct branch_hold **hold);

/* Moves the branch, or leaves it as it is; either way it is held no longer. */
struct error branch_hold_move(struct arena *arena, struct branch_hold *hold);
void branch_hold_release(struct branch_hold *hold);

#endif
