#include "git/handle.h"
#include "git/user_config_load.h"
#include <git2/sys/repository.h>
#include <stdlib.h>

/* What libgit2 1.5 would refuse although nothing here depends on it: objects that are missing by design, the
 * work tree's own configuration (user_config_load.c reads it), objects that may not be deleted, relative
 * links between work trees, and two whose value is looked at below. */
static const char *const EXTENSIONS[] = {"partialclone",      "worktreeconfig", "preciousobjects",
                                         "relativeworktrees", "objectformat",   "refstorage"};

static void close_repository(void *object)
{
    struct repository *repository = object;
    git_repository_free(repository->git);
    if (repository->libgit2_begun)
        git_libgit2_shutdown();
}

static struct error begin_libgit2(struct arena *arena, struct repository *repository)
{
    if (git_libgit2_init() < 0)
        return git_failure(arena, "cannot start libgit2");
    repository->libgit2_begun = true;
    if (git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, EXTENSIONS, sizeof EXTENSIONS / sizeof EXTENSIONS[0]) < 0)
        return git_failure(arena, "cannot start libgit2");
    return NO_ERROR;
}

/* A variable that git reads as a boolean. */
static bool variable_flag(const char *name)
{
    const char *value = getenv(name);
    int flag = 0;
    return value != NULL && git_config_parse_bool(&flag, value) == 0 && flag;
}

/* Opens it as git finds it. Reading the configuration is left to user_config_load, so that a system file that
 * does not count (GIT_CONFIG_NOSYSTEM) cannot fail here. */
static int find_and_open(git_repository **out, const char *path)
{
    unsigned flags = variable_flag("GIT_DISCOVERY_ACROSS_FILESYSTEM") ? GIT_REPOSITORY_OPEN_CROSS_FS : 0;
    if (path == NULL && (path = getenv("GIT_DIR")) != NULL)
        flags |= GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT;
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_SYSTEM, "");
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, "");
    int code =
        git_repository_open_ext(out, path == NULL ? "." : path, flags, getenv("GIT_CEILING_DIRECTORIES"));
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_SYSTEM, NULL);
    git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, NULL);
    return code;
}

/* A path of libgit2 without the slash at its end. */
static struct slice without_slash(const char *path)
{
    struct slice s = slice_of(path);
    if (s.len > 1 && s.data[s.len - 1] == '/')
        s.len--;
    return s;
}

static struct slice place_of(git_repository *git)
{
    const char *work_tree = git_repository_workdir(git);
    return without_slash(work_tree == NULL ? git_repository_path(git) : work_tree);
}

static struct error not_found(struct arena *arena, const char *path)
{
    const char *named = path != NULL ? path : getenv("GIT_DIR");
    struct error error =
        named == NULL
            ? error_make(arena, ERROR_SYSTEM, "not a git repository (or any of the parent directories): .git")
            : error_make(arena, ERROR_SYSTEM, "not a git repository: '%s'", named);
    return error_next(error, SLICE("run it inside the repository, or name one with --repo"));
}

/* Somebody else's repository is opened only where safe.directory allows it: its configuration names programs
 * to run. libgit2 would look that up in files of its own choice. */
static struct error check_owner(struct arena *arena, const struct repository *repository)
{
    struct slice place = place_of(repository->git);
    struct user_config *config;
    struct error error = user_config_load(arena, NULL, &config);
    if (failed(error) || user_config_is_safe_directory(config, place))
        return error;
    error = error_make(arena, ERROR_SYSTEM, "detected dubious ownership in repository at '%.*s'",
                       SLICE_ARG(place));
    return error_next(error,
                      arena_format(arena, "if you trust it: git config --global --add safe.directory '%.*s'",
                                   SLICE_ARG(place)));
}

static struct error open_failure(struct arena *arena)
{
    struct error error = git_failure(arena, "cannot open the repository");
    if (slice_find(error.message, SLICE("unsupported")) == error.message.len)
        return error;
    return refuse(arena, REFUSE_REPOSITORY, "%.*s", SLICE_ARG(error.message));
}

/* A second try tells whether only the owner was wrong: for that libgit2 1.5 says "not found" where no
 * safe.directory is set at all. */
static struct error open_git(struct arena *arena, struct repository *repository, const char *path)
{
    int code = find_and_open(&repository->git, path);
    if (code == 0)
        return NO_ERROR;
    if (code != GIT_EOWNER && code != GIT_ENOTFOUND)
        return open_failure(arena);
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    code = find_and_open(&repository->git, path);
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 1);
    if (code == GIT_ENOTFOUND)
        return not_found(arena, path);
    return code < 0 ? open_failure(arena) : check_owner(arena, repository);
}

static struct error refuse_format(struct arena *arena, const struct repository *repository)
{
    struct slice hash = user_config_text(repository->config, "extensions.objectformat");
    if (hash.len != 0 && !slice_equal(hash, SLICE("sha1")))
        return refuse(arena, REFUSE_REPOSITORY,
                      "the repository names its objects by %.*s, and libgit2 %s knows SHA-1 only",
                      SLICE_ARG(hash), LIBGIT2_VERSION);
    struct slice refs = user_config_text(repository->config, "extensions.refstorage");
    if (refs.len != 0 && !slice_equal(refs, SLICE("files")))
        return refuse(arena, REFUSE_REPOSITORY,
                      "the repository keeps its branches as %.*s, and libgit2 %s knows files only",
                      SLICE_ARG(refs), LIBGIT2_VERSION);
    return NO_ERROR;
}

/* GIT_WORK_TREE counts where git looks at it: with GIT_DIR, or where the repository is found from here. */
static struct error take_work_tree(struct arena *arena, struct repository *repository, const char *path)
{
    const char *work_tree = getenv("GIT_WORK_TREE");
    if (path != NULL || work_tree == NULL)
        return NO_ERROR;
    if (git_repository_set_workdir(repository->git, work_tree, 0) < 0)
        return git_failure(arena, "cannot use GIT_WORK_TREE %s", work_tree);
    repository->bare = false;
    return NO_ERROR;
}

/* The configuration takes the place of the one that libgit2 read, so that both say the same. */
static struct error configure(struct arena *arena, struct repository *repository, const char *path)
{
    struct error error = user_config_load(arena, repository->git, &repository->config);
    if (failed(error))
        return error;
    git_repository_set_config(repository->git, repository->config->git);
    error = refuse_format(arena, repository);
    if (failed(error))
        return error;
    repository->partial = user_config_has_promisor(repository->config);
    repository->common_bare = git_repository_is_bare(repository->git) == 1;
    error = user_config_flag(arena, repository->config, "core.bare", &repository->common_bare);
    repository->bare = repository->common_bare && !git_repository_is_worktree(repository->git);
    return failed(error) ? error : take_work_tree(arena, repository, path);
}

struct error repository_open(struct arena *arena, const char *path, struct repository **out)
{
    struct repository *repository = arena_alloc(arena, sizeof *repository);
    arena_defer(arena, close_repository, repository);
    struct error error = begin_libgit2(arena, repository);
    if (!failed(error))
        error = open_git(arena, repository, path);
    if (!failed(error))
        error = configure(arena, repository, path);
    if (failed(error))
        return error_in(error, slice_of(path));
    repository->place = arena_copy(arena, place_of(repository->git));
    *out = repository;
    return NO_ERROR;
}

const struct user_config *repository_config(const struct repository *repository)
{
    return repository->config;
}

struct slice repository_place(const struct repository *repository)
{
    return repository->place;
}

const char *repository_work_tree(const struct repository *repository)
{
    return repository->bare ? NULL : git_repository_workdir(repository->git);
}

struct slice repository_head_branch(struct arena *arena, const struct repository *repository)
{
    git_reference *head;
    if (git_reference_lookup(&head, repository->git, "HEAD") < 0)
        return SLICE("");
    defer_reference(arena, head);
    struct slice target = slice_of(git_reference_symbolic_target(head)), heads = SLICE("refs/heads/");
    return slice_starts_with(target, heads) ? slice_cut(target, heads.len, target.len) : SLICE("");
}

struct slice repository_remote(struct arena *arena, const struct repository *repository)
{
    return user_config_remote(arena, repository->config);
}
