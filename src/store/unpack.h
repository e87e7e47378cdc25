/*
 * Small files of an archive, which Barman compresses like WAL.
 */
#ifndef STORE_UNPACK_H
#define STORE_UNPACK_H

#include "base/arena.h"

/*
 * The bytes of a file whose name ends in that suffix: empty (as it is), .gz, .bz2, .xz, .zst, .lz4 or .snappy
 * (its framing format); all that CloudNativePG's wal.compression makes. At most limit bytes. False where it
 * does not unpack, or is longer. A checksum that the format has is looked at by the library that unpacks it;
 * that of .snappy is not.
 */
bool unpack(struct arena *arena, struct slice packed, struct slice suffix, size_t limit, struct slice *bytes);

#endif
