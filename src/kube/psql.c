#include "kube/psql.h"
#include "text/buffer.h"

/* A value of a libpq connection string: in quotes, with \ before ' and \ (libpq, "Keyword/Value Connection
 * Strings"), as a bare database name that holds = or begins with postgres:// would be one itself. */
static struct slice connection(struct arena *arena, struct slice database)
{
    struct buffer text = {.arena = arena};
    buffer_add(&text, SLICE("dbname='"));
    for (size_t i = 0; i < database.len; i++) {
        if (database.data[i] == '\'' || database.data[i] == '\\')
            buffer_add(&text, SLICE("\\"));
        buffer_add(&text, slice_cut(database, i, i + 1));
    }
    buffer_add(&text, SLICE("'"));
    return buffer_text(&text);
}

struct error psql_run(const struct run *run, struct arena *arena, const struct psql_request *request,
                      struct reply *reply)
{
    struct slice database = request->database.len > 0 ? request->database : SLICE("postgres");
    *reply = (struct reply){.answer = ANSWER_OTHER};
    if (!name_is_plain(request->pod))
        return error_make(arena, ERROR_SYSTEM, "\"%.*s\" is no name of an instance", SLICE_ARG(request->pod));
    if (memchr(database.data, '\0', database.len) != NULL)
        return error_make(arena, ERROR_SYSTEM, "the database's name holds a NUL");

    struct buffer input = {.arena = arena};
    if (request->read_only)
        buffer_add(&input, SLICE("SET default_transaction_read_only = on;\n"));
    buffer_add(&input, request->sql);
    buffer_add(&input, SLICE("\n"));
    const char *arguments[] = {"exec",
                               "--stdin",
                               arena_format(arena, "--namespace=%s", run->namespace).data,
                               "--container=postgres",
                               arena_string(arena, request->pod),
                               "--",
                               "psql",
                               "--quiet",
                               "--no-align",
                               "--tuples-only",
                               "--no-psqlrc",
                               "--set=ON_ERROR_STOP=1",
                               "--dbname",
                               arena_string(arena, connection(arena, database)),
                               "--file=-",
                               NULL};
    struct kubectl kubectl = run->kubectl;
    if (request->timeout > 0)
        kubectl.timeout = request->timeout;
    return kubectl_call(&kubectl, arena, arguments, buffer_text(&input), reply);
}

size_t psql_columns(struct slice output, struct slice *columns, size_t count)
{
    struct slice line = slice_cut(output, 0, slice_find_char(output, '\n', 0));
    size_t n = 0, found = 0;
    for (size_t at = 0; at <= line.len && line.len > 0; found++) {
        size_t end = slice_find_char(line, '|', at);
        if (n < count)
            columns[n++] = slice_cut(line, at, end);
        at = end + 1;
    }
    while (n < count)
        columns[n++] = SLICE("");
    return found;
}

size_t psql_rows(struct slice output)
{
    size_t rows = 0;
    for (size_t at = 0; at < output.len; rows++)
        at = slice_find_char(output, '\n', at) + 1;
    return rows;
}
