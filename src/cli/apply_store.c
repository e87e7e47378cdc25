#include "cli/apply_store.h"
#include "cli/apply_store_work.h"
#include "cli/backups_source.h"
#include "cli/pattern.h"
#include "store/escape.h"
#include "store/wal_name.h"
#include "store/watch.h"
#include <stdlib.h>

const struct recovery_target *apply_store_target(const struct apply_store *store)
{
    return store->plan.has_target ? &store->plan.target : NULL;
}

bool apply_store_stops(const struct apply_store *store)
{
    const struct recovery_target *target = apply_store_target(store);
    return target != NULL && (target->time.len > 0 || target->lsn.len > 0 || target->xid.len > 0 ||
                              target->name.len > 0 || target->immediate);
}

static struct error find_rule(struct apply_store *store, const struct apply_store_request *request)
{
    const char *pattern;
    bool in_file = request->file.len > 0 && !slice_equal(request->file, SLICE("-"));
    struct error error =
        generation_pattern(request->invocation, store->arena, in_file ? request->file : SLICE("."), &pattern);
    return failed(error) ? error : generation_rule_compile(store->arena, pattern, &store->plan.rule);
}

struct error apply_store_open(struct arena *arena, const struct apply_store_request *request,
                              struct apply_store **out)
{
    struct apply_store *store = *out = arena_alloc(arena, sizeof *store);
    store->arena = arena;
    store->cluster = request->cluster;
    store->plan = (struct backups_plan){.invocation = request->invocation,
                                        .arena = arena,
                                        .file = request->file,
                                        .text = request->text,
                                        .resources = request->object_stores,
                                        .resource_count = request->object_store_count};
    struct error error = find_rule(store, request);
    if (!failed(error))
        error = backups_plan_of(&store->plan, request->cluster);
    if (failed(error))
        return error;
    store->read = &store->plan.sides[0];
    store->write = &store->plan.sides[store->plan.count - 1];
    store->read->key = request->read_key;
    store->write->key =
        store->read == store->write && request->write_key == NULL ? request->read_key : request->write_key;
    for (size_t i = 0; i < store->plan.count && !failed(error); i++)
        error = backups_source_open(&store->plan, &store->plan.sides[i]);
    return error;
}

/* The last run that a recovery would read: of its timeline, or, where that has no WAL of its own yet, of what
 * came before it. */
static const struct wal_run *last_run(const struct archive *archive, uint32_t timeline)
{
    const struct wal_run *run = wal_set_last(&archive->segments, timeline);
    bool any = run == NULL && timeline == archive_highest_timeline(archive) && archive->segments.count > 0;
    return any ? &archive->segments.runs[archive->segments.count - 1] : run;
}

static struct slice mark_text(struct arena *arena, const struct archive *archive,
                              const struct archive_mark *mark)
{
    struct slice name = printable(arena, archive->name, 80);
    if (!archive->knows_wal)
        return arena_format(arena, "how far generation %.*s goes is not shown", SLICE_ARG(name));
    if (!mark->known)
        return arena_format(arena, "generation %.*s holds no WAL", SLICE_ARG(name));
    struct slice when = instant_text(arena, mark->archived);
    return arena_format(arena, "generation %.*s ends with %.*s of timeline %u%s%.*s%s", SLICE_ARG(name),
                        SLICE_ARG(mark->last_segment), (unsigned)mark->timeline,
                        mark->archived == INSTANT_NONE ? "" : ", archived at ",
                        mark->archived == INSTANT_NONE ? 0 : (int)when.len, when.data,
                        mark->archived == INSTANT_NONE ? "" : " UTC");
}

static struct archive_mark mark_of(const struct apply_store *store, const struct archive *archive)
{
    uint32_t aimed = target_timeline(apply_store_target(store));
    struct archive_mark mark = {.highest_timeline = archive_highest_timeline(archive),
                                .segment_size = archive->segment_size,
                                .last_segment = SLICE(""),
                                .archived = INSTANT_NONE};
    mark.timeline = aimed != 0 ? aimed : mark.highest_timeline;
    const struct wal_run *run = last_run(archive, mark.timeline);
    mark.known = archive->knows_wal && run != NULL;
    if (mark.known) {
        mark.last = run->last;
        mark.last_segment = wal_segment_text(store->arena, run->timeline, run->last, archive->segment_size);
        mark.archived = run->last_time;
    }
    mark.sentence = mark_text(store->arena, archive, &mark);
    return mark;
}

static int by_severity(const void *a, const void *b)
{
    const struct apply_sentence *left = a, *right = b;
    if (left->severity != right->severity)
        return left->severity < right->severity ? -1 : 1;
    return strcmp(left->code, right->code);
}

static void add_sentences(struct apply_preflight *answer, const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        answer->sentences[answer->sentence_count++] = (struct apply_sentence){
            finding->severity, finding_table[finding->id].code, finding->sentence, finding->next};
    }
}

static void take_read(struct apply_store *store, struct apply_preflight *answer)
{
    const struct verdict *verdict = &store->read->verdict;
    answer->system_id = verdict_identity(verdict).system_id;
    if (verdict->read == NO_GENERATION)
        return;
    const struct choice *choice = &verdict->generations[verdict->read].choice;
    if (choice->kind == CHOICE_MADE)
        answer->backup_id = choice->backup->id;
    answer->mark = mark_of(store, &verdict->catalog->archives[verdict->read]);
}

static void take_write(struct apply_store *store, struct apply_preflight *answer)
{
    const struct verdict *verdict = &store->write->verdict;
    answer->first_empty = verdict->first_empty;
    if (verdict->write == NO_GENERATION)
        return;
    const struct archive *archive = &verdict->catalog->archives[verdict->write];
    answer->write_is_known = archive->knows_wal && !failed(archive->error);
    answer->write_is_empty = answer->write_is_known && !archive->has_wal;
}

/* A generation that could not be read is a finding among others in `backups`; here nothing goes on without
 * it. */
static struct error unread(const struct backups_side *side)
{
    const struct verdict *verdict = &side->verdict;
    const size_t needed[] = {verdict->read, verdict->write};
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (needed[i] != NO_GENERATION && failed(verdict->catalog->archives[needed[i]].error))
            return verdict->catalog->archives[needed[i]].error;
    return NO_ERROR;
}

struct error apply_store_preflight(struct apply_store *store, struct apply_preflight *answer)
{
    struct error error = NO_ERROR;
    size_t sentences = 0;
    *answer = (struct apply_preflight){.can_recover = true,
                                       .backup_id = SLICE(""),
                                       .first_empty = SLICE(""),
                                       .system_id = SLICE(""),
                                       .mark = {.last_segment = SLICE(""), .archived = INSTANT_NONE}};
    for (size_t i = 0; i < store->plan.count && !failed(error); i++) {
        error = backups_plan_look(&store->plan, &store->plan.sides[i]);
        if (!failed(error))
            error = unread(&store->plan.sides[i]);
        sentences += store->plan.sides[i].verdict.finding_count;
    }
    if (failed(error))
        return error;
    answer->sentences = arena_array(store->arena, sentences, sizeof *answer->sentences);
    for (size_t i = 0; i < store->plan.count; i++) {
        answer->can_recover &= verdict_can_recover(&store->plan.sides[i].verdict);
        add_sentences(answer, &store->plan.sides[i].verdict);
    }
    if (answer->sentence_count > 0)
        qsort(answer->sentences, answer->sentence_count, sizeof *answer->sentences, by_severity);
    take_read(store, answer);
    take_write(store, answer);
    return NO_ERROR;
}

struct error apply_store_mark(struct apply_store *store, uint64_t segment_size, struct archive_mark *mark)
{
    struct archive archive;
    struct error error =
        watch_tail(&store->read->source, store->arena, store->read->view.read,
                   wal_segment_size_is_valid(segment_size) ? segment_size : WAL_SEGMENT_SIZE_DEFAULT,
                   target_timeline(apply_store_target(store)), &archive);
    if (!failed(error))
        *mark = mark_of(store, &archive);
    return error;
}

struct error apply_store_segment(struct apply_store *store, struct slice segment, bool *archived)
{
    return watch_segment(&store->read->source, store->arena, store->read->view.read, segment, archived);
}
