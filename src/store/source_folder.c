#include "store/source_folder.h"
#include "sys/descriptor.h"
#include "sys/failure.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { DEPTH_MAX = 32 };

struct folder {
    struct slice root; /* without a slash at its end */
};

/* One walk over the tree, in the order of keys. */
struct walk {
    struct arena *arena;
    struct slice root;
    const struct list_request *request;
    struct object_sink sink;
    struct slice last_folder; /* the one given last */
    struct error error;
};

/* An entry, sorted as its key is: a folder as if its name ended in a slash. */
struct entry {
    struct slice name;
    bool is_folder;
    struct stat status;
};

static int compare_entries(const void *a, const void *b)
{
    return slice_compare(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static struct error cannot_read(struct arena *arena, struct slice path, int number)
{
    return error_next(system_failure(arena, number, "cannot read %.*s", SLICE_ARG(path)),
                      SLICE("name a folder that can be read, with one folder for each generation in it"));
}

/* Reads the entries of a folder. */
static struct error read_folder(struct walk *walk, struct slice path, struct entry **out, size_t *count)
{
    struct arena *arena = walk->arena;
    size_t capacity = 0;
    struct dirent *found;
    DIR *dir = opendir(arena_string(arena, path));
    *out = NULL;
    *count = 0;
    if (dir == NULL)
        return errno == ENOENT ? NO_ERROR : cannot_read(arena, path, errno);
    /* From here on memory can run out: the names are gathered first in memory that needs no arena. */
    char *names = NULL;
    size_t len = 0, room = 0;
    bool full = false;
    while (!full && (found = readdir(dir)) != NULL) {
        size_t size = strlen(found->d_name) + 1;
        if (strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0)
            continue;
        if (room - len < size) {
            char *more = realloc(names, room = room * 2 + size + 4096);
            full = more == NULL;
            names = more == NULL ? names : more;
        }
        if (!full)
            memcpy(names + len, found->d_name, size);
        len += full ? 0 : size;
    }
    closedir(dir);
    if (full) {
        free(names);
        return error_out_of_memory();
    }
    arena_defer(arena, free, names);
    for (size_t at = 0; at < len; at += strlen(names + at) + 1) {
        struct entry entry = {.name = slice_of(names + at)};
        struct slice full_path = arena_format(arena, "%.*s/%s", SLICE_ARG(path), names + at);
        if (stat(full_path.data, &entry.status) != 0)
            continue; /* gone in the meantime, or a link to nothing */
        entry.is_folder = S_ISDIR(entry.status.st_mode);
        if (!entry.is_folder && !S_ISREG(entry.status.st_mode))
            continue;
        if (entry.is_folder)
            entry.name = arena_format(arena, "%s/", names + at);
        *out = arena_grow(arena, *out, &capacity, *count + 1, sizeof **out);
        (*out)[(*count)++] = entry;
    }
    if (*count > 0)
        qsort(*out, *count, sizeof **out, compare_entries);
    return NO_ERROR;
}

static bool give(struct walk *walk, struct slice key, const struct stat *status)
{
    const struct list_request *request = walk->request;
    struct slice folder = list_request_folder(request, key);
    if (!list_request_wants(request, key))
        return true;
    if (folder.len > 0) {
        if (slice_equal(folder, walk->last_folder))
            return true;
        walk->last_folder = arena_copy(walk->arena, folder);
        return walk->sink.folder == NULL || walk->sink.folder(walk->sink.context, walk->last_folder);
    }
    struct object object = {key, status->st_size < 0 ? 0 : (uint64_t)status->st_size,
                            (instant)status->st_mtim.tv_sec * INSTANT_SECOND +
                                status->st_mtim.tv_nsec / 1000};
    return walk->sink.object(walk->sink.context, &object);
}

/* Whether a folder can hold keys that are wanted and that are not given yet. */
static bool is_worth(const struct walk *walk, struct slice key)
{
    const struct list_request *request = walk->request;
    size_t common = key.len < request->prefix.len ? key.len : request->prefix.len;
    if (memcmp(key.data, request->prefix.data, common) != 0)
        return false;
    if (request->after.len > 0 && slice_compare(key, request->after) < 0 &&
        !slice_starts_with(request->after, key))
        return false;
    return walk->last_folder.len == 0 || !slice_starts_with(key, walk->last_folder);
}

/* False: the sink has had enough, or there is an error. */
static bool descend(struct walk *walk, struct slice prefix, int depth)
{
    struct entry *entries;
    size_t count;
    struct slice path = arena_format(walk->arena, "%.*s/%.*s", SLICE_ARG(walk->root), SLICE_ARG(prefix));
    walk->error = read_folder(walk, path, &entries, &count);
    if (failed(walk->error))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct slice key =
            arena_format(walk->arena, "%.*s%.*s", SLICE_ARG(prefix), SLICE_ARG(entries[i].name));
        if (!entries[i].is_folder) {
            if (!give(walk, key, &entries[i].status))
                return false;
        } else if (depth < DEPTH_MAX && is_worth(walk, key) && !descend(walk, key, depth + 1)) {
            return false;
        }
    }
    return true;
}

static struct error folder_list(void *state, struct arena *arena, const struct list_request *request,
                                struct object_sink sink)
{
    const struct folder *folder = state;
    struct walk walk = {arena, folder->root, request, sink, SLICE(""), NO_ERROR};
    /* The part of the prefix up to its last slash is a path that needs no search. */
    size_t slash = request->prefix.len;
    while (slash > 0 && request->prefix.data[slash - 1] != '/')
        slash--;
    descend(&walk, slice_cut(request->prefix, 0, slash), 0);
    return walk.error;
}

static struct error folder_get(void *state, struct arena *arena, struct slice key, size_t limit,
                               struct slice *bytes, bool *found)
{
    const struct folder *folder = state;
    struct slice path = arena_format(arena, "%.*s/%.*s", SLICE_ARG(folder->root), SLICE_ARG(key));
    char *room = arena_alloc(arena, limit + 1);
    struct descriptor *file = descriptor_make(arena);
    size_t len = 0;
    file->fd = open(path.data, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    *found = file->fd >= 0;
    if (file->fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? NO_ERROR : cannot_read(arena, path, errno);
    int number = descriptor_read(file->fd, room, limit + 1, &len);
    descriptor_close(file);
    *bytes = (struct slice){room, len};
    return number != 0 ? cannot_read(arena, path, number) : NO_ERROR;
}

bool source_folder_is(struct arena *arena, struct slice path)
{
    struct stat status;
    return stat(arena_string(arena, path), &status) == 0 && S_ISDIR(status.st_mode);
}

struct error source_folder_open(struct arena *arena, struct slice name, struct slice path,
                                struct source *source)
{
    struct folder *folder = arena_alloc(arena, sizeof *folder);
    struct stat status;
    while (name.len > 1 && slice_ends_with(name, SLICE("/")))
        name.len--;
    folder->root = arena_copy(arena, name);
    if (stat(folder->root.data, &status) != 0)
        return cannot_read(arena, name, errno);
    if (path.len > 0) {
        struct slice deeper = arena_format(arena, "%.*s/%.*s", SLICE_ARG(name), SLICE_ARG(path));
        if (stat(deeper.data, &status) == 0 && S_ISDIR(status.st_mode))
            folder->root = deeper;
    }
    *source = (struct source){.state = folder,
                              .list = folder_list,
                              .get = folder_get,
                              .sees_objects = true,
                              .sees_bytes = true,
                              .sees_times = true,
                              .name = folder->root};
    return NO_ERROR;
}
