#include "store/snappy.h"
#include <stdint.h>

struct output {
    char *room;
    size_t limit, len;
};

static unsigned char byte_at(struct slice s, size_t index)
{
    return (unsigned char)s.data[index];
}

/* count bytes, least significant first; they are there. */
static size_t little_endian(struct slice s, size_t at, size_t count)
{
    size_t value = 0;
    for (size_t i = count; i > 0; i--)
        value = value << 8 | byte_at(s, at + i - 1);
    return value;
}

static bool add_bytes(struct output *out, struct slice bytes)
{
    if (bytes.len > out->limit - out->len)
        return false;
    if (bytes.len > 0)
        memcpy(out->room + out->len, bytes.data, bytes.len);
    out->len += bytes.len;
    return true;
}

/* Copies what was written `offset` bytes ago; it may reach into what it writes. start is where the block
 * began. */
static bool add_copy(struct output *out, size_t start, size_t offset, size_t count)
{
    if (offset == 0 || offset > out->len - start || count > out->limit - out->len)
        return false;
    for (size_t i = 0; i < count; i++, out->len++)
        out->room[out->len] = out->room[out->len - offset];
    return true;
}

/* A literal: its length is in the tag, or in one to four bytes behind it. */
static bool take_literal(struct output *out, struct slice *in)
{
    size_t tag = byte_at(*in, 0) >> 2, extra = tag < 60 ? 0 : tag - 59;
    if (in->len < 1 + extra)
        return false;
    size_t count = (tag < 60 ? tag : little_endian(*in, 1, extra)) + 1;
    *in = slice_cut(*in, 1 + extra, in->len);
    if (count > in->len || !add_bytes(out, slice_cut(*in, 0, count)))
        return false;
    *in = slice_cut(*in, count, in->len);
    return true;
}

static bool take_copy(struct output *out, size_t start, struct slice *in)
{
    static const size_t sizes[] = {0, 2, 3, 5};
    unsigned char tag = byte_at(*in, 0);
    unsigned kind = tag & 3;
    size_t count = (size_t)(tag >> 2) + 1, offset;
    if (in->len < sizes[kind])
        return false;
    if (kind == 1) {
        count = (size_t)((tag >> 2) & 7) + 4;
        offset = (size_t)(tag >> 5) << 8 | byte_at(*in, 1);
    } else {
        offset = little_endian(*in, 1, sizes[kind] - 1);
    }
    *in = slice_cut(*in, sizes[kind], in->len);
    return add_copy(out, start, offset, count);
}

/* One block: its length as a varint, then literals and copies. */
static bool take_block(struct output *out, struct slice in)
{
    size_t length = 0, start = out->len;
    for (unsigned shift = 0;; shift += 7) {
        if (in.len == 0 || shift > 28)
            return false;
        unsigned char c = byte_at(in, 0);
        in = slice_cut(in, 1, in.len);
        length |= (size_t)(c & 0x7f) << shift;
        if (c < 0x80)
            break;
    }
    while (in.len > 0)
        if ((byte_at(in, 0) & 3) == 0 ? !take_literal(out, &in) : !take_copy(out, start, &in))
            return false;
    return out->len - start == length;
}

bool snappy_unpack(struct slice packed, char *room, size_t limit, size_t *len)
{
    enum { COMPRESSED = 0, PLAIN = 1, FIRST_SKIPPABLE = 0x80, CHECKSUM = 4 };
    struct output out = {room, limit, 0};
    struct slice identifier = SLICE("\xff\x06\x00\x00sNaPpY");
    *len = 0;
    if (!slice_starts_with(packed, identifier))
        return false;
    while (packed.len > 0) {
        size_t size = packed.len < 4 ? 0 : little_endian(packed, 1, 3);
        if (packed.len < 4 || size > packed.len - 4)
            return false;
        unsigned kind = byte_at(packed, 0);
        struct slice chunk = slice_cut(packed, 4, 4 + size);
        packed = slice_cut(packed, 4 + size, packed.len);
        if (kind >= FIRST_SKIPPABLE)
            continue;
        if (kind > PLAIN || size < CHECKSUM)
            return false;
        chunk = slice_cut(chunk, CHECKSUM, chunk.len);
        if (kind == PLAIN ? !add_bytes(&out, chunk) : !take_block(&out, chunk))
            return false;
    }
    *len = out.len;
    return true;
}
