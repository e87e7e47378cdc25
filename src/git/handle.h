/*
 * What the files of src/git share and show nobody else: libgit2's own types.
 */
#ifndef GIT_HANDLE_H
#define GIT_HANDLE_H

#include "base/refusals.h"
#include "git/identity.h"
#include "git/object_id.h"
#include "git/repository.h"
#include <git2.h>

struct repository {
    git_repository *git;
    struct user_config *config;
    struct slice place;
    bool bare;        /* has no work tree */
    bool common_bare; /* the repository that linked work trees belong to has none */
    bool partial;     /* a partial clone: objects may be missing by design */
    bool libgit2_begun;
};

/* An ERROR_SYSTEM that says what could not be done, and libgit2's reason. Call it right after the call that
 * failed. */
__attribute__((format(printf, 2, 3))) struct error git_failure(struct arena *arena, const char *format, ...);

/* An object could not be read: code is what libgit2 returned, what names it for a person ("the file x in
 * main"). In a partial clone the error says how git fetches what is missing: `git show SPEC`. */
struct error object_failure(struct arena *arena, const struct repository *repository, int code,
                            const char *what, const char *spec);

struct object_id object_id_of(const git_oid *oid);

/* id is a name that libgit2 gave, so this cannot fail. */
git_oid git_oid_of(const struct object_id *id);

/* These give a libgit2 object back with the arena. */
void defer_object(struct arena *arena, git_object *object);
void defer_reference(struct arena *arena, git_reference *reference);

/* The same identity for libgit2, given back with the arena. */
struct error signature_of(struct arena *arena, const struct identity *identity, git_signature **signature);

/* The commit of that id, given back with the arena. */
struct error commit_of(struct arena *arena, const struct repository *repository, const struct object_id *id,
                       git_commit **out);

/* The tree of a commit (none: an empty one) with those bytes as the file at path, written to the repository.
 */
struct error tree_with(struct arena *arena, const struct repository *repository,
                       const struct object_id *commit, const char *path, unsigned mode, struct slice bytes,
                       struct object_id *tree);

#endif
