#include "git/user_config.h"
#include "git/handle.h"
#include "git/user_config_load.h"
#include <strings.h>

/* The last value that the environment gives to that key, or NULL. */
static const struct config_value *from_environment(const struct user_config *config, const char *key)
{
    for (size_t i = config->environment_count; i > 0; i--)
        if (strcasecmp(config->environment[i - 1].key.data, key) == 0)
            return &config->environment[i - 1];
    return NULL;
}

bool user_config_from_environment(const struct user_config *config, const char *key)
{
    return from_environment(config, key) != NULL;
}

struct slice user_config_text(const struct user_config *config, const char *key)
{
    const struct config_value *first = from_environment(config, key);
    if (first != NULL)
        return first->value;
    const char *text = NULL;
    return slice_of(git_config_get_string(&text, config->snapshot, key) == 0 ? text : NULL);
}

struct error user_config_flag(struct arena *arena, const struct user_config *config, const char *key,
                              bool *value)
{
    int flag = 0;
    const struct config_value *first = from_environment(config, key);
    int code = first != NULL ? git_config_parse_bool(&flag, first->value.data)
                             : git_config_get_bool(&flag, config->snapshot, key);
    if (code == GIT_ENOTFOUND)
        return NO_ERROR;
    if (code < 0)
        return error_next(error_make(arena, ERROR_SYSTEM,
                                     "bad boolean value '%.*s' for '%s' in the git configuration",
                                     SLICE_ARG(user_config_text(config, key)), key),
                          arena_format(arena, "see where it comes from: git config --show-origin %s", key));
    *value = flag != 0;
    return NO_ERROR;
}

struct slice user_config_path(struct arena *arena, const struct user_config *config, const char *key)
{
    struct slice text = user_config_text(config, key);
    if (config->home != NULL && slice_starts_with(text, SLICE("~/")))
        return arena_format(arena, "%s/%.*s", config->home, SLICE_ARG(slice_cut(text, 2, text.len)));
    return text;
}

/* "/a/b/" and "/a/b" are one folder. */
static struct slice without_slash(struct slice path)
{
    while (path.len > 1 && path.data[path.len - 1] == '/')
        path.len--;
    return path;
}

/* What one value of safe.directory makes of the answer so far. */
static bool judge(struct slice value, struct slice place, bool so_far)
{
    if (value.len == 0)
        return false;
    return so_far || slice_equal(value, SLICE("*")) ||
           slice_equal(without_slash(value), without_slash(place));
}

bool user_config_is_safe_directory(const struct user_config *config, struct slice place)
{
    bool safe = false;
    git_config_iterator *values;
    git_config_entry *entry;
    if (git_config_multivar_iterator_new(&values, config->snapshot, "safe.directory", NULL) == 0) {
        while (git_config_next(&entry, values) == 0)
            if (entry->level < GIT_CONFIG_LEVEL_LOCAL)
                safe = judge(slice_of(entry->value), place, safe);
        git_config_iterator_free(values);
    }
    for (size_t i = 0; i < config->environment_count; i++)
        if (strcasecmp(config->environment[i].key.data, "safe.directory") == 0)
            safe = judge(config->environment[i].value, place, safe);
    return safe;
}

/* libgit2 1.5 loses memory wherever it matches a name against a pattern, so names are looked at here: this is
 * NAME in remote.NAME.KEY, empty for any other. */
static struct slice remote_of(struct slice name, struct slice key)
{
    struct slice prefix = SLICE("remote.");
    if (name.len <= prefix.len + key.len || !slice_starts_with(name, prefix) || !slice_ends_with(name, key))
        return SLICE("");
    return slice_cut(name, prefix.len, name.len - key.len);
}

bool user_config_has_promisor(const struct user_config *config)
{
    bool found = user_config_text(config, "extensions.partialclone").len != 0;
    git_config_iterator *entries;
    git_config_entry *entry;
    if (git_config_iterator_new(&entries, config->snapshot) < 0)
        return found;
    while (!found && git_config_next(&entry, entries) == 0) {
        int promised = 1; /* a key without a value is true */
        if (remote_of(slice_of(entry->name), SLICE(".promisor")).len > 0)
            found = entry->value == NULL || (git_config_parse_bool(&promised, entry->value) == 0 && promised);
    }
    git_config_iterator_free(entries);
    return found;
}

static void free_iterator(void *iterator)
{
    git_config_iterator_free(iterator);
}

struct slice user_config_remote(struct arena *arena, const struct user_config *config)
{
    git_config_iterator *entries;
    git_config_entry *entry;
    struct slice remote = SLICE("");
    if (git_config_iterator_new(&entries, config->snapshot) < 0)
        return SLICE("origin");
    arena_defer(arena, free_iterator, entries);
    while (git_config_next(&entry, entries) == 0) {
        struct slice name = remote_of(slice_of(entry->name), SLICE(".url"));
        if (name.len == 0 || slice_equal(name, remote))
            continue;
        if (remote.len != 0)
            return SLICE("origin");
        remote = arena_copy(arena, name);
    }
    return remote.len != 0 ? remote : SLICE("origin");
}
