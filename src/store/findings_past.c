#include "store/escape.h"
#include "store/findings.h"
#include "store/wal_name.h"

static void find_origin(struct arena *arena, struct verdict *verdict, size_t index)
{
    const struct lineage_link *link = &verdict->links[index];
    struct slice name = archive_at(verdict, index)->name, said = shown(arena, name);
    struct slice old = link->old_holder == NO_GENERATION
                           ? SLICE("")
                           : shown(arena, archive_at(verdict, link->old_holder)->name);
    struct slice parent =
        link->parent == NO_GENERATION ? SLICE("") : shown(arena, archive_at(verdict, link->parent)->name);
    if (link->origin == ORIGIN_DISGUISED) {
        struct slice how = link->system_id.len > 0
                               ? arena_format(arena, "its system identifier is %.*s, not that of %.*s",
                                              SLICE_ARG(shown(arena, link->system_id)), SLICE_ARG(old))
                               : SLICE("it begins with the first WAL segment of a new database");
        struct finding *finding = finding_add(
            arena, verdict, FINDING_DISGUISED, name,
            arena_format(arena, "%.*s was not recovered: %.*s; %.*s is the last that held the old database",
                         SLICE_ARG(said), SLICE_ARG(how), SLICE_ARG(old)),
            arena_format(arena, "to get the old data back recover from it: --from %.*s", SLICE_ARG(old)));
        if (index == verdict->read)
            finding->severity = FINDING_ERROR;
    } else if (link->origin == ORIGIN_UPGRADED) {
        finding_add(
            arena, verdict, FINDING_UPGRADED, name,
            arena_format(arena,
                         "%.*s is %.*s after an upgrade from PostgreSQL %u to %u: no recovery can cross that",
                         SLICE_ARG(said), SLICE_ARG(parent), verdict->links[link->parent].major, link->major),
            SLICE(""));
    } else if (link->origin == ORIGIN_CONTINUED) {
        finding_add(
            arena, verdict, FINDING_MOVED, name,
            arena_format(
                arena,
                "%.*s holds the database of %.*s, but no recovery led there: the running Cluster was given a "
                "new serverName",
                SLICE_ARG(said), SLICE_ARG(parent)),
            SLICE(""));
    }
    if (link->several_ids)
        finding_add(
            arena, verdict, FINDING_TWO_DATABASES, name,
            arena_format(arena, "the base backups of %.*s are of more than one database", SLICE_ARG(said)),
            SLICE("recover with --backup-id, and let the Cluster write another generation"))
            ->severity = index == verdict->read ? FINDING_ERROR : FINDING_WARNING;
}

static void find_completeness(struct arena *arena, struct verdict *verdict, size_t index)
{
    const struct lineage_link *link = &verdict->links[index];
    bool segments = link->judgement.kind == INCOMPLETE_SEGMENTS;
    if (!segments && link->judgement.kind != INCOMPLETE_TIMELINE)
        return;
    struct slice name = archive_at(verdict, index)->name, said = shown(arena, name);
    const struct archive *source = archive_at(verdict, link->parent);
    struct slice parent = shown(arena, source->name);
    struct slice next = arena_format(
        arena, "what is missing lies in %.*s still: recover from it again (--from %.*s) if it is wanted",
        SLICE_ARG(parent), SLICE_ARG(parent));
    if (segments && source->scanned_all &&
        wal_set_find(&source->segments, link->end.timeline, link->judgement.missing_first) == NULL) {
        struct slice first =
            wal_segment_text(arena, link->end.timeline, link->judgement.missing_first, source->segment_size);
        next = arena_format(
            arena,
            "%.*s is missing in %.*s: look for it in pg_wal of the old instances, as what is behind it "
            "cannot be had without it",
            SLICE_ARG(first), SLICE_ARG(parent));
    }
    finding_add(arena, verdict, segments ? FINDING_CUT_SHORT : FINDING_OLDER_TIMELINE, name,
                arena_format(arena, "the recovery of %.*s from %.*s did not get everything: %.*s",
                             SLICE_ARG(said), SLICE_ARG(parent), SLICE_ARG(link->judgement.sentence)),
                next);
}

/* Two instances of one database, each with commits that the other has not. */
static void find_went_on(struct arena *arena, struct verdict *verdict, size_t index)
{
    const struct lineage_link *link = &verdict->links[index];
    if (link->origin != ORIGIN_RECOVERY || !link->end.went_on || !fork_had_no_target(link->fork))
        return;
    struct slice name = archive_at(verdict, index)->name, said = shown(arena, name);
    struct slice parent = shown(arena, archive_at(verdict, link->parent)->name);
    finding_add(
        arena, verdict, FINDING_WENT_ON, name,
        arena_format(arena,
                     "an instance went on archiving to %.*s after %.*s was recovered from it: what it "
                     "wrote since then is in %.*s alone",
                     SLICE_ARG(parent), SLICE_ARG(said), SLICE_ARG(parent)),
        SLICE("was that a drill, or did the old Cluster still take writes?"));
}

void find_lineage_trouble(struct arena *arena, struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->catalog->count; i++) {
        find_origin(arena, verdict, i);
        find_completeness(arena, verdict, i);
        find_went_on(arena, verdict, i);
    }
}

/* The size that backups of one kind are compared by; 0: none. */
static uint64_t size_of(const struct base_backup *backup)
{
    return backup->stored != 0 ? backup->stored : backup->size;
}

/* The largest good backup before that one with the same compression. */
static const struct base_backup *largest_before(const struct archive *archive,
                                                const struct base_backup *backup)
{
    const struct base_backup *largest = NULL;
    for (size_t i = 0; i < archive->backup_count; i++) {
        const struct base_backup *other = &archive->backups[i];
        if (backup_is_good(other) && other->begin_time < backup->begin_time &&
            slice_equal(other->extension, backup->extension) &&
            (other->stored != 0) == (backup->stored != 0) &&
            (largest == NULL || size_of(other) >= size_of(largest)))
            largest = other;
    }
    return largest;
}

/* A database does not lose half of itself between two backups, unless somebody emptied it. */
static bool is_small(const struct base_backup *backup, const struct base_backup *largest)
{
    return largest != NULL && size_of(backup) != 0 && size_of(backup) < size_of(largest) / 2;
}

static void find_small(struct arena *arena, struct verdict *verdict, const struct archive *archive)
{
    const struct base_backup *last_good = NULL, *small = NULL, *largest = NULL;
    for (size_t i = 0; i < archive->backup_count; i++) {
        const struct base_backup *backup = &archive->backups[i];
        if (!backup_is_good(backup))
            continue;
        const struct base_backup *before = largest_before(archive, backup);
        if (is_small(backup, before)) {
            largest = before;
            small = small == NULL ? backup : small;
        } else {
            last_good = backup;
            small = NULL;
        }
    }
    if (small == NULL || last_good == NULL)
        return;
    struct slice id = shown(arena, small->id), good = shown(arena, last_good->id);
    finding_add(
        arena, verdict, FINDING_SMALL_BACKUP, archive->name,
        arena_format(
            arena,
            "base backup %.*s is %llu %% of the size of those before it: the database may have been empty "
            "already when it was made",
            SLICE_ARG(id), (unsigned long long)(size_of(small) / (size_of(largest) / 100 + 1))),
        arena_format(
            arena,
            "the last one of full size is %.*s: recover with --backup-id %.*s and a target before %.*s",
            SLICE_ARG(good), SLICE_ARG(good), SLICE_ARG(id)));
}

static void find_unfinished(struct arena *arena, struct verdict *verdict, const struct archive *archive)
{
    for (size_t i = 0; i < archive->backup_count; i++) {
        const struct base_backup *backup = &archive->backups[i];
        struct slice id = shown(arena, backup->id);
        if (!backup->has_info)
            finding_add(arena, verdict, FINDING_UNFINISHED, archive->name,
                        arena_format(arena,
                                     "base backup %.*s of %.*s has no backup.info: it runs, or was killed",
                                     SLICE_ARG(id), SLICE_ARG(shown(arena, archive->name))),
                        SLICE(""));
        else if (backup->unreadable.len > 0)
            finding_add(
                arena, verdict, FINDING_UNFINISHED, archive->name,
                arena_format(arena,
                             "backup.info of base backup %.*s cannot be read: %.*s; Barman leaves it out",
                             SLICE_ARG(id), SLICE_ARG(shown(arena, backup->unreadable))),
                SLICE(""))
                ->severity = FINDING_WARNING;
    }
}

void find_backup_trouble(struct arena *arena, struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->catalog->count; i++) {
        const struct archive *archive = archive_at(verdict, i);
        if (failed(archive->error))
            continue;
        find_small(arena, verdict, archive);
        find_unfinished(arena, verdict, archive);
    }
}

/* "a, b, c" */
static struct slice append_name(struct arena *arena, struct slice list, struct slice name)
{
    return list.len == 0 ? shown(arena, name)
                         : arena_format(arena, "%.*s, %.*s", SLICE_ARG(list), SLICE_ARG(shown(arena, name)));
}

void find_leftovers(struct arena *arena, struct verdict *verdict)
{
    struct slice abandoned = SLICE(""), broken = SLICE("");
    size_t generations = 0, backups = 0;
    for (size_t i = 0; i < verdict->catalog->count; i++) {
        const struct archive *archive = archive_at(verdict, i);
        if (failed(archive->error)) {
            finding_add(arena, verdict, FINDING_NOT_READ, archive->name,
                        arena_format(arena, "%.*s could not be read: %.*s",
                                     SLICE_ARG(shown(arena, archive->name)),
                                     SLICE_ARG(archive->error.message)),
                        archive->error.next)
                ->severity = i == verdict->read || i == verdict->next ? FINDING_ERROR : FINDING_WARNING;
            continue;
        }
        if ((verdict->generations[i].roles & ROLE_ABANDONED) != 0) {
            abandoned = append_name(arena, abandoned, archive->name);
            generations++;
        }
        for (size_t j = 0; j < archive->backup_count; j++)
            if (slice_equal(archive->backups[j].status, SLICE("FAILED"))) {
                broken = append_name(arena, broken, archive->backups[j].id);
                backups++;
            }
    }
    if (generations > 0)
        finding_add(arena, verdict, FINDING_NEVER_CLEANED, SLICE(""),
                    arena_format(arena, "retention never cleans %.*s: %s not written", SLICE_ARG(abandoned),
                                 generations == 1 ? "it is" : "they are"),
                    SLICE("delete what is not needed any more with the store's own client"));
    if (backups > 0)
        finding_add(arena, verdict, FINDING_NEVER_CLEANED, SLICE(""),
                    arena_format(arena, "retention never cleans the failed base backup%s %.*s",
                                 backups == 1 ? "" : "s", SLICE_ARG(broken)),
                    SLICE("delete what is not needed any more with the store's own client"));
    const struct source *source = verdict->catalog->source;
    if (!source->sees_objects)
        finding_add(arena, verdict, FINDING_NOT_SHOWN, SLICE(""),
                    SLICE("the listing shows base backups only: which WAL there is, and whether a generation "
                          "is empty, is not "
                          "known"),
                    SLICE("add the output of `aws s3 ls --recursive`: --listing FILE,FILE"));
    else if (!source->sees_bytes)
        finding_add(arena, verdict, FINDING_NOT_SHOWN, SLICE(""),
                    SLICE("the listing shows names only: what is in history files is not known, so that no "
                          "recovery can be "
                          "judged"),
                    SLICE("read the store itself, or a copy of it in a folder"));
}
