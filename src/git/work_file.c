#define _XOPEN_SOURCE 700 /* realpath */
#include "git/work_file.h"
#include "git/handle.h"
#include "git/refs.h"
#include "git/work_filter.h"
#include "sys/failure.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* The repository that the file is in, and its path there. */
static struct error place(struct arena *arena, const char *file, struct work_file *work_file)
{
    char *real = realpath(file, NULL);
    if (real == NULL)
        return system_failure(arena, errno, "cannot find %s", file);
    struct slice path = arena_copy(arena, slice_of(real));
    free(real);
    struct repository *repository;
    const char *folder =
        arena_string(arena, slice_cut(path, 0, (size_t)(strrchr(path.data, '/') - path.data) + 1));
    struct error error = repository_open(arena, getenv("GIT_DIR") == NULL ? folder : NULL, &repository);
    if (failed(error))
        return error;
    work_file->repository = repository;
    if (repository_work_tree(repository) == NULL)
        return refuse(arena, REFUSE_NO_PLAIN_COMMIT, "%.*s is a bare repository and has no work tree",
                      SLICE_ARG(repository_place(repository)));
    return repository_tree_path(arena, repository, path, &work_file->path);
}

/* What git is in the middle of, by libgit2's number for it. */
static const char *under_way(int state)
{
    switch (state) {
    case GIT_REPOSITORY_STATE_NONE:
        return NULL;
    case GIT_REPOSITORY_STATE_MERGE:
        return "merge";
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
        return "revert";
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
        return "cherry-pick";
    case GIT_REPOSITORY_STATE_BISECT:
        return "bisect";
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
        return "am";
    default:
        return "rebase";
    }
}

static struct error find_branch(struct arena *arena, struct work_file *work_file)
{
    git_repository *git = work_file->repository->git;
    const char *operation = under_way(git_repository_state(git));
    if (operation != NULL)
        return error_next(refuse(arena, REFUSE_NO_PLAIN_COMMIT, "git %s is under way in %.*s", operation,
                                 SLICE_ARG(work_file->repository->place)),
                          arena_format(arena, "finish it, or give it up: git %s %s", operation,
                                       strcmp(operation, "bisect") == 0 ? "reset" : "--abort"));
    struct slice branch = repository_head_branch(arena, work_file->repository);
    if (branch.len == 0)
        return error_next(refuse(arena, REFUSE_NO_PLAIN_COMMIT, "HEAD is on no branch in %.*s",
                                 SLICE_ARG(work_file->repository->place)),
                          SLICE("check out a branch, or make one: git switch --create NAME"));
    work_file->branch = branch.data;
    return branch_read(arena, work_file->repository, work_file->branch, &work_file->head);
}

/* HEAD's blob of the file, and what it is as a file. */
static struct error read_head(struct arena *arena, struct work_file *work_file, git_oid *blob_id,
                              unsigned *mode)
{
    struct tree_file file;
    git_blob *blob;
    if (object_id_none(&work_file->head))
        return NO_ERROR;
    struct error error =
        blob_read(arena, work_file->repository, &work_file->head, "HEAD", work_file->path, &file);
    if (error.kind == ERROR_USAGE) /* there is no such file in HEAD */
        return NO_ERROR;
    if (failed(error))
        return error;
    work_file->tracked = true;
    *blob_id = git_oid_of(&file.id);
    *mode = file.mode;
    if (git_blob_lookup(&blob, work_file->repository->git, blob_id) < 0)
        return git_failure(arena, "cannot read %s in HEAD", work_file->path);
    defer_object(arena, (git_object *)blob);
    return work_filter_to_file(arena, work_file->repository, work_file->path, blob, &work_file->committed);
}

/* The mode that git add would give it: the file's own where the file system tells (core.fileMode). */
static struct error find_mode(struct arena *arena, struct work_file *work_file, unsigned in_head)
{
    bool counts = true;
    struct stat status;
    struct error error = user_config_flag(arena, work_file->repository->config, "core.filemode", &counts);
    if (failed(error))
        return error;
    const char *file =
        arena_format(arena, "%s%s", repository_work_tree(work_file->repository), work_file->path).data;
    if (lstat(file, &status) != 0)
        return system_failure(arena, errno, "cannot look at %s", file);
    if (!counts && in_head != 0)
        work_file->mode = in_head;
    else
        work_file->mode =
            counts && (status.st_mode & S_IXUSR) != 0 ? GIT_FILEMODE_BLOB_EXECUTABLE : GIT_FILEMODE_BLOB;
    return NO_ERROR;
}

/* Whether the index entry, the file and HEAD are one and the same. */
static struct error compare(struct arena *arena, struct work_file *work_file, struct slice text,
                            const git_oid *in_head, unsigned head_mode)
{
    git_index *index;
    git_oid now;
    struct slice stored;
    if (git_repository_index(&index, work_file->repository->git) < 0)
        return git_failure(arena, "cannot read the index");
    git_index_free(index); /* the repository keeps it */
    const git_index_entry *entry = git_index_get_bypath(index, work_file->path, 0);
    for (int stage = 1; stage <= 3; stage++)
        if (git_index_get_bypath(index, work_file->path, stage) != NULL)
            return refuse(arena, REFUSE_NO_PLAIN_COMMIT, "%s has merge conflicts", work_file->path);
    struct error error = work_filter_to_blob(arena, work_file->repository, work_file->path, text, &stored);
    if (failed(error))
        return error;
    if (git_odb_hash(&now, stored.data, stored.len, GIT_OBJECT_BLOB) < 0)
        return git_failure(arena, "cannot hash %s", work_file->path);
    work_file->changed = !work_file->tracked || entry == NULL || !git_oid_equal(&now, in_head) ||
                         !git_oid_equal(&entry->id, in_head) || entry->mode != head_mode ||
                         work_file->mode != head_mode;
    return NO_ERROR;
}

/* libgit2 reads no split and no sparse index, and says so in its own words. */
static struct error check_index(struct arena *arena, const struct work_file *work_file)
{
    git_index *index;
    if (git_repository_index(&index, work_file->repository->git) == 0) {
        git_index_free(index);
        return NO_ERROR;
    }
    struct error error = git_failure(arena, "cannot read the index");
    if (slice_find(error.message, SLICE("unsupported")) == error.message.len)
        return error;
    return error_next(
        refuse(arena, REFUSE_REPOSITORY, "%.*s", SLICE_ARG(error.message)),
        SLICE("git update-index --no-split-index; git sparse-checkout reapply --no-sparse-index"));
}

/* What git leaves out on purpose is not taken in by the way. */
static struct error check_ignored(struct arena *arena, const struct work_file *work_file)
{
    int ignored = 0;
    if (work_file->tracked ||
        git_ignore_path_is_ignored(&ignored, work_file->repository->git, work_file->path) < 0 || !ignored)
        return NO_ERROR;
    return error_next(refuse(arena, REFUSE_UNCOMMITTED, "%s is ignored by git", work_file->path),
                      arena_format(arena, "see why: git check-ignore -v '%s'", work_file->path));
}

struct error work_file_find(struct arena *arena, const char *file, struct slice text, struct work_file *out)
{
    git_oid in_head = {{0}};
    unsigned head_mode = 0;
    *out = (struct work_file){.committed = SLICE("")};
    struct error error = place(arena, file, out);
    if (!failed(error))
        error = find_branch(arena, out);
    if (!failed(error))
        error = check_index(arena, out);
    if (!failed(error))
        error = work_filter_check(arena, out->repository, out->path);
    if (!failed(error))
        error = read_head(arena, out, &in_head, &head_mode);
    if (!failed(error))
        error = check_ignored(arena, out);
    if (!failed(error))
        error = find_mode(arena, out, head_mode);
    if (!failed(error))
        error = compare(arena, out, text, &in_head, head_mode);
    return error;
}
