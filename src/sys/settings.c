#define _XOPEN_SOURCE 700 /* realpath */
#include "sys/settings.h"
#include "sys/input.h"
#include "yaml/documents.h"
#include "yaml/encoding.h"
#include "yaml/tree.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <sys/stat.h>

/* The folder of a path, without links; empty where it cannot be reached. */
static struct slice folder_of(struct arena *arena, struct slice path)
{
    struct stat found;
    char *name = arena_string(arena, path);
    if (slice_equal(path, SLICE("-")))
        name = arena_string(arena, SLICE("."));
    else if (stat(name, &found) != 0 || !S_ISDIR(found.st_mode)) {
        char *slash = strrchr(name, '/');
        name = slash == NULL ? arena_string(arena, SLICE("."))
                             : arena_string(arena, slice_cut(path, 0, (size_t)(slash - name) + 1));
    }
    char *real = realpath(name, NULL);
    if (real == NULL)
        return SLICE("");
    struct slice folder = arena_copy(arena, slice_of(real));
    free(real);
    return folder;
}

static bool is_there(struct arena *arena, struct slice folder, const char *name, struct slice *path)
{
    struct stat found;
    *path = arena_format(arena, "%.*s/%s", SLICE_ARG(folder), name);
    return stat(path->data, &found) == 0;
}

static struct error wrong(struct arena *arena, struct slice text, const struct node *node,
                          struct slice sentence)
{
    struct error error = error_make(arena, ERROR_USAGE, "%.*s", SLICE_ARG(sentence));
    error = refuse_here(error, text, node->start);
    return error_next(
        error, SLICE("the keys are generation-pattern (a regular expression), severities (a rule: error, "
                     "warning, note or off), paths and sync-branches (lists)"));
}

static bool is_text(const struct node *node)
{
    return node != NULL && node->kind == NODE_SCALAR && node->value.len > 0;
}

static struct error read_severities(struct arena *arena, struct slice text, const struct node *mapping,
                                    struct settings *settings)
{
    static const char *const names[] = {[SEVERITY_OFF] = "off",
                                        [SEVERITY_NOTE] = "note",
                                        [SEVERITY_WARNING] = "warning",
                                        [SEVERITY_ERROR] = "error"};
    const struct node *resolved = node_resolve(mapping);
    if (resolved == NULL || resolved->kind != NODE_MAPPING)
        return wrong(arena, text, mapping, SLICE("severities is no mapping"));
    for (const struct node *key = resolved->first; key != NULL; key = key->next->next) {
        enum check_rule rule = rule_find(node_text(key));
        if (rule == RULE_COUNT)
            return wrong(arena, text, key,
                         arena_format(arena, "unknown rule %.*s", SLICE_ARG(node_text(key))));
        struct slice value = node_text(key->next);
        for (size_t i = SEVERITY_OFF; i <= SEVERITY_ERROR; i++)
            if (slice_equal(value, slice_of(names[i])))
                settings->severities[rule] = (enum severity)i;
        if (settings->severities[rule] == SEVERITY_DEFAULT)
            return wrong(arena, text, key->next,
                         arena_format(arena, "unknown severity %.*s", SLICE_ARG(value)));
    }
    return NO_ERROR;
}

static struct error read_list(struct arena *arena, struct slice text, const struct node *key,
                              const char ***items, size_t *count)
{
    const struct node *list = node_resolve(key->next);
    if (list == NULL || list->kind != NODE_SEQUENCE)
        return wrong(arena, text, key->next,
                     arena_format(arena, "%.*s is no list", SLICE_ARG(node_text(key))));
    *items = arena_array(arena, node_count(list), sizeof **items);
    for (const struct node *item = list->first; item != NULL; item = item->next) {
        if (!is_text(node_resolve(item)))
            return wrong(arena, text, item,
                         arena_format(arena, "an entry of %.*s is no text", SLICE_ARG(node_text(key))));
        (*items)[(*count)++] = arena_string(arena, node_text(item));
    }
    return NO_ERROR;
}

static struct error read_entry(struct arena *arena, struct slice text, const struct node *key,
                               struct settings *settings)
{
    struct slice name = node_text(key);
    if (slice_equal(name, SLICE("severities")))
        return read_severities(arena, text, key->next, settings);
    if (slice_equal(name, SLICE("paths")))
        return read_list(arena, text, key, &settings->paths, &settings->path_count);
    if (slice_equal(name, SLICE("sync-branches")))
        return read_list(arena, text, key, &settings->sync_branches, &settings->sync_branch_count);
    if (!slice_equal(name, SLICE("generation-pattern")))
        return wrong(arena, text, key, arena_format(arena, "unknown key %.*s", SLICE_ARG(name)));
    if (!is_text(node_resolve(key->next)))
        return wrong(arena, text, key->next, SLICE("generation-pattern is no text"));
    settings->generation_pattern = arena_string(arena, node_text(key->next));
    return NO_ERROR;
}

bool settings_cover(const struct settings *settings)
{
    bool covered = true;
    for (size_t i = 0; i < settings->path_count; i++)
        covered = covered && settings->paths[i][0] == '!';
    for (size_t i = 0; i < settings->path_count; i++) {
        bool out = settings->paths[i][0] == '!';
        if (fnmatch(settings->paths[i] + out, settings->path.data, 0) == 0)
            covered = !out;
    }
    return covered;
}

bool settings_sync(const struct settings *settings, struct slice branch)
{
    for (size_t i = 0; i < settings->sync_branch_count; i++)
        if (branch.len > 0 && fnmatch(settings->sync_branches[i], branch.data, 0) == 0)
            return true;
    return false;
}

struct error settings_read(struct arena *arena, struct slice text, struct settings *settings)
{
    struct documents documents;
    *settings = (struct settings){.file = SLICE("")};
    struct tree *tree;
    struct error error = encoding_check(arena, text);
    if (!failed(error))
        error = documents_split(arena, text, &documents);
    if (failed(error) || documents.count == 0)
        return error;
    error = tree_read(arena, text, documents.items[0].start, documents.items[documents.count - 1].end, &tree);
    if (failed(error) || tree->root == NULL || node_is_null(tree->root))
        return error;
    if (tree->root->kind != NODE_MAPPING)
        return wrong(arena, text, tree->root, SLICE("the settings are no mapping"));
    for (const struct node *key = tree->root->first; key != NULL && !failed(error); key = key->next->next)
        error = read_entry(arena, text, key, settings);
    return error;
}

/* The settings of a folder, as folder_of gives it; their path is the folder's own, from that of the file. */
static struct error find_from(struct arena *arena, struct slice own, struct settings *settings)
{
    struct slice folder = own, found;
    *settings = (struct settings){.file = SLICE("")};
    while (folder.len > 0) {
        if (is_there(arena, folder, SETTINGS_NAME, &found)) {
            struct slice text;
            struct error error = input_read(arena, found, &text);
            if (!failed(error))
                error = settings_read(arena, text, settings);
            settings->file = found;
            settings->path = slice_cut(own, folder.len + 1, own.len);
            return failed(error) ? error_in(error, found) : NO_ERROR;
        }
        if (is_there(arena, folder, ".git", &found))
            break;
        while (folder.len > 0 && folder.data[folder.len - 1] != '/')
            folder.len--;
        folder.len -= folder.len > 0; /* its slash; the root itself is an empty name here */
    }
    return NO_ERROR;
}

/* How much of a path is its folder, with the slash. */
static size_t folder_length(struct slice path)
{
    size_t slash = path.len;
    while (slash > 0 && path.data[slash - 1] != '/')
        slash--;
    return slash;
}

/* The manifest's place, where the settings have that of its folder. */
static struct slice place_of(struct arena *arena, struct slice path, const struct settings *settings)
{
    if (settings->file.len == 0)
        return SLICE("");
    return arena_format(arena, "%.*s%s%.*s", SLICE_ARG(settings->path), settings->path.len > 0 ? "/" : "",
                        SLICE_ARG(slice_cut(path, folder_length(path), path.len)));
}

struct settings_memory *settings_memory(struct arena *keep, void **memo)
{
    if (*memo == NULL) {
        struct settings_memory *memory = arena_alloc(keep, sizeof *memory);
        memory->keep = keep;
        *memo = memory;
    }
    return *memo;
}

struct error settings_find(struct settings_memory *memory, struct arena *arena, struct slice path,
                           struct settings *settings)
{
    struct slice folder = slice_cut(path, 0, folder_length(path));
    if (!memory->is_known || !slice_equal(folder, memory->folder)) {
        memory->is_known = false; /* should memory run out in between */
        memory->folder = arena_copy(memory->keep, folder);
        memory->error = find_from(memory->keep, folder_of(memory->keep, path), &memory->settings);
        memory->is_known = true;
    }
    *settings = memory->settings;
    settings->path = place_of(arena, path, settings);
    return memory->error;
}
