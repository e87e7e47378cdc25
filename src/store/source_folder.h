/*
 * A folder as a source: a copy of the bucket, of the store's path, or of some generations, made by `aws s3
 * sync`, `rclone copy` or the like. A file's modification time counts as the time it was archived; both tools
 * keep it.
 */
#ifndef STORE_SOURCE_FOLDER_H
#define STORE_SOURCE_FOLDER_H

#include "store/source.h"

/* True where the path is a folder. */
bool source_folder_is(struct arena *arena, struct slice path);

/*
 * Opens the folder. path is the part of destinationPath behind the bucket ("" for none): where the folder
 * holds it, the copy is of the whole bucket and the generations are looked for below it.
 *
 * ERROR_SYSTEM where it cannot be read. The source lives in the arena.
 */
struct error source_folder_open(struct arena *arena, struct slice folder, struct slice path,
                                struct source *source);

#endif
