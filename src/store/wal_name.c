#include "store/wal_name.h"

/* Reads exactly eight hexadecimal digits at an offset. */
static bool read_hex8(struct slice s, size_t at, uint32_t *out)
{
    uint32_t value = 0;
    if (at > s.len || s.len - at < 8)
        return false;
    for (size_t i = at; i < at + 8; i++) {
        char c = s.data[i];
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A') + 10;
        else
            return false;
        value = value << 4 | digit;
    }
    *out = value;
    return true;
}

/* Cuts one suffix of compression off. CNPG's list is longer than that of Barman 3.4: newer ones know them
 * all. */
static struct slice take_compression(struct slice *name)
{
    static const char *const known[] = {".gz", ".bz2", ".xz", ".snappy", ".zst", ".lz4"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct slice suffix = slice_of(known[i]);
        if (slice_ends_with(*name, suffix)) {
            *name = slice_cut(*name, 0, name->len - suffix.len);
            return suffix;
        }
    }
    return SLICE("");
}

/* What stands behind the 24 digits of a segment. */
static enum wal_kind kind_by_rest(struct slice rest)
{
    uint32_t offset;
    if (rest.len == 0)
        return WAL_SEGMENT;
    if (slice_equal(rest, SLICE(".partial")))
        return WAL_PARTIAL;
    if (rest.len == 16 && rest.data[0] == '.' && read_hex8(rest, 1, &offset) &&
        slice_equal(slice_cut(rest, 9, rest.len), SLICE(".backup")))
        return WAL_LABEL;
    return WAL_FOREIGN;
}

struct wal_name wal_name_read(struct slice name)
{
    struct wal_name out = {.kind = WAL_FOREIGN, .compression = take_compression(&name)};
    if (!read_hex8(name, 0, &out.timeline))
        return out;
    if (slice_equal(slice_cut(name, 8, name.len), SLICE(".history")))
        out.kind = WAL_HISTORY;
    else if (read_hex8(name, 8, &out.log) && read_hex8(name, 16, &out.segment))
        out.kind = kind_by_rest(slice_cut(name, 24, name.len));
    return out;
}

bool wal_folder_read(struct slice name, uint32_t *timeline, uint32_t *log)
{
    return name.len == 16 && read_hex8(name, 0, timeline) && read_hex8(name, 8, log);
}

bool wal_segment_size_is_valid(uint64_t size)
{
    return size >= (uint64_t)1 << 20 && size <= (uint64_t)1 << 30 && (size & (size - 1)) == 0;
}

uint32_t wal_segments_per_log(uint64_t size)
{
    return (uint32_t)(((uint64_t)1 << 32) / size);
}

bool wal_segment_number(const struct wal_name *name, uint64_t size, uint64_t *number)
{
    uint32_t per_log = wal_segments_per_log(size);
    if (name->segment >= per_log)
        return false;
    *number = (uint64_t)name->log * per_log + name->segment;
    return true;
}

struct slice wal_segment_text(struct arena *arena, uint32_t timeline, uint64_t number, uint64_t size)
{
    uint32_t per_log = wal_segments_per_log(size);
    return arena_format(arena, "%08X%08X%08X", (unsigned)timeline, (unsigned)(number / per_log),
                        (unsigned)(number % per_log));
}

bool wal_lsn_parse(struct slice text, uint64_t *lsn)
{
    size_t slash = slice_find_char(text, '/', 0);
    uint64_t parts[2] = {0, 0};
    if (slash == 0 || slash > 8 || slash >= text.len - 1 || text.len - slash - 1 > 8)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        uint64_t *part = &parts[i > slash];
        if (i == slash)
            continue;
        if (c >= '0' && c <= '9')
            *part = *part << 4 | (uint64_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            *part = *part << 4 | (uint64_t)(c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            *part = *part << 4 | (uint64_t)(c - 'A' + 10);
        else
            return false;
    }
    *lsn = parts[0] << 32 | parts[1];
    return true;
}

struct slice wal_lsn_text(struct arena *arena, uint64_t lsn)
{
    return arena_format(arena, "%X/%X", (unsigned)(lsn >> 32), (unsigned)(lsn & 0xffffffffU));
}
