#include "cli/help.h"
#include "cli/exits.h"
#include "report/wrap.h"

enum { HELP_COLUMN = 30 };

static void print_option(FILE *out, const struct option_row *option)
{
    if (option->hidden)
        return;
    int width = option->letter != '\0' ? fprintf(out, "  -%c, --%s", option->letter, option->name)
                                       : fprintf(out, "  --%s", option->name);
    if (option->value != NULL)
        width += fprintf(out, " %s", option->value);
    fprintf(out, "%*s", width < HELP_COLUMN ? HELP_COLUMN - width : 1, "");
    wrap_print(out, slice_of(option->help), HELP_COLUMN, HELP_COLUMN);
}

static bool all_hidden(const struct option_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        if (!option_table[group->options[i]].hidden)
            return false;
    return true;
}

static void print_group(const struct console *console, const struct option_group *group)
{
    if (all_hidden(group))
        return;
    fprintf(console->out, "%s%s:%s\n", console_colour(console->out_colour, COLOUR_BOLD), group->heading,
            console_plain(console->out_colour));
    for (size_t i = 0; i < group->count; i++)
        print_option(console->out, &option_table[group->options[i]]);
}

static void print_command(const struct console *console, const struct command *command)
{
    fprintf(console->out, "usage: %s %s [OPTION...] %s\n\n", console->program, command->name,
            command->operands);
    wrap_print(console->out, slice_of(command->text), 0, 0);
    fputc('\n', console->out);
    for (size_t i = 0; i < GROUPS_MAX; i++)
        print_group(console, &command->groups[i]);
    print_group(console, &common_options);
}

static void print_overview(const struct console *console)
{
    FILE *out = console->out;
    fprintf(out, "usage: %s COMMAND [OPTION...] [FILE...]\n\n", console->program);
    wrap_print(
        out,
        SLICE("Takes a CloudNativePG database through disaster recovery in a GitOps repository and back. "
              "What it cannot prove to be right it does not write."),
        0, 0);
    fputc('\n', out);
    for (size_t i = 0; i < command_count; i++) {
        int width = fprintf(out, "  %-8s %s", command_table[i].name, command_table[i].operands);
        fprintf(out, "%*s%s\n", width < 37 ? 37 - width : 1, "", command_table[i].summary);
    }
    fputc('\n', out);
    print_group(console, &common_options);
    fputs("\nExit status:\n", out);
    for (size_t i = 0; i < EXIT_ROWS; i++)
        fprintf(out, "  %-6s %s\n", exit_table[i].status, exit_table[i].meaning);
    fprintf(out, "\n%s COMMAND --help lists the options of a command.\n", console->program);
}

void help_print(const struct console *console, const struct command *command)
{
    if (command != NULL)
        print_command(console, command);
    else
        print_overview(console);
}
