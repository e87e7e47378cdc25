/*
 * Small files of an archive, which Barman compresses like WAL.
 */
#ifndef STORE_UNPACK_H
#define STORE_UNPACK_H

#include "base/error.h"

/*
 * The bytes of a file whose name ends in that suffix of compression (".gz", ".bz2", ".xz"; empty: as it is),
 * at most limit of them. False where it does not unpack, is longer, or the suffix is one that is not known
 * here (.snappy, .zst, .lz4).
 */
bool unpack(struct arena *arena, struct slice packed, struct slice suffix, size_t limit, struct slice *bytes);

#endif
