/*
 * How two commits stand to each other.
 */
#ifndef GIT_ANCESTRY_H
#define GIT_ANCESTRY_H

#include "git/object_id.h"
#include "git/repository.h"

/* Whether the repository has the commit. An id of something else, or one that cannot be read, is not there.
 */
bool commit_is_here(const struct repository *repository, const struct object_id *commit);

/* Whether a is b, or comes after it, or before it. ERROR_SYSTEM where the history between the two cannot be
 * read (a shallow clone ends before). */
struct error commits_related(struct arena *arena, const struct repository *repository,
                             const struct object_id *a, const struct object_id *b, bool *related);

#endif
