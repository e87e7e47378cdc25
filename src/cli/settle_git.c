#include "cli/settle_git.h"
#include "cli/settle_manifest.h"
#include "git/ancestry.h"
#include "git/revision.h"

/* What finish_git.context points at. */
struct scene {
    struct manifest_search search;
    struct object_id tip;
};

static enum commit_state say(struct slice *reason, enum commit_state state, struct slice text)
{
    *reason = text;
    return state;
}

static enum commit_state look(void *context, struct slice commit, struct slice *reason)
{
    const struct scene *scene = context;
    struct arena *arena = scene->search.arena;
    struct object_id id = {{0}};
    bool related;
    if (commit.len != sizeof id.hex - 1)
        return say(reason, COMMIT_UNKNOWN, SLICE("that is no commit's id"));
    memcpy(id.hex, commit.data, commit.len);
    if (!commit_is_here(scene->search.repository, &id))
        return say(
            reason, COMMIT_UNKNOWN,
            arena_format(arena, "the repository does not have the commit %.12s; run git fetch", id.hex));
    struct error error = commits_related(arena, scene->search.repository, &id, &scene->tip, &related);
    if (failed(error))
        return say(reason, COMMIT_UNKNOWN, error.message);
    if (!related)
        return say(reason, COMMIT_LACKS,
                   arena_format(arena, "%.12s is on another branch than %.12s", id.hex, scene->tip.hex));
    return manifest_in_commit(&scene->search, &id, reason);
}

/* A branch as its remote has it, by what was last fetched. */
static bool find_remote(struct arena *arena, const struct repository *repository, struct slice remote,
                        struct slice branch, struct object_id *tip, struct slice *name)
{
    const char *reference =
        arena_format(arena, "refs/remotes/%.*s/%.*s", SLICE_ARG(remote), SLICE_ARG(branch)).data;
    *name = arena_format(arena, "%.*s/%.*s, as last fetched,", SLICE_ARG(remote), SLICE_ARG(branch));
    return remote.len > 0 && branch.len > 0 && !failed(revision_commit(arena, repository, reference, tip));
}

/* What the user named, which may be the remote's branch already. */
static struct error find_named(struct arena *arena, const struct repository *repository, struct slice remote,
                               struct slice ref, struct object_id *tip, struct slice *name)
{
    if (find_remote(arena, repository, remote, ref, tip, name))
        return NO_ERROR;
    struct error error = revision_commit(arena, repository, arena_string(arena, ref), tip);
    bool of_remote = slice_starts_with(ref, remote) && slice_find_char(ref, '/', 0) == remote.len;
    *name = of_remote        ? arena_format(arena, "%.*s, as last fetched,", SLICE_ARG(ref))
            : remote.len > 0 ? arena_format(arena, "%.*s (here; %.*s is not known to have it)",
                                            SLICE_ARG(ref), SLICE_ARG(remote))
                             : ref;
    return error;
}

static struct error find_default(struct arena *arena, const struct repository *repository,
                                 struct slice remote, struct object_id *tip, struct slice *name)
{
    struct slice branch = repository_head_branch(arena, repository);
    if (find_remote(arena, repository, remote, SLICE("HEAD"), tip, name) ||
        find_remote(arena, repository, remote, branch, tip, name))
        return NO_ERROR;
    *name = branch.len > 0 ? branch : SLICE("HEAD");
    return revision_commit(arena, repository, "HEAD", tip);
}

static struct error find_tip(const struct invocation *invocation, struct scene *scene, struct slice *name)
{
    struct arena *arena = invocation->arena;
    const struct repository *repository = scene->search.repository;
    struct slice given = invocation_value(invocation, OPTION_REF);
    size_t colon = slice_find_char(given, ':', 0);
    struct slice ref = slice_cut(given, 0, colon), path = slice_cut(given, colon + 1, given.len);
    struct slice remote = repository_remote(arena, repository);
    struct error error = NO_ERROR;
    if (path.len > 0)
        error = repository_tree_path(arena, repository, path, &scene->search.path);
    if (failed(error))
        return error;
    return ref.len > 0 ? find_named(arena, repository, remote, ref, &scene->tip, name)
                       : find_default(arena, repository, remote, &scene->tip, name);
}

struct error settle_git(const struct invocation *invocation, const struct run *run,
                        const struct cluster *cluster, struct finish_git *git)
{
    struct arena *arena = invocation->arena;
    struct scene *scene = arena_alloc(arena, sizeof *scene);
    struct repository *repository;
    scene->search = (struct manifest_search){.arena = arena,
                                             .namespace = slice_of(run->namespace),
                                             .name = slice_of(run->name),
                                             .writes = cluster->write.generation};
    *git = (struct finish_git){.branch = SLICE("the branch that GitOps syncs"), .state = COMMIT_UNKNOWN};
    const char *path = invocation->given[OPTION_REPO] ? invocation->values[OPTION_REPO] : NULL;
    struct error error = repository_open(arena, path, &repository);
    scene->search.repository = repository;
    if (!failed(error))
        error = find_tip(invocation, scene, &git->branch);
    if (failed(error)) {
        git->reason = error.message;
        return NO_ERROR;
    }
    git->commit = slice_of(scene->tip.hex);
    git->context = scene;
    git->look = look;
    git->state = manifest_in_commit(&scene->search, &scene->tip, &git->reason);
    return NO_ERROR;
}
