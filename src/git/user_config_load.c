#include "git/user_config_load.h"
#include "git/handle.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* config.worktree wins over the repository's config; libgit2 1.5 has no name for that level. */
enum { LEVEL_WORK_TREE = GIT_CONFIG_LEVEL_APP };

static void release(void *object)
{
    struct user_config *config = object;
    git_config_free(config->snapshot);
    git_config_free(config->git);
}

/* A variable that is set and not empty. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value == NULL || value[0] == '\0' ? NULL : value;
}

/* A file that is not there, or not for us to read, counts as none: so it is for git. */
static struct error add_file(struct arena *arena, struct user_config *config, git_repository *repository,
                             const char *path, git_config_level_t level)
{
    if (access(path, R_OK) != 0)
        return NO_ERROR;
    int code = git_config_add_file_ondisk(config->git, path, level, repository, 0);
    if (code < 0 && code != GIT_ENOTFOUND)
        return error_next(git_failure(arena, "cannot read the git configuration %s", path),
                          SLICE("correct that file; git config --list shows what git makes of it"));
    return NO_ERROR;
}

static struct error add_system(struct arena *arena, struct user_config *config, git_repository *repository)
{
    const char *without = variable("GIT_CONFIG_NOSYSTEM");
    int forbidden = 0;
    if (without != NULL && git_config_parse_bool(&forbidden, without) < 0)
        return error_make(arena, ERROR_SYSTEM, "GIT_CONFIG_NOSYSTEM is no boolean: %s", without);
    if (forbidden)
        return NO_ERROR;
    const char *path = getenv("GIT_CONFIG_SYSTEM");
    return add_file(arena, config, repository, path == NULL ? "/etc/gitconfig" : path,
                    GIT_CONFIG_LEVEL_SYSTEM);
}

static struct error add_global(struct arena *arena, struct user_config *config, git_repository *repository)
{
    const char *only = getenv("GIT_CONFIG_GLOBAL");
    if (only != NULL)
        return add_file(arena, config, repository, only, GIT_CONFIG_LEVEL_GLOBAL);
    struct error error = NO_ERROR;
    const char *xdg = variable("XDG_CONFIG_HOME");
    if (xdg != NULL)
        error = add_file(arena, config, repository, arena_format(arena, "%s/git/config", xdg).data,
                         GIT_CONFIG_LEVEL_XDG);
    else if (config->home != NULL)
        error =
            add_file(arena, config, repository,
                     arena_format(arena, "%s/.config/git/config", config->home).data, GIT_CONFIG_LEVEL_XDG);
    if (failed(error) || config->home == NULL)
        return error;
    return add_file(arena, config, repository, arena_format(arena, "%s/.gitconfig", config->home).data,
                    GIT_CONFIG_LEVEL_GLOBAL);
}

static struct error add_local(struct arena *arena, struct user_config *config, git_repository *repository)
{
    struct slice path = arena_format(arena, "%sconfig", git_repository_commondir(repository));
    struct error error = add_file(arena, config, repository, path.data, GIT_CONFIG_LEVEL_LOCAL);
    if (failed(error))
        return error;
    int per_work_tree = 0;
    git_config_get_bool(&per_work_tree, config->git, "extensions.worktreeconfig");
    if (!per_work_tree)
        return NO_ERROR;
    path = arena_format(arena, "%sconfig.worktree", git_repository_path(repository));
    return add_file(arena, config, repository, path.data, (git_config_level_t)LEVEL_WORK_TREE);
}

/* One GIT_CONFIG_KEY_n and its value. */
static struct error add_variable(struct arena *arena, struct user_config *config, size_t index)
{
    const char *key = getenv(arena_format(arena, "GIT_CONFIG_KEY_%zu", index).data);
    const char *value = getenv(arena_format(arena, "GIT_CONFIG_VALUE_%zu", index).data);
    if (key == NULL || key[0] == '\0' || value == NULL)
        return error_make(arena, ERROR_SYSTEM,
                          "GIT_CONFIG_COUNT counts more than there is: GIT_CONFIG_%s_%zu is missing",
                          value == NULL && key != NULL ? "VALUE" : "KEY", index);
    config->environment[config->environment_count++] =
        (struct config_value){arena_copy(arena, slice_of(key)), arena_copy(arena, slice_of(value))};
    return NO_ERROR;
}

static struct error add_environment(struct arena *arena, struct user_config *config)
{
    const char *text = variable("GIT_CONFIG_COUNT");
    if (text == NULL)
        return NO_ERROR;
    char *end;
    errno = 0;
    unsigned long count = strtoul(text, &end, 10);
    if (errno != 0 || *end != '\0' || !slice_is_digits(slice_of(text)) || count > 100000)
        return error_make(arena, ERROR_SYSTEM, "GIT_CONFIG_COUNT is no number of settings: %s", text);
    config->environment = arena_array(arena, count, sizeof *config->environment);
    for (size_t i = 0; i < count; i++) {
        struct error error = add_variable(arena, config, i);
        if (failed(error))
            return error;
    }
    return NO_ERROR;
}

struct error user_config_load(struct arena *arena, git_repository *repository, struct user_config **out)
{
    struct user_config *config = arena_alloc(arena, sizeof *config);
    arena_defer(arena, release, config);
    config->home = variable("HOME");
    if (git_config_new(&config->git) < 0)
        return git_failure(arena, "cannot read the git configuration");
    struct error error = add_system(arena, config, repository);
    if (!failed(error))
        error = add_global(arena, config, repository);
    if (!failed(error) && repository != NULL)
        error = add_local(arena, config, repository);
    if (!failed(error))
        error = add_environment(arena, config);
    if (!failed(error) && git_config_snapshot(&config->snapshot, config->git) < 0)
        error = git_failure(arena, "cannot read the git configuration");
    *out = config;
    return error;
}
