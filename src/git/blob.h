/*
 * A file in the tree of a commit, byte for byte as the repository holds it: no filter, no line end
 * conversion.
 */
#ifndef GIT_BLOB_H
#define GIT_BLOB_H

#include "git/object_id.h"
#include "git/repository.h"

struct tree_file {
    struct slice bytes; /* lives as long as the arena */
    struct object_id id;
    unsigned mode; /* 0100644 or 0100755 */
};

/*
 * The file at path in the commit. A path that leads nowhere is ERROR_USAGE; a symbolic link (named with its
 * target), a folder or a submodule is refused (R034). name is what the user calls the commit, for messages.
 */
struct error blob_read(struct arena *arena, const struct repository *repository,
                       const struct object_id *commit, const char *name, const char *path,
                       struct tree_file *file);

/* Whether the commit has a file at that path: false also for links and folders. */
struct error blob_find(struct arena *arena, const struct repository *repository,
                       const struct object_id *commit, const char *path, bool *found);

/* The texts of all *.yaml and *.yml files in the folder of that path, in the order of the tree. Those that
 * are larger than 1 MiB, and links, are left out. */
struct error blobs_beside(struct arena *arena, const struct repository *repository,
                          const struct object_id *commit, const char *path, struct slice **texts,
                          size_t *count);

#endif
