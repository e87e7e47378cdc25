#include "report/findings.h"
#include "report/json.h"

const char *severity_name(enum severity severity)
{
    return severity == SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "note";
}

struct slice finding_next(struct arena *arena, const struct found_finding *found)
{
    struct slice next = found->finding.next;
    size_t at = slice_find(next, SLICE(" FILE"));
    if (at == next.len)
        return next;
    return arena_format(arena, "%.*s %.*s%.*s", SLICE_ARG(slice_cut(next, 0, at)), SLICE_ARG(found->file),
                        SLICE_ARG(slice_cut(next, at + sizeof " FILE" - 1, next.len)));
}

/* The line of the file, and a caret below the column. */
static void show_line(const struct console *console, const struct found_finding *found)
{
    FILE *out = console->out;
    bool colour = console->out_colour;
    if (found->line.len == 0)
        return;
    fprintf(out, "%6zu | ", found->finding.line);
    console_clean(out, found->line);
    fprintf(out, "\n       | %*s%s^%s\n",
            (int)(found->finding.column > 200 ? 200 : found->finding.column - 1), "",
            console_colour(colour, COLOUR_GREEN), console_plain(colour));
}

static void print_finding(const struct console *console, struct arena *arena,
                          const struct found_finding *found)
{
    FILE *out = console->out;
    bool colour = console->out_colour;
    const struct finding *f = &found->finding;
    enum colour shade = f->severity == SEVERITY_ERROR     ? COLOUR_RED
                        : f->severity == SEVERITY_WARNING ? COLOUR_YELLOW
                                                          : COLOUR_CYAN;
    console_clean(out, found->file);
    fprintf(out, ":%zu:%zu: %s%s:%s ", f->line, f->column, console_colour(colour, shade),
            severity_name(f->severity), console_plain(colour));
    console_clean(out, f->message);
    fprintf(out, " [%s]\n", rule_table[f->rule].id);
    show_line(console, found);
    if (f->next.len > 0) {
        fputs("  next: ", out);
        console_clean(out, finding_next(arena, found));
        fputc('\n', out);
    }
}

struct error findings_print_text(const struct console *console, struct arena *arena,
                                 const struct finding_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        print_finding(console, arena, &list->items[i]);
    for (size_t i = 0; i < list->error_count; i++)
        console_error(console, list->errors[i], SLICE(""));
    return NO_ERROR;
}

struct error findings_print_json(const struct console *console, struct arena *arena,
                                 const struct finding_list *list)
{
    struct json_answer *answer = json_answer(arena, "check");
    json_put_count(answer, answer->root, "clusters", list->clusters);
    json_t *findings = json_put_array(answer, answer->root, "findings");
    for (size_t i = 0; i < list->count; i++) {
        const struct finding *f = &list->items[i].finding;
        json_t *object = json_append_object(answer, findings);
        json_put_slice(answer, object, "rule", slice_of(rule_table[f->rule].id));
        json_put_slice(answer, object, "severity", slice_of(severity_name(f->severity)));
        json_put_slice(answer, object, "file", list->items[i].file);
        json_put_count(answer, object, "line", f->line);
        json_put_count(answer, object, "column", f->column);
        json_put_slice_or_null(answer, object, "namespace", f->namespace);
        json_put_slice_or_null(answer, object, "cluster", f->cluster);
        json_put_slice(answer, object, "message", f->message);
        json_put_slice_or_null(answer, object, "next", finding_next(arena, &list->items[i]));
    }
    json_t *errors = json_put_array(answer, answer->root, "errors");
    for (size_t i = 0; i < list->error_count; i++)
        json_append_error(answer, errors, list->errors[i]);
    return json_print(answer, console->out);
}

/* --- annotations --- */

/* In a workflow command % and line ends are escaped, in a property : and , as well (GitHub's documentation,
 * "Workflow commands for GitHub Actions"; its toolkit, core/src/command.ts). */
static void put_escaped(FILE *out, struct slice s, bool property)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
            fprintf(out, "%%%02X", (unsigned char)c);
        else
            fputc(c, out);
    }
}

struct error findings_print_github(const struct console *console, struct arena *arena,
                                   const struct finding_list *list)
{
    FILE *out = console->out;
    for (size_t i = 0; i < list->count; i++) {
        const struct found_finding *found = &list->items[i];
        const struct finding *f = &found->finding;
        fprintf(out, "::%s file=", f->severity == SEVERITY_NOTE ? "notice" : severity_name(f->severity));
        put_escaped(out, found->file, true);
        fprintf(out, ",line=%zu,col=%zu,title=%s::", f->line, f->column, rule_table[f->rule].id);
        put_escaped(out, f->message, false);
        if (f->next.len > 0) {
            fputs("; ", out);
            put_escaped(out, finding_next(arena, found), false);
        }
        fputc('\n', out);
    }
    for (size_t i = 0; i < list->error_count; i++)
        console_error(console, list->errors[i], SLICE(""));
    return NO_ERROR;
}
