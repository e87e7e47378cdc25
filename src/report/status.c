#include "report/status.h"
#include "report/json.h"
#include "report/table.h"

static struct slice method_name(enum status_method method)
{
    switch (method) {
    case METHOD_NONE:
        return SLICE("none");
    case METHOD_INITDB:
        return SLICE("initdb");
    case METHOD_RECOVERY:
        return SLICE("recovery");
    case METHOD_BASEBACKUP:
        return SLICE("pg_basebackup");
    case METHOD_CONFLICT:
        break;
    }
    return SLICE("conflict");
}

static struct slice block_name(enum block_state block)
{
    switch (block) {
    case BLOCK_NONE:
        return SLICE("none");
    case BLOCK_READY:
        return SLICE("ready");
    case BLOCK_BEHIND:
        return SLICE("behind");
    case BLOCK_BROKEN:
        return SLICE("broken");
    case BLOCK_IN_USE:
        break;
    }
    return SLICE("active");
}

static struct slice shape_name(enum store_shape shape)
{
    return shape == STORE_IN_TREE  ? SLICE("in-tree")
           : shape == STORE_PLUGIN ? SLICE("plugin")
                                   : SLICE("none");
}

static void put_cluster(struct json_answer *answer, json_t *clusters, const struct status_row *row)
{
    const struct cluster_status *status = &row->cluster;
    json_t *object = json_append_object(answer, clusters);
    json_put_slice(answer, object, "file", row->file);
    json_put_count(answer, object, "line", status->line);
    json_put_slice_or_null(answer, object, "namespace", status->namespace);
    json_put_slice_or_null(answer, object, "cluster", status->name);
    json_put_slice(answer, object, "method", method_name(status->method));
    json_put_bool(answer, object, "replica", status->replica);
    json_put_slice_or_null(answer, object, "reads", status->reads);
    json_put_slice_or_null(answer, object, "writes", status->writes);
    json_put_slice_or_null(answer, object, "next", status->next);
    json_t *store = json_put_object(answer, object, "store");
    json_put_slice(answer, store, "shape", shape_name(status->shape));
    json_put_slice_or_null(answer, store, "place", status->store);
    json_put_slice_or_null(answer, object, "schedule", status->schedule);
    json_t *block = json_put_object(answer, object, "block");
    json_put_slice(answer, block, "state", block_name(status->block));
    if (status->block_line > 0)
        json_put_count(answer, block, "line", status->block_line);
    else
        json_put_null(answer, block, "line");
    json_put_slice_or_null(answer, block, "reads", status->block_reads);
    if (failed(status->reason))
        json_put_error(answer, object, "refusal", status->reason);
    else
        json_put_null(answer, object, "refusal");
    if (row->backups != NULL)
        backups_brief_put(answer, object, row->backups);
    else
        json_put_null(answer, object, "backups");
}

static struct error print_json(const struct console *console, struct arena *arena,
                               const struct status_list *list)
{
    struct json_answer *answer = json_answer(arena, "status");
    json_t *clusters = json_put_array(answer, answer->root, "clusters");
    for (size_t i = 0; i < list->count; i++)
        put_cluster(answer, clusters, &list->rows[i]);
    json_t *errors = json_put_array(answer, answer->root, "errors");
    for (size_t i = 0; i < list->error_count; i++)
        json_append_error(answer, errors, list->errors[i]);
    return json_print(answer, console->out);
}

/* "NAMESPACE/NAME", as --cluster takes it. */
static struct slice full_name(struct arena *arena, const struct cluster_status *status)
{
    struct slice name = status->name.len > 0 ? status->name : SLICE("(no name)");
    if (status->namespace.len == 0)
        return name;
    return arena_format(arena, "%.*s/%.*s", SLICE_ARG(status->namespace), SLICE_ARG(name));
}

static struct slice or_dash(struct slice s)
{
    return s.len > 0 ? s : SLICE("-");
}

/* One word on whether the next recovery is ready. */
static struct slice readiness(struct arena *arena, const struct cluster_status *status)
{
    if (failed(status->reason) && status->reason.code != NULL)
        return arena_format(arena, "refused %s", status->reason.code);
    return block_name(status->block);
}

/* A line of the full form: a word, and what is said of it. */
static void line(const struct console *console, const char *word, struct slice text)
{
    fprintf(console->out, "  %-9s", word);
    console_clean(console->out, text);
    fputc('\n', console->out);
}

static struct slice block_sentence(struct arena *arena, const struct cluster_status *status)
{
    switch (status->block) {
    case BLOCK_NONE:
        return SLICE("none; recover writes one");
    case BLOCK_READY:
        return arena_format(arena, "ready, line %zu reads %.*s", status->block_line,
                            SLICE_ARG(status->block_reads));
    case BLOCK_BEHIND:
        return arena_format(arena, "line %zu reads %.*s; recover moves it on", status->block_line,
                            SLICE_ARG(or_dash(status->block_reads)));
    case BLOCK_BROKEN:
        return SLICE("would not serve");
    case BLOCK_IN_USE:
        break;
    }
    return SLICE("in use");
}

static void print_full(const struct console *console, struct arena *arena, const struct status_row *row)
{
    const struct cluster_status *status = &row->cluster;
    bool colour = console->out_colour;
    fprintf(console->out, "%s", console_colour(colour, COLOUR_BOLD));
    console_clean(console->out, full_name(arena, status));
    fprintf(console->out, "%s  ", console_plain(colour));
    console_clean(console->out, row->file);
    fprintf(console->out, ":%zu\n", status->line);
    line(console, "method",
         arena_format(arena, "%.*s%s", SLICE_ARG(method_name(status->method)),
                      status->replica ? ", a replica cluster" : ""));
    if (status->reads.len > 0)
        line(console, "reads", status->reads);
    line(console, "writes", or_dash(status->writes));
    line(console, "next", or_dash(status->next));
    line(console, "store",
         status->store.len == 0 ? SLICE("none")
                                : arena_format(arena, "%.*s (%.*s)", SLICE_ARG(status->store),
                                               SLICE_ARG(shape_name(status->shape))));
    line(console, "schedule", status->schedule.len > 0 ? status->schedule : SLICE("none found"));
    line(console, "block", failed(status->reason) ? readiness(arena, status) : block_sentence(arena, status));
    if (row->backups != NULL)
        line(console, "backups", backups_brief_line(arena, row->backups));
}

static bool asked_stores(const struct status_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].backups != NULL)
            return true;
    return false;
}

static struct table make_table(struct arena *arena, const struct status_list *list)
{
    enum { COLUMNS = 10 };
    static const char *const headings[COLUMNS] = {"CLUSTER", "METHOD",   "READS", "WRITES", "NEXT",
                                                  "BLOCK",   "SCHEDULE", "STORE", "FILE",   "BACKUPS"};
    bool backups = asked_stores(list);
    struct table table = {.columns = backups ? COLUMNS : COLUMNS - 1};
    for (size_t i = 0; i < table.columns; i++)
        table_add(arena, &table, slice_of(headings[i]));
    for (size_t i = 0; i < list->count; i++) {
        const struct cluster_status *status = &list->rows[i].cluster;
        table_add(arena, &table, full_name(arena, status));
        table_add(arena, &table, method_name(status->method));
        table_add(arena, &table, or_dash(status->reads));
        table_add(arena, &table, or_dash(status->writes));
        table_add(arena, &table, or_dash(status->next));
        table_add(arena, &table, readiness(arena, status));
        table_add(arena, &table, or_dash(status->schedule));
        table_add(arena, &table, or_dash(status->store));
        table_add(arena, &table,
                  arena_format(arena, "%.*s:%zu", SLICE_ARG(list->rows[i].file), status->line));
        if (backups)
            table_add(arena, &table,
                      list->rows[i].backups == NULL ? SLICE("-")
                                                    : backups_brief_line(arena, list->rows[i].backups));
    }
    return table;
}

/* As a table where it fits, else one below the other. */
static void print_many(const struct console *console, struct arena *arena, const struct status_list *list)
{
    struct table table = make_table(arena, list);
    if (console->width == 0 || table_width(arena, &table, table.columns) <= console->width) {
        table_print(arena, &table, table.columns, console->out);
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            fputc('\n', console->out);
        print_full(console, arena, &list->rows[i]);
    }
}

/* What recover and revert would refuse. */
static void say_refusals(const struct console *console, struct arena *arena, const struct status_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct cluster_status *status = &list->rows[i].cluster;
        const struct error *reason = &status->reason;
        if (!failed(*reason))
            continue;
        struct slice name = full_name(arena, status);
        console_warning(console, list->rows[i].file, reason->line > 0 ? reason->line : status->line,
                        arena_format(arena, "recovery of %.*s would be refused: %.*s [%s]; %.*s",
                                     SLICE_ARG(name), SLICE_ARG(reason->message),
                                     reason->code == NULL ? "" : reason->code, SLICE_ARG(reason->next)));
    }
}

/* What is wrong in a store, and what could not be read. */
static void say_backups(const struct console *console, struct arena *arena, const struct status_row *row)
{
    const struct backups_brief *brief = row->backups;
    for (size_t i = 0; i < brief->count; i++) {
        const struct backups_word *word = &brief->words[i];
        if (strcmp(word->severity, "note") != 0)
            console_warning(console, row->file, row->cluster.line,
                            arena_format(arena, "%.*s [%s]%s%.*s", SLICE_ARG(word->text), word->code,
                                         word->next.len > 0 ? "; " : "", SLICE_ARG(word->next)));
    }
    if (failed(brief->error))
        console_error(console, brief->error, SLICE(""));
}

struct error status_print(const struct console *console, struct arena *arena, const struct status_list *list)
{
    if (console->json)
        return print_json(console, arena, list);
    if (list->count == 1)
        print_full(console, arena, &list->rows[0]);
    else if (list->count > 1)
        print_many(console, arena, list);
    say_refusals(console, arena, list);
    for (size_t i = 0; i < list->count; i++)
        if (list->rows[i].backups != NULL)
            say_backups(console, arena, &list->rows[i]);
    for (size_t i = 0; i < list->error_count; i++)
        console_error(console, list->errors[i], SLICE(""));
    return NO_ERROR;
}
