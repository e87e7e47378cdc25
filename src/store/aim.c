#include "store/aim.h"
#include "store/escape.h"
#include "store/wal_name.h"

#define ENDED_BEFORE                                                                                         \
    "PostgreSQL would end with \"recovery ended before configured recovery target was reached\""

struct window window_of(const struct archive *archive, const struct replay *replay)
{
    struct window window = {INSTANT_NONE, INSTANT_NONE, INSTANT_NONE};
    for (size_t i = 0; i < archive->backup_count; i++) {
        const struct base_backup *backup = &archive->backups[i];
        if (backup_is_done(backup) && (window.from == INSTANT_NONE || backup->end_time < window.from))
            window.from = backup->end_time;
    }
    if (window.from != INSTANT_NONE && replay->known && !replay->first_missing) {
        window.until = replay->last_time;
        window.until_least = replay->before_last_time;
    }
    return window;
}

static struct aim make(enum aim_kind kind, struct slice sentence)
{
    return (struct aim){kind, sentence};
}

/* Why there is nothing behind the end: the archive ends, or it has a gap. */
static struct slice end_text(struct arena *arena, const struct archive *archive, const struct replay *replay)
{
    struct slice last = wal_segment_text(arena, replay->timeline, replay->last, archive->segment_size);
    if (!replay->gap)
        return arena_format(arena, "the last segment is %.*s", SLICE_ARG(last));
    struct slice gap =
        wal_segment_text(arena, replay->gap_timeline, replay->gap_first, archive->segment_size);
    return arena_format(arena, "%.*s is missing, so that recovery ends with %.*s", SLICE_ARG(gap),
                        SLICE_ARG(last));
}

static struct aim aim_at_time(struct arena *arena, const struct archive *archive, instant when,
                              const struct replay *replay)
{
    struct slice end = end_text(arena, archive, replay), asked = instant_format(arena, when);
    struct slice last = instant_format(arena, replay->last_time);
    if (replay->last_time == INSTANT_NONE)
        return make(AIM_UNDECIDED,
                    arena_format(arena, "when WAL was archived is not known here (%.*s)", SLICE_ARG(end)));
    if (when > replay->last_time)
        return make(AIM_BEYOND,
                    arena_format(arena, "%.*s is later than all WAL: %.*s, archived at %.*s; " ENDED_BEFORE,
                                 SLICE_ARG(asked), SLICE_ARG(end), SLICE_ARG(last)));
    if (replay->before_last_time == INSTANT_NONE || when > replay->before_last_time)
        return make(
            AIM_UNDECIDED,
            arena_format(arena,
                         "%.*s lies in the time of the last segment (%.*s, archived at %.*s), which may "
                         "or may not hold a later commit; without one, " ENDED_BEFORE,
                         SLICE_ARG(asked), SLICE_ARG(end), SLICE_ARG(last)));
    return make(AIM_INSIDE, arena_format(arena, "WAL was archived up to %.*s", SLICE_ARG(last)));
}

static struct aim aim_at_lsn(struct arena *arena, const struct archive *archive, uint64_t lsn,
                             const struct replay *replay)
{
    struct slice end = end_text(arena, archive, replay), asked = wal_lsn_text(arena, lsn);
    uint64_t start = replay->last * archive->segment_size;
    if (lsn > start + archive->segment_size)
        return make(AIM_BEYOND, arena_format(arena, "%.*s is behind all WAL: %.*s; " ENDED_BEFORE,
                                             SLICE_ARG(asked), SLICE_ARG(end)));
    if (lsn > start)
        return make(AIM_UNDECIDED,
                    arena_format(arena,
                                 "%.*s lies in the last segment (%.*s), which may have been switched before "
                                 "that point",
                                 SLICE_ARG(asked), SLICE_ARG(end)));
    return make(AIM_INSIDE, end);
}

/* Barman leaves the restore point barman_<id> behind each base backup. */
static struct aim aim_at_name(struct arena *arena, const struct archive *archive, struct slice name,
                              const struct replay *replay)
{
    for (size_t i = 0; i < archive->backup_count; i++) {
        const struct base_backup *backup = &archive->backups[i];
        struct slice point = arena_format(arena, "barman_%.*s", SLICE_ARG(backup->id));
        if (slice_equal(name, point) && backup_is_good(backup) && backup->end_lsn != 0 &&
            backup->end_lsn / archive->segment_size < replay->last)
            return make(AIM_INSIDE,
                        SLICE("it is the restore point of a base backup, and WAL behind it is there"));
    }
    return make(AIM_UNDECIDED, SLICE("restore points are in the WAL itself, which is not read"));
}

struct aim aim_at(struct arena *arena, const struct archive *archive, const struct recovery_target *target,
                  const struct choice *choice, const struct replay *replay)
{
    instant when;
    uint64_t lsn;
    if (choice->kind == CHOICE_UNKNOWN)
        return make(AIM_UNDECIDED, SLICE("what is in the backup.info files is not known here"));
    if (choice->kind == CHOICE_UNKNOWN_ID)
        return make(AIM_BEFORE, SLICE("there is no finished base backup with that id"));
    if (choice->kind != CHOICE_MADE)
        return make(AIM_BEFORE, SLICE("no base backup that could be used ended before it"));
    if (!replay->known)
        return make(AIM_UNDECIDED, SLICE("which WAL there is is not known here"));
    if (replay->first_missing || replay->inconsistent)
        return make(AIM_BEYOND, SLICE("WAL that the base backup itself needs is missing"));
    if (target->time.len > 0 && instant_parse(target->time, &when, NULL))
        return aim_at_time(arena, archive, when, replay);
    if (target->lsn.len > 0 && wal_lsn_parse(target->lsn, &lsn))
        return aim_at_lsn(arena, archive, lsn, replay);
    if (target->name.len > 0)
        return aim_at_name(arena, archive, target->name, replay);
    if (target->xid.len > 0)
        return make(AIM_UNDECIDED, SLICE("transactions are in the WAL itself, which is not read"));
    return make(AIM_INSIDE, SLICE("the base backup and the WAL it needs are there"));
}
