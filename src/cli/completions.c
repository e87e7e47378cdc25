#include "cli/command.h"
#include "cli/pages.h"
#include <string.h>

/* Calls each for every option of the command that people use, the common ones included. */
static void for_options(FILE *out, const struct command *command,
                        void (*each)(FILE *, const struct command *, const struct option_row *))
{
    for (size_t g = 0; g <= GROUPS_MAX; g++) {
        const struct option_group *group = g < GROUPS_MAX ? &command->groups[g] : &common_options;
        for (size_t i = 0; i < group->count; i++)
            if (!option_table[group->options[i]].hidden)
                each(out, command, &option_table[group->options[i]]);
    }
}

/* The choices of an option, with blanks between them. */
static void choices(FILE *out, const struct command *command, const struct option_row *option)
{
    for (const char *c = command_choices(command, option); *c != '\0'; c++)
        fputc(*c == '|' ? ' ' : *c, out);
}

static void command_names(FILE *out)
{
    for (size_t i = 0; i < command_count; i++)
        fprintf(out, "%s%s", i == 0 ? "" : " ", command_table[i].name);
}

static void bash_option(FILE *out, const struct command *command, const struct option_row *option)
{
    (void)command;
    fprintf(out, " --%s", option->name);
    if (option->letter != '\0')
        fprintf(out, " -%c", option->letter);
}

/* What follows an option that takes a value. */
static void bash_value(FILE *out, const struct command *command, const struct option_row *option)
{
    if (option->value == NULL)
        return;
    fprintf(out, "    '%s --%s'", command->name, option->name);
    if (option->letter != '\0')
        fprintf(out, " | '%s -%c'", command->name, option->letter);
    fputs(") words='", out);
    if (option->choices != NULL)
        choices(out, command, option);
    fputs("' ;;\n", out);
}

void page_bash(FILE *out)
{
    fputs("# bash completion for cnpg-dr\n"
          "_cnpg_dr() {\n"
          "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command= word words= files=\n"
          "    if [[ $current == '=' ]]; then current=; fi # bash makes a word of the = in --name=value\n"
          "    if [[ $before == '=' ]]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
          "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
          "        case $word in\n        ",
          out);
    for (size_t i = 0; i < command_count; i++)
        fprintf(out, "%s%s", i == 0 ? "" : " | ", command_table[i].name);
    fputs(") command=$word && break ;;\n        esac\n    done\n    case $command in\n    '') words='", out);
    command_names(out);
    fputs(" --help --version' ;;\n", out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "    %s) words='", command_table[i].name);
        if (!command_table[i].files)
            command_names(out);
        for_options(out, &command_table[i], bash_option);
        fprintf(out, "'%s ;;\n", command_table[i].files ? " files=yes" : "");
    }
    fputs("    esac\n    case \"$command $before\" in\n", out);
    for (size_t i = 0; i < command_count; i++)
        for_options(out, &command_table[i], bash_value);
    fputs("    esac\n"
          "    COMPREPLY=()\n"
          "    if [[ $files && $current != -* && $words == *--* ]]; then\n"
          "        compopt -o filenames 2>/dev/null\n"
          "        while IFS= read -r word; do COMPREPLY+=(\"$word\"); done < <(compgen -f -- "
          "\"$current\")\n"
          "    else\n"
          "        while IFS= read -r word; do COMPREPLY+=(\"$word\"); done < <(compgen -W \"$words\" -- "
          "\"$current\")\n"
          "    fi\n"
          "}\n"
          "complete -F _cnpg_dr cnpg-dr\n",
          out);
}

/* Text inside '…' of a specification of _arguments. */
static void zsh_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else if (strchr("[]:\\", *text) != NULL)
            fprintf(out, "\\%c", *text);
        else
            fputc(*text, out);
    }
}

static void zsh_spec(FILE *out, const struct command *command, const char *name, const char *equals,
                     const struct option_row *option)
{
    fprintf(out, " \\\n            '%s%s[", name, option->value == NULL ? "" : equals);
    zsh_text(out, option->help);
    fputc(']', out);
    if (option->value != NULL) {
        fputc(':', out);
        zsh_text(out, option->value);
        fputc(':', out);
        if (option->choices != NULL) {
            fputc('(', out);
            choices(out, command, option);
            fputc(')', out);
        } else {
            fputc(' ', out);
        }
    }
    fputc('\'', out);
}

static void zsh_option(FILE *out, const struct command *command, const struct option_row *option)
{
    (void)command;
    char name[64];
    snprintf(name, sizeof name, "--%s", option->name);
    zsh_spec(out, command, name, "=", option);
    if (option->letter != '\0') {
        snprintf(name, sizeof name, "-%c", option->letter);
        zsh_spec(out, command, name, "+", option);
    }
}

void page_zsh(FILE *out)
{
    fputs("#compdef cnpg-dr\n"
          "_cnpg-dr() {\n"
          "    local curcontext=$curcontext state line\n"
          "    local -a commands=(",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "\n        '%s:", command_table[i].name);
        zsh_text(out, command_table[i].summary);
        fputc('\'', out);
    }
    fputs("\n    )\n"
          "    _arguments -C '1:command:->command' '*::argument:->arguments' '(- *)--help[this text]' '(- "
          "*)--version[the version]'\n"
          "    case $state in\n"
          "    command) _describe command commands ;;\n"
          "    arguments)\n"
          "        case $words[1] in\n",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "        %s)\n            _arguments", command_table[i].name);
        for_options(out, &command_table[i], zsh_option);
        fputs(command_table[i].files ? " \\\n            '*:file:_files'" : " \\\n            '*:topic:(",
              out);
        if (!command_table[i].files) {
            command_names(out);
            fputs(")'", out);
        }
        fputs(" ;;\n", out);
    }
    fputs("        esac ;;\n    esac\n}\n_cnpg-dr \"$@\"\n", out);
}

/* Text inside '…' of fish. */
static void fish_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++)
        fprintf(out, strchr("'\\", *text) != NULL ? "\\%c" : "%c", *text);
}

static void fish_option(FILE *out, const struct command *command, const struct option_row *option)
{
    fprintf(out, "complete -c cnpg-dr -n '__fish_seen_subcommand_from %s' -l %s", command->name,
            option->name);
    if (option->letter != '\0')
        fprintf(out, " -s %c", option->letter);
    if (option->value != NULL)
        fputs(" -x", out);
    if (option->choices != NULL) {
        fputs(" -a '", out);
        choices(out, command, option);
        fputc('\'', out);
    }
    fputs(" -d '", out);
    fish_text(out, option->help);
    fputs("'\n", out);
}

void page_fish(FILE *out)
{
    fputs("# fish completion for cnpg-dr\ncomplete -c cnpg-dr -f\n", out);
    fputs("complete -c cnpg-dr -n __fish_use_subcommand -l version -d 'the version'\n"
          "complete -c cnpg-dr -n __fish_use_subcommand -s h -l help -d 'this text'\n",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "complete -c cnpg-dr -n __fish_use_subcommand -a %s -d '", command_table[i].name);
        fish_text(out, command_table[i].summary);
        fputs("'\n", out);
        if (command_table[i].files) {
            fprintf(out, "complete -c cnpg-dr -n '__fish_seen_subcommand_from %s' -F\n",
                    command_table[i].name);
        } else {
            fprintf(out, "complete -c cnpg-dr -n '__fish_seen_subcommand_from %s' -a '",
                    command_table[i].name);
            command_names(out);
            fputs("'\n", out);
        }
        for_options(out, &command_table[i], fish_option);
    }
}
