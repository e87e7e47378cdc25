#include "store/catalog.h"
#include "store/choice.h"
#include "store/wal_name.h"
#include "sys/parallel.h"
#include <stdlib.h>

enum { THREADS_DEFAULT = 8 };

/* One file to read, or one part to look into. */
struct job {
    struct archive *archive;
    struct base_backup *backup;   /* to read its backup.info, or */
    struct history *history;      /* to read it, or */
    const struct scan_part *part; /* to look into it */
    struct wal_set found;
    bool has_wal;
    struct error error;
};

struct listings {
    struct catalog *catalog;
    struct error *errors; /* two a generation: of base/ and of wals/ */
};

struct reading {
    const struct source *source;
    size_t threads;
    struct job *jobs;
    size_t count, capacity;
};

static struct job *add_job(struct arena *arena, struct reading *reading, struct archive *archive)
{
    reading->jobs =
        arena_grow(arena, reading->jobs, &reading->capacity, reading->count + 1, sizeof *reading->jobs);
    struct job *job = &reading->jobs[reading->count++];
    *job = (struct job){.archive = archive, .error = NO_ERROR};
    return job;
}

static struct slice keep_text(struct arena *keep, struct slice text, size_t limit)
{
    return arena_copy(keep, slice_cut(text, 0, limit));
}

/* Texts of a backup.info as long as real ones are: the whole file is given back. */
static void keep_backup(struct arena *keep, struct base_backup *backup)
{
    backup->unreadable = keep_text(keep, backup->unreadable, 200);
    backup->status = keep_text(keep, backup->status, 40);
    backup->begin_wal = keep_text(keep, backup->begin_wal, 64);
    backup->end_wal = keep_text(keep, backup->end_wal, 64);
    backup->system_id = keep_text(keep, backup->system_id, 40);
    backup->error = keep_text(keep, backup->error, 400);
    backup->name = keep_text(keep, backup->name, 200);
}

static void keep_history(struct arena *keep, struct history *history)
{
    struct fork *forks = arena_array(keep, history->count, sizeof *forks);
    for (size_t i = 0; i < history->count; i++) {
        forks[i] = history->forks[i];
        forks[i].reason = keep_text(keep, history->forks[i].reason, 200);
    }
    history->forks = forks;
    history->unread = keep_text(keep, history->unread, 200);
}

static void keep_set(struct arena *keep, struct wal_set *set)
{
    size_t size = set->count * sizeof *set->runs;
    set->runs = size == 0 ? NULL : memcpy(arena_alloc(keep, size), set->runs, size);
    set->capacity = set->count;
}

/* A parallel_work: the memory of the request is given back as soon as it is done. */
static void do_job(void *context, size_t index, struct arena *keep, struct arena *scratch, void **memo)
{
    (void)memo;
    struct reading *reading = context;
    struct job *job = &reading->jobs[index];
    const struct source *source = reading->source;
    if (job->backup != NULL) {
        job->error = archive_read_backup(source, scratch, job->archive->name, job->backup);
        keep_backup(keep, job->backup);
    } else if (job->history != NULL) {
        job->error = archive_read_history(source, scratch, job->history);
        keep_history(keep, job->history);
    } else {
        job->error = archive_scan(source, scratch, job->archive, job->part, &job->found, &job->has_wal);
        keep_set(keep, &job->found);
    }
    job->error = error_keep(keep, job->error);
}

/* A parallel_work: half of the listing of a generation. */
static void do_listing(void *context, size_t index, struct arena *keep, struct arena *scratch, void **memo)
{
    struct listings *listings = context;
    struct archive *archive = &listings->catalog->archives[index / 2];
    (void)scratch, (void)memo;
    listings->errors[index] = index % 2 == 0 ? archive_list_base(listings->catalog->source, keep, archive)
                                             : archive_list_wals(listings->catalog->source, keep, archive);
}

/* Runs the jobs that were added, and gives their errors to the archives. */
static struct error run_jobs(struct arena *arena, struct reading *reading)
{
    struct error error = parallel_run(arena, reading->count, reading->threads, do_job, reading);
    for (size_t i = 0; i < reading->count; i++) {
        struct job *job = &reading->jobs[i];
        if (failed(job->error) && !failed(job->archive->error))
            job->archive->error = job->error;
    }
    return error;
}

static struct error list_all(struct arena *arena, struct catalog *catalog, size_t threads)
{
    struct listings listings = {catalog, arena_array(arena, catalog->count * 2, sizeof *listings.errors)};
    struct error error = parallel_run(arena, catalog->count * 2, threads, do_listing, &listings);
    size_t unread = 0;
    for (size_t i = 0; i < catalog->count; i++) {
        bool base = failed(listings.errors[i * 2]);
        catalog->archives[i].error = listings.errors[i * 2 + !base];
        unread += failed(catalog->archives[i].error);
    }
    bool none = unread > 0 && unread == catalog->count;
    return failed(error) || !none ? error : catalog->archives[0].error;
}

static struct error read_files(struct arena *arena, struct reading *reading, struct catalog *catalog)
{
    reading->count = 0;
    for (size_t i = 0; i < catalog->count; i++) {
        struct archive *archive = &catalog->archives[i];
        if (failed(archive->error) || !reading->source->sees_bytes)
            continue;
        for (size_t j = 0; j < archive->backup_count; j++)
            if (archive->backups[j].has_info)
                add_job(arena, reading, archive)->backup = &archive->backups[j];
        for (size_t j = 0; j < archive->history_count; j++)
            add_job(arena, reading, archive)->history = &archive->histories[j];
    }
    return run_jobs(arena, reading);
}

/* A generation without a backup.info has the segment size of the others: it belongs to the same database. */
static void set_segment_sizes(struct catalog *catalog)
{
    uint64_t other = 0;
    for (size_t i = catalog->count; i > 0; i--)
        if (other == 0)
            other = archive_segment_size(&catalog->archives[i - 1]);
    for (size_t i = 0; i < catalog->count; i++) {
        struct archive *archive = &catalog->archives[i];
        archive->segment_size = archive_segment_size(archive);
        archive->size_assumed = archive->segment_size == 0 && other == 0;
        if (archive->segment_size == 0)
            archive->segment_size = other != 0 ? other : WAL_SEGMENT_SIZE_DEFAULT;
    }
}

/* Moves the start of what a recovery reads down to that of a backup. */
static void include_backup(const struct archive *archive, const struct base_backup *backup,
                           uint32_t *timeline, uint64_t *segment)
{
    uint64_t number;
    if (backup == NULL)
        return;
    struct wal_name name = wal_name_read(backup->begin_wal);
    if (name.kind != WAL_SEGMENT || !wal_segment_number(&name, archive->segment_size, &number))
        return;
    if (*timeline == 0 || name.timeline < *timeline || (name.timeline == *timeline && number < *segment)) {
        *timeline = name.timeline;
        *segment = number;
    }
}

static void plan_scan(struct arena *arena, struct reading *reading, struct archive *archive,
                      const struct catalog_request *request)
{
    uint32_t timeline = 0;
    uint64_t segment = 0;
    size_t count;
    struct choice plain = choose_backup(archive, NULL), aimed = choose_backup(archive, request->target);
    const struct base_backup *backups[] = {plain.backup, plain.instead, aimed.backup, aimed.instead};
    for (size_t i = 0; i < sizeof backups / sizeof *backups; i++)
        include_backup(archive, backups[i], &timeline, &segment);
    struct scan_part *parts =
        archive_scan_plan(arena, archive, request->look_into_all, timeline, segment, &count);
    for (size_t i = 0; i < count; i++)
        add_job(arena, reading, archive)->part = &parts[i];
}

static struct error scan_all(struct arena *arena, struct reading *reading, struct catalog *catalog,
                             const struct catalog_request *request)
{
    reading->count = 0;
    for (size_t i = 0; i < catalog->count; i++)
        if (!failed(catalog->archives[i].error) && catalog->archives[i].knows_wal)
            plan_scan(arena, reading, &catalog->archives[i], request);
    struct error error = run_jobs(arena, reading);
    for (size_t i = 0; i < reading->count && !failed(error); i++) {
        struct job *job = &reading->jobs[i];
        job->archive->has_wal |= job->has_wal;
        if (!wal_set_merge(arena, &job->archive->segments, &job->found) && !failed(job->archive->error))
            job->archive->error = archive_too_many_gaps(arena, job->archive);
    }
    return error;
}

struct error catalog_read(struct arena *arena, const struct catalog_request *request, struct catalog *catalog)
{
    const struct source *source = request->source;
    struct reading reading = {.source = source,
                              .threads = request->threads == 0 ? THREADS_DEFAULT : request->threads};
    uint64_t before = source->requests == NULL ? 0 : source->requests(source->state);
    *catalog = (struct catalog){.source = source, .count = request->count};
    catalog->archives = arena_array(arena, request->count, sizeof *catalog->archives);
    for (size_t i = 0; i < request->count; i++)
        catalog->archives[i] = archive_make(source, request->names[i]);
    struct error error = list_all(arena, catalog, reading.threads);
    if (!failed(error))
        error = read_files(arena, &reading, catalog);
    if (failed(error))
        return error;
    set_segment_sizes(catalog);
    error = scan_all(arena, &reading, catalog, request);
    if (source->requests != NULL)
        catalog->requests = source->requests(source->state) - before;
    return error;
}

const struct archive *catalog_find(const struct catalog *catalog, struct slice name)
{
    for (size_t i = 0; i < catalog->count; i++)
        if (slice_equal(catalog->archives[i].name, name))
            return &catalog->archives[i];
    return NULL;
}

struct names {
    struct arena *arena;
    struct slice *items;
    size_t count, capacity;
};

static bool on_object(void *context, const struct object *object)
{
    (void)context, (void)object;
    return true;
}

static bool on_folder(void *context, struct slice key)
{
    enum { NAMES_MAX = 10000 };
    struct names *names = context;
    names->items =
        arena_grow(names->arena, names->items, &names->capacity, names->count + 1, sizeof *names->items);
    names->items[names->count++] = arena_copy(names->arena, slice_cut(key, 0, key.len - 1));
    return names->count < NAMES_MAX;
}

static int compare_names(const void *a, const void *b)
{
    return slice_compare(*(const struct slice *)a, *(const struct slice *)b);
}

struct error catalog_names(const struct source *source, struct arena *arena, struct slice beginning,
                           struct slice **out, size_t *count)
{
    struct names names = {.arena = arena};
    struct list_request request = {.prefix = beginning, .folders = true};
    struct error error = NO_ERROR;
    if (source->sees_objects)
        error =
            source->list(source->state, arena, &request, (struct object_sink){on_object, on_folder, &names});
    if (names.count > 0)
        qsort(names.items, names.count, sizeof *names.items, compare_names);
    *out = names.items;
    *count = names.count;
    return error;
}
