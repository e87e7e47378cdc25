#include "store/watch.h"
#include "store/lineage.h"
#include "store/wal_name.h"

struct search {
    uint32_t timeline;
    bool whole_only, found;
};

static bool on_object(void *context, const struct object *object)
{
    struct search *search = context;
    size_t start = object->key.len;
    while (start > 0 && object->key.data[start - 1] != '/')
        start--;
    struct wal_name name = wal_name_read(slice_cut(object->key, start, object->key.len));
    search->found = name.timeline == search->timeline &&
                    (name.kind == WAL_SEGMENT || (name.kind == WAL_PARTIAL && !search->whole_only));
    return !search->found;
}

struct error watch_segment(const struct source *source, struct arena *arena, struct slice generation,
                           struct slice segment, bool *archived)
{
    struct wal_name name = wal_name_read(segment);
    struct search search = {.timeline = name.timeline, .whole_only = true};
    *archived = false;
    if (name.kind != WAL_SEGMENT || name.compression.len > 0)
        return error_make(arena, ERROR_USAGE, "no name of a WAL segment");
    struct list_request request = {.prefix = arena_format(arena, "%.*s/wals/%.*s/%.*s", SLICE_ARG(generation),
                                                          16, segment.data, SLICE_ARG(segment))};
    struct error error =
        source->list(source->state, arena, &request, (struct object_sink){on_object, NULL, &search});
    *archived = search.found;
    return error;
}

struct error watch_first_history(const struct source *source, struct arena *arena, struct slice generation,
                                 struct history *history, bool *found)
{
    struct archive archive = archive_make(source, generation);
    struct error error = archive_list_wals(source, arena, &archive);
    *found = !failed(error) && archive.history_count > 0;
    if (!*found)
        return error;
    *history = archive.histories[0];
    return archive_read_history(source, arena, history);
}

struct error watch_timeline(const struct source *source, struct arena *arena, struct slice generation,
                            uint32_t timeline, bool *archived)
{
    struct search search = {.timeline = timeline};
    struct list_request request = {
        .prefix = arena_format(arena, "%.*s/wals/%08X", SLICE_ARG(generation), (unsigned)timeline)};
    struct error error =
        source->list(source->state, arena, &request, (struct object_sink){on_object, NULL, &search});
    *archived = search.found;
    return error;
}

struct error watch_tail(const struct source *source, struct arena *arena, struct slice generation,
                        uint64_t segment_size, uint32_t timeline, struct archive *archive)
{
    *archive = archive_make(source, generation);
    archive->segment_size = segment_size;
    struct error error = archive_list_wals(source, arena, archive);
    if (failed(error) || archive->folders.count == 0)
        return error;
    const struct wal_run *last =
        wal_set_last(&archive->folders, timeline != 0 ? timeline : archive_highest_timeline(archive));
    /* A timeline that was begun, but has no WAL of its own yet: what came before it counts. */
    if (last == NULL && timeline == 0)
        last = &archive->folders.runs[archive->folders.count - 1];
    if (last == NULL)
        return NO_ERROR;
    struct scan_part part = {last->timeline, (uint32_t)last->last, (uint32_t)last->last, 0, false};
    return archive_scan(source, arena, archive, &part, &archive->segments, &archive->has_wal);
}

struct error watch_end(const struct source *source, struct arena *arena, struct slice generation,
                       uint64_t segment_size, struct parent_end *end)
{
    struct archive archive;
    struct error error = watch_tail(source, arena, generation, segment_size, 0, &archive);
    *end = failed(error) ? (struct parent_end){.segment_size = segment_size} : archive_end(&archive);
    return error;
}
