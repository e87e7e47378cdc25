/*
 * What git does to a file between the work tree and the repository: line ends, $Id$.
 */
#ifndef GIT_WORK_FILTER_H
#define GIT_WORK_FILTER_H

#include "git/handle.h"

/* R033 where more is configured for that path than libgit2 can do: a filter program, working-tree-encoding,
 * or line end settings that only the environment knows. */
struct error work_filter_check(struct arena *arena, const struct repository *repository, const char *path);

/* The bytes as git add would store them. */
struct error work_filter_to_blob(struct arena *arena, const struct repository *repository, const char *path,
                                 struct slice bytes, struct slice *out);

/* The blob as git would check it out. */
struct error work_filter_to_file(struct arena *arena, const struct repository *repository, const char *path,
                                 git_blob *blob, struct slice *out);

#endif
