#include "cli/backups_cluster.h"
#include "store/picture_mermaid.h"
#include "store/picture_svg.h"
#include "store/picture_text.h"
#include "store/verdict_json.h"

static struct error print_json(const struct backups_plan *plan)
{
    struct json_answer *answer = json_answer(plan->arena, "backups");
    json_put_slice_or_null(answer, answer->root, "file", plan->file);
    json_t *stores = json_put_array(answer, answer->root, "stores");
    for (size_t i = 0; i < plan->count; i++)
        verdict_put(answer, json_append_object(answer, stores), &plan->sides[i].verdict);
    return json_print(answer, plan->invocation->console.out);
}

static struct text_style style_of(const struct console *console)
{
    bool colour = console->out_colour;
    return (struct text_style){.bold = console_colour(colour, COLOUR_BOLD),
                               .red = console_colour(colour, COLOUR_RED),
                               .yellow = console_colour(colour, COLOUR_YELLOW),
                               .green = console_colour(colour, COLOUR_GREEN),
                               .dim = console_colour(colour, COLOUR_DIM),
                               .plain = console_plain(colour)};
}

/* Pictures are one document, whatever the number of stores. */
static struct slice draw(const struct backups_plan *plan, struct slice format)
{
    const struct verdict *verdicts[sizeof plan->sides / sizeof *plan->sides];
    for (size_t i = 0; i < plan->count; i++)
        verdicts[i] = &plan->sides[i].verdict;
    return slice_equal(format, SLICE("svg")) ? picture_svg(plan->arena, verdicts, plan->count)
                                             : picture_mermaid(plan->arena, verdicts, plan->count);
}

static struct error print(const struct backups_plan *plan)
{
    const struct console *console = &plan->invocation->console;
    struct slice format = invocation_value(plan->invocation, OPTION_OUTPUT);
    struct text_style style = style_of(console);
    if (console->json)
        return print_json(plan);
    if (slice_equal(format, SLICE("svg")) || slice_equal(format, SLICE("mermaid"))) {
        struct slice picture = draw(plan, format);
        fwrite(picture.data, 1, picture.len, console->out);
        return NO_ERROR;
    }
    for (size_t i = 0; i < plan->count; i++) {
        struct slice text = picture_text(plan->arena, &plan->sides[i].verdict, &style);
        fwrite(text.data, 1, text.len, console->out);
        if (i + 1 < plan->count)
            fputc('\n', console->out);
    }
    return NO_ERROR;
}

int cmd_backups(struct invocation *invocation)
{
    struct backups_plan *plan = arena_alloc(invocation->arena, sizeof *plan);
    if (invocation->given[OPTION_LIVE])
        return backups_live(invocation);
    struct error error = backups_plan_make(invocation->arena, invocation, plan);
    bool about_manifest = error.kind == ERROR_REFUSED && plan->text.len > 0;
    enum finding_severity gravest = FINDING_NOTE;
    for (size_t i = 0; i < plan->count && !failed(error); i++) {
        error = backups_plan_read(plan, &plan->sides[i]);
        if (!failed(error) && verdict_severity(&plan->sides[i].verdict) < gravest)
            gravest = verdict_severity(&plan->sides[i].verdict);
    }
    if (!failed(error))
        error = print(plan);
    if (failed(error)) {
        if (about_manifest)
            error = error_in(error, plan->file);
        console_error(&invocation->console, error, about_manifest ? plan->text : SLICE(""));
        return error.kind;
    }
    return gravest == FINDING_NOTE ? ERROR_NONE : ERROR_FINDINGS;
}
