#include "cli/check_head.h"
#include "git/blob.h"
#include "git/revision.h"

struct check_head {
    struct arena *arena;
    struct repository *repository;
    struct object_id commit;
    struct slice branch;
};

struct error check_head_open(struct arena *arena, struct slice path, struct check_head **out)
{
    struct check_head *head = arena_alloc(arena, sizeof *head);
    *out = NULL;
    head->arena = arena;
    struct error error = repository_open(arena, arena_string(arena, path), &head->repository);
    if (failed(error) || repository_work_tree(head->repository) == NULL)
        return error;
    if (failed(revision_commit(arena, head->repository, "HEAD", &head->commit)))
        return NO_ERROR; /* no commit yet: nothing to compare with */
    head->branch = repository_head_branch(arena, head->repository);
    *out = head;
    return NO_ERROR;
}

struct slice check_head_branch(const struct check_head *head)
{
    return head->branch;
}

struct error check_head_read(struct check_head *head, struct slice file, struct slice *text, bool *found)
{
    const char *path;
    struct tree_file blob;
    struct slice typed =
        slice_starts_with(file, SLICE("/")) ? file : arena_format(head->arena, "./%.*s", SLICE_ARG(file));
    *found = false;
    if (failed(repository_tree_path(head->arena, head->repository, typed, &path)))
        return NO_ERROR; /* not of this repository */
    struct error error = blob_find(head->arena, head->repository, &head->commit, path, found);
    if (failed(error) || !*found)
        return error;
    error = blob_read(head->arena, head->repository, &head->commit, "HEAD", path, &blob);
    *text = blob.bytes;
    return error;
}
