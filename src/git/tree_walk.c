#include "git/tree_walk.h"
#include "git/handle.h"

enum { DEEPEST = 100 };

struct place {
    struct arena *arena;
    const struct repository *repository;
    const struct tree_walk *walk;
    git_blob *blob; /* the one that is visited: given back with the arena where memory runs out meanwhile */
};

static void free_blob(void *context)
{
    struct place *place = context;
    git_blob_free(place->blob);
    place->blob = NULL;
}

static struct error visit(struct place *place, const git_oid *id, struct slice path)
{
    int code = git_blob_lookup(&place->blob, place->repository->git, id);
    if (code < 0) {
        place->blob = NULL;
        return object_failure(place->arena, place->repository, code, path.data, path.data);
    }
    struct slice bytes = {git_blob_rawcontent(place->blob), (size_t)git_blob_rawsize(place->blob)};
    struct error error = place->walk->visit(place->walk->context, path, bytes);
    free_blob(place);
    return error;
}

static struct error walk_tree(struct place *place, const git_oid *id, struct slice path, int depth);

static struct error walk_entry(struct place *place, const git_tree_entry *entry, struct slice folder,
                               int depth)
{
    struct slice path = arena_format(place->arena, "%.*s%s%s", SLICE_ARG(folder), folder.len > 0 ? "/" : "",
                                     git_tree_entry_name(entry));
    git_filemode_t mode = git_tree_entry_filemode(entry);
    if (mode == GIT_FILEMODE_TREE)
        return walk_tree(place, git_tree_entry_id(entry), path, depth + 1);
    bool regular = mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
    if (!regular || !place->walk->wants(place->walk->context, path))
        return NO_ERROR;
    return visit(place, git_tree_entry_id(entry), path);
}

static struct error walk_tree(struct place *place, const git_oid *id, struct slice path, int depth)
{
    git_tree *tree;
    if (depth > DEEPEST)
        return error_make(place->arena, ERROR_SYSTEM,
                          "the folders of the repository are nested too deep: %.*s", SLICE_ARG(path));
    int code = git_tree_lookup(&tree, place->repository->git, id);
    if (code < 0)
        return object_failure(place->arena, place->repository, code, path.len > 0 ? path.data : "the tree",
                              path.len > 0 ? path.data : "HEAD");
    defer_object(place->arena, (git_object *)tree);
    struct error error = NO_ERROR;
    for (size_t i = 0; !failed(error) && i < git_tree_entrycount(tree); i++)
        error = walk_entry(place, git_tree_entry_byindex(tree, i), path, depth);
    return error;
}

struct error tree_walk(struct arena *arena, const struct repository *repository,
                       const struct object_id *commit, const struct tree_walk *walk)
{
    git_commit *found;
    struct place *place = arena_alloc(arena, sizeof *place);
    *place = (struct place){arena, repository, walk, NULL};
    struct error error = commit_of(arena, repository, commit, &found);
    if (failed(error))
        return error;
    arena_defer(arena, free_blob, place);
    return walk_tree(place, git_commit_tree_id(found), SLICE(""), 0);
}
