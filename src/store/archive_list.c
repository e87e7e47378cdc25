#include "store/archive.h"
#include "store/wal_name.h"
#include <stdlib.h>

/* One listing while it runs. */
struct listing {
    struct arena *arena;
    struct archive *archive;
    size_t prefix; /* length of what every key begins with */
    bool too_many;
};

/* The backup of that id. A listing is sorted, so that it is the last one, or new. */
static struct base_backup *backup_of(struct listing *listing, struct slice id)
{
    struct archive *archive = listing->archive;
    for (size_t i = archive->backup_count; i > 0; i--) {
        int order = slice_compare(archive->backups[i - 1].id, id);
        if (order == 0)
            return &archive->backups[i - 1];
        if (order < 0 && i == archive->backup_count)
            break;
    }
    if (archive->backup_count >= ARCHIVE_BACKUPS_MAX) {
        listing->too_many = true;
        return NULL;
    }
    archive->backups = arena_grow(listing->arena, archive->backups, &archive->backup_capacity,
                                  archive->backup_count + 1, sizeof *archive->backups);
    struct base_backup *backup = &archive->backups[archive->backup_count++];
    *backup = (struct base_backup){
        .id = arena_copy(listing->arena, id), .begin_time = INSTANT_NONE, .end_time = INSTANT_NONE};
    return backup;
}

/* "data.tar.gz", "data_0001.tar.gz" and "16384.tar.gz" hold the files of the database. */
static bool is_data(struct slice name, struct slice *extension)
{
    size_t dot = slice_find(name, SLICE(".tar"));
    *extension = slice_cut(name, dot + 1, name.len);
    return dot < name.len && slice_find_char(name, '/', 0) == name.len;
}

static bool on_base(void *context, const struct object *object)
{
    struct listing *listing = context;
    struct slice rest = slice_cut(object->key, listing->prefix, object->key.len), extension;
    size_t slash = slice_find_char(rest, '/', 0);
    if (slash == rest.len || slash == 0)
        return true;
    struct slice name = slice_cut(rest, slash + 1, rest.len);
    struct base_backup *backup = backup_of(listing, slice_cut(rest, 0, slash));
    if (backup == NULL)
        return false;
    if (slice_equal(name, SLICE("backup.info")))
        backup->has_info = true;
    else if (slice_equal(name, SLICE("annotations/keep")))
        backup->kept = true;
    else if (is_data(name, &extension)) {
        backup->stored += object->size <= UINT64_MAX - backup->stored ? object->size : 0;
        if (backup->extension.len == 0)
            backup->extension = arena_copy(listing->arena, extension);
    }
    return true;
}

static void add_history(struct listing *listing, const struct wal_name *name, const struct object *object)
{
    struct archive *archive = listing->archive;
    if (archive->history_count >= ARCHIVE_HISTORIES_MAX) {
        listing->too_many = true;
        return;
    }
    archive->histories = arena_grow(listing->arena, archive->histories, &archive->history_capacity,
                                    archive->history_count + 1, sizeof *archive->histories);
    archive->histories[archive->history_count++] =
        (struct history){.timeline = name->timeline,
                         .when = object->modified,
                         .key = arena_copy(listing->arena, object->key),
                         .unread = SLICE("it was not read")};
}

/* Right under wals/ lie the history files; a segment there is not where Barman puts it, but counts for its
 * empty check. */
static bool on_wals(void *context, const struct object *object)
{
    struct listing *listing = context;
    struct slice rest = slice_cut(object->key, listing->prefix, object->key.len);
    struct wal_name name = wal_name_read(rest);
    listing->archive->shows_names = true;
    if (name.kind == WAL_FOREIGN)
        return true;
    listing->archive->has_wal = true;
    if (name.kind == WAL_HISTORY)
        add_history(listing, &name, object);
    return !listing->too_many;
}

static bool on_folder(void *context, struct slice key)
{
    struct listing *listing = context;
    uint32_t timeline, log;
    struct slice name = slice_cut(key, listing->prefix, key.len - 1);
    listing->archive->shows_names = true;
    if (wal_folder_read(name, &timeline, &log))
        listing->too_many |=
            !wal_set_add(listing->arena, &listing->archive->folders, timeline, log, INSTANT_NONE);
    return !listing->too_many;
}

static int compare_backups(const void *a, const void *b)
{
    return slice_compare(((const struct base_backup *)a)->id, ((const struct base_backup *)b)->id);
}

static int compare_histories(const void *a, const void *b)
{
    const struct history *x = a, *y = b;
    return x->timeline < y->timeline ? -1 : x->timeline > y->timeline;
}

/* What the source knows without files takes the place of what the listing shows. */
static void take_backups(struct arena *arena, struct archive *archive, const struct base_backup *known,
                         size_t count)
{
    struct base_backup *backups = arena_array(arena, count, sizeof *backups);
    for (size_t i = 0; i < count; i++) {
        backups[i] = known[i];
        for (size_t j = 0; j < archive->backup_count; j++)
            if (slice_equal(archive->backups[j].id, known[i].id)) {
                backups[i].stored = archive->backups[j].stored;
                backups[i].extension = archive->backups[j].extension;
                backups[i].kept = archive->backups[j].kept;
            }
    }
    archive->backups = backups;
    archive->backup_count = archive->backup_capacity = count;
    archive->knows_backups = archive->knows_infos = true;
}

static struct error too_many(struct arena *arena, const struct archive *archive)
{
    return error_next(error_make(arena, ERROR_SYSTEM, "generation %.*s holds more than a real one can",
                                 SLICE_ARG(archive->name)),
                      SLICE("is the path of the store right? It may be shared with something else"));
}

struct archive archive_make(const struct source *source, struct slice name)
{
    return (struct archive){.name = name,
                            .error = NO_ERROR,
                            .knows_backups = source->sees_objects,
                            .knows_infos = source->sees_bytes,
                            .knows_wal = source->sees_objects,
                            .has_times = source->sees_times};
}

struct error archive_list_base(const struct source *source, struct arena *arena, struct archive *archive)
{
    const struct base_backup *known;
    size_t count;
    struct slice prefix = arena_format(arena, "%.*s/base/", SLICE_ARG(archive->name));
    struct listing listing = {arena, archive, prefix.len, false};
    struct error error = NO_ERROR;
    if (source->sees_objects)
        error = source->list(source->state, arena, &(struct list_request){.prefix = prefix},
                             (struct object_sink){on_base, NULL, &listing});
    if (failed(error) || listing.too_many)
        return failed(error) ? error : too_many(arena, archive);
    if (source->backups != NULL && source->backups(source->state, archive->name, &known, &count))
        take_backups(arena, archive, known, count);
    if (archive->backup_count > 0)
        qsort(archive->backups, archive->backup_count, sizeof *archive->backups, compare_backups);
    return NO_ERROR;
}

struct error archive_list_wals(const struct source *source, struct arena *arena, struct archive *archive)
{
    struct slice prefix = arena_format(arena, "%.*s/wals/", SLICE_ARG(archive->name));
    struct listing listing = {arena, archive, prefix.len, false};
    struct error error = NO_ERROR;
    if (source->sees_objects)
        error = source->list(source->state, arena, &(struct list_request){.prefix = prefix, .folders = true},
                             (struct object_sink){on_wals, on_folder, &listing});
    if (failed(error) || listing.too_many)
        return failed(error) ? error : too_many(arena, archive);
    if (archive->history_count > 0)
        qsort(archive->histories, archive->history_count, sizeof *archive->histories, compare_histories);
    return archive->has_wal || !archive->shows_names ? NO_ERROR : archive_check_empty(source, arena, archive);
}

uint64_t archive_segment_size(const struct archive *archive)
{
    for (size_t i = archive->backup_count; i > 0; i--)
        if (archive->backups[i - 1].segment_size != 0)
            return archive->backups[i - 1].segment_size;
    return 0;
}

uint32_t *archive_timelines(struct arena *arena, const struct archive *archive, size_t *count)
{
    uint32_t *timelines = NULL;
    size_t capacity = 0, f = 0, h = 0;
    *count = 0;
    while (f < archive->folders.count || h < archive->history_count) {
        uint32_t folder = f < archive->folders.count ? archive->folders.runs[f].timeline : UINT32_MAX;
        uint32_t history = h < archive->history_count ? archive->histories[h].timeline : UINT32_MAX;
        uint32_t next = folder < history ? folder : history;
        f += folder == next && f < archive->folders.count;
        h += history == next && h < archive->history_count;
        if (*count > 0 && timelines[*count - 1] == next)
            continue;
        timelines = arena_grow(arena, timelines, &capacity, *count + 1, sizeof *timelines);
        timelines[(*count)++] = next;
    }
    return timelines;
}

uint32_t archive_highest_timeline(const struct archive *archive)
{
    uint32_t highest = 0;
    if (archive->folders.count > 0)
        highest = archive->folders.runs[archive->folders.count - 1].timeline;
    if (archive->history_count > 0 && archive->histories[archive->history_count - 1].timeline > highest)
        highest = archive->histories[archive->history_count - 1].timeline;
    return highest;
}
