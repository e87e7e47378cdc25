/*
 * A repository: a work tree, a bare repository, a linked work tree, or a shallow clone.
 *
 * It is opened as git would open it, with the configuration that git would read (git/user_config.h). What
 * libgit2 cannot work with is refused when it is opened, not in the middle of the work: SHA-256 object names,
 * reftable, and extensions that it does not know. A partial clone is opened; an object that it lacks is an
 * error that says how git fetches it.
 *
 * The environment counts where no path is given: GIT_DIR, GIT_WORK_TREE. GIT_CEILING_DIRECTORIES and
 * GIT_DISCOVERY_ACROSS_FILESYSTEM bound the search. GIT_OBJECT_DIRECTORY, GIT_ALTERNATE_OBJECT_DIRECTORIES,
 * GIT_INDEX_FILE and GIT_NAMESPACE are not read.
 */
#ifndef GIT_REPOSITORY_H
#define GIT_REPOSITORY_H

#include "base/error.h"

struct repository;
struct user_config;

/* Opens the repository that path is in, or is; NULL: the one of GIT_DIR, else of the current folder. It is
 * closed by arena_free, and everything that the functions of src/git return lives until then. */
struct error repository_open(struct arena *arena, const char *path, struct repository **out);

/* The configuration that counts in it. */
const struct user_config *repository_config(const struct repository *repository);

/* The folder a user would name it by: its work tree, or the repository itself. No slash at the end. */
struct slice repository_place(const struct repository *repository);

/* The work tree, with a slash at the end; NULL where it has none. */
const char *repository_work_tree(const struct repository *repository);

/*
 * What a user typed for a file, as a path in the tree: "apps/db/cluster.yaml". A path that is absolute or
 * begins with
 * ./ or ../ is one of the file system and must lie in the work tree (the file itself need not exist); any
 * other is taken from the top of the tree, as git does in REV:PATH.
 */
struct error repository_tree_path(struct arena *arena, const struct repository *repository,
                                  struct slice typed, const char **path);

/* The branch that HEAD is on, by its short name; empty where it is on none. */
struct slice repository_head_branch(struct arena *arena, const struct repository *repository);

/* What a push goes to: the only remote, or origin. */
struct slice repository_remote(struct arena *arena, const struct repository *repository);

#endif
