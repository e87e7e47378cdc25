#include "store/unpack.h"
#include <zlib.h>

static bool unpack_gzip(struct arena *arena, struct slice packed, size_t limit, struct slice *bytes)
{
    char *room = arena_alloc(arena, limit + 1);
    z_stream stream = {0};
    if (packed.len > (size_t)1 << 30 || limit > (size_t)1 << 30 || inflateInit2(&stream, 15 + 16) != Z_OK)
        return false;
    stream.next_in = (unsigned char *)packed.data;
    stream.avail_in = (unsigned)packed.len;
    stream.next_out = (unsigned char *)room;
    stream.avail_out = (unsigned)limit;
    int result = inflate(&stream, Z_FINISH);
    *bytes = (struct slice){room, limit - stream.avail_out};
    inflateEnd(&stream);
    return result == Z_STREAM_END;
}

bool unpack(struct arena *arena, struct slice packed, struct slice suffix, size_t limit, struct slice *bytes)
{
    if (suffix.len == 0) {
        *bytes = packed;
        return packed.len <= limit;
    }
    return slice_equal(suffix, SLICE(".gz")) && unpack_gzip(arena, packed, limit, bytes);
}
