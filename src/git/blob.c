#include "git/blob.h"
#include "git/handle.h"

/* What is looked for, in the words of the user, and for git (REV:PATH). */
struct search {
    const struct repository *repository;
    const char *name, *path;
    const char *what, *spec;
};

static void free_entry(void *entry)
{
    git_tree_entry_free(entry);
}

static struct error missing_object(struct arena *arena, const struct search *search, int code)
{
    return object_failure(arena, search->repository, code, search->what, search->spec);
}

static struct error read_bytes(struct arena *arena, const struct search *search, const git_oid *oid,
                               struct slice *bytes)
{
    git_blob *blob;
    int code = git_blob_lookup(&blob, search->repository->git, oid);
    if (code < 0)
        return missing_object(arena, search, code);
    defer_object(arena, (git_object *)blob);
    *bytes = (struct slice){git_blob_rawcontent(blob), (size_t)git_blob_rawsize(blob)};
    return NO_ERROR;
}

/* Where a symbolic link in the tree leads is a next step that saves a search. */
static struct error refuse_link(struct arena *arena, const struct search *search, const git_tree_entry *entry)
{
    struct slice target;
    struct error error = read_bytes(arena, search, git_tree_entry_id(entry), &target);
    if (failed(error))
        return error;
    return refuse(arena, REFUSE_TREE_ENTRY, "%s is a symbolic link to %.*s", search->what, SLICE_ARG(target));
}

static struct error no_such_file(struct arena *arena, const struct search *search)
{
    const char *slash = strrchr(search->path, '/');
    return error_next(
        error_make(arena, ERROR_USAGE, "there is no %s", search->what),
        arena_format(arena,
                     "paths are taken from the top of the tree: git ls-tree -r --name-only '%s' | "
                     "grep '%s'",
                     search->name, slash == NULL ? search->path : slash + 1));
}

static struct error find_entry(struct arena *arena, const struct search *search,
                               const struct object_id *commit_id, git_tree_entry **entry)
{
    git_commit *commit;
    git_tree *tree;
    struct error error = commit_of(arena, search->repository, commit_id, &commit);
    if (failed(error))
        return error;
    int code = git_commit_tree(&tree, commit);
    if (code < 0)
        return missing_object(arena, search, code);
    defer_object(arena, (git_object *)tree);
    code = git_tree_entry_bypath(entry, tree, search->path);
    if (code == GIT_ENOTFOUND)
        return no_such_file(arena, search);
    if (code <
        0) /* a folder above it cannot be read: libgit2 says -1, not ENOTFOUND, where its tree is missing */
        return missing_object(arena, search, git_error_last()->klass == GIT_ERROR_ODB ? GIT_ENOTFOUND : code);
    arena_defer(arena, free_entry, *entry);
    return NO_ERROR;
}

struct error blob_read(struct arena *arena, const struct repository *repository,
                       const struct object_id *commit, const char *name, const char *path,
                       struct tree_file *file)
{
    struct search search = {repository, name, path, arena_format(arena, "%s in %s", path, name).data,
                            arena_format(arena, "%s:%s", name, path).data};
    git_tree_entry *entry;
    struct error error = find_entry(arena, &search, commit, &entry);
    if (failed(error))
        return error;
    git_filemode_t mode = git_tree_entry_filemode(entry);
    if (mode == GIT_FILEMODE_LINK)
        return refuse_link(arena, &search, entry);
    if (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE)
        return refuse(arena, REFUSE_TREE_ENTRY, "%s is a %s", search.what,
                      mode == GIT_FILEMODE_TREE ? "folder" : "submodule");
    file->mode = mode;
    file->id = object_id_of(git_tree_entry_id(entry));
    return read_bytes(arena, &search, git_tree_entry_id(entry), &file->bytes);
}

struct error blob_find(struct arena *arena, const struct repository *repository,
                       const struct object_id *commit, const char *path, bool *found)
{
    struct search search = {repository, commit->hex, path, path,
                            arena_format(arena, "%s:%s", commit->hex, path).data};
    git_tree_entry *entry;
    struct error error = find_entry(arena, &search, commit, &entry);
    *found = !failed(error) && git_tree_entry_type(entry) == GIT_OBJECT_BLOB &&
             git_tree_entry_filemode(entry) != GIT_FILEMODE_LINK;
    return error.kind == ERROR_USAGE ? NO_ERROR : error; /* there is no such path */
}

static bool is_yaml(const git_tree_entry *entry)
{
    struct slice name = slice_of(git_tree_entry_name(entry));
    git_filemode_t mode = git_tree_entry_filemode(entry);
    return (mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE) &&
           (slice_ends_with(name, SLICE(".yaml")) || slice_ends_with(name, SLICE(".yml")));
}

/* The tree of the folder that the path lies in. */
static struct error find_folder(struct arena *arena, const struct search *search,
                                const struct object_id *commit_id, git_tree **tree)
{
    const char *slash = strrchr(search->path, '/');
    git_commit *commit;
    git_object *object;
    struct error error = commit_of(arena, search->repository, commit_id, &commit);
    if (failed(error))
        return error;
    int code = git_commit_tree(tree, commit);
    if (code < 0)
        return missing_object(arena, search, code);
    defer_object(arena, (git_object *)*tree);
    if (slash == NULL)
        return NO_ERROR;
    struct slice folder = {search->path, (size_t)(slash - search->path)};
    code =
        git_object_lookup_bypath(&object, (git_object *)*tree, arena_string(arena, folder), GIT_OBJECT_TREE);
    if (code < 0)
        return missing_object(arena, search, code);
    defer_object(arena, object);
    *tree = (git_tree *)object;
    return NO_ERROR;
}

struct error blobs_beside(struct arena *arena, const struct repository *repository,
                          const struct object_id *commit, const char *path, struct slice **texts,
                          size_t *count)
{
    enum { SIZE_LIMIT = 1024 * 1024 };
    struct search search = {repository, commit->hex, path, path,
                            arena_format(arena, "%s:%s", commit->hex, path).data};
    git_tree *tree;
    *count = 0;
    struct error error = find_folder(arena, &search, commit, &tree);
    if (failed(error))
        return error;
    *texts = arena_array(arena, git_tree_entrycount(tree), sizeof **texts);
    for (size_t i = 0; i < git_tree_entrycount(tree) && !failed(error); i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(tree, i);
        if (!is_yaml(entry))
            continue;
        error = read_bytes(arena, &search, git_tree_entry_id(entry), &(*texts)[*count]);
        *count += !failed(error) && (*texts)[*count].len <= SIZE_LIMIT;
    }
    return error;
}
