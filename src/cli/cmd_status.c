#include "cli/full.h"
#include "cli/pattern.h"
#include "cli/schedules.h"
#include "cnpg/cluster.h"
#include "sys/input.h"
#include "sys/parallel.h"
#include "sys/settings.h"
#include "sys/walk.h"

/* What one file holds. */
struct found {
    struct file_status status;
    struct error error;
};

struct scan {
    const struct invocation *invocation;
    const struct slice *files;
    struct found *found; /* one for each file, so that the order does not depend on the threads */
};

/* The same out of the file's text and tree, which go. */
static struct file_status kept_status(struct arena *keep, const struct file_status *from)
{
    struct file_status to = {.count = from->count, .schedule_count = from->schedule_count};
    to.clusters = arena_array(keep, to.count, sizeof *to.clusters);
    for (size_t i = 0; i < to.count; i++) {
        struct cluster_status *status = &to.clusters[i];
        *status = from->clusters[i];
        struct slice *texts[] = {&status->name, &status->namespace, &status->reads,    &status->writes,
                                 &status->next, &status->store,     &status->schedule, &status->block_reads};
        for (size_t j = 0; j < sizeof texts / sizeof texts[0]; j++)
            *texts[j] = arena_copy(keep, *texts[j]);
        status->reason = error_keep(keep, status->reason);
    }
    to.schedules = arena_array(keep, to.schedule_count, sizeof *to.schedules);
    for (size_t i = 0; i < to.schedule_count; i++)
        to.schedules[i] = (struct backup_schedule){arena_copy(keep, from->schedules[i].cluster),
                                                   arena_copy(keep, from->schedules[i].namespace),
                                                   arena_copy(keep, from->schedules[i].schedule)};
    return to;
}

static struct error read_file(const struct scan *scan, struct settings_memory *settings,
                              struct arena *scratch, struct slice file, struct file_status *status)
{
    struct slice text;
    const char *pattern;
    const struct generation_rule *rule;
    struct error error = input_map(scratch, file, &text);
    if (failed(error) || !may_be_cnpg(text))
        return error;
    error = generation_pattern_next(scan->invocation, settings, scratch, file, &pattern);
    if (!failed(error))
        error = generation_rule_compile(scratch, pattern, &rule);
    return failed(error) ? error : status_read(scratch, text, rule, status);
}

static void look_at_file(void *context, size_t index, struct arena *keep, struct arena *scratch, void **memo)
{
    const struct scan *scan = context;
    struct file_status status = {.count = 0};
    struct error error = read_file(scan, settings_memory(keep, memo), scratch, scan->files[index], &status);
    scan->found[index].error = error_keep(keep, failed(error) ? error_in(error, scan->files[index]) : error);
    scan->found[index].status = kept_status(keep, &status);
}

/* True where --cluster means it. */
static bool is_meant(const struct cluster_status *status, struct slice wanted)
{
    size_t slash = slice_find_char(wanted, '/', 0);
    if (slash == wanted.len)
        return wanted.len == 0 || slice_equal(status->name, wanted);
    return slice_equal(status->namespace, slice_cut(wanted, 0, slash)) &&
           slice_equal(status->name, slice_cut(wanted, slash + 1, wanted.len));
}

/* A manifest that recover would refuse is not asked about: the refusal is said already. */
static const struct backups_brief *look_into_store(const struct invocation *invocation,
                                                   const struct status_row *row)
{
    struct arena *arena = invocation->arena;
    const struct cluster_status *status = &row->cluster;
    struct backups_brief *brief = arena_alloc(arena, sizeof *brief);
    struct plan_scope scope = {.file = row->file, .cluster = status->name};
    if (status->namespace.len > 0)
        scope.cluster =
            arena_format(arena, "%.*s/%.*s", SLICE_ARG(status->namespace), SLICE_ARG(status->name));
    struct error error = generation_pattern(invocation, arena, row->file, &scope.pattern);
    if (!failed(error))
        error = input_read(arena, row->file, &scope.text);
    if (failed(error))
        *brief = (struct backups_brief){.error = error_in(error, row->file)};
    else
        full_backups_brief(invocation, &scope, brief);
    return brief;
}

/* What a store shows is a finding; one that cannot be read is an error. */
static int status_of_stores(const struct status_list *list, int status)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct backups_brief *brief = list->rows[i].backups;
        int own = brief == NULL ? 0 : failed(brief->error) ? (int)brief->error.kind : brief->trouble;
        status = own > status ? own : status;
    }
    return status;
}

/* All that was found, in the order of the files; the gravest error gives the exit status. */
static struct status_list collect(const struct invocation *invocation, const struct walk *walk,
                                  const struct found *found)
{
    struct arena *arena = invocation->arena;
    size_t rows = 0, schedules = 0, room = 0, schedule_room = 0, errors = 0;
    for (size_t i = 0; i < walk->file_count; i++) {
        room += found[i].status.count;
        schedule_room += found[i].status.schedule_count;
    }
    struct status_row *row = arena_array(arena, room, sizeof *row);
    struct found_schedule *schedule = arena_array(arena, schedule_room, sizeof *schedule);
    struct error *error = arena_array(arena, walk->error_count + walk->file_count, sizeof *error);
    for (size_t i = 0; i < walk->error_count; i++)
        error[errors++] = walk->errors[i];
    for (size_t i = 0; i < walk->file_count; i++) {
        const struct file_status *status = &found[i].status;
        for (size_t j = 0; j < status->count; j++)
            if (is_meant(&status->clusters[j], invocation_value(invocation, OPTION_CLUSTER)))
                row[rows++] = (struct status_row){.file = walk->files[i], .cluster = status->clusters[j]};
        for (size_t j = 0; j < status->schedule_count; j++)
            schedule[schedules++] = (struct found_schedule){walk->files[i], status->schedules[j]};
        if (failed(found[i].error))
            error[errors++] = found[i].error;
    }
    schedules_match(row, rows, schedule, schedules);
    for (size_t i = 0; i < rows && invocation_asks_store(invocation); i++)
        if (!failed(row[i].cluster.reason) && row[i].cluster.shape != STORE_NONE)
            row[i].backups = look_into_store(invocation, &row[i]);
    return (struct status_list){row, rows, error, errors};
}

static struct slice *paths_of(const struct invocation *invocation, size_t *count)
{
    *count = invocation->operand_count > 0 ? invocation->operand_count : 1;
    struct slice *paths = arena_array(invocation->arena, *count, sizeof *paths);
    paths[0] = SLICE(".");
    for (size_t i = 0; i < invocation->operand_count; i++)
        paths[i] = slice_of(invocation->operands[i]);
    return paths;
}

int cmd_status(struct invocation *invocation)
{
    const struct console *console = &invocation->console;
    size_t count;
    const struct slice *paths = paths_of(invocation, &count);
    struct walk walk = walk_paths(invocation->arena, paths, count);
    struct scan scan = {.invocation = invocation, .files = walk.files};
    scan.found = arena_array(invocation->arena, walk.file_count, sizeof *scan.found);
    struct error error = parallel_run(invocation->arena, walk.file_count, 0, look_at_file, &scan);
    if (failed(error)) {
        console_error(console, error, SLICE(""));
        return error.kind;
    }
    struct status_list list = collect(invocation, &walk, scan.found);
    error = status_print(console, invocation->arena, &list);
    if (failed(error))
        console_error(console, error, SLICE(""));
    int status = error.kind;
    for (size_t i = 0; i < list.error_count; i++)
        status = (int)list.errors[i].kind > status ? (int)list.errors[i].kind : status;
    status = status_of_stores(&list, status);
    if (list.count > 0 || status != ERROR_NONE)
        return status;
    if (!invocation->given[OPTION_CLUSTER]) {
        console_note(console, paths[0], 0, SLICE("no CloudNativePG Cluster here"));
        return ERROR_NONE;
    }
    if (!console->json)
        console_error(console,
                      error_next(error_make(invocation->arena, ERROR_FINDINGS, "no Cluster here is called %s",
                                            invocation->values[OPTION_CLUSTER]),
                                 SLICE("cnpg-dr status lists them")),
                      SLICE(""));
    return ERROR_FINDINGS;
}
