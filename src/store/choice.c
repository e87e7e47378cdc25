#include "store/choice.h"
#include "store/wal_name.h"

uint32_t target_timeline(const struct recovery_target *target)
{
    uint64_t number = 0;
    if (target == NULL || !slice_is_digits(target->tli) || target->tli.len > 10)
        return 0;
    for (size_t i = 0; i < target->tli.len; i++)
        number = number * 10 + (uint64_t)(target->tli.data[i] - '0');
    return number > UINT32_MAX ? 0 : (uint32_t)number;
}

/* Whether a done backup may be taken for the target. */
static bool serves(const struct base_backup *backup, const struct recovery_target *target)
{
    instant when;
    uint64_t lsn;
    uint32_t timeline = target_timeline(target);
    if (!backup_is_done(backup))
        return false;
    if (target == NULL)
        return true;
    if (target->backup_id.len > 0)
        return slice_equal(backup->id, target->backup_id);
    if (timeline != 0 && backup->timeline != timeline)
        return false;
    if (target->time.len > 0)
        return instant_parse(target->time, &when, NULL) && backup->end_time <= when;
    if (target->lsn.len > 0)
        return wal_lsn_parse(target->lsn, &lsn) && backup->end_lsn < lsn;
    return true;
}

/* The newest that serves; of those that Barman calls good where good is set. */
static const struct base_backup *newest(const struct archive *archive, const struct recovery_target *target,
                                        bool good)
{
    const struct base_backup *best = NULL;
    for (size_t i = 0; i < archive->backup_count; i++) {
        const struct base_backup *backup = &archive->backups[i];
        if (serves(backup, target) && (!good || backup_is_good(backup)) &&
            (best == NULL || backup->begin_time >= best->begin_time))
            best = backup;
    }
    return best;
}

static const struct base_backup *find_overlap(const struct archive *archive, const struct base_backup *chosen,
                                              const struct recovery_target *target)
{
    for (size_t i = 0; i < archive->backup_count; i++) {
        const struct base_backup *other = &archive->backups[i];
        if (other != chosen && serves(other, target) && other->begin_time < chosen->end_time &&
            chosen->begin_time < other->end_time)
            return other;
    }
    return NULL;
}

struct choice choose_backup(const struct archive *archive, const struct recovery_target *target)
{
    struct choice choice = {.kind = CHOICE_MADE, .backup = newest(archive, target, false)};
    if (choice.backup == NULL) {
        bool by_id = target != NULL && target->backup_id.len > 0;
        choice.kind = by_id ? CHOICE_UNKNOWN_ID : CHOICE_NONE;
        bool hidden = !archive->knows_backups || (!archive->knows_infos && archive->backup_count > 0);
        if (hidden)
            choice.kind = CHOICE_UNKNOWN;
        return choice;
    }
    if (!backup_is_good(choice.backup)) {
        struct recovery_target wider =
            target != NULL ? *target : (struct recovery_target){.immediate = false};
        wider.backup_id = SLICE(""); /* an id that was asked for has another one beside it, too */
        choice.instead = newest(archive, &wider, true);
    }
    choice.overlaps = find_overlap(archive, choice.backup, target);
    return choice;
}
