#include "git/handle.h"
#include "git/refs.h"
#include "git/user_config.h"
#include "sys/input.h"
#include <dirent.h>

/* The first line of a file of git's; empty where it is not there. */
static struct slice first_line(struct arena *arena, const char *folder, const char *file)
{
    struct slice text = SLICE("");
    if (failed(input_read(arena, arena_format(arena, "%s/%s", folder, file), &text)))
        return SLICE("");
    return slice_trim(slice_cut(text, 0, slice_find_char(text, '\n', 0)));
}

/* A work tree uses a branch that is checked out, and one that a rebase or a bisection will return to (git's
 * own rule, branch.c: prepare_checked_out_branches). */
static bool uses(struct arena *arena, const char *folder, const char *branch)
{
    struct slice reference = arena_format(arena, "refs/heads/%s", branch);
    struct slice head = first_line(arena, folder, "HEAD");
    if (slice_starts_with(head, SLICE("ref:")) &&
        slice_equal(slice_trim(slice_cut(head, 4, head.len)), reference))
        return true;
    return slice_equal(first_line(arena, folder, "rebase-merge/head-name"), reference) ||
           slice_equal(first_line(arena, folder, "rebase-apply/head-name"), reference) ||
           slice_equal(first_line(arena, folder, "BISECT_START"), slice_of(branch));
}

/* "/src/repo/.git" and "/src/repo/.git/" lie in "/src/repo". */
static struct slice parent_of(struct slice path)
{
    while (path.len > 1 && path.data[path.len - 1] == '/')
        path.len--;
    while (path.len > 1 && path.data[path.len - 1] != '/')
        path.len--;
    if (path.len > 1)
        path.len--;
    return path;
}

static void close_folder(void *folder)
{
    closedir(folder);
}

/* The linked work tree that uses the branch, as git noted its place. */
static struct slice linked_work_tree(struct arena *arena, const char *common, const char *branch)
{
    const char *all = arena_format(arena, "%sworktrees", common).data;
    DIR *folder = opendir(all);
    struct dirent *entry;
    if (folder == NULL)
        return SLICE("");
    arena_defer(arena, close_folder, folder);
    while ((entry = readdir(folder)) != NULL) {
        const char *place = arena_format(arena, "%s/%s", all, entry->d_name).data;
        if (entry->d_name[0] == '.' || !uses(arena, place, branch))
            continue;
        struct slice link = first_line(arena, place, "gitdir");
        return link.len == 0 ? slice_of(place) : parent_of(link);
    }
    return SLICE("");
}

struct slice branch_work_tree(struct arena *arena, const struct repository *repository, const char *branch)
{
    const char *common = git_repository_commondir(repository->git);
    if (!repository->common_bare && uses(arena, common, branch))
        return git_repository_is_worktree(repository->git) ? parent_of(slice_of(common)) : repository->place;
    return linked_work_tree(arena, common, branch);
}
