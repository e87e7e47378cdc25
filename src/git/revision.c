#include "git/revision.h"
#include "git/handle.h"

struct error revision_commit(struct arena *arena, const struct repository *repository, const char *name,
                             struct object_id *commit)
{
    git_object *found, *peeled;
    int code = git_revparse_single(&found, repository->git, name);
    if (code == GIT_ENOTFOUND && git_repository_head_unborn(repository->git) == 1 &&
        strcmp(name, "HEAD") == 0)
        return error_next(error_make(arena, ERROR_SYSTEM, "the repository has no commit yet"),
                          SLICE("commit the manifest first, or name another base with --base"));
    if (code < 0) {
        struct error error = git_failure(arena, "cannot find a commit named '%s'", name);
        return error_next(error, SLICE("name a branch, a tag or a commit with --base"));
    }
    defer_object(arena, found);
    code = git_object_peel(&peeled, found, GIT_OBJECT_COMMIT);
    if (code == GIT_ENOTFOUND)
        return object_failure(arena, repository, code, name, name);
    if (code < 0)
        return error_next(error_make(arena, ERROR_SYSTEM, "'%s' names no commit", name),
                          SLICE("name a branch, a tag or a commit with --base"));
    defer_object(arena, peeled);
    *commit = object_id_of(git_object_id(peeled));
    return NO_ERROR;
}
