/*
 * From the paths on a command line to the files they mean.
 *
 * A folder means every file below it whose name ends in .yaml or .yml. What is named ".git" is left out.
 * Symbolic links to folders are not followed below it, as find and git do not, which also is why a walk ends;
 * one that is named on the command line is. A symbolic link to a file counts, one that leads nowhere does
 * not. Anything else with such a name (pipes, sockets, devices) is no file.
 *
 * A path that is no folder is kept as it is, whatever its name: whoever reads it says what is wrong with it.
 *
 * A file is listed once, also where several paths or a symbolic link lead to it: then under the name that is
 * no link. Two hard links are two files.
 */
#ifndef SYS_WALK_H
#define SYS_WALK_H

#include "base/error.h"

struct walk {
    struct slice *files; /* paths that open the files: in the order of the command line; those below one
                            folder sorted by their bytes. Each has a NUL behind it */
    size_t file_count;
    struct error
        *errors; /* paths that do not exist, folders that cannot be read: ERROR_SYSTEM, with their path */
    size_t error_count;
};

/* All files that the paths mean. An error leaves out its folder only, the rest is listed all the same. Paths
 * below "." are given without a leading "./". */
struct walk walk_paths(struct arena *arena, const struct slice *paths, size_t count);

#endif
