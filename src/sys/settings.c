#define _XOPEN_SOURCE 700 /* realpath */
#include "sys/settings.h"
#include "sys/input.h"
#include "yaml/documents.h"
#include "yaml/encoding.h"
#include "yaml/tree.h"
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
    return error_next(error, SLICE("the one key is generation-pattern, with a regular expression in quotes"));
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
    for (const struct node *key = tree->root->first; key != NULL; key = key->next->next) {
        const struct node *value = node_resolve(key->next);
        if (!slice_equal(node_text(key), SLICE("generation-pattern")))
            return wrong(arena, text, key,
                         arena_format(arena, "unknown key %.*s", SLICE_ARG(node_text(key))));
        if (value == NULL || value->kind != NODE_SCALAR || value->value.len == 0)
            return wrong(arena, text, key->next, SLICE("generation-pattern is no text"));
        settings->generation_pattern = arena_string(arena, value->value);
    }
    return NO_ERROR;
}

struct error settings_find(struct arena *arena, struct slice path, struct settings *settings)
{
    *settings = (struct settings){.file = SLICE("")};
    struct slice folder = folder_of(arena, path), found;
    while (folder.len > 0) {
        if (is_there(arena, folder, SETTINGS_NAME, &found)) {
            struct slice text;
            struct error error = input_read(arena, found, &text);
            if (!failed(error))
                error = settings_read(arena, text, settings);
            settings->file = found;
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
