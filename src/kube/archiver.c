#include "kube/archiver.h"
#include "kube/psql.h"

/* One line; -1 stands for never. */
#define QUESTION                                                                                             \
    "SELECT coalesce(last_archived_wal, ''), "                                                               \
    "coalesce(extract(epoch FROM now() - last_archived_time)::bigint, -1), "                                 \
    "coalesce(last_failed_wal, ''), "                                                                        \
    "coalesce(extract(epoch FROM now() - last_failed_time)::bigint, -1), "                                   \
    "pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), "                                          \
    "coalesce(last_failed_time > last_archived_time, last_failed_time IS NOT NULL) "                         \
    "FROM pg_catalog.pg_stat_archiver"

/* A whole number, perhaps negative; false where it is none. */
static bool read_seconds(struct slice text, long long *seconds)
{
    bool negative = slice_starts_with(text, SLICE("-"));
    struct slice digits = slice_cut(text, negative ? 1 : 0, text.len);
    if (!slice_is_digits(digits) || digits.len > 18)
        return false;
    *seconds = 0;
    for (size_t i = 0; i < digits.len; i++)
        *seconds = *seconds * 10 + (digits.data[i] - '0');
    if (negative)
        *seconds = -1; /* never, or a clock that was set back since */
    return true;
}

bool archiver_read(struct slice output, struct archiver *archiver)
{
    struct slice columns[6];
    if (psql_columns(output, columns, 6) != 6 || !read_seconds(columns[1], &archiver->archived_ago) ||
        !read_seconds(columns[3], &archiver->failed_ago))
        return false;
    archiver->asked = true;
    archiver->last_archived = columns[0];
    archiver->last_failed = columns[2];
    archiver->current = columns[4];
    archiver->fails = slice_equal(columns[5], SLICE("t"));
    return true;
}

/* The reason in a sentence, where archiving fails. */
static void explain(struct run *run, const struct live_status *live, bool condition_fails,
                    struct archiver *archiver)
{
    if (archiver->asked && archiver->fails)
        archiver->why = arena_format(run->arena, "the primary's last attempt, with %.*s, failed",
                                     SLICE_ARG(archiver->last_failed));
    else if (condition_fails)
        archiver->why = arena_format(run->arena, "ContinuousArchiving is False: %.*s",
                                     SLICE_ARG(live->archiving_message));
    archiver->fails = archiver->fails || condition_fails;
}

struct error archiver_look(struct run *run, const struct live_status *live, bool may_exec,
                           struct archiver *archiver)
{
    struct reply reply = {.answer = ANSWER_OTHER};
    *archiver = (struct archiver){.archived_ago = -1, .failed_ago = -1};
    struct error error = NO_ERROR;
    if (may_exec && live->primary.len > 0 && live->ready_instances > 0 && !live->hibernated)
        error = psql_run(
            run, run->arena,
            &(struct psql_request){.pod = live->primary, .sql = SLICE(QUESTION), .read_only = true}, &reply);
    if (failed(error))
        return error;
    if (reply.answer == ANSWER_DONE && !archiver_read(reply.output, archiver))
        *archiver = (struct archiver){.archived_ago = -1, .failed_ago = -1};
    explain(run, live, slice_equal(live->archiving, SLICE("False")), archiver);
    return NO_ERROR;
}
