#define _XOPEN_SOURCE 700 /* realpath */
#include "git/handle.h"
#include <stdlib.h>

/* The folder part of path resolved, the last part as it is: the file itself may be a symbolic link, or
 * missing. */
static struct slice resolve_folder(struct arena *arena, struct slice path)
{
    size_t slash = path.len;
    while (slash > 0 && path.data[slash - 1] != '/')
        slash--;
    const char *folder = slash == 0 ? "." : arena_string(arena, slice_cut(path, 0, slash));
    char *real = realpath(folder, NULL);
    if (real == NULL)
        return SLICE("");
    struct slice result = arena_format(arena, "%s/%.*s", strcmp(real, "/") == 0 ? "" : real,
                                       SLICE_ARG(slice_cut(path, slash, path.len)));
    free(real);
    return result;
}

/* "a/./b//c" is "a/b/c". */
static struct slice simplify(struct arena *arena, struct slice path)
{
    char *text = arena_alloc(arena, path.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < path.len;) {
        size_t end = slice_find_char(path, '/', i);
        struct slice part = slice_cut(path, i, end);
        if (part.len > 0 && !slice_equal(part, SLICE("."))) {
            if (len > 0)
                text[len++] = '/';
            memcpy(text + len, part.data, part.len);
            len += part.len;
        }
        i = end + 1;
    }
    return (struct slice){text, len};
}

static bool climbs(struct slice path)
{
    return slice_equal(path, SLICE("..")) || slice_starts_with(path, SLICE("../")) ||
           slice_find(path, SLICE("/../")) < path.len || slice_ends_with(path, SLICE("/.."));
}

static struct error in_work_tree(struct arena *arena, const struct repository *repository, struct slice typed,
                                 struct slice *path)
{
    const char *work_tree = repository_work_tree(repository);
    if (work_tree == NULL)
        return error_next(error_make(arena, ERROR_USAGE,
                                     "the repository %.*s has no work tree that '%.*s' could be in",
                                     SLICE_ARG(repository->place), SLICE_ARG(typed)),
                          SLICE("name the file by its path from the top of the tree"));
    struct slice top = resolve_folder(arena, slice_of(work_tree));
    struct slice file = resolve_folder(arena, typed);
    if (top.len == 0 || !slice_starts_with(file, top))
        return error_next(
            error_make(arena, ERROR_USAGE, "'%.*s' is not in the work tree %.*s", SLICE_ARG(typed),
                       SLICE_ARG(repository->place)),
            SLICE("name the file by its path from the top of the tree, and the repository with --repo"));
    *path = slice_cut(file, top.len, file.len);
    return NO_ERROR;
}

struct error repository_tree_path(struct arena *arena, const struct repository *repository,
                                  struct slice typed, const char **path)
{
    struct slice relative = typed;
    if (slice_starts_with(typed, SLICE("/")) || slice_starts_with(typed, SLICE("./")) ||
        slice_starts_with(typed, SLICE("../"))) {
        struct error error = in_work_tree(arena, repository, typed, &relative);
        if (failed(error))
            return error;
    }
    relative = simplify(arena, relative);
    if (relative.len == 0 || climbs(relative) || memchr(typed.data, '\0', typed.len) != NULL)
        return error_next(error_make(arena, ERROR_USAGE, "'%.*s' is no path in a tree", SLICE_ARG(typed)),
                          SLICE("name the file by its path from the top of the tree"));
    *path = relative.data;
    return NO_ERROR;
}
