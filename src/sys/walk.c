#define _DEFAULT_SOURCE /* d_type, without which every entry would have to be examined */
#include "sys/walk.h"
#include "sys/failure.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* One name in one folder: what tells whether two paths lead to the same file. */
struct place {
    dev_t device; /* of the folder */
    ino_t inode;
    struct slice name;
};

struct found {
    struct slice path;
    struct place place;
    bool is_link; /* found as a symbolic link */
    bool twice;   /* listed elsewhere */
    size_t order;
};

/* The folder that is being read: one at a time, closed by the arena if memory runs out. */
struct folder {
    DIR *stream;
};

struct walker {
    struct arena *arena;
    struct folder *folder;
    struct found *found;
    size_t count, capacity;
    struct error *errors;
    size_t error_count, error_capacity;
    bool links;
};

/* One entry of a folder. */
struct entry {
    struct slice name;
    enum { ENTRY_FILE, ENTRY_LINK, ENTRY_FOLDER } kind;
};

struct entries {
    struct entry *items;
    size_t count, capacity;
};

static void close_folder(void *object)
{
    struct folder *folder = object;
    if (folder->stream != NULL)
        closedir(folder->stream);
    folder->stream = NULL;
}

static void complain(struct walker *walker, int number, const char *what, struct slice path)
{
    struct error error = error_in(system_failure(walker->arena, number, "%s", what), path);
    walker->errors = arena_grow(walker->arena, walker->errors, &walker->error_capacity,
                                walker->error_count + 1, sizeof *walker->errors);
    walker->errors[walker->error_count++] = error;
}

static void keep(struct walker *walker, struct slice path, struct place place, bool is_link)
{
    walker->found =
        arena_grow(walker->arena, walker->found, &walker->capacity, walker->count + 1, sizeof *walker->found);
    walker->found[walker->count] = (struct found){path, place, is_link, false, walker->count};
    walker->count++;
    walker->links |= is_link;
}

static struct slice base_name(struct slice path)
{
    size_t start = path.len;
    while (start > 0 && path.data[start - 1] != '/')
        start--;
    return slice_cut(path, start, path.len);
}

/* The place of a path that is no symbolic link; one of its own, equal to no other, where its folder is not to
 * be seen. */
static struct place place_of(struct walker *walker, struct slice path)
{
    struct slice name = base_name(path);
    struct slice parent = slice_cut(path, 0, path.len - name.len);
    struct stat about;
    if (stat(parent.len == 0 ? "." : arena_string(walker->arena, parent), &about) != 0)
        return (struct place){0, (ino_t)walker->count, path};
    return (struct place){about.st_dev, about.st_ino, name};
}

/* The place of what a symbolic link leads to. */
static struct place place_behind(struct walker *walker, const char *path)
{
    char *resolved = arena_alloc(walker->arena, PATH_MAX);
    return place_of(walker, slice_of(realpath(path, resolved) == NULL ? path : resolved));
}

static bool has_manifest_name(struct slice name)
{
    return slice_ends_with(name, SLICE(".yaml")) || slice_ends_with(name, SLICE(".yml"));
}

/* What an entry is, where the folder does not say. False for what is of no interest. */
static bool examine(int folder, const struct dirent *listed, struct entry *entry)
{
    struct stat about;
    mode_t type = listed->d_type == DT_REG   ? S_IFREG
                  : listed->d_type == DT_DIR ? S_IFDIR
                  : listed->d_type == DT_LNK ? S_IFLNK
                                             : 0;
    if (listed->d_type == DT_UNKNOWN && fstatat(folder, listed->d_name, &about, AT_SYMLINK_NOFOLLOW) == 0)
        type = about.st_mode & S_IFMT;
    if (type == S_IFDIR) {
        entry->kind = ENTRY_FOLDER;
        return true;
    }
    if (!has_manifest_name(slice_of(listed->d_name)))
        return false;
    if (type == S_IFLNK) {
        entry->kind = ENTRY_LINK;
        return fstatat(folder, listed->d_name, &about, 0) == 0 && S_ISREG(about.st_mode);
    }
    entry->kind = ENTRY_FILE;
    return type == S_IFREG;
}

static bool is_left_out(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0;
}

/* Reads a folder whole and closes it, so that a deep tree takes no more descriptors than a flat one. */
static void list(struct walker *walker, struct slice path, struct entries *entries)
{
    int fd = dirfd(walker->folder->stream);
    for (;;) {
        errno = 0;
        const struct dirent *listed = readdir(walker->folder->stream);
        if (listed == NULL)
            break;
        struct entry entry;
        if (is_left_out(listed->d_name) || !examine(fd, listed, &entry))
            continue;
        entry.name = arena_copy(walker->arena, slice_of(listed->d_name));
        entries->items = arena_grow(walker->arena, entries->items, &entries->capacity, entries->count + 1,
                                    sizeof *entries->items);
        entries->items[entries->count++] = entry;
    }
    if (errno != 0)
        complain(walker, errno, "the folder cannot be read to its end", path);
}

/* As the bytes of whole paths compare: what is in a folder has a slash behind the folder's name. */
static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    size_t common = a->name.len < b->name.len ? a->name.len : b->name.len;
    int order = memcmp(a->name.data, b->name.data, common);
    if (order != 0)
        return order;
    unsigned char next_a = a->name.len > common      ? (unsigned char)a->name.data[common]
                           : a->kind == ENTRY_FOLDER ? '/'
                                                     : 0;
    unsigned char next_b = b->name.len > common      ? (unsigned char)b->name.data[common]
                           : b->kind == ENTRY_FOLDER ? '/'
                                                     : 0;
    return next_a < next_b ? -1 : next_a > next_b;
}

static struct slice join(struct walker *walker, struct slice folder, struct slice name)
{
    bool slash = folder.len > 0 && !slice_ends_with(folder, SLICE("/"));
    return arena_format(walker->arena, "%.*s%s%.*s", SLICE_ARG(folder), slash ? "/" : "", SLICE_ARG(name));
}

/* Everything below one folder; path is "" for the current one. The recursion is as deep as the folders, and
 * those end where a path is too long to open. */
static void walk_folder(struct walker *walker, struct slice path, bool follow)
{
    struct entries entries = {NULL, 0, 0};
    struct stat about;
    const char *name = path.len == 0 ? "." : path.data;
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
    walker->folder->stream = fd < 0 ? NULL : fdopendir(fd);
    if (walker->folder->stream == NULL || fstat(fd, &about) != 0) {
        int number = errno;
        if (fd >= 0 && walker->folder->stream == NULL)
            close(fd);
        close_folder(walker->folder);
        complain(walker, number, "the folder cannot be read", path.len == 0 ? SLICE(".") : path);
        return;
    }
    list(walker, path, &entries);
    close_folder(walker->folder);
    if (entries.count > 0)
        qsort(entries.items, entries.count, sizeof *entries.items, compare_entries);
    for (size_t i = 0; i < entries.count; i++) {
        const struct entry *entry = &entries.items[i];
        struct slice below = join(walker, path, entry->name);
        if (entry->kind == ENTRY_FOLDER)
            walk_folder(walker, below, false);
        else if (entry->kind == ENTRY_LINK)
            keep(walker, below, place_behind(walker, below.data), true);
        else
            keep(walker, below, (struct place){about.st_dev, about.st_ino, entry->name}, false);
    }
}

/* "./x/" becomes "x", and "." the empty path; "/" stays. */
static struct slice tidy(struct slice path)
{
    while (path.len > 1 && path.data[path.len - 1] == '/')
        path.len--;
    while (slice_starts_with(path, SLICE("./"))) {
        path = slice_cut(path, 2, path.len);
        while (slice_starts_with(path, SLICE("/")))
            path = slice_cut(path, 1, path.len);
    }
    return slice_equal(path, SLICE(".")) ? SLICE("") : path;
}

static void walk_path(struct walker *walker, struct slice given)
{
    struct slice path = arena_copy(walker->arena, given);
    struct stat about, link;
    if (slice_find_char(path, '\0', 0) < path.len)
        complain(walker, EINVAL, "the path holds a NUL byte", path);
    else if (lstat(path.data, &link) != 0 || stat(path.data, &about) != 0)
        complain(walker, errno, "cannot be found", path);
    else if (S_ISDIR(about.st_mode))
        walk_folder(walker, arena_copy(walker->arena, tidy(path)), true);
    else
        keep(walker, path, S_ISLNK(link.st_mode) ? place_behind(walker, path.data) : place_of(walker, path),
             false);
}

static int compare_places(const void *left, const void *right)
{
    const struct found *a = *(struct found *const *)left, *b = *(struct found *const *)right;
    if (a->place.device != b->place.device)
        return a->place.device < b->place.device ? -1 : 1;
    if (a->place.inode != b->place.inode)
        return a->place.inode < b->place.inode ? -1 : 1;
    int order = slice_compare(a->place.name, b->place.name);
    if (order != 0)
        return order;
    if (a->is_link != b->is_link)
        return a->is_link ? 1 : -1;
    return a->order < b->order ? -1 : 1;
}

static bool same_place(const struct place *a, const struct place *b)
{
    return a->device == b->device && a->inode == b->inode && slice_equal(a->name, b->name);
}

/* Marks all but the first of those at the same place, by the order above. */
static void mark_repeated(struct walker *walker)
{
    struct found **sorted = arena_array(walker->arena, walker->count, sizeof *sorted);
    for (size_t i = 0; i < walker->count; i++)
        sorted[i] = &walker->found[i];
    qsort(sorted, walker->count, sizeof *sorted, compare_places);
    for (size_t i = 1; i < walker->count; i++)
        sorted[i]->twice = same_place(&sorted[i - 1]->place, &sorted[i]->place);
}

struct walk walk_paths(struct arena *arena, const struct slice *paths, size_t count)
{
    struct walker walker = {.arena = arena, .folder = arena_alloc(arena, sizeof *walker.folder)};
    arena_defer(arena, close_folder, walker.folder);
    for (size_t i = 0; i < count; i++)
        walk_path(&walker, paths[i]);
    if (count > 1 || walker.links) /* one folder without links lists nothing twice */
        mark_repeated(&walker);
    struct walk walk = {.errors = walker.errors, .error_count = walker.error_count};
    walk.files = arena_array(arena, walker.count, sizeof *walk.files);
    for (size_t i = 0; i < walker.count; i++)
        if (!walker.found[i].twice)
            walk.files[walk.file_count++] = walker.found[i].path;
    return walk;
}
