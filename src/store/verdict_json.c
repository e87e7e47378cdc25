#include "store/verdict_json.h"
#include "store/chart.h"
#include "store/wal_name.h"

static void put_time(struct json_answer *answer, json_t *object, const char *key, instant when)
{
    json_put_slice_or_null(answer, object, key, instant_format(answer->arena, when));
}

static void put_count_or_null(struct json_answer *answer, json_t *object, const char *key, uint64_t value)
{
    if (value == 0)
        json_put_null(answer, object, key);
    else
        json_put_count(answer, object, key, (size_t)value);
}

static void put_lsn(struct json_answer *answer, json_t *object, const char *key, uint64_t lsn)
{
    json_put_slice_or_null(answer, object, key, lsn == 0 ? SLICE("") : wal_lsn_text(answer->arena, lsn));
}

static void put_backup(struct json_answer *answer, json_t *array, const struct base_backup *backup)
{
    json_t *object = json_append_object(answer, array);
    json_put_slice(answer, object, "id", backup->id);
    json_put_slice_or_null(answer, object, "status", backup->status);
    json_put_bool(answer, object, "done", backup_is_done(backup));
    json_put_slice_or_null(answer, object, "unreadable",
                           backup->has_info ? backup->unreadable : SLICE("it has no backup.info"));
    put_time(answer, object, "begin", backup->begin_time);
    put_time(answer, object, "end", backup->end_time);
    json_put_slice_or_null(answer, object, "begin_wal", backup->begin_wal);
    json_put_slice_or_null(answer, object, "end_wal", backup->end_wal);
    put_lsn(answer, object, "begin_lsn", backup->begin_lsn);
    put_lsn(answer, object, "end_lsn", backup->end_lsn);
    put_count_or_null(answer, object, "timeline", backup->timeline);
    json_put_slice_or_null(answer, object, "system_id", backup->system_id);
    put_count_or_null(answer, object, "version", backup->version);
    put_count_or_null(answer, object, "stored_bytes", backup->stored);
    json_put_slice_or_null(answer, object, "error", backup->error);
    json_put_bool(answer, object, "kept", backup->kept);
}

/* Each run of segments: what lies between two of one timeline is a gap. */
static void put_wal(struct json_answer *answer, json_t *object, const struct archive *archive)
{
    if (!archive->knows_wal) {
        json_put_null(answer, object, "wal");
        return;
    }
    json_t *wal = json_put_object(answer, object, "wal");
    json_put_bool(answer, wal, "empty", !archive->has_wal);
    json_put_count(answer, wal, "segment_bytes", (size_t)archive->segment_size);
    json_put_bool(answer, wal, "segment_bytes_assumed", archive->size_assumed);
    json_put_bool(answer, wal, "looked_into_all", archive->scanned_all);
    json_put_count(answer, wal, "folders", (size_t)archive->folders.members);
    json_put_count(answer, wal, "segments", (size_t)archive->segments.members);
    json_put_count(answer, wal, "gaps", archive_gaps(archive));
    json_t *runs = json_put_array(answer, wal, "runs");
    for (size_t i = 0; i < archive->segments.count; i++) {
        const struct wal_run *run = &archive->segments.runs[i];
        json_t *one = json_append_object(answer, runs);
        json_put_count(answer, one, "timeline", run->timeline);
        json_put_slice(answer, one, "first",
                       wal_segment_text(answer->arena, run->timeline, run->first, archive->segment_size));
        json_put_slice(answer, one, "last",
                       wal_segment_text(answer->arena, run->timeline, run->last, archive->segment_size));
        put_time(answer, one, "first_archived", run->first_time);
        put_time(answer, one, "last_archived", run->last_time);
    }
    json_t *histories = json_put_array(answer, wal, "histories");
    for (size_t i = 0; i < archive->history_count; i++) {
        const struct history *history = &archive->histories[i];
        const struct fork *fork = history_fork(history);
        json_t *one = json_append_object(answer, histories);
        json_put_count(answer, one, "timeline", history->timeline);
        put_count_or_null(answer, one, "parent", fork == NULL ? 0 : fork->parent);
        put_lsn(answer, one, "lsn", fork == NULL ? 0 : fork->lsn);
        json_put_slice_or_null(answer, one, "reason", fork == NULL ? SLICE("") : fork->reason);
    }
}

static struct slice name_at(const struct verdict *verdict, size_t index)
{
    return index == NO_GENERATION ? SLICE("") : verdict->catalog->archives[index].name;
}

static void put_lineage(struct json_answer *answer, json_t *object, const struct verdict *verdict,
                        size_t index)
{
    static const char *const origins[] = {
        [ORIGIN_EMPTY] = "empty",       [ORIGIN_UNKNOWN] = "unknown",     [ORIGIN_INITDB] = "initdb",
        [ORIGIN_RECOVERY] = "recovery", [ORIGIN_CONTINUED] = "continued", [ORIGIN_DISGUISED] = "disguised",
        [ORIGIN_UPGRADED] = "upgraded"};
    static const char *const kinds[] = {[COMPLETE] = "complete",
                                        [COMPLETE_TO_TARGET] = "complete-to-target",
                                        [INCOMPLETE_SEGMENTS] = "segments-missing",
                                        [INCOMPLETE_TIMELINE] = "timeline-missing",
                                        [COMPLETENESS_UNKNOWN] = "unknown"};
    const struct lineage_link *link = &verdict->links[index];
    json_t *lineage = json_put_object(answer, object, "lineage");
    json_put_slice(answer, lineage, "origin", slice_of(origins[link->origin]));
    json_put_slice_or_null(answer, lineage, "parent", name_at(verdict, link->parent));
    json_put_slice_or_null(answer, lineage, "system_id", link->system_id);
    put_count_or_null(answer, lineage, "postgresql_major", link->major);
    put_count_or_null(answer, lineage, "forked_from_timeline", link->fork == NULL ? 0 : link->fork->parent);
    put_lsn(answer, lineage, "forked_at", link->fork == NULL ? 0 : link->fork->lsn);
    if (link->origin == ORIGIN_RECOVERY) {
        json_put_slice(answer, lineage, "completeness", slice_of(kinds[link->judgement.kind]));
        json_put_slice(answer, lineage, "evidence", link->judgement.sentence);
    } else {
        json_put_null(answer, lineage, "completeness");
        json_put_null(answer, lineage, "evidence");
    }
}

static void put_choice(struct json_answer *answer, json_t *object, const struct generation_verdict *judged)
{
    bool made = judged->choice.kind == CHOICE_MADE;
    json_put_slice_or_null(answer, object, "would_recover_from",
                           made ? judged->choice.backup->id : SLICE(""));
    json_t *window = json_put_object(answer, object, "window");
    put_time(answer, window, "from", judged->window.from);
    put_time(answer, window, "until", judged->window.until);
    put_time(answer, window, "until_at_least", judged->window.until_least);
}

static void put_roles(struct json_answer *answer, json_t *object, unsigned roles)
{
    static const struct {
        unsigned role;
        const char *name;
    } names[] = {{ROLE_WRITTEN, "written"}, {ROLE_READ, "read"},           {ROLE_NEXT, "next"},
                 {ROLE_EMPTY, "empty"},     {ROLE_ABANDONED, "abandoned"}, {ROLE_POLLUTED, "polluted"}};
    json_t *array = json_put_array(answer, object, "roles");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if ((roles & names[i].role) != 0)
            json_append_slice(answer, array, slice_of(names[i].name));
}

static void put_generation(struct json_answer *answer, json_t *array, const struct verdict *verdict,
                           size_t index)
{
    const struct archive *archive = &verdict->catalog->archives[index];
    json_t *object = json_append_object(answer, array);
    json_put_slice(answer, object, "name", archive->name);
    put_roles(answer, object, verdict->generations[index].roles);
    if (failed(archive->error))
        json_put_error(answer, object, "error", archive->error);
    else
        json_put_null(answer, object, "error");
    put_lineage(answer, object, verdict, index);
    json_t *backups = json_put_array(answer, object, "base_backups");
    for (size_t i = 0; i < archive->backup_count; i++)
        put_backup(answer, backups, &archive->backups[i]);
    put_wal(answer, object, archive);
    put_choice(answer, object, &verdict->generations[index]);
}

static void put_findings(struct json_answer *answer, json_t *object, const struct verdict *verdict)
{
    static const char *const severities[] = {
        [FINDING_ERROR] = "error", [FINDING_WARNING] = "warning", [FINDING_NOTE] = "note"};
    json_t *findings = json_put_array(answer, object, "findings");
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        json_t *one = json_append_object(answer, findings);
        json_put_slice(answer, one, "id", slice_of(finding_table[finding->id].code));
        json_put_slice(answer, one, "severity", slice_of(severities[finding->severity]));
        json_put_slice_or_null(answer, one, "generation", finding->generation);
        json_put_slice(answer, one, "message", finding->sentence);
        json_put_slice_or_null(answer, one, "next", finding->next);
    }
}

void verdict_put(struct json_answer *answer, json_t *object, const struct verdict *verdict)
{
    static const char *const aims[] = {[AIM_INSIDE] = "inside",
                                       [AIM_BEFORE] = "before",
                                       [AIM_BEYOND] = "beyond",
                                       [AIM_UNDECIDED] = "undecided"};
    struct recovered_identity identity = verdict_identity(verdict);
    json_put_slice(answer, object, "store", verdict->catalog->source->name);
    json_put_slice_or_null(answer, object, "reads", verdict->view->read);
    json_put_slice_or_null(answer, object, "writes", verdict->view->write);
    json_put_slice_or_null(answer, object, "next", verdict->view->next);
    json_put_slice_or_null(answer, object, "first_empty", verdict->first_empty);
    json_put_bool(answer, object, "can_recover", verdict_can_recover(verdict));
    json_put_slice_or_null(answer, object, "target",
                           slice_of(verdict->has_aim ? aims[verdict->aim.kind] : NULL));
    json_put_slice_or_null(answer, object, "system_id", identity.system_id);
    put_count_or_null(answer, object, "highest_timeline", identity.timeline_above);
    put_count_or_null(answer, object, "requests", verdict->catalog->requests);
    json_t *generations = json_put_array(answer, object, "generations");
    for (size_t i = 0; i < verdict->catalog->count; i++)
        put_generation(answer, generations, verdict, i);
    put_findings(answer, object, verdict);
}
