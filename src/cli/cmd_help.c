#include "base/refusals.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "cli/pages.h"
#include "cli/troubleshooting.h"
#include "report/findings.h"
#include "report/json.h"
#include "report/wrap.h"

enum { SHOWN = 3 };

static int print_page(FILE *out, struct slice name)
{
    static const struct {
        const char *name;
        void (*print)(FILE *out);
    } pages[] = {
        {"man", page_man},           {"bash", page_bash},   {"zsh", page_zsh},
        {"fish", page_fish},         {"exits", page_exits}, {"refusals", page_refusals},
        {"commands", page_commands}, {"rules", page_rules}, {"troubleshooting", page_troubleshooting}};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (slice_equal(slice_of(pages[i].name), name))
            pages[i].print(out);
    return ERROR_NONE;
}

/* The refusal of that code, in capitals or not; NULL: none. */
static const struct refusal_text *find_refusal(struct slice code)
{
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        struct slice row = slice_of(refusal_table[i].code);
        if (code.len == row.len && (code.data[0] | 0x20) == (row.data[0] | 0x20) &&
            slice_equal(slice_cut(code, 1, code.len), slice_cut(row, 1, row.len)))
            return &refusal_table[i];
    }
    return NULL;
}

static struct error explain_refusal(const struct invocation *invocation, const struct refusal_text *row)
{
    FILE *out = invocation->console.out;
    if (invocation->console.json) {
        struct json_answer *answer = json_answer(invocation->arena, "refusal");
        json_put_slice(answer, answer->root, "code", slice_of(row->code));
        json_put_slice(answer, answer->root, "title", slice_of(row->title));
        json_put_slice(answer, answer->root, "explanation", slice_of(row->explanation));
        json_put_slice(answer, answer->root, "next", slice_of(row->next));
        return json_print(answer, out);
    }
    fprintf(out, "%s: %s\n\n", row->code, row->title);
    wrap_print(out, slice_of(row->explanation), 0, 0);
    fputs("\nWhat to do: ", out);
    wrap_print(out, slice_of(row->next), sizeof "What to do: " - 1, 0);
    return NO_ERROR;
}

static struct slice upper(struct arena *arena, struct slice s)
{
    char *text = arena_string(arena, s);
    for (size_t i = 0; i < s.len; i++)
        if (text[i] >= 'a' && text[i] <= 'z')
            text[i] = (char)(text[i] - 'a' + 'A');
    return (struct slice){text, s.len};
}

static struct error explain_rule(const struct invocation *invocation, const struct rule_text *row)
{
    FILE *out = invocation->console.out;
    if (invocation->console.json) {
        struct json_answer *answer = json_answer(invocation->arena, "rule");
        json_put_slice(answer, answer->root, "id", slice_of(row->id));
        json_put_slice(answer, answer->root, "severity", slice_of(severity_name(row->severity)));
        json_put_slice(answer, answer->root, "title", slice_of(row->title));
        json_put_slice(answer, answer->root, "explanation", slice_of(row->explanation));
        return json_print(answer, out);
    }
    fprintf(out, "%s: %s (%s)\n\n", row->id, row->title, severity_name(row->severity));
    wrap_print(out, slice_of(row->explanation), 0, 0);
    return NO_ERROR;
}

/* All operands with blanks between them: a message need not be quoted. */
static struct slice question(const struct invocation *invocation)
{
    struct slice all = SLICE("");
    for (size_t i = 0; i < invocation->operand_count; i++)
        all = arena_format(invocation->arena, "%.*s%s%s", SLICE_ARG(all), i == 0 ? "" : " ",
                           invocation->operands[i]);
    return all;
}

static void put_trouble(struct json_answer *answer, json_t *array, const struct trouble *row)
{
    json_t *object = json_append_object(answer, array);
    json_put_slice(answer, object, "title", slice_of(row->title));
    json_t *messages = json_put_array(answer, object, "messages");
    for (size_t i = 0; i < MESSAGES_MAX && row->messages[i] != NULL; i++)
        json_append_slice(answer, messages, slice_of(row->messages[i]));
    json_put_slice(answer, object, "cause", slice_of(row->cause));
    json_put_slice(answer, object, "cure", slice_of(row->cure));
}

static void print_trouble(const struct console *console, const struct trouble *row)
{
    bool colour = console->out_colour;
    fprintf(console->out, "%s%s%s\n", console_colour(colour, COLOUR_BOLD), row->title, console_plain(colour));
    fputs("  cause: ", console->out);
    wrap_print(console->out, slice_of(row->cause), 9, 9);
    fputs("  cure:  ", console->out);
    wrap_print(console->out, slice_of(row->cure), 9, 9);
}

static struct error print_troubles(const struct invocation *invocation, const struct trouble **found,
                                   size_t count)
{
    if (invocation->console.json) {
        struct json_answer *answer = json_answer(invocation->arena, "troubleshooting");
        json_t *array = json_put_array(answer, answer->root, "troubles");
        for (size_t i = 0; i < count; i++)
            put_trouble(answer, array, found[i]);
        return json_print(answer, invocation->console.out);
    }
    for (size_t i = 0; i < count; i++) {
        fputs(i == 0 ? "" : "\n", invocation->console.out);
        print_trouble(&invocation->console, found[i]);
    }
    return NO_ERROR;
}

/* Nothing is known of it: that is said, with what is known. */
static struct error unknown(const struct invocation *invocation, struct slice asked)
{
    if (!invocation->console.json) {
        fputs("Explained are:\n", invocation->console.err);
        for (size_t i = 0; i < trouble_count; i++)
            fprintf(invocation->console.err, "  %s\n", trouble_table[i].title);
    }
    return error_next(
        error_make(invocation->arena, ERROR_FINDINGS, "nothing is known of \"%.*s\"", SLICE_ARG(asked)),
        SLICE("ask with a part of the message, a command, or a code such as R001"));
}

/* Explains whatever the operands are. */
static struct error explain(const struct invocation *invocation)
{
    const struct console *console = &invocation->console;
    const struct command *command =
        invocation->operand_count == 1 ? command_find(invocation->operands[0]) : NULL;
    if (command != NULL || invocation->operand_count == 0) {
        if (console->json)
            return help_print_json(console, invocation->arena, command);
        help_print(console, command);
        return NO_ERROR;
    }
    struct slice asked = question(invocation);
    if (rule_find(upper(invocation->arena, asked)) != RULE_COUNT)
        return explain_rule(invocation, &rule_table[rule_find(upper(invocation->arena, asked))]);
    const struct refusal_text *refusal = find_refusal(asked);
    if (refusal != NULL)
        return explain_refusal(invocation, refusal);
    const struct trouble *found[SHOWN];
    size_t count = trouble_find(invocation->arena, asked, found, SHOWN);
    return count > 0 ? print_troubles(invocation, found, count) : unknown(invocation, asked);
}

int cmd_help(struct invocation *invocation)
{
    if (invocation->given[OPTION_PRINT])
        return print_page(invocation->console.out, invocation_value(invocation, OPTION_PRINT));
    struct error error = explain(invocation);
    if (failed(error))
        console_error(&invocation->console, error, SLICE(""));
    return error.kind;
}
