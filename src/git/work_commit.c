#include "git/handle.h"
#include "git/refs.h"
#include "git/work_file.h"
#include "git/work_filter.h"
#include "sys/failure.h"
#include "sys/input.h"
#include <errno.h>
#include <sys/stat.h>
#include <time.h>

enum { LOCK_TRIES = 50, LOCK_PAUSE_MS = 20 };

struct error work_file_prepare(struct arena *arena, const struct work_file *work_file,
                               const struct proved *manifest, struct slice message,
                               const struct commit_style *style, struct object_id *commit)
{
    struct slice stored;
    struct commit_content content = {.parent = work_file->head, .message = message};
    struct error error =
        work_filter_to_blob(arena, work_file->repository, work_file->path, proved_bytes(manifest), &stored);
    if (!failed(error))
        error = tree_with(arena, work_file->repository, &work_file->head, work_file->path, work_file->mode,
                          stored, &content.tree);
    if (!failed(error))
        error = commit_make(arena, work_file->repository, &content, style, commit);
    return error;
}

/* What git remembers of a file, so that it need not read it again to see that it did not change. */
static void take_status(git_index_entry *entry, const struct stat *status)
{
    entry->ctime = (git_index_time){(int32_t)status->st_ctim.tv_sec, (uint32_t)status->st_ctim.tv_nsec};
    entry->mtime = (git_index_time){(int32_t)status->st_mtim.tv_sec, (uint32_t)status->st_mtim.tv_nsec};
    entry->dev = (uint32_t)status->st_dev;
    entry->ino = (uint32_t)status->st_ino;
    entry->uid = (uint32_t)status->st_uid;
    entry->gid = (uint32_t)status->st_gid;
    entry->file_size = (uint32_t)status->st_size;
}

/* The file must hold the manifest: somebody may have written it since. Its status is taken first, so that a
 * later change shows as one. */
static struct error check_file(struct arena *arena, const struct work_file *work_file,
                               const struct proved *manifest, struct stat *status)
{
    struct slice now;
    struct slice file =
        arena_format(arena, "%s%s", repository_work_tree(work_file->repository), work_file->path);
    if (lstat(file.data, status) != 0)
        return system_failure(arena, errno, "cannot look at %.*s", SLICE_ARG(file));
    struct error error = input_read(arena, file, &now);
    if (failed(error) || slice_equal(now, proved_bytes(manifest)))
        return error;
    return refuse(arena, REFUSE_CHANGED, "%.*s was changed by somebody else before it could be committed",
                  SLICE_ARG(file));
}

/* The blob that the commit has at the path. */
static struct error committed_blob(struct arena *arena, const struct work_file *work_file,
                                   const struct object_id *commit, git_index_entry *entry)
{
    struct tree_file file;
    struct error error = blob_read(arena, work_file->repository, commit, commit->hex, work_file->path, &file);
    if (failed(error))
        return error;
    entry->id = git_oid_of(&file.id);
    entry->mode = file.mode;
    return NO_ERROR;
}

/* Reads the index anew, changes the one entry and writes it: what others staged in the meantime stays. */
static int write_entry(git_index *index, const git_index_entry *entry)
{
    const struct timespec pause = {0, LOCK_PAUSE_MS * 1000000L};
    int code = GIT_ELOCKED;
    for (int i = 0; code == GIT_ELOCKED && i <= LOCK_TRIES; i++) {
        if (i > 0)
            nanosleep(&pause, NULL);
        code = git_index_read(index, i > 0);
        if (code == 0)
            code = git_index_add(index, entry);
        if (code == 0)
            code = git_index_write(index);
    }
    return code;
}

static struct error stage(struct arena *arena, const struct work_file *work_file,
                          const struct proved *manifest, const struct object_id *commit)
{
    git_index *index;
    struct stat status;
    git_index_entry entry = {.path = work_file->path};
    struct error error = check_file(arena, work_file, manifest, &status);
    if (!failed(error))
        error = committed_blob(arena, work_file, commit, &entry);
    if (failed(error))
        return error;
    take_status(&entry, &status);
    if (git_repository_index(&index, work_file->repository->git) < 0)
        return git_failure(arena, "cannot read the index");
    int code = write_entry(index, &entry);
    error = code < 0 ? git_failure(arena, "cannot stage %s", work_file->path) : NO_ERROR;
    git_index_free(index);
    if (code == GIT_ELOCKED)
        return error_next(
            error, arena_format(arena, "try again; if no git runs there, one was killed: remove %sindex.lock",
                                git_repository_path(work_file->repository->git)));
    return error_next(error, SLICE("the file is written; run the command again to have it committed"));
}

/* The branch is held while the entry is staged: else a commit that git makes in that moment would take it
 * along. */
struct error work_file_finish(struct arena *arena, const struct work_file *work_file,
                              const struct proved *manifest, const struct object_id *commit,
                              const struct identity *committer)
{
    git_commit *made;
    struct branch_hold *hold;
    struct error error = commit_of(arena, work_file->repository, commit, &made);
    if (failed(error))
        return error;
    struct branch_move move = {.branch = work_file->branch,
                               .from = work_file->head,
                               .to = *commit,
                               .message = arena_format(arena, "commit%s: %s",
                                                       object_id_none(&work_file->head) ? " (initial)" : "",
                                                       git_commit_summary(made))
                                              .data};
    error = branch_hold(arena, work_file->repository, &move, committer, &hold);
    if (failed(error))
        return error;
    error = stage(arena, work_file, manifest, commit);
    if (!failed(error))
        return branch_hold_move(arena, hold);
    branch_hold_release(hold);
    return error;
}
