#include "store/unpack.h"
#include "store/snappy.h"
#include <bzlib.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdint.h>
#include <zlib.h>
#include <zstd.h>

/* What the libraries count in is at least this large. */
enum { SIZE_LIMIT = 1 << 30, XZ_MEMORY = 64 * 1024 * 1024 };

/* Into room for limit bytes; *len is how many there are. Each returns false where the whole does not unpack
 * into them. */
typedef bool unpacker(struct slice packed, char *room, size_t limit, size_t *len);

static bool unpack_gzip(struct slice packed, char *room, size_t limit, size_t *len)
{
    z_stream stream = {0};
    if (inflateInit2(&stream, 15 + 16) != Z_OK)
        return false;
    stream.next_in = (unsigned char *)(uintptr_t)packed.data;
    stream.avail_in = (unsigned)packed.len;
    stream.next_out = (unsigned char *)room;
    stream.avail_out = (unsigned)limit;
    int result = inflate(&stream, Z_FINISH);
    *len = limit - stream.avail_out;
    inflateEnd(&stream);
    return result == Z_STREAM_END;
}

static bool unpack_bzip2(struct slice packed, char *room, size_t limit, size_t *len)
{
    unsigned size = (unsigned)limit;
    int result =
        BZ2_bzBuffToBuffDecompress(room, &size, (char *)(uintptr_t)packed.data, (unsigned)packed.len, 0, 0);
    *len = size;
    return result == BZ_OK;
}

static bool unpack_xz(struct slice packed, char *room, size_t limit, size_t *len)
{
    uint64_t memory = XZ_MEMORY;
    size_t in = 0;
    *len = 0;
    return lzma_stream_buffer_decode(&memory, 0, NULL, (const uint8_t *)packed.data, &in, packed.len,
                                     (uint8_t *)room, len, limit) == LZMA_OK;
}

static bool unpack_zstd(struct slice packed, char *room, size_t limit, size_t *len)
{
    *len = ZSTD_decompress(room, limit, packed.data, packed.len);
    return !ZSTD_isError(*len);
}

static bool unpack_lz4(struct slice packed, char *room, size_t limit, size_t *len)
{
    LZ4F_dctx *context;
    size_t in = packed.len, hint = 1;
    *len = 0;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
        return false;
    while (hint != 0 && !LZ4F_isError(hint) && packed.len > 0 && *len < limit) {
        size_t out = limit - *len;
        in = packed.len;
        hint = LZ4F_decompress(context, room + *len, &out, packed.data, &in, NULL);
        *len += out;
        packed = slice_cut(packed, in, packed.len);
        if (in == 0 && out == 0)
            break;
    }
    LZ4F_freeDecompressionContext(context);
    return hint == 0;
}

static const struct {
    const char *suffix;
    unpacker *unpack;
} table[] = {{".gz", unpack_gzip},  {".bz2", unpack_bzip2}, {".xz", unpack_xz},
             {".zst", unpack_zstd}, {".lz4", unpack_lz4},   {".snappy", snappy_unpack}};

bool unpack(struct arena *arena, struct slice packed, struct slice suffix, size_t limit, struct slice *bytes)
{
    if (suffix.len == 0) {
        *bytes = packed;
        return packed.len <= limit;
    }
    if (packed.len > SIZE_LIMIT || limit > SIZE_LIMIT)
        return false;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (!slice_equal(suffix, slice_of(table[i].suffix)))
            continue;
        char *room = arena_alloc(arena, limit + 1);
        size_t len = 0;
        bool ok = table[i].unpack(packed, room, limit, &len);
        *bytes = (struct slice){room, ok ? len : 0};
        return ok;
    }
    return false;
}
