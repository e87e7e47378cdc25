#include "cli/apply_store_work.h"
#include "store/escape.h"
#include "store/wal_name.h"
#include "store/watch.h"

/* What is being judged. */
struct judging {
    const struct apply_store *store;
    const struct recovery_expectation *expected;
    const struct recovered_database *live;
    struct archive wals;           /* of the write generation: folders and history files by name */
    const struct history *history; /* of the recovery; NULL: not there */
    struct slice written;          /* the write generation, for messages */
};

__attribute__((format(printf, 3, 4))) static struct store_proof
proof(const struct judging *judging, enum proof_state state, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct store_proof out = {state, arena_vformat(judging->store->arena, format, args)};
    va_end(args);
    return out;
}

static struct store_proof judge_database(const struct judging *judging)
{
    struct slice wanted = printable(judging->store->arena, judging->expected->system_id, 40);
    struct slice found = printable(judging->store->arena, judging->live->system_id, 40);
    struct slice read = printable(judging->store->arena, judging->store->read->view.read, 80);
    if (found.len == 0)
        return proof(judging, PROOF_AWAITED, "status.systemID is not there yet");
    if (wanted.len == 0)
        return proof(judging, PROOF_LACKS,
                     "the database is %.*s, and no base backup of generation %.*s says which one it must be",
                     SLICE_ARG(found), SLICE_ARG(read));
    if (slice_equal(judging->expected->system_id, judging->live->system_id))
        return proof(judging, PROOF_HOLDS, "the system identifier is %.*s, that of generation %.*s",
                     SLICE_ARG(found), SLICE_ARG(read));
    return proof(judging, PROOF_FAILS,
                 "the system identifier is %.*s, but that of generation %.*s is %.*s: this is another "
                 "database",
                 SLICE_ARG(found), SLICE_ARG(read), SLICE_ARG(wanted));
}

static struct store_proof judge_timeline(const struct judging *judging)
{
    uint32_t timeline = judging->live->timeline, highest = judging->expected->mark.highest_timeline;
    if (timeline == 0)
        return proof(judging, PROOF_AWAITED, "status.timelineID is not there yet");
    if (highest == 0)
        return proof(judging, PROOF_LACKS,
                     "it is on timeline %u, and which ones the generation that was read has is not known",
                     (unsigned)timeline);
    if (timeline > highest)
        return proof(judging, PROOF_HOLDS, "it is on timeline %u, above %u, the highest one that was read",
                     (unsigned)timeline, (unsigned)highest);
    return proof(judging, PROOF_FAILS,
                 "it is on timeline %u, which is not above %u, the highest one of the generation that was "
                 "read: no recovery of it ended there",
                 (unsigned)timeline, (unsigned)highest);
}

/* The history file of the recovery: the lowest one above what was read. In a generation that was empty it is
 * the first object; where it was not (cnpg.io/skipEmptyWalArchiveCheck), those below it are older. */
static struct history *find_history(const struct judging *judging)
{
    for (size_t i = 0; i < judging->wals.history_count; i++)
        if (judging->wals.histories[i].timeline > judging->expected->mark.highest_timeline)
            return &judging->wals.histories[i];
    return NULL;
}

static bool has_wal_of(const struct judging *judging, uint32_t timeline)
{
    return timeline != 0 && wal_set_last(&judging->wals.folders, timeline) != NULL;
}

static struct store_proof judge_no_history(const struct judging *judging)
{
    uint32_t timeline = judging->live->timeline;
    if (!judging->wals.knows_wal)
        return proof(judging, PROOF_LACKS, "the WAL of generation %.*s is not shown",
                     SLICE_ARG(judging->written));
    if (has_wal_of(judging, timeline))
        return proof(judging, PROOF_FAILS,
                     "WAL of timeline %u is in generation %.*s, but no history file of a recovery, which "
                     "comes before it",
                     (unsigned)timeline, SLICE_ARG(judging->written));
    return proof(judging, PROOF_AWAITED, "no history file is in generation %.*s yet",
                 SLICE_ARG(judging->written));
}

static struct parent_end end_of(const struct judging *judging)
{
    const struct archive_mark *mark = &judging->expected->mark;
    uint32_t aimed = target_timeline(apply_store_target(judging->store));
    struct wal_name last = wal_name_read(mark->last_segment);
    struct parent_end end = {.timeline = aimed != 0 ? aimed : mark->highest_timeline,
                             .segment_size = mark->segment_size};
    end.known = mark->known && last.kind == WAL_SEGMENT && wal_segment_size_is_valid(end.segment_size) &&
                wal_segment_number(&last, end.segment_size, &end.last);
    return end;
}

static struct store_proof judge_completeness(const struct judging *judging)
{
    const struct history *history = judging->history;
    struct parent_end end = end_of(judging);
    if (history == NULL)
        return judge_no_history(judging);
    if (history->unread.len > 0)
        return proof(judging, PROOF_LACKS, "%08X.history cannot be read: %.*s", (unsigned)history->timeline,
                     SLICE_ARG(history->unread));
    struct judgement judgement = judge_recovery(judging->store->arena, history_fork(history), &end);
    bool stops = apply_store_stops(judging->store), stopped = judgement.kind == COMPLETE_TO_TARGET;
    enum proof_state state = judgement.kind == COMPLETENESS_UNKNOWN             ? PROOF_LACKS
                             : judgement.kind == COMPLETE || (stopped && stops) ? PROOF_HOLDS
                                                                                : PROOF_FAILS;
    if (stops && !stopped)
        return proof(judging, judgement.kind == COMPLETENESS_UNKNOWN ? PROOF_LACKS : PROOF_FAILS,
                     "%08X.history: %.*s, and no target stopped it, though the manifest names one",
                     (unsigned)history->timeline, SLICE_ARG(judgement.sentence));
    return proof(judging, state, "%08X.history: %.*s%s", (unsigned)history->timeline,
                 SLICE_ARG(judgement.sentence), stopped && !stops ? ", but the manifest names none" : "");
}

static struct error judge_archiving(const struct judging *judging, struct store_proof *out)
{
    const struct apply_store *store = judging->store;
    bool archived = false;
    if (judging->history == NULL) {
        *out = proof(judging, PROOF_AWAITED, "nothing of this recovery is in generation %.*s yet",
                     SLICE_ARG(judging->written));
        return NO_ERROR;
    }
    uint32_t timeline = judging->history->timeline;
    struct error error =
        watch_timeline(&store->write->source, store->arena, store->write->view.write, timeline, &archived);
    *out = archived
               ? proof(judging, PROOF_HOLDS, "WAL of timeline %u follows %08X.history in generation %.*s",
                       (unsigned)timeline, (unsigned)timeline, SLICE_ARG(judging->written))
               : proof(judging, PROOF_AWAITED, "no WAL of timeline %u is in generation %.*s yet",
                       (unsigned)timeline, SLICE_ARG(judging->written));
    return error;
}

/* Of this database, made after the recovery. */
static bool is_ours(const struct judging *judging, const struct base_backup *backup)
{
    struct slice id =
        judging->live->system_id.len > 0 ? judging->live->system_id : judging->expected->system_id;
    return backup_is_good(backup) && (id.len == 0 || slice_equal(id, backup->system_id)) &&
           backup->timeline > judging->expected->mark.highest_timeline;
}

static struct error judge_base_backup(const struct judging *judging, struct apply_proofs *proofs)
{
    const struct apply_store *store = judging->store;
    struct archive archive = archive_make(&store->write->source, store->write->view.write);
    struct error error = archive_list_base(&store->write->source, store->arena, &archive);
    const struct base_backup *last = NULL;
    for (size_t i = archive.backup_count; i > 0 && !failed(error) && proofs->backup_id.len == 0; i--) {
        struct base_backup *backup = &archive.backups[i - 1];
        if (backup->has_info)
            error = archive_read_backup(&store->write->source, store->arena, archive.name, backup);
        if (last == NULL)
            last = backup;
        if (!failed(error) && backup->has_info && is_ours(judging, backup))
            proofs->backup_id = backup->id, last = backup;
    }
    if (proofs->backup_id.len > 0)
        proofs->base_backup =
            proof(judging, PROOF_HOLDS, "base backup %.*s of timeline %u is in generation %.*s",
                  SLICE_ARG(printable(store->arena, last->id, 40)), (unsigned)last->timeline,
                  SLICE_ARG(judging->written));
    else if (last != NULL)
        proofs->base_backup =
            proof(judging, PROOF_AWAITED, "base backup %.*s of generation %.*s is %s",
                  SLICE_ARG(printable(store->arena, last->id, 40)), SLICE_ARG(judging->written),
                  !last->has_info        ? "not finished"
                  : backup_is_good(last) ? "of another database or timeline"
                                         : "not a good one");
    else
        proofs->base_backup = proof(judging, PROOF_AWAITED, "no base backup is in generation %.*s yet",
                                    SLICE_ARG(judging->written));
    return error;
}

struct error apply_store_judge(struct apply_store *store, const struct recovery_expectation *expected,
                               const struct recovered_database *live, struct apply_proofs *proofs)
{
    const struct source *source = &store->write->source;
    struct slice generation = store->write->view.write;
    struct judging judging = {.store = store,
                              .expected = expected,
                              .live = live,
                              .wals = archive_make(source, generation),
                              .written = printable(store->arena, generation, 80)};
    *proofs = (struct apply_proofs){.backup_id = SLICE("")};
    struct error error = archive_list_wals(source, store->arena, &judging.wals);
    struct history *history = failed(error) ? NULL : find_history(&judging);
    if (history != NULL)
        error = archive_read_history(source, store->arena, history);
    judging.history = history;
    if (!failed(error))
        error = judge_archiving(&judging, &proofs->archives);
    if (!failed(error))
        error = judge_base_backup(&judging, proofs);
    if (failed(error))
        return error;
    proofs->database = judge_database(&judging);
    proofs->recovered = judge_timeline(&judging);
    proofs->complete = judge_completeness(&judging);
    return NO_ERROR;
}
