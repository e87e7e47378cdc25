#include "store/backup_info.h"
#include "store/escape.h"
#include "store/wal_name.h"

static bool parse_unsigned(struct slice value, uint64_t max, uint64_t *out)
{
    uint64_t number = 0;
    if (!slice_is_digits(value))
        return false;
    for (size_t i = 0; i < value.len; i++) {
        uint64_t digit = (uint64_t)(value.data[i] - '0');
        if (number > (max - digit) / 10)
            return false;
        number = number * 10 + digit;
    }
    *out = number;
    return true;
}

static bool set_time(struct base_backup *backup, struct slice value, instant *out)
{
    bool zoned;
    if (!instant_parse(value, out, &zoned))
        return false;
    backup->assumed_utc |= !zoned;
    return true;
}

static bool set_unsigned32(struct slice value, uint32_t *out)
{
    uint64_t number;
    if (!parse_unsigned(value, UINT32_MAX, &number))
        return false;
    *out = (uint32_t)number;
    return true;
}

static bool set_lsn(struct slice value, uint64_t *out)
{
    if (!wal_lsn_parse(value, out))
        *out = 0; /* text to Barman: it does not mind */
    return true;
}

/* A size that PostgreSQL cannot have is taken for none: whatever is made of it later would be wrong. */
static bool set_segment_size(struct slice value, uint64_t *out)
{
    if (!parse_unsigned(value, UINT64_MAX, out))
        return false;
    if (!wal_segment_size_is_valid(*out))
        *out = 0;
    return true;
}

bool backup_info_set(struct base_backup *backup, struct slice key, struct slice value)
{
    if (slice_equal(value, SLICE("None")) || value.len == 0)
        return true;
    const struct {
        struct slice key;
        struct slice *text;
    } texts[] = {
        {SLICE("status"), &backup->status},   {SLICE("begin_wal"), &backup->begin_wal},
        {SLICE("end_wal"), &backup->end_wal}, {SLICE("systemid"), &backup->system_id},
        {SLICE("error"), &backup->error},     {SLICE("backup_name"), &backup->name},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (slice_equal(key, texts[i].key)) {
            *texts[i].text = value;
            return true;
        }
    if (slice_equal(key, SLICE("begin_time")))
        return set_time(backup, value, &backup->begin_time);
    if (slice_equal(key, SLICE("end_time")))
        return set_time(backup, value, &backup->end_time);
    if (slice_equal(key, SLICE("begin_xlog")))
        return set_lsn(value, &backup->begin_lsn);
    if (slice_equal(key, SLICE("end_xlog")))
        return set_lsn(value, &backup->end_lsn);
    if (slice_equal(key, SLICE("timeline")))
        return set_unsigned32(value, &backup->timeline);
    if (slice_equal(key, SLICE("version")))
        return set_unsigned32(value, &backup->version);
    if (slice_equal(key, SLICE("size")))
        return parse_unsigned(value, UINT64_MAX, &backup->size);
    if (slice_equal(key, SLICE("xlog_segment_size")))
        return set_segment_size(value, &backup->segment_size);
    return true;
}

/* Forgets what was read so far, but not what the listing said. */
static void mark_unreadable(struct base_backup *backup, struct slice why)
{
    *backup = (struct base_backup){.id = backup->id,
                                   .has_info = true,
                                   .unreadable = why,
                                   .begin_time = INSTANT_NONE,
                                   .end_time = INSTANT_NONE,
                                   .stored = backup->stored,
                                   .extension = backup->extension,
                                   .kept = backup->kept};
}

void backup_info_parse(struct arena *arena, struct slice text, struct base_backup *backup)
{
    size_t number = 0, read = 0;
    backup->has_info = true;
    backup->begin_time = backup->end_time = INSTANT_NONE;
    if (text.len > BACKUP_INFO_SIZE_MAX) {
        mark_unreadable(backup, SLICE("it is larger than 1 MiB"));
        return;
    }
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, '\n', at);
        struct slice line = slice_cut(text, at, end);
        at = end + 1;
        number++;
        if (slice_ends_with(line, SLICE("\r")))
            line.len--;
        line = slice_trim(line);
        if (line.len == 0 || line.data[0] == '#')
            continue;
        size_t equals = slice_find_char(line, '=', 0);
        struct slice key = slice_trim(slice_cut(line, 0, equals));
        struct slice value = slice_trim(slice_cut(line, equals + 1, line.len));
        if (equals == line.len) {
            mark_unreadable(backup, arena_format(arena, "line %zu is no key=value", number));
            return;
        }
        if (!backup_info_set(backup, key, value)) {
            struct slice shown = printable(arena, value, 40);
            mark_unreadable(backup, arena_format(arena, "line %zu: %.*s cannot be \"%.*s\"", number,
                                                 SLICE_ARG(key), SLICE_ARG(shown)));
            return;
        }
        read++;
    }
    if (read == 0)
        mark_unreadable(backup, SLICE("it is empty"));
}

bool backup_is_done(const struct base_backup *backup)
{
    return backup->has_info && backup->unreadable.len == 0 && backup->begin_time != INSTANT_NONE &&
           backup->end_time != INSTANT_NONE;
}

bool backup_is_good(const struct base_backup *backup)
{
    return backup_is_done(backup) && slice_equal(backup->status, SLICE("DONE"));
}
