#include "store/archive.h"
#include "store/escape.h"
#include "store/unpack.h"
#include "store/wal_name.h"

enum { HISTORY_SIZE_MAX = 64 * 1024 };

struct error archive_read_backup(const struct source *source, struct arena *arena, struct slice archive_name,
                                 struct base_backup *backup)
{
    struct slice key =
        arena_format(arena, "%.*s/base/%.*s/backup.info", SLICE_ARG(archive_name), SLICE_ARG(backup->id));
    struct slice text;
    bool found;
    struct error error = source->get(source->state, arena, key, BACKUP_INFO_SIZE_MAX, &text, &found);
    if (failed(error))
        return error;
    if (!found)
        backup->has_info = false; /* it was deleted since the listing */
    else
        backup_info_parse(arena, text, backup);
    return NO_ERROR;
}

struct error archive_read_history(const struct source *source, struct arena *arena, struct history *history)
{
    size_t start = history->key.len;
    while (start > 0 && history->key.data[start - 1] != '/')
        start--;
    struct slice base_name = slice_cut(history->key, start, history->key.len), packed, text;
    struct wal_name name = wal_name_read(base_name);
    bool found;
    struct error error = source->get(source->state, arena, history->key, HISTORY_SIZE_MAX, &packed, &found);
    if (failed(error))
        return error;
    struct slice shown = printable(arena, base_name, 60);
    history->unread = SLICE("");
    if (!found)
        history->unread = arena_format(arena, "%.*s is not to be had here", SLICE_ARG(shown));
    else if (!unpack(arena, packed, name.compression, HISTORY_SIZE_MAX, &text))
        history->unread = arena_format(arena, "%.*s does not unpack", SLICE_ARG(shown));
    else if (!history_parse(arena, text, history))
        history->unread = arena_format(arena, "%.*s is no history file", SLICE_ARG(shown));
    return NO_ERROR;
}
