#include "report/extracted.h"
#include "report/json.h"

static struct error print_json(const struct console *console, struct arena *arena,
                               const struct extracted_report *report)
{
    struct json_answer *answer = json_answer(arena, "extract");
    json_t *root = answer->root;
    json_put_slice(answer, root, "file", report->file);
    json_put_count(answer, root, "line", report->line);
    json_put_slice_or_null(answer, root, "namespace", report->cluster->namespace);
    json_put_slice_or_null(answer, root, "cluster", report->cluster->name);
    json_put_slice(answer, root, "method", slice_of(report->method));
    json_put_slice_or_null(answer, root, "reads", report->cluster->read.generation);
    json_put_slice_or_null(answer, root, "writes", report->cluster->write.generation);
    json_put_slice(answer, root, "manifest", report->text);
    json_put_slice_or_null(answer, root, "next", report->next);
    return json_print(answer, console->out);
}

/* "shop/db: recovery, reads db-v1, writes db-v2" */
static struct slice sentence(struct arena *arena, const struct extracted_report *report)
{
    const struct cluster *c = report->cluster;
    struct slice reads = c->read.generation, writes = c->write.generation;
    const char *method = strcmp(report->method, "none") == 0 ? "no bootstrap method" : report->method;
    return arena_format(arena, "%.*s%s%.*s: %s%s%.*s%s%.*s", SLICE_ARG(c->namespace),
                        c->namespace.len > 0 ? "/" : "", SLICE_ARG(c->name), method,
                        reads.len > 0 ? ", reads " : "", SLICE_ARG(reads), writes.len > 0 ? ", writes " : "",
                        SLICE_ARG(writes));
}

struct error extracted_print(const struct console *console, struct arena *arena,
                             const struct extracted_report *report)
{
    if (console->json)
        return print_json(console, arena, report);
    fwrite(report->text.data, 1, report->text.len, console->out);
    console_note(console, report->file, 0, sentence(arena, report));
    console_next(console, report->next);
    return NO_ERROR;
}
