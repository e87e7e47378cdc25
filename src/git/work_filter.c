#include "git/work_filter.h"
#include "git/user_config.h"

static struct slice attribute(const struct repository *repository, const char *path, const char *name)
{
    const char *value;
    if (git_attr_get(&value, repository->git, GIT_ATTR_CHECK_FILE_THEN_INDEX, path, name) < 0 ||
        git_attr_value(value) != GIT_ATTR_VALUE_STRING)
        return SLICE("");
    return slice_of(value);
}

/* A filter that is named but not configured does nothing, for git too. */
static bool has_program(struct arena *arena, const struct repository *repository, struct slice filter)
{
    static const char *const keys[] = {"clean", "smudge", "process"};
    for (size_t i = 0; filter.len != 0 && i < sizeof keys / sizeof keys[0]; i++)
        if (user_config_text(repository->config,
                             arena_format(arena, "filter.%.*s.%s", SLICE_ARG(filter), keys[i]).data)
                .len != 0)
            return true;
    return false;
}

struct error work_filter_check(struct arena *arena, const struct repository *repository, const char *path)
{
    static const char *const settings[] = {"core.autocrlf", "core.eol", "core.safecrlf",
                                           "core.attributesfile"};
    struct slice filter = attribute(repository, path, "filter");
    if (has_program(arena, repository, filter))
        return refuse(arena, REFUSE_REPOSITORY,
                      "%s passes through the filter program %.*s on its way into the repository", path,
                      SLICE_ARG(filter));
    struct slice encoding = attribute(repository, path, "working-tree-encoding");
    if (encoding.len != 0)
        return refuse(arena, REFUSE_REPOSITORY, "%s is converted from %.*s on its way into the repository",
                      path, SLICE_ARG(encoding));
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (user_config_from_environment(repository->config, settings[i]))
            return refuse(arena, REFUSE_REPOSITORY,
                          "%s is set by GIT_CONFIG_COUNT, which libgit2 does not see", settings[i]);
    return NO_ERROR;
}

static void free_filters(void *filters)
{
    git_filter_list_free(filters);
}

static void free_buffer(void *buffer)
{
    git_buf_dispose(buffer);
}

static struct error load(struct arena *arena, const struct repository *repository, const char *path,
                         git_blob *blob, git_filter_mode_t mode, git_filter_list **filters)
{
    if (git_filter_list_load(filters, repository->git, blob, path, mode, GIT_FILTER_ALLOW_UNSAFE) < 0)
        return git_failure(arena, "cannot convert %s as git would", path);
    if (*filters != NULL)
        arena_defer(arena, free_filters, *filters);
    return NO_ERROR;
}

struct error work_filter_to_blob(struct arena *arena, const struct repository *repository, const char *path,
                                 struct slice bytes, struct slice *out)
{
    git_filter_list *filters;
    *out = bytes;
    struct error error = load(arena, repository, path, NULL, GIT_FILTER_TO_ODB, &filters);
    if (failed(error) || filters == NULL)
        return error;
    git_buf *buffer = arena_alloc(arena, sizeof *buffer);
    arena_defer(arena, free_buffer, buffer);
    if (git_filter_list_apply_to_buffer(buffer, filters, bytes.data, bytes.len) < 0)
        return git_failure(arena, "cannot convert %s as git would", path);
    *out = (struct slice){buffer->ptr, buffer->size};
    return NO_ERROR;
}

struct error work_filter_to_file(struct arena *arena, const struct repository *repository, const char *path,
                                 git_blob *blob, struct slice *out)
{
    git_filter_list *filters;
    *out = (struct slice){git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob)};
    struct error error = load(arena, repository, path, blob, GIT_FILTER_TO_WORKTREE, &filters);
    if (failed(error) || filters == NULL)
        return error;
    git_buf *buffer = arena_alloc(arena, sizeof *buffer);
    arena_defer(arena, free_buffer, buffer);
    if (git_filter_list_apply_to_blob(buffer, filters, blob) < 0)
        return git_failure(arena, "cannot convert %s as git would", path);
    *out = (struct slice){buffer->ptr, buffer->size};
    return NO_ERROR;
}
