#include "kube/switch_wal.h"
#include "kube/psql.h"
#include "kube/round.h"
#include "sys/clock.h"
#include <inttypes.h>

enum {
    PATIENCE = 120 * 1000, /* ms for a segment to arrive: 0.7 to 1.2 s where all is well */
    EVERY = 500,           /* ms between two looks */
};

/* Where the switch ended, on which timeline, and how large a segment is; as one line. */
#define SWITCH                                                                                               \
    "SELECT lsn, substr(pg_catalog.pg_walfile_name(lsn), 1, 8), "                                            \
    "(SELECT setting FROM pg_catalog.pg_settings WHERE name = 'wal_segment_size') "                          \
    "FROM pg_catalog.pg_switch_wal() AS lsn"

static bool read_number(struct slice text, unsigned base, uint64_t most, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                                                : base;
        if (digit >= base || *number > (most - digit) / base)
            return false;
        *number = *number * base + digit;
    }
    return text.len > 0;
}

bool segment_before(struct arena *arena, struct slice lsn, struct slice timeline, struct slice size,
                    struct slice *segment)
{
    size_t slash = slice_find_char(lsn, '/', 0);
    uint64_t high, low, tli, bytes;
    if (!read_number(slice_cut(lsn, 0, slash), 16, UINT32_MAX, &high) ||
        !read_number(slice_cut(lsn, slash + 1, lsn.len), 16, UINT32_MAX, &low) || timeline.len != 8 ||
        !read_number(timeline, 16, UINT32_MAX, &tli) || !read_number(size, 10, UINT32_MAX, &bytes))
        return false;
    uint64_t position = high << 32 | low;
    /* PostgreSQL's segments are a power of two from 1 MiB to 1 GiB. */
    if (tli == 0 || position == 0 || bytes < 1 << 20 || bytes > 1 << 30 || (bytes & (bytes - 1)) != 0)
        return false;
    uint64_t number = (position - 1) / bytes, per_log = ((uint64_t)1 << 32) / bytes;
    *segment =
        arena_format(arena, "%08" PRIX64 "%08" PRIX64 "%08" PRIX64, tli, number / per_log, number % per_log);
    return true;
}

/* What to do where the primary does not do its part. */
#define REPAIR "see why the old Cluster does not archive, or accept the loss with --lose-unarchived"

/* A primary that does not do it stops the run by the rule that nothing unarchived is deleted unasked; that
 * the API server is away, or knows us no more, is no word of the primary's. */
static struct error of_primary(struct error error, const struct reply *reply)
{
    if (!failed(error) || reply->answer == ANSWER_UNREACHABLE || reply->answer == ANSWER_UNAUTHORIZED)
        return error;
    error.kind = ERROR_REFUSED;
    return error_next(error, SLICE(REPAIR));
}

struct error switch_wal(struct run *run, const struct live_status *live, struct slice *segment)
{
    struct reply reply;
    struct slice columns[3];
    struct error error =
        psql_run(run, run->arena, &(struct psql_request){.pod = live->primary, .sql = SLICE(SWITCH)}, &reply);
    if (failed(error))
        return error;
    if (reply.answer != ANSWER_DONE)
        return of_primary(
            reply_error(run->arena, &reply, "the last WAL segment of the old database cannot be switched"),
            &reply);
    if (psql_columns(reply.output, columns, 3) == 3 &&
        segment_before(run->arena, columns[0], columns[1], columns[2], segment))
        return NO_ERROR;
    return error_next(error_make(run->arena, ERROR_REFUSED,
                                 "what the primary answers to pg_switch_wal() is no position in the WAL"),
                      SLICE(REPAIR));
}

struct awaiting {
    const struct live_status *live;
    struct slice segment;
    struct patience patience;
    bool archived, failing;
};

/* Whether pg_stat_archiver has got to the segment: names of one timeline sort as they were written. A failed
 * attempt on it is said by the caller, once the time is over. */
static struct error look(struct run *run, struct arena *scratch, void *context)
{
    struct awaiting *a = context;
    struct reply reply;
    struct slice columns[2];
    bool missed;
    struct psql_request request = {
        .pod = a->live->primary,
        .sql = SLICE("SELECT last_archived_wal, "
                     "coalesce(last_failed_time > last_archived_time, last_failed_time IS NOT NULL) "
                     "FROM pg_catalog.pg_stat_archiver"),
        .read_only = true};
    struct error error = psql_run(run, scratch, &request, &reply);
    if (!failed(error))
        error = of_primary(
            round_bear(run, &a->patience, &reply, "the primary cannot be asked what is archived", &missed),
            &reply);
    if (failed(error) || missed)
        return error;
    psql_columns(reply.output, columns, 2);
    struct slice name = slice_cut(columns[0], 0, 24); /* without .partial or .backup */
    a->archived = name.len == 24 && slice_equal(slice_cut(name, 0, 8), slice_cut(a->segment, 0, 8)) &&
                  slice_compare(name, a->segment) >= 0;
    a->failing = slice_equal(columns[1], SLICE("t"));
    return NO_ERROR;
}

static struct error ask(struct round *round, const struct archive_watch *watch, struct awaiting *a)
{
    return watch != NULL ? watch->archived(watch->context, a->segment, &a->archived)
                         : round_look(round, look, a);
}

struct error switch_wal_await(struct run *run, const struct live_status *live,
                              const struct archive_watch *watch, struct slice segment)
{
    struct awaiting a = {.live = live, .segment = segment};
    struct round *round = round_make(run);
    long long begun = clock_now();
    for (;;) {
        struct error error = ask(round, watch, &a);
        if (failed(error))
            return error;
        if (a.archived)
            break;
        if (clock_now() - begun > PATIENCE)
            return error_next(
                error_make(run->arena, ERROR_REFUSED,
                           "the last WAL segment of the old database, %.*s, does not arrive in the archive%s",
                           SLICE_ARG(segment), a.failing ? ": the primary's attempts fail" : ""),
                SLICE(REPAIR));
        run_tell(run, NEWS_PROGRESS, "waiting for the last WAL segment, %.*s, to be archived",
                 SLICE_ARG(segment));
        error = run_pause(run, EVERY, "the last WAL segment was archived");
        if (failed(error))
            return error;
    }
    if (watch != NULL)
        run_tell(run, NEWS_DONE, "the last WAL segment of the old database, %.*s, is in the archive",
                 SLICE_ARG(segment));
    else
        run_tell(run, NEWS_WARNING,
                 "the last WAL segment of the old database, %.*s, is archived, as the old primary says; the "
                 "store was not asked",
                 SLICE_ARG(segment));
    return NO_ERROR;
}
