#include "git/ancestry.h"
#include "git/handle.h"

bool commit_is_here(const struct repository *repository, const struct object_id *commit)
{
    git_commit *found;
    git_oid oid = git_oid_of(commit);
    if (git_commit_lookup(&found, repository->git, &oid) < 0)
        return false;
    git_commit_free(found);
    return true;
}

static struct error comes_after(struct arena *arena, const struct repository *repository,
                                const struct object_id *later, const struct object_id *earlier, bool *after)
{
    git_oid a = git_oid_of(later), b = git_oid_of(earlier);
    int code = git_graph_descendant_of(repository->git, &a, &b);
    *after = code == 1;
    if (code >= 0)
        return NO_ERROR;
    return error_next(git_failure(arena, "cannot tell whether %s comes after %s", later->hex, earlier->hex),
                      SLICE("where the clone is shallow: git fetch --unshallow"));
}

struct error commits_related(struct arena *arena, const struct repository *repository,
                             const struct object_id *a, const struct object_id *b, bool *related)
{
    *related = object_id_equal(a, b);
    struct error error = NO_ERROR;
    if (!*related)
        error = comes_after(arena, repository, a, b, related);
    if (!failed(error) && !*related)
        error = comes_after(arena, repository, b, a, related);
    return error;
}
