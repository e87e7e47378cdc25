/*
 * The temporary file that becomes the new manifest.
 *
 * It lies in the manifest's folder as ".NAME.cnpg-dr-tmp": one name for each manifest, so that runs that were
 * killed leave at most one, and hidden and without .yaml at its end, so that no kustomization and no walk
 * takes it up. Whoever makes it locks it. One that nobody has locked was left by a run that was killed, and
 * is removed by the next.
 *
 * Nothing here allocates but temporary_name.
 */
#ifndef SYS_TEMPORARY_H
#define SYS_TEMPORARY_H

#include "sys/attributes.h"
#include "sys/descriptor.h"
#include "sys/trouble.h"

/* The temporary file's name for a manifest's; of a long one only the first 200 bytes count. */
const char *temporary_name(struct arena *arena, const char *name);

/* Makes the file, readable by nobody else, and locks it. TROUBLE_CHANGED where another run is at work. */
struct trouble temporary_make(int folder, const char *name, struct descriptor *file);

/* Writes the bytes, then gives the attributes, then flushes both to the disk: a write would clear set-id
 * bits, and nobody else may read the bytes before the attributes say who may. */
struct trouble temporary_fill(const struct descriptor *file, struct slice bytes,
                              const struct attributes *attributes);

/* Whether name, in the folder, is that open file and no link to it: TROUBLE_CHANGED with otherwise where it
 * is not. */
struct trouble temporary_same(int folder, const char *name, int fd, const char *otherwise);

#endif
