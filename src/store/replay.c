#include "store/replay.h"
#include "store/wal_name.h"

/* The latest timeline from that one on. */
static uint32_t latest_timeline(const struct archive *archive, uint32_t from, uint32_t *history_missing)
{
    uint32_t latest = from;
    while (latest < UINT32_MAX &&
           history_find(archive->histories, archive->history_count, latest + 1) != NULL)
        latest++;
    *history_missing = 0;
    for (size_t i = 0; i < archive->history_count; i++)
        if (archive->histories[i].timeline > latest && *history_missing == 0)
            *history_missing = latest + 1;
    return latest;
}

/* Where the segment lies: the newest timeline first. by_folder is set where the folder is known but not
 * looked into. */
static bool has_segment(const struct archive *archive, uint32_t timeline, uint64_t number)
{
    if (wal_set_find(&archive->segments, timeline, number) != NULL)
        return true;
    bool looked_into = archive->scanned_all ||
                       (archive->scanned_timeline != 0 &&
                        (timeline > archive->scanned_timeline ||
                         (timeline == archive->scanned_timeline && number >= archive->scanned_from)));
    uint64_t log = number / wal_segments_per_log(archive->segment_size);
    return !looked_into && wal_set_find(&archive->folders, timeline, log) != NULL;
}

/* One timeline on the way: from which segment it may be read, and the last one that is needed of it. */
struct leg {
    uint32_t timeline;
    uint64_t first, last;
};

/* The last segment that can be read without a gap from `from` on, at most limit; from - 1 where there is
 * none. */
static uint64_t run_end(const struct archive *archive, uint32_t timeline, uint64_t from, uint64_t limit)
{
    uint64_t per_log = wal_segments_per_log(archive->segment_size), at = from;
    while (at <= limit) {
        const struct wal_run *run = wal_set_find(&archive->segments, timeline, at);
        if (run != NULL)
            at = run->last + 1;
        else if (has_segment(archive, timeline, at)) /* by folder: to its end */
            at = (at / per_log + 1) * per_log;
        else
            break;
    }
    return at - 1 > limit ? limit : at - 1;
}

/* The highest segment of a timeline, by what was looked into and by folder; false where it has none at or
 * behind from. */
static bool highest(const struct archive *archive, uint32_t timeline, uint64_t from, uint64_t *out)
{
    const struct wal_run *run = wal_set_last(&archive->segments, timeline);
    if (run == NULL || run->last < from)
        return false;
    *out = run->last;
    return true;
}

static void set_times(struct replay *replay, const struct archive *archive)
{
    const struct wal_run *run = wal_set_find(&archive->segments, replay->timeline, replay->last);
    replay->last_time = replay->before_last_time = INSTANT_NONE;
    if (run == NULL || !archive->has_times || run->last != replay->last)
        return;
    replay->last_time = run->last_time;
    replay->before_last_time = run->before_last_time;
    if (run->first != run->last || replay->last == replay->first)
        return;
    /* The first segment of its timeline: the one before lies on an older one. */
    for (uint32_t timeline = replay->timeline - 1; timeline > 0 && replay->timeline - timeline < 1000;
         timeline--) {
        const struct wal_run *older = wal_set_find(&archive->segments, timeline, replay->last - 1);
        if (older == NULL)
            continue;
        if (older->last == replay->last - 1)
            replay->before_last_time = older->last_time;
        else if (older->last == replay->last)
            replay->before_last_time = older->before_last_time;
        return;
    }
}

/* Notes the gap behind `end`, where there is more of that timeline or of a later one on the way. */
static void note_gap(struct replay *replay, const struct archive *archive, const struct leg *legs,
                     size_t count, size_t at, uint64_t end)
{
    for (size_t i = at; i < count; i++) {
        uint64_t from = i == at || legs[i].first < end + 1 ? end + 1 : legs[i].first;
        const struct wal_run *next = wal_set_from(&archive->segments, legs[i].timeline, from);
        if (next == NULL || next->first > legs[i].last)
            continue;
        replay->gap = true;
        replay->gap_timeline = legs[at].timeline;
        replay->gap_first = end + 1;
        replay->gap_last = (next->first > from ? next->first : from) - 1;
        for (size_t j = i; j < count; j++)
            highest(archive, legs[j].timeline, from, &replay->behind);
        return;
    }
}

/* The way from the backup's timeline to the latest one. False: it does not descend from it. */
static bool find_legs(struct replay *replay, const struct archive *archive, const struct base_backup *backup,
                      struct leg *legs, size_t *count, size_t room)
{
    const struct history *history =
        history_find(archive->histories, archive->history_count, replay->timeline);
    uint64_t size = archive->segment_size, first = replay->first;
    *count = 0;
    for (size_t i = 0; history != NULL && i < history->count && *count + 1 < room; i++) {
        const struct fork *fork = &history->forks[i];
        if (fork->parent < backup->timeline)
            continue;
        if (*count == 0 && fork->parent != backup->timeline)
            return false;
        /* The segment that holds the fork belongs to both; the new timeline is asked first. */
        uint64_t last = fork->lsn == 0 ? 0 : (fork->lsn - 1) / size;
        legs[(*count)++] = (struct leg){fork->parent, first, last};
        first = fork->lsn / size;
    }
    if (*count == 0 && replay->timeline != backup->timeline) {
        if (history != NULL && history->count > 0)
            return false;
        replay->forks_assumed = true;
        for (uint32_t t = backup->timeline; t < replay->timeline && *count + 1 < room; t++) {
            const struct wal_run *next = wal_set_from(&archive->segments, t + 1, 0);
            legs[(*count)++] = (struct leg){t, first, next == NULL ? UINT64_MAX - 1 : next->first};
            first = next == NULL ? first : next->first;
        }
    }
    legs[(*count)++] = (struct leg){replay->timeline, first, UINT64_MAX - 1};
    return true;
}

static void follow(struct replay *replay, const struct archive *archive, const struct leg *legs, size_t count)
{
    uint64_t end = replay->first - 1;
    for (size_t i = 0; i < count; i++) {
        bool is_last = i + 1 == count;
        uint64_t from = end + 1 > legs[i].first ? end + 1 : legs[i].first;
        uint64_t got = run_end(archive, legs[i].timeline, from, legs[i].last);
        if (got + 1 > from)
            end = got;
        /* On a leg that another one follows, all up to the fork is needed; its own segment may be the next
         * one's. */
        bool complete = is_last || end + 1 > legs[i].last ||
                        (end + 1 == legs[i].last && has_segment(archive, legs[i + 1].timeline, legs[i].last));
        replay->timeline = legs[i].timeline;
        if (!complete || is_last) {
            note_gap(replay, archive, legs, count, i, end);
            break;
        }
    }
    replay->last = end;
    if (end + 1 == replay->first)
        replay->first_missing = true;
}

struct replay replay_of(const struct archive *archive, const struct base_backup *backup, uint32_t timeline)
{
    enum { LEGS_MAX = 1000 };
    struct leg legs[LEGS_MAX];
    size_t count;
    struct replay replay = {.last_time = INSTANT_NONE, .before_last_time = INSTANT_NONE};
    struct wal_name begin = wal_name_read(backup->begin_wal), end = wal_name_read(backup->end_wal);
    if (!archive->knows_wal || begin.kind != WAL_SEGMENT || backup->timeline == 0 ||
        !wal_segment_number(&begin, archive->segment_size, &replay.first) ||
        replay.first == 0) /* no database has a segment 0 */
        return replay;
    replay.known = true;
    uint32_t latest = latest_timeline(archive, backup->timeline, &replay.history_missing);
    replay.timeline = timeline != 0 ? timeline : latest;
    uint32_t aimed = replay.timeline;
    if (!has_segment(archive, begin.timeline, replay.first)) {
        replay.first_missing = true;
        replay.last = replay.first;
        return replay;
    }
    if (aimed < backup->timeline || !find_legs(&replay, archive, backup, legs, &count, LEGS_MAX)) {
        replay.not_ancestor = aimed;
        replay.last = replay.first;
        return replay;
    }
    follow(&replay, archive, legs, count);
    set_times(&replay, archive);
    uint64_t last_needed;
    replay.inconsistent = end.kind == WAL_SEGMENT && end.timeline <= replay.timeline &&
                          wal_segment_number(&end, archive->segment_size, &last_needed) &&
                          replay.last < last_needed;
    return replay;
}
