#include "store/escape.h"
#include "store/findings.h"
#include "store/wal_name.h"

const struct archive *archive_at(const struct verdict *verdict, size_t index)
{
    return &verdict->catalog->archives[index];
}

struct slice shown(struct arena *arena, struct slice text)
{
    return printable(arena, text, 255);
}

/* The newest generation but the read one that has a base backup of the same database. */
static struct slice other_source(struct arena *arena, const struct verdict *verdict)
{
    for (size_t i = verdict->catalog->count; i > 0; i--)
        if (i - 1 != verdict->read && verdict->generations[i - 1].choice.kind == CHOICE_MADE &&
            verdict->links[i - 1].origin != ORIGIN_DISGUISED)
            return shown(arena, archive_at(verdict, i - 1)->name);
    return SLICE("");
}

static void find_no_backup(struct arena *arena, struct verdict *verdict)
{
    struct slice name = shown(arena, verdict->view->read), other = other_source(arena, verdict);
    bool known = verdict->read != NO_GENERATION;
    bool there = known && (archive_at(verdict, verdict->read)->has_wal ||
                           archive_at(verdict, verdict->read)->backup_count > 0);
    if (known && failed(archive_at(verdict, verdict->read)->error))
        return; /* that is said of it, and nothing else is known */
    if (known && verdict->generations[verdict->read].choice.kind == CHOICE_UNKNOWN_ID) {
        struct slice id = shown(arena, verdict->view->target->backup_id);
        finding_add(arena, verdict, FINDING_NO_BACKUP, verdict->view->read,
                    arena_format(arena, "%.*s has no finished base backup %.*s (\"no backup found with ID\")",
                                 SLICE_ARG(name), SLICE_ARG(id)),
                    SLICE("take an id of the list with --backup-id"));
        return;
    }
    if (known &&
        (verdict->generations[verdict->read].choice.kind != CHOICE_NONE || (there && verdict->has_aim)))
        return;
    finding_add(
        arena, verdict, FINDING_NO_BACKUP, verdict->view->read,
        arena_format(arena, "%.*s %s: a recovery would end with \"no target backup found\"", SLICE_ARG(name),
                     there ? "has no base backup that CloudNativePG would take" : "is not in the store"),
        other.len > 0
            ? arena_format(arena, "recover from a generation that has one: --from %.*s", SLICE_ARG(other))
            : SLICE("let the Cluster make a base backup first"));
}

static void find_failed_backup(struct arena *arena, struct verdict *verdict, const struct choice *choice)
{
    if (choice->kind != CHOICE_MADE || backup_is_good(choice->backup))
        return;
    struct slice id = shown(arena, choice->backup->id), status = shown(arena, choice->backup->status);
    struct slice instead = choice->instead == NULL ? SLICE("") : shown(arena, choice->instead->id);
    finding_add(
        arena, verdict, FINDING_FAILED_BACKUP, verdict->view->read,
        arena_format(
            arena,
            "CloudNativePG would take the base backup %.*s, whose status is %.*s: it looks at begin and end "
            "time only",
            SLICE_ARG(id), status.len == 0 ? 5 : (int)status.len, status.len == 0 ? "EMPTY" : status.data),
        instead.len > 0
            ? arena_format(arena, "avoid it with --backup-id %.*s, the newest that Barman calls DONE",
                           SLICE_ARG(instead))
            : SLICE("there is no good one in this generation: recover from another with --from"));
}

/* The first WAL of the base backup, or of what makes it consistent, is not there. */
static void find_missing_start(struct arena *arena, struct verdict *verdict, const struct replay *replay,
                               struct slice id)
{
    const struct archive *archive = archive_at(verdict, verdict->read);
    uint32_t timeline = verdict->generations[verdict->read].choice.backup->timeline;
    if (replay->first_missing) {
        struct slice first = wal_segment_text(arena, timeline, replay->first, archive->segment_size);
        finding_add(arena, verdict, FINDING_FIRST_WAL, verdict->view->read,
                    arena_format(arena,
                                 "the first WAL that base backup %.*s needs, %.*s, is not in the archive",
                                 SLICE_ARG(id), SLICE_ARG(first)),
                    SLICE("take another base backup with --backup-id"));
    } else if (replay->inconsistent) {
        struct slice last = wal_segment_text(arena, replay->timeline, replay->last, archive->segment_size);
        finding_add(arena, verdict, FINDING_FIRST_WAL, verdict->view->read,
                    arena_format(
                        arena,
                        "WAL ends at %.*s, before base backup %.*s is consistent: PostgreSQL would not start "
                        "(\"WAL ends before end of online backup\")",
                        SLICE_ARG(last), SLICE_ARG(id)),
                    SLICE("take an older base backup with --backup-id"));
    }
}

static void find_timelines(struct arena *arena, struct verdict *verdict, const struct replay *replay,
                           struct slice id)
{
    uint32_t timeline = verdict->generations[verdict->read].choice.backup->timeline;
    if (replay->not_ancestor != 0)
        finding_add(
            arena, verdict, FINDING_TIMELINES, verdict->view->read,
            arena_format(
                arena,
                "timeline %u does not descend from timeline %u of base backup %.*s: PostgreSQL would "
                "not start",
                (unsigned)replay->not_ancestor, (unsigned)timeline, SLICE_ARG(id)),
            SLICE("name the timeline to follow with --target-tli, or a newer base backup with --backup-id"));
    if (replay->history_missing != 0)
        finding_add(
            arena, verdict, FINDING_TIMELINES, verdict->view->read,
            arena_format(arena,
                         "%08X.history is missing although later ones are there: PostgreSQL would not look "
                         "further than timeline %u",
                         (unsigned)replay->history_missing, (unsigned)replay->history_missing - 1),
            SLICE("name the timeline to follow with --target-tli"));
}

static void find_gap(struct arena *arena, struct verdict *verdict, const struct replay *replay)
{
    uint64_t size = archive_at(verdict, verdict->read)->segment_size;
    if (!replay->gap || (verdict->has_aim && verdict->aim.kind == AIM_INSIDE))
        return;
    struct slice from = wal_segment_text(arena, replay->gap_timeline, replay->gap_first, size);
    struct slice to = wal_segment_text(arena, replay->gap_timeline, replay->gap_last, size);
    struct slice last = wal_segment_text(arena, replay->timeline, replay->last, size);
    bool one = replay->gap_first == replay->gap_last;
    finding_add(
        arena, verdict, FINDING_GAP, verdict->view->read,
        arena_format(arena,
                     "%.*s%s%.*s %s missing: a recovery would end with %.*s, without an error, and lose all "
                     "that is behind it",
                     SLICE_ARG(from), one ? "" : " to ", one ? 0 : (int)to.len, to.data, one ? "is" : "are",
                     SLICE_ARG(last)),
        SLICE("look for the missing segments in pg_wal of the old instances, or take a base backup made "
              "behind the gap with --backup-id"));
}

static void find_wal_trouble(struct arena *arena, struct verdict *verdict, const struct choice *choice,
                             const struct replay *replay)
{
    if (choice->kind != CHOICE_MADE || !replay->known)
        return;
    struct slice id = shown(arena, choice->backup->id);
    find_missing_start(arena, verdict, replay, id);
    if (replay->first_missing)
        return;
    find_timelines(arena, verdict, replay, id);
    find_gap(arena, verdict, replay);
}

static void find_aim(struct arena *arena, struct verdict *verdict)
{
    if (!verdict->has_aim || verdict->aim.kind == AIM_INSIDE)
        return;
    bool outside = verdict->aim.kind != AIM_UNDECIDED;
    if (outside && verdict->generations[verdict->read].choice.kind == CHOICE_UNKNOWN_ID)
        return; /* said already */
    finding_add(
        arena, verdict, outside ? FINDING_TARGET_OUTSIDE : FINDING_TARGET_UNDECIDED, verdict->view->read,
        arena_format(arena, "the target %s: %.*s",
                     outside ? "cannot be reached" : "may or may not be reached",
                     SLICE_ARG(verdict->aim.sentence)),
        outside ? SLICE("choose a target inside the window, or another generation with --from") : SLICE(""));
}

static void find_not_empty(struct arena *arena, struct verdict *verdict)
{
    if (verdict->next == NO_GENERATION || (verdict->generations[verdict->next].roles & ROLE_POLLUTED) == 0)
        return;
    struct slice name = shown(arena, verdict->view->next), empty = shown(arena, verdict->first_empty);
    struct finding *finding = finding_add(
        arena, verdict, FINDING_NOT_EMPTY, verdict->view->next,
        arena_format(arena,
                     "%.*s, which a recovery would write, holds WAL already: it would end with \"Expected "
                     "empty archive\"",
                     SLICE_ARG(name)),
        empty.len > 0 ? arena_format(arena, "the first empty one is %.*s: %s --to %.*s", SLICE_ARG(empty),
                                     verdict->view->recovering ? "--retry, or" : "", SLICE_ARG(empty))
                      : SLICE("name an empty one with --to"));
    if (!verdict->view->recovering && empty.len > 0)
        finding->next =
            arena_format(arena, "the first empty one is %.*s: name it with --to", SLICE_ARG(empty));
    if (verdict->view->skips_empty_check)
        finding->severity = FINDING_WARNING; /* CloudNativePG does not look */
}

void find_recovery_trouble(struct arena *arena, struct verdict *verdict)
{
    if (verdict->view->read.len > 0) /* else this store is only written */
        find_no_backup(arena, verdict);
    if (verdict->read != NO_GENERATION) {
        const struct generation_verdict *read = &verdict->generations[verdict->read];
        find_failed_backup(arena, verdict, &read->choice);
        find_wal_trouble(arena, verdict, &read->choice, &read->replay);
        if (read->choice.kind == CHOICE_MADE && read->choice.overlaps != NULL) {
            struct slice one = shown(arena, read->choice.backup->id),
                         two = shown(arena, read->choice.overlaps->id);
            finding_add(arena, verdict, FINDING_OVERLAP, verdict->view->read,
                        arena_format(arena,
                                     "base backups %.*s and %.*s were made at the same time: which of them "
                                     "CloudNativePG takes "
                                     "depends on how it sorts them",
                                     SLICE_ARG(one), SLICE_ARG(two)),
                        SLICE("name one with --backup-id"));
        }
        find_aim(arena, verdict);
    }
    find_not_empty(arena, verdict);
}
