#include "store/lineage.h"
#include "store/wal_name.h"

struct parent_end archive_end(const struct archive *archive)
{
    struct parent_end end = {.timeline = archive_highest_timeline(archive),
                             .segment_size = archive->segment_size};
    const struct wal_run *run = wal_set_last(&archive->segments, end.timeline);
    /* A timeline that was begun, but has no WAL of its own yet: what came before it counts. */
    if (run == NULL && archive->segments.count > 0)
        run = &archive->segments.runs[archive->segments.count - 1];
    end.known = archive->knows_wal && run != NULL;
    end.last = run == NULL ? 0 : run->last;
    return end;
}

static void read_identity(const struct archive *archive, struct lineage_link *link)
{
    for (size_t i = archive->backup_count; i > 0; i--) {
        const struct base_backup *backup = &archive->backups[i - 1];
        if (backup->system_id.len == 0)
            continue;
        if (link->system_id.len == 0) {
            link->system_id = backup->system_id;
            link->major = backup->version / 10000;
        } else if (!slice_equal(link->system_id, backup->system_id)) {
            link->several_ids = true;
        }
    }
}

static bool has_timeline(const struct archive *archive, uint32_t timeline)
{
    return wal_set_from(&archive->folders, timeline, 0) != NULL;
}

/* The history file of the recovery that began the archive, or NULL: the lowest one, unless the timeline that
 * it left is in the archive itself, which is a failover. */
static const struct history *first_history(const struct archive *archive)
{
    if (archive->history_count == 0)
        return NULL;
    const struct history *lowest = &archive->histories[0];
    const struct fork *fork = history_fork(lowest);
    if (fork != NULL)
        return has_timeline(archive, fork->parent) ? NULL : lowest;
    /* Not readable: a timeline below it in the archive speaks for a failover. */
    return archive->folders.count > 0 && archive->folders.runs[0].timeline < lowest->timeline ? NULL : lowest;
}

/* Whether the ancestors in a history are those that the candidate knows of the same timeline. */
static bool shares_ancestors(const struct archive *candidate, const struct history *history)
{
    if (history->count < 2)
        return true;
    const struct history *own =
        history_find(candidate->histories, candidate->history_count, history_fork(history)->parent);
    if (own == NULL || own->count == 0)
        return true;
    if (own->count != history->count - 1)
        return false;
    for (size_t i = 0; i < own->count; i++)
        if (own->forks[i].parent != history->forks[i].parent || own->forks[i].lsn != history->forks[i].lsn)
            return false;
    return true;
}

/* Whether that recovery can have read the candidate. */
static bool can_be_parent(const struct archive *candidate, const struct lineage_link *link,
                          const struct lineage_link *child, const struct history *history)
{
    const struct fork *fork = history_fork(history);
    if (link->system_id.len > 0 && child->system_id.len > 0 &&
        !slice_equal(link->system_id, child->system_id))
        return false;
    if (fork == NULL || !has_timeline(candidate, fork->parent) || !shares_ancestors(candidate, history))
        return false;
    const struct wal_run *last = wal_set_last(&candidate->segments, fork->parent);
    uint64_t reached = fork->lsn == 0 ? 0 : (fork->lsn - 1) / candidate->segment_size;
    return last != NULL && last->last >= reached;
}

/* The nearest one before it; where there is none, the nearest one behind (names need not follow time). */
static size_t find_parent(const struct catalog *catalog, const struct lineage_link *links, size_t child,
                          const struct history *history)
{
    for (size_t i = child; i > 0; i--)
        if (can_be_parent(&catalog->archives[i - 1], &links[i - 1], &links[child], history))
            return i - 1;
    for (size_t i = child + 1; i < catalog->count; i++)
        if (can_be_parent(&catalog->archives[i], &links[i], &links[child], history))
            return i;
    return NO_GENERATION;
}

/* How far the parent had come when the history file was archived. */
static struct error end_then(struct arena *arena, const struct catalog *catalog, const struct archive *parent,
                             const struct history *history, struct parent_end *end)
{
    const struct fork *fork = history_fork(history);
    *end = archive_end(parent);
    if (!end->known || !parent->has_times || history->when == INSTANT_NONE)
        return NO_ERROR;
    const struct history *later = history_find(parent->histories, parent->history_count, end->timeline);
    if (end->timeline > fork->parent && later != NULL && later->when > history->when) {
        /* A later timeline that came up only afterwards: judged by the one that there was. */
        const struct wal_run *run = wal_set_last(&parent->segments, fork->parent);
        end->timeline = fork->parent;
        end->known = run != NULL;
        end->last = run == NULL ? 0 : run->last;
        end->went_on = true;
    }
    const struct wal_run *run = wal_set_last(&parent->segments, end->timeline);
    uint64_t reached = fork->lsn == 0 ? 0 : (fork->lsn - 1) / parent->segment_size;
    if (end->timeline != fork->parent || run == NULL || run->last <= reached ||
        run->last_time <= history->when)
        return NO_ERROR;
    uint64_t last;
    bool found;
    struct error error =
        archive_end_at(catalog->source, arena, parent, end->timeline, reached, history->when, &last, &found);
    end->went_on = true;
    end->last = found ? last : reached;
    return error;
}

/* The nearest generation before it that says which database it holds. */
static size_t nearest_known(const struct lineage_link *links, size_t before)
{
    for (size_t i = before; i > 0; i--)
        if (links[i - 1].system_id.len > 0)
            return i - 1;
    return NO_GENERATION;
}

static size_t nearest_filled(const struct lineage_link *links, size_t before)
{
    for (size_t i = before; i > 0; i--)
        if (links[i - 1].origin != ORIGIN_EMPTY)
            return i - 1;
    return NO_GENERATION;
}

/* A generation that no recovery made. */
static void judge_beginning(const struct archive *archive, struct lineage_link *links, size_t index)
{
    struct lineage_link *link = &links[index];
    size_t before = nearest_known(links, index), filled = nearest_filled(links, index);
    bool from_scratch = archive->knows_wal && wal_set_find(&archive->segments, 1, 1) != NULL;
    if (filled == NO_GENERATION) {
        link->origin = from_scratch ? ORIGIN_INITDB : ORIGIN_UNKNOWN;
    } else if (link->system_id.len == 0 || before == NO_GENERATION) {
        /* No base backup says which database it is; but one that begins with the first segment there is, is
         * new. */
        link->origin = from_scratch ? ORIGIN_DISGUISED : ORIGIN_UNKNOWN;
        link->old_holder = filled;
    } else if (slice_equal(link->system_id, links[before].system_id)) {
        link->origin = ORIGIN_CONTINUED;
        link->parent = before;
    } else if (link->major != 0 && links[before].major != 0 && link->major != links[before].major) {
        link->origin = ORIGIN_UPGRADED;
        link->parent = before;
    } else {
        link->origin = ORIGIN_DISGUISED;
        link->old_holder = before;
    }
}

struct error lineage_read(struct arena *arena, const struct catalog *catalog, struct lineage_link **out)
{
    struct lineage_link *links = arena_array(arena, catalog->count, sizeof *links);
    for (size_t i = 0; i < catalog->count; i++) {
        links[i].parent = links[i].old_holder = NO_GENERATION;
        links[i].judgement = (struct judgement){.kind = COMPLETENESS_UNKNOWN, .sentence = SLICE("")};
        links[i].system_id = SLICE("");
        if (!failed(catalog->archives[i].error))
            read_identity(&catalog->archives[i], &links[i]);
    }
    *out = links;
    for (size_t i = 0; i < catalog->count; i++) {
        const struct archive *archive = &catalog->archives[i];
        struct lineage_link *link = &links[i];
        link->origin = archive->has_wal || archive->backup_count > 0 ? ORIGIN_UNKNOWN : ORIGIN_EMPTY;
        if (failed(archive->error) || link->origin == ORIGIN_EMPTY)
            continue;
        link->history = first_history(archive);
        link->fork = history_fork(link->history);
        if (link->history == NULL) {
            judge_beginning(archive, links, i);
            continue;
        }
        link->parent = find_parent(catalog, links, i, link->history);
        if (link->parent == NO_GENERATION)
            continue;
        link->origin = ORIGIN_RECOVERY;
        struct error error =
            end_then(arena, catalog, &catalog->archives[link->parent], link->history, &link->end);
        if (failed(error))
            return error;
        link->judgement = judge_recovery(arena, link->fork, &link->end);
    }
    return NO_ERROR;
}
