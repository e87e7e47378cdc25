#include "cli/backups_cluster.h"
#include "kube/live.h"
#include "report/json.h"
#include "sys/clock.h"
#include "sys/input.h"

/* The Cluster that is meant: of the manifest, or --cluster alone. */
static struct error find_cluster(const struct invocation *invocation, const char **namespace,
                                 const char **name)
{
    struct arena *arena = invocation->arena;
    struct slice wanted = invocation_value(invocation, OPTION_CLUSTER), said = SLICE("");
    size_t slash = slice_find_char(wanted, '/', 0);
    struct error error = NO_ERROR;
    if (invocation->operand_count > 0) {
        struct manifest *manifest = arena_alloc(arena, sizeof *manifest);
        struct plan_scope scope = {.file = slice_of(invocation->operands[0]), .cluster = wanted};
        error = input_read(arena, scope.file, &scope.text);
        if (!failed(error))
            error = error_in(manifest_read(arena, &scope, manifest), scope.file);
        if (failed(error))
            return error;
        wanted = manifest->cluster.name;
        said = manifest->cluster.namespace;
    } else if (slash < wanted.len) {
        said = slice_cut(wanted, 0, slash);
        wanted = slice_cut(wanted, slash + 1, wanted.len);
    }
    if (!name_is_plain(wanted))
        return error_next(error_make(arena, ERROR_USAGE, "which Cluster is meant is not said"),
                          SLICE("name its manifest, or give --cluster NAMESPACE/NAME"));
    *name = arena_string(arena, wanted);
    return namespace_of(invocation, said, namespace);
}

static void put_backup(struct json_answer *answer, json_t *object, const char *key,
                       const struct live_backup *backup)
{
    if (backup->name.len == 0) {
        json_put_null(answer, object, key);
        return;
    }
    json_t *one = json_put_object(answer, object, key);
    json_put_slice(answer, one, "name", backup->name);
    json_put_slice_or_null(answer, one, "id", backup->id);
    json_put_slice_or_null(answer, one, "stopped", backup->stopped);
    json_put_slice_or_null(answer, one, "error", backup->error);
}

static void put_archiving(struct json_answer *answer, json_t *object, const struct live_backups *live)
{
    json_t *archiving = json_put_object(answer, object, "archiving");
    const struct archiver *archiver = &live->archiver;
    json_put_slice_or_null(answer, archiving, "condition", live->status.archiving);
    json_put_slice_or_null(answer, archiving, "last_wal", archiver->last_archived);
    if (archiver->asked && archiver->archived_ago >= 0)
        json_put_count(answer, archiving, "seconds_ago", (size_t)archiver->archived_ago);
    else
        json_put_null(answer, archiving, "seconds_ago");
}

static struct error print_json(const struct invocation *invocation, const struct live_backups *live)
{
    struct json_answer *answer = json_answer(invocation->arena, "backups");
    json_put_null(answer, answer->root, "file");
    json_put_array(answer, answer->root, "stores");
    json_t *object = json_put_object(answer, answer->root, "live");
    json_put_slice(answer, object, "namespace", live->namespace);
    json_put_slice(answer, object, "cluster", live->name);
    json_put_slice_or_null(answer, object, "phase", live->status.phase);
    json_put_slice_or_null(answer, object, "writes", live->writes);
    json_t *schedules = json_put_array(answer, object, "schedules");
    for (size_t i = 0; i < live->schedule_count; i++) {
        json_t *one = json_append_object(answer, schedules);
        json_put_slice(answer, one, "name", live->schedules[i].name);
        json_put_slice_or_null(answer, one, "schedule", live->schedules[i].schedule);
        json_put_slice_or_null(answer, one, "last", live->schedules[i].last);
        json_put_bool(answer, one, "suspended", live->schedules[i].suspended);
    }
    put_backup(answer, object, "last_completed", &live->completed);
    put_backup(answer, object, "last_failed", &live->failed_one);
    json_t *window = json_put_object(answer, object, "window");
    json_put_slice_or_null(answer, window, "from", live->window_from);
    json_put_slice_or_null(answer, window, "last_backup", live->window_last);
    json_put_slice(answer, window, "said_by", live->window_said);
    put_archiving(answer, object, live);
    json_t *warnings = json_put_array(answer, object, "warnings");
    for (size_t i = 0; i < live->warning_count; i++)
        json_append_slice(answer, warnings, live->warnings[i]);
    return json_print(answer, invocation->console.out);
}

static void line(const struct console *console, const char *word, struct slice text)
{
    fprintf(console->out, "  %-11s", word);
    console_clean(console->out, text);
    fputc('\n', console->out);
}

static struct slice archived_text(struct arena *arena, const struct live_backups *live)
{
    const struct archiver *archiver = &live->archiver;
    if (!archiver->asked)
        return live->status.archiving.len > 0
                   ? arena_format(arena, "ContinuousArchiving is %.*s", SLICE_ARG(live->status.archiving))
                   : SLICE("not known");
    if (archiver->last_archived.len == 0)
        return SLICE("nothing yet");
    return arena_format(arena, "%.*s, %.*s ago", SLICE_ARG(archiver->last_archived),
                        SLICE_ARG(clock_say(arena, archiver->archived_ago < 0 ? 0 : archiver->archived_ago)));
}

static void print_text(const struct invocation *invocation, const struct live_backups *live)
{
    struct arena *arena = invocation->arena;
    const struct console *console = &invocation->console;
    struct slice title = arena_format(arena, "%.*s/%.*s", SLICE_ARG(live->namespace), SLICE_ARG(live->name));
    fprintf(console->out, "%s%.*s%s as the cluster knows it\n",
            console_colour(console->out_colour, COLOUR_BOLD), SLICE_ARG(title),
            console_plain(console->out_colour));
    line(console, "phase", live->status.phase.len > 0 ? live->status.phase : SLICE("-"));
    line(console, "writes", live->writes.len > 0 ? live->writes : SLICE("-"));
    if (live->schedule_count == 0)
        line(console, "schedule", SLICE("none"));
    for (size_t i = 0; i < live->schedule_count; i++) {
        const struct live_schedule *schedule = &live->schedules[i];
        line(console, "schedule",
             arena_format(arena, "%.*s: %.*s%s%s%.*s", SLICE_ARG(schedule->name),
                          SLICE_ARG(schedule->schedule), schedule->suspended ? ", suspended" : "",
                          schedule->last.len > 0 ? ", last " : "", SLICE_ARG(schedule->last)));
    }
    line(console, "backup",
         live->completed.name.len == 0
             ? (live->window_last.len > 0 ? live->window_last : SLICE("none has completed"))
             : arena_format(arena, "%.*s%s%.*s, completed %.*s", SLICE_ARG(live->completed.name),
                            live->completed.id.len > 0 ? ", id " : "", SLICE_ARG(live->completed.id),
                            SLICE_ARG(live->completed.stopped)));
    line(console, "window",
         live->window_from.len == 0
             ? SLICE("not known")
             : arena_format(arena, "from %.*s on, as the %.*s says", SLICE_ARG(live->window_from),
                            SLICE_ARG(live->window_said)));
    line(console, "archived", archived_text(arena, live));
    for (size_t i = 0; i < live->warning_count; i++)
        console_warning(console, title, 0, live->warnings[i]);
}

int backups_live(struct invocation *invocation)
{
    struct arena *arena = invocation->arena;
    struct kubectl kubectl = kubectl_of(invocation);
    struct live_backups *live = arena_alloc(arena, sizeof *live);
    const char *namespace = NULL, *name = NULL;
    bool found = false;
    struct error error = find_cluster(invocation, &namespace, &name);
    if (!failed(error))
        error = live_backups_read(arena, &kubectl, namespace, name, &found, live);
    if (!failed(error) && !found)
        error = error_next(
            error_make(arena, ERROR_FINDINGS, "no Cluster %s stands in namespace %s", name, namespace),
            SLICE("cnpg-dr backups without --live reads the store itself"));
    if (!failed(error) && invocation->console.json)
        error = print_json(invocation, live);
    else if (!failed(error))
        print_text(invocation, live);
    if (failed(error)) {
        console_error(&invocation->console, error, SLICE(""));
        return error.kind;
    }
    return live->warning_count > 0 ? ERROR_FINDINGS : ERROR_NONE;
}
