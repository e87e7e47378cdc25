#include "kube/verify_sql.h"
#include "kube/identity.h"
#include "kube/recovery_log.h"

enum { LONGEST = 600 }; /* seconds for the user's SQL */

static struct slice database_of(const struct run *run, struct slice database)
{
    if (database.len == 0)
        database = text_at(run->wanted.recovery.value, "database", NULL);
    return database.len > 0 ? database : SLICE("app"); /* CNPG's default for a recovery, too */
}

static struct error no_primary(struct run *run)
{
    return error_next(error_make(run->arena, ERROR_FINDINGS,
                                 "--verify-sql could not be asked: the Cluster has no primary that is ready"),
                      SLICE("wait for it (kubectl get clusters.postgresql.cnpg.io), and run the same command "
                            "again"));
}

/* `SELECT count(*)` returns a row even where there is nothing. */
static void warn_of_one(const struct run *run, struct slice output)
{
    struct slice value = slice_cut(output, 0, slice_find_char(output, '\n', 0));
    if (value.len == 0 || slice_equal(value, SLICE("0")) || slice_equal(value, SLICE("f")))
        run_tell(
            run, NEWS_WARNING,
            "the one row of --verify-sql is %s: a query that counts or compares returns a row in any case; "
            "ask for rows (SELECT 1 FROM ... WHERE ...) to have a proof",
            value.len == 0                   ? "empty"
            : slice_equal(value, SLICE("0")) ? "\"0\""
                                             : "\"f\"");
}

struct error verify_sql(struct run *run, struct slice sql, struct slice database, struct slice *evidence)
{
    struct live_status live;
    struct reply reply;
    bool found;
    struct error error = live_status_read(run, run->arena, &found, &live);
    if (failed(error))
        return error;
    if (!found || live.primary.len == 0 || live.ready_instances == 0)
        return no_primary(run);
    struct psql_request request = {.pod = live.primary,
                                   .database = database_of(run, database),
                                   .sql = sql,
                                   .read_only = true,
                                   .timeout = LONGEST};
    error = psql_run(run, run->arena, &request, &reply);
    if (failed(error))
        return error;
    if (reply.answer != ANSWER_DONE)
        return error_next(error_make(run->arena, ERROR_FINDINGS,
                                     "--verify-sql failed in database \"%.*s\" on %.*s: %.*s",
                                     SLICE_ARG(request.database), SLICE_ARG(live.primary),
                                     SLICE_ARG(log_line_clean(run->arena, reply.message))),
                          SLICE("correct the SQL, or see what the database lacks, before anybody uses it"));
    size_t rows = psql_rows(reply.output);
    if (rows == 0)
        return error_next(
            error_make(run->arena, ERROR_FINDINGS,
                       "--verify-sql returned NO ROWS from database \"%.*s\": what you expect is not there",
                       SLICE_ARG(request.database)),
            SLICE("see what the database holds before anybody uses it; an earlier generation may hold more "
                  "(`cnpg-dr backups FILE`). Rows without columns (SELECT FROM ...) cannot be seen: ask for "
                  "SELECT 1 FROM ..."));
    if (rows == 1)
        warn_of_one(run, reply.output);
    *evidence = arena_format(run->arena, "--verify-sql returned %zu row%s from database \"%.*s\"", rows,
                             rows == 1 ? "" : "s", SLICE_ARG(request.database));
    return NO_ERROR;
}
