#include "cli/apply_report.h"
#include "sys/interrupt.h"
#include <unistd.h>

enum { SIGNALLED = 128 }; /* of the exit status */

static const char *const kinds[] = {
    [NEWS_STEP] = "step", [NEWS_DONE] = "done", [NEWS_WARNING] = "warning", [NEWS_PROGRESS] = "progress"};

static void release(void *events)
{
    json_decref(events);
}

static void print(const struct apply_report *report, enum news_kind kind, struct slice sentence)
{
    const struct console *console = report->console;
    bool colour = console->err_colour;
    const char *begin = kind == NEWS_STEP      ? console_colour(colour, COLOUR_BOLD)
                        : kind == NEWS_WARNING ? console_colour(colour, COLOUR_YELLOW)
                                               : console_colour(colour, COLOUR_GREEN);
    const char *mark = kind == NEWS_STEP ? "==>" : kind == NEWS_WARNING ? "warning:" : "ok:";
    fprintf(console->err, "%s%s%s ", begin, mark, console_plain(colour));
    console_clean(console->err, sentence);
    fputc('\n', console->err);
}

static void tell(void *context, enum news_kind kind, struct slice sentence)
{
    struct apply_report *report = context;
    if (kind == NEWS_PROGRESS) {
        if (!report->console->quiet && report->answer == NULL)
            progress_show(&report->progress, sentence);
        return;
    }
    progress_clear(&report->progress);
    if (report->answer != NULL) {
        json_t *event = json_append_object(report->answer, report->events);
        json_put_slice(report->answer, event, "kind", slice_of(kinds[kind]));
        json_put_slice(report->answer, event, "text", sentence);
    } else if (!report->console->quiet) {
        print(report, kind, sentence);
    }
}

void apply_report_begin(struct arena *arena, const struct console *console, const char *schema,
                        struct apply_report *report)
{
    *report = (struct apply_report){.arena = arena,
                                    .console = console,
                                    .progress = progress_start(STDERR_FILENO),
                                    .listener = {report, tell}};
    if (!console->json)
        return;
    report->answer = json_answer(arena, schema);
    report->events = json_array();
    if (report->events == NULL)
        arena_out_of_memory(arena);
    arena_defer(arena, release, report->events); /* a run that fails never puts them into the answer */
}

void apply_report_quiet(struct apply_report *report)
{
    progress_clear(&report->progress);
}

void apply_report_run(struct apply_report *report, const struct run *run)
{
    struct json_answer *answer = report->answer;
    if (answer == NULL)
        return;
    const struct run_record *record = &run->record;
    json_put_slice(answer, answer->root, "namespace", slice_of(run->namespace));
    json_put_slice(answer, answer->root, "cluster", slice_of(run->name));
    json_put_slice_or_null(answer, answer->root, "run", record->id);
    json_put_slice(answer, answer->root, "step", slice_of(step_name(record->step)));
    json_put_slice_or_null(answer, answer->root, "reads", record->reads);
    json_put_slice_or_null(answer, answer->root, "writes", record->writes);
    json_put_slice_or_null(answer, answer->root, "old_uid", record->old_uid);
    json_put_slice_or_null(answer, answer->root, "uid", record->new_uid);
}

int apply_report_fail(struct apply_report *report, const struct one_cluster *one, struct error error)
{
    bool about_input = error.line > 0;
    apply_report_quiet(report);
    if (about_input)
        error = error_in(error, one->name);
    console_error(report->console, error, about_input ? one->text : SLICE(""));
    return interrupt_seen() != 0 ? SIGNALLED + interrupt_seen() : (int)error.kind;
}

struct error apply_report_end(struct apply_report *report)
{
    struct json_answer *answer = report->answer;
    if (answer == NULL)
        return NO_ERROR;
    if (json_object_set(answer->root, "events", report->events) != 0)
        answer->broken = true;
    return json_print(answer, report->console->out);
}
