#include "store/chart.h"
#include "store/escape.h"
#include "store/wal_name.h"

static void widen(instant *from, instant *until, instant when)
{
    if (when == INSTANT_NONE)
        return;
    if (*from == INSTANT_NONE || when < *from)
        *from = when;
    if (*until == INSTANT_NONE || when > *until)
        *until = when;
}

static void add_mark(struct arena *arena, struct chart_row *row, struct chart_mark mark)
{
    row->marks = arena_grow(arena, row->marks, &row->mark_capacity, row->mark_count + 1, sizeof *row->marks);
    row->marks[row->mark_count++] = mark;
}

static struct chart_row make_row(struct arena *arena, const struct archive *archive)
{
    struct chart_row row = {.from = INSTANT_NONE, .until = INSTANT_NONE};
    const struct wal_set *set = &archive->segments;
    for (size_t i = 0; i < set->count && archive->has_times; i++) {
        const struct wal_run *run = &set->runs[i];
        widen(&row.from, &row.until, run->first_time);
        widen(&row.from, &row.until, run->last_time);
        if (archive->scanned_all && i > 0 && set->runs[i - 1].timeline == run->timeline)
            add_mark(arena, &row,
                     (struct chart_mark){MARK_GAP, set->runs[i - 1].last_time, run->first_time, SLICE("")});
    }
    for (size_t i = 0; i < archive->backup_count; i++) {
        const struct base_backup *backup = &archive->backups[i];
        widen(&row.from, &row.until, backup->begin_time);
        widen(&row.from, &row.until, backup->end_time);
        if (backup->end_time != INSTANT_NONE)
            add_mark(arena, &row,
                     (struct chart_mark){backup_is_good(backup) ? MARK_BACKUP : MARK_FAILED, backup->end_time,
                                         backup->end_time, backup->id});
    }
    return row;
}

struct chart chart_make(struct arena *arena, const struct verdict *verdict)
{
    struct chart chart = {.from = INSTANT_NONE, .until = INSTANT_NONE};
    chart.rows = arena_array(arena, verdict->catalog->count, sizeof *chart.rows);
    for (size_t i = 0; i < verdict->catalog->count; i++) {
        chart.rows[i] = make_row(arena, &verdict->catalog->archives[i]);
        widen(&chart.from, &chart.until, chart.rows[i].from);
        widen(&chart.from, &chart.until, chart.rows[i].until);
    }
    return chart;
}

double chart_position(const struct chart *chart, instant when, double width)
{
    if (when <= chart->from || chart->until <= chart->from)
        return 0;
    if (when >= chart->until)
        return width;
    return (double)(when - chart->from) / (double)(chart->until - chart->from) * width;
}

static const char *judgement_text(enum completeness kind)
{
    static const char *const texts[] = {[COMPLETE] = ", complete",
                                        [COMPLETE_TO_TARGET] = ", up to its target",
                                        [INCOMPLETE_SEGMENTS] = ", CUT SHORT",
                                        [INCOMPLETE_TIMELINE] = ", WITHOUT A TIMELINE",
                                        [COMPLETENESS_UNKNOWN] = ""};
    return texts[kind];
}

struct slice origin_text(struct arena *arena, const struct verdict *verdict, size_t index)
{
    const struct lineage_link *link = &verdict->links[index];
    const struct archive *archives = verdict->catalog->archives;
    struct slice parent =
        link->parent == NO_GENERATION ? SLICE("") : printable(arena, archives[link->parent].name, 255);
    struct slice old = link->old_holder == NO_GENERATION
                           ? SLICE("")
                           : printable(arena, archives[link->old_holder].name, 255);
    struct slice lsn = link->fork == NULL ? SLICE("") : wal_lsn_text(arena, link->fork->lsn);
    switch (link->origin) {
    case ORIGIN_INITDB:
        return SLICE("made by initdb");
    case ORIGIN_RECOVERY:
        return arena_format(arena, "recovered from %.*s at %.*s%s", SLICE_ARG(parent), SLICE_ARG(lsn),
                            judgement_text(link->judgement.kind));
    case ORIGIN_CONTINUED:
        return arena_format(arena, "the database of %.*s, moved here without a recovery", SLICE_ARG(parent));
    case ORIGIN_DISGUISED:
        return arena_format(arena, "NOT RECOVERED: a new database, not that of %.*s", SLICE_ARG(old));
    case ORIGIN_UPGRADED:
        return arena_format(arena, "%.*s after a major upgrade", SLICE_ARG(parent));
    case ORIGIN_EMPTY:
        return SLICE("");
    case ORIGIN_UNKNOWN:
        break;
    }
    if (link->fork != NULL)
        return arena_format(arena, "recovered at %.*s of timeline %u, from a generation that is not here",
                            SLICE_ARG(lsn), (unsigned)link->fork->parent);
    return SLICE("how it began is not known");
}

struct slice size_text(struct arena *arena, uint64_t bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double size = (double)bytes;
    size_t unit = 0;
    while (size >= 1024 && unit + 1 < sizeof units / sizeof *units) {
        size /= 1024;
        unit++;
    }
    return arena_format(arena, unit == 0 || size >= 100 ? "%.0f %s" : "%.1f %s", size, units[unit]);
}

/* How many holes there are between the runs of one timeline. */
static size_t holes(const struct wal_set *set)
{
    size_t count = 0;
    for (size_t i = 1; i < set->count; i++)
        count += set->runs[i].timeline == set->runs[i - 1].timeline;
    return count;
}

size_t archive_gaps(const struct archive *archive)
{
    size_t count = archive->scanned_all ? holes(&archive->segments) : holes(&archive->folders);
    if (archive->scanned_all)
        return count;
    /* What was looked into, behind where that begins: before it lie single folders. */
    const struct wal_set *set = &archive->segments;
    for (size_t i = 1; i < set->count; i++) {
        const struct wal_run *before = &set->runs[i - 1], *run = &set->runs[i];
        bool looked_into =
            run->timeline > archive->scanned_timeline ||
            (run->timeline == archive->scanned_timeline && before->last >= archive->scanned_from);
        uint64_t per_log = wal_segments_per_log(archive->segment_size);
        bool whole_folders = run->first / per_log > before->last / per_log + 1; /* counted by folder */
        count += archive->scanned_timeline != 0 && looked_into && run->timeline == before->timeline &&
                 !whole_folders;
    }
    return count;
}

struct slice wal_text(struct arena *arena, const struct archive *archive)
{
    const struct wal_set *set = &archive->segments;
    if (set->count == 0)
        return SLICE("");
    const struct wal_run *first = &set->runs[0], *last = &set->runs[set->count - 1];
    struct slice from = wal_segment_text(arena, first->timeline, first->first, archive->segment_size);
    struct slice to = wal_segment_text(arena, last->timeline, last->last, archive->segment_size);
    size_t gaps = archive_gaps(archive);
    struct slice said = gaps == 0   ? SLICE("no gap")
                        : gaps == 1 ? SLICE("1 GAP")
                                    : arena_format(arena, "%zu GAPS", gaps);
    return arena_format(arena, "%.*s to %.*s, %.*s", SLICE_ARG(from), SLICE_ARG(to), SLICE_ARG(said));
}
