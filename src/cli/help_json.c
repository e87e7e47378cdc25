#include "cli/help.h"
#include "report/json.h"

static void put_option(struct json_answer *answer, json_t *options, const struct option_row *row)
{
    json_t *object = json_append_object(answer, options);
    json_put_slice(answer, object, "name", arena_format(answer->arena, "--%s", row->name));
    json_put_slice_or_null(answer, object, "short",
                           row->letter == '\0' ? SLICE("") : arena_format(answer->arena, "-%c", row->letter));
    json_put_slice_or_null(answer, object, "value", slice_of(row->value));
    json_t *choices = json_put_array(answer, object, "choices");
    struct slice all = slice_of(row->choices);
    for (size_t start = 0; start < all.len;) {
        size_t end = slice_find_char(all, '|', start);
        json_append_slice(answer, choices, slice_cut(all, start, end));
        start = end + 1;
    }
    json_put_slice(answer, object, "help", slice_of(row->help));
}

static void put_command(struct json_answer *answer, json_t *commands, const struct command *command)
{
    json_t *object = json_append_object(answer, commands);
    json_put_slice(answer, object, "name", slice_of(command->name));
    json_put_slice(answer, object, "operands", slice_of(command->operands));
    json_put_slice(answer, object, "summary", slice_of(command->summary));
    json_put_slice(answer, object, "text", slice_of(command->text));
    json_t *options = json_put_array(answer, object, "options");
    for (size_t g = 0; g <= GROUPS_MAX; g++) {
        const struct option_group *group = g < GROUPS_MAX ? &command->groups[g] : &common_options;
        for (size_t i = 0; i < group->count; i++)
            if (!option_table[group->options[i]].hidden)
                put_option(answer, options, &option_table[group->options[i]]);
    }
}

struct error help_print_json(const struct console *console, struct arena *arena,
                             const struct command *command)
{
    struct json_answer *answer = json_answer(arena, "help");
    json_t *commands = json_put_array(answer, answer->root, "commands");
    for (size_t i = 0; i < command_count; i++)
        if (command == NULL || command == &command_table[i])
            put_command(answer, commands, &command_table[i]);
    return json_print(answer, console->out);
}
