/*
 * What a user calls a commit: a branch, a tag, an id, HEAD, main~2 (gitrevisions(7)).
 */
#ifndef GIT_REVISION_H
#define GIT_REVISION_H

#include "git/object_id.h"
#include "git/repository.h"

/* The commit that the name leads to, through tags. ERROR_SYSTEM where there is none, or the name is
 * ambiguous. */
struct error revision_commit(struct arena *arena, const struct repository *repository, const char *name,
                             struct object_id *commit);

#endif
