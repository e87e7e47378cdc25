#include "store/archive.h"
#include "store/wal_name.h"

/* Folders for one worker: about 4,000 files of 16 MiB, four requests. */
enum { PART_FOLDERS = 15 };

/* Enough to see the first segment, with some other file before it. */
enum { START_KEYS = 4 };

/* How far apart segments of one batch may be archived. */
#define END_SLACK ((int64_t)600 * INSTANT_SECOND)

struct parts {
    struct arena *arena;
    struct scan_part *items;
    size_t count, capacity;
};

static void add_part(struct parts *parts, uint32_t timeline, uint64_t first, uint64_t last,
                     uint64_t first_segment)
{
    while (first <= last) {
        uint64_t end = last - first >= PART_FOLDERS ? first + PART_FOLDERS - 1 : last;
        parts->items =
            arena_grow(parts->arena, parts->items, &parts->capacity, parts->count + 1, sizeof *parts->items);
        parts->items[parts->count++] =
            (struct scan_part){timeline, (uint32_t)first, (uint32_t)end, first_segment, false};
        first = end + 1;
    }
}

static void add_start(struct parts *parts, uint32_t timeline, uint64_t log)
{
    add_part(parts, timeline, log, log, 0);
    parts->items[parts->count - 1].only_start = true;
}

/* All folders of the archive from a segment on; before it only the ends of each timeline. */
static void plan_from(struct parts *parts, const struct archive *archive, uint32_t timeline, uint64_t segment)
{
    const struct wal_set *folders = &archive->folders;
    uint64_t per_log = wal_segments_per_log(archive->segment_size);
    for (size_t i = 0; i < folders->count; i++) {
        struct wal_run run = folders->runs[i];
        bool first_of_timeline = i == 0 || folders->runs[i - 1].timeline != run.timeline;
        bool last_of_timeline = i + 1 == folders->count || folders->runs[i + 1].timeline != run.timeline;
        uint64_t from = run.first; /* whole from here on; behind last: nothing */
        if (timeline == 0 || run.timeline < timeline)
            from = run.last + 1;
        else if (run.timeline == timeline && segment / per_log > run.first)
            from = segment / per_log;
        if (from > run.last)
            from = run.last + 1;
        bool only_one = first_of_timeline && last_of_timeline && run.first == run.last;
        if (first_of_timeline && from > run.first && !only_one)
            add_start(parts, run.timeline, run.first);
        if (from <= run.last)
            add_part(parts, run.timeline, from, run.last, 0);
        else if (last_of_timeline)
            add_part(parts, run.timeline, run.last, run.last, 0);
    }
}

struct scan_part *archive_scan_plan(struct arena *arena, struct archive *archive, bool all,
                                    uint32_t from_timeline, uint64_t from_segment, size_t *count)
{
    struct parts parts = {.arena = arena};
    archive->scanned_all = all || archive->folders.members <= ARCHIVE_FOLDERS_SMALL;
    archive->scanned_timeline = from_timeline;
    archive->scanned_from = from_segment;
    if (archive->scanned_all)
        for (size_t i = 0; i < archive->folders.count; i++)
            add_part(&parts, archive->folders.runs[i].timeline, archive->folders.runs[i].first,
                     archive->folders.runs[i].last, 0);
    else
        plan_from(&parts, archive, from_timeline, from_segment);
    *count = parts.count;
    return parts.items;
}

struct scan {
    struct arena *arena;
    const struct archive *archive;
    const struct scan_part *part;
    struct wal_set *set;
    bool has_wal, too_many;
    instant when; /* archive_end_at: up to here */
    uint64_t last;
    bool found;
};

static struct wal_name name_of(struct slice key)
{
    size_t start = key.len;
    while (start > 0 && key.data[start - 1] != '/')
        start--;
    return wal_name_read(slice_cut(key, start, key.len));
}

/* A .partial counts: where the whole segment is not there, barman-cloud-wal-restore gives PostgreSQL that
 * one. */
static bool is_segment(const struct wal_name *name)
{
    return name->kind == WAL_SEGMENT || name->kind == WAL_PARTIAL;
}

static bool on_segment(void *context, const struct object *object)
{
    struct scan *scan = context;
    struct wal_name name = name_of(object->key);
    uint64_t number;
    if (name.kind == WAL_FOREIGN)
        return true;
    scan->has_wal = true;
    if (name.timeline > scan->part->timeline || (name.timeline == scan->part->timeline &&
                                                 name.kind != WAL_HISTORY && name.log > scan->part->last_log))
        return false; /* behind the part */
    if (!is_segment(&name) || !wal_segment_number(&name, scan->archive->segment_size, &number))
        return true;
    scan->too_many = !wal_set_add(scan->arena, scan->set, name.timeline, number, object->modified);
    return !scan->too_many;
}

/* A key that stands before the first folder of a part and behind all others. */
static struct slice key_before(struct arena *arena, const struct archive *archive, uint32_t timeline,
                               uint32_t log)
{
    return arena_format(arena, "%.*s/wals/%08X%08X/", SLICE_ARG(archive->name), (unsigned)timeline,
                        (unsigned)log);
}

struct error archive_too_many_gaps(struct arena *arena, const struct archive *archive)
{
    return error_next(error_make(arena, ERROR_SYSTEM,
                                 "the WAL of generation %.*s has more gaps than can be kept",
                                 SLICE_ARG(archive->name)),
                      SLICE("is it an archive at all? See what lies in its wals/"));
}

struct error archive_scan(const struct source *source, struct arena *arena, const struct archive *archive,
                          const struct scan_part *part, struct wal_set *set, bool *has_wal)
{
    struct scan scan = {.arena = arena, .archive = archive, .part = part, .set = set};
    struct list_request request = {.prefix = arena_format(arena, "%.*s/wals/", SLICE_ARG(archive->name)),
                                   .after = key_before(arena, archive, part->timeline, part->first_log)};
    if (part->first_log == part->last_log) /* one folder: not a key of the next one is asked for */
        request = (struct list_request){.prefix = request.after, .first = part->only_start ? START_KEYS : 0};
    struct error error =
        source->list(source->state, arena, &request, (struct object_sink){on_segment, NULL, &scan});
    *has_wal |= scan.has_wal;
    if (!failed(error) && scan.too_many)
        return error_next(error_make(arena, ERROR_SYSTEM,
                                     "generation %.*s has more gaps in its WAL than segments",
                                     SLICE_ARG(archive->name)),
                          SLICE("is it an archive at all? See what lies in its wals/"));
    return error;
}

static bool on_any(void *context, const struct object *object)
{
    struct archive *archive = context;
    archive->has_wal = name_of(object->key).kind != WAL_FOREIGN;
    return !archive->has_wal;
}

/* Nearly always the very first key is a segment, and a page of a thousand takes a store long. */
enum { FIRST_KEYS = 10 };

struct error archive_check_empty(const struct source *source, struct arena *arena, struct archive *archive)
{
    struct list_request request = {.prefix = arena_format(arena, "%.*s/wals/", SLICE_ARG(archive->name)),
                                   .first = FIRST_KEYS};
    struct object_sink sink = {on_any, NULL, archive};
    struct error error = source->list(source->state, arena, &request, sink);
    if (failed(error) || archive->has_wal)
        return error;
    request.first = 0;
    return source->list(source->state, arena, &request, sink);
}

static bool on_end(void *context, const struct object *object)
{
    struct scan *scan = context;
    struct wal_name name = name_of(object->key);
    uint64_t number;
    if (name.kind == WAL_FOREIGN || name.kind == WAL_HISTORY || name.timeline != scan->part->timeline)
        return name.kind == WAL_FOREIGN || name.timeline <= scan->part->timeline;
    if (!is_segment(&name) || !wal_segment_number(&name, scan->archive->segment_size, &number) ||
        number < scan->part->first_segment)
        return true;
    /* Several segments may be archived at once, so that a later one can be older, but not by much. */
    if (object->modified > scan->when)
        return object->modified - scan->when < END_SLACK;
    scan->last = number;
    scan->found = true;
    return true;
}

struct error archive_end_at(const struct source *source, struct arena *arena, const struct archive *archive,
                            uint32_t timeline, uint64_t from, instant when, uint64_t *last, bool *found)
{
    struct scan_part part = {.timeline = timeline, .first_segment = from};
    struct scan scan = {.arena = arena, .archive = archive, .part = &part, .when = when};
    uint32_t log = (uint32_t)(from / wal_segments_per_log(archive->segment_size));
    struct list_request request = {.prefix = arena_format(arena, "%.*s/wals/", SLICE_ARG(archive->name)),
                                   .after = key_before(arena, archive, timeline, log)};
    struct error error =
        source->list(source->state, arena, &request, (struct object_sink){on_end, NULL, &scan});
    *last = scan.last;
    *found = scan.found;
    return error;
}
