#include "report/changes.h"
#include "report/json.h"

static void put_generation(struct json_answer *answer, const char *key, struct slice before,
                           struct slice after)
{
    json_t *object = json_put_object(answer, answer->root, key);
    json_put_slice_or_null(answer, object, "before", before);
    json_put_slice_or_null(answer, object, "after", after);
}

static struct error print_json(const struct console *console, struct arena *arena,
                               const struct changes *changes)
{
    const struct plan_report *report = changes->report;
    struct json_answer *answer = json_answer(arena, changes->command);
    json_t *root = answer->root;
    json_put_slice(answer, root, "file", changes->file);
    json_put_slice_or_null(answer, root, "namespace", report->namespace);
    json_put_slice_or_null(answer, root, "cluster", report->cluster);
    json_put_bool(answer, root, "changed", changes->changed);
    json_put_bool(answer, root, "written", changes->written);
    json_put_slice_or_null(answer, root, "commit", changes->commit);
    json_put_slice_or_null(answer, root, "branch", changes->branch);
    put_generation(answer, "read", report->read_before, report->read);
    put_generation(answer, "write", report->write_before, report->write);
    json_t *remarks = json_put_array(answer, root, "remarks");
    for (size_t i = 0; i < report->remark_count; i++) {
        const struct remark *remark = &report->remarks[i];
        json_t *object = json_append_object(answer, remarks);
        json_put_slice(answer, object, "kind",
                       remark->kind == REMARK_WARNING ? SLICE("warning") : SLICE("done"));
        if (remark->line > 0)
            json_put_count(answer, object, "line", remark->line);
        else
            json_put_null(answer, object, "line");
        json_put_slice(answer, object, "text", remark->text);
    }
    json_put_slice_or_null(answer, root, "diff", changes->diff);
    if (changes->manifest.data != NULL)
        json_put_slice(answer, root, "manifest", changes->manifest);
    else
        json_put_null(answer, root, "manifest");
    json_put_slice_or_null(answer, root, "next", changes->next);
    return json_print(answer, console->out);
}

/* A unified diff, in colour where that is allowed. */
static void print_diff(const struct console *console, struct slice diff)
{
    if (diff.len == 0)
        return;
    if (!console->out_colour) {
        fwrite(diff.data, 1, diff.len, console->out);
        return;
    }
    bool header = true;
    for (size_t start = 0; start < diff.len;) {
        size_t end = slice_find_char(diff, '\n', start);
        struct slice line = slice_cut(diff, start, end);
        char first = line.len > 0 ? line.data[0] : ' ';
        header = header && first != '@';
        const char *colour = header         ? console_colour(true, COLOUR_BOLD)
                             : first == '@' ? console_colour(true, COLOUR_CYAN)
                             : first == '-' ? console_colour(true, COLOUR_RED)
                             : first == '+' ? console_colour(true, COLOUR_GREEN)
                                            : "";
        fprintf(console->out, "%s%.*s%s\n", colour, SLICE_ARG(line),
                *colour == '\0' ? "" : console_plain(true));
        start = end + 1;
    }
}

/* "reads A (was B)": what is said of one side. */
static struct slice side(struct arena *arena, const char *verb, struct slice before, struct slice after)
{
    if (after.len == 0)
        return SLICE("");
    if (before.len == 0 || slice_equal(before, after))
        return arena_format(arena, "%s %.*s", verb, SLICE_ARG(after));
    return arena_format(arena, "%s %.*s (was %.*s)", verb, SLICE_ARG(after), SLICE_ARG(before));
}

static void print_sentence(const struct console *console, struct arena *arena, const struct changes *changes)
{
    const struct plan_report *report = changes->report;
    bool taken = changes->written || changes->manifest.data != NULL;
    const char *before = !changes->changed ? "nothing to do: " : taken ? "" : "dry run: ";
    const char *state = !changes->changed                         ? ""
                        : strcmp(changes->command, "revert") == 0 ? "is steady again, "
                                                                  : "is recovering, ";
    struct slice reads = side(arena, "reads", report->read_before, report->read);
    struct slice writes = side(arena, "writes", report->write_before, report->write);
    console_note(console, changes->file, 0,
                 arena_format(arena, "%s%.*s %s%.*s%s%.*s%s%.*s", before, SLICE_ARG(report->cluster), state,
                              SLICE_ARG(reads), reads.len > 0 && writes.len > 0 ? ", " : "",
                              SLICE_ARG(writes), changes->stands.len > 0 ? "; " : "",
                              SLICE_ARG(changes->stands)));
}

struct error changes_print(const struct console *console, struct arena *arena, const struct changes *changes)
{
    if (console->json)
        return print_json(console, arena, changes);
    const struct plan_report *report = changes->report;
    for (size_t i = 0; i < report->remark_count; i++) {
        const struct remark *remark = &report->remarks[i];
        (remark->kind == REMARK_WARNING ? console_warning : console_note)(console, changes->file,
                                                                          remark->line, remark->text);
    }
    print_sentence(console, arena, changes);
    if (changes->commit.len > 0)
        console_note(console, changes->file, 0,
                     arena_format(arena, "committed as %.12s on %.*s", changes->commit.data,
                                  SLICE_ARG(changes->branch)));
    print_diff(console, changes->diff);
    if (changes->manifest.data != NULL)
        fwrite(changes->manifest.data, 1, changes->manifest.len, console->out);
    console_next(console, changes->next);
    return NO_ERROR;
}
