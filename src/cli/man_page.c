#include "base/refusals.h"
#include "cli/command.h"
#include "cli/exits.h"
#include "cli/pages.h"
#include "report/findings.h"

/* Plain text: scdoc takes * and _ for emphasis, and some characters at the start of a line for structure. */
static void plain(FILE *out, const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (strchr("\\*_", *c) != NULL || (c == text && strchr("#-|[]. ", *c) != NULL))
            fputc('\\', out);
        fputc(*c, out);
    }
}

static void bold(FILE *out, const char *prefix, const char *text)
{
    fprintf(out, "*%s", prefix);
    plain(out, text);
    fputc('*', out);
}

static void option(FILE *out, const struct option_row *row)
{
    if (row->hidden)
        return;
    if (row->letter != '\0')
        fprintf(out, "*-%c*, ", row->letter);
    bold(out, "--", row->name);
    if (row->value != NULL) {
        fputs(" _", out);
        plain(out, row->choices != NULL ? row->choices : row->value);
        fputc('_', out);
    }
    fputs("\n\t", out);
    plain(out, row->help);
    fputs(". ", out);
    plain(out, row->more == NULL ? "" : row->more);
    fputs("\n\n", out);
}

static void options(FILE *out, const struct option_group *group)
{
    for (size_t i = 0; i < group->count; i++)
        option(out, &option_table[group->options[i]]);
}

static void command(FILE *out, const struct command *command)
{
    fputs("## ", out);
    plain(out, command->name);
    fputs("\n\n*cnpg-dr* ", out);
    bold(out, "", command->name);
    fputs(" [OPTION...] ", out);
    plain(out, command->operands);
    fputs("\n\n", out);
    plain(out, command->text);
    fputs("\n\n", out);
    for (size_t i = 0; i < GROUPS_MAX; i++)
        options(out, &command->groups[i]);
}

static void tables(FILE *out)
{
    fputs("# EXIT STATUS\n\n", out);
    for (size_t i = 0; i < EXIT_ROWS; i++) {
        bold(out, "", exit_table[i].status);
        fputs("\n\t", out);
        plain(out, exit_table[i].meaning);
        fputs("\n\n", out);
    }
    fputs("# REFUSALS\n\nWhat is refused is left as it is, with exit status 4.\n\n", out);
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        bold(out, "", refusal_table[i].code);
        fputs(" ", out);
        plain(out, refusal_table[i].title);
        fputs("\n\t", out);
        plain(out, refusal_table[i].explanation);
        fputs(" What to do: ", out);
        plain(out, refusal_table[i].next);
        fputs(".\n\n", out);
    }
    fputs("# FINDINGS\n\nWhat *check* looks for. Notes leave the exit status at 0.\n\n", out);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        bold(out, "", rule_table[i].id);
        fputs(" ", out);
        plain(out, rule_table[i].title);
        fprintf(out, " (%s)\n\t", severity_name(rule_table[i].severity));
        plain(out, rule_table[i].explanation);
        fputs("\n\n", out);
    }
}

void page_man(FILE *out)
{
    fputs("cnpg-dr(1) \"cnpg-dr " VERSION "\" \"User Commands\"\n\n# NAME\n\n"
          "cnpg-dr - takes a CloudNativePG database through disaster "
          "recovery and back\n\n# SYNOPSIS\n\n",
          out);
    for (size_t i = 0; i < command_count; i++) {
        fputs("*cnpg-dr* ", out);
        bold(out, "", command_table[i].name);
        fputs(" [OPTION...] ", out);
        plain(out, command_table[i].operands);
        fputs(i + 1 < command_count ? "++\n" : "\n\n", out);
    }
    fputs("# DESCRIPTION\n\n"
          "*cnpg-dr* edits the manifest of a CloudNativePG Cluster into recovery and back, in a repository "
          "that GitOps syncs from. Only the lines that have to change do; every result is parsed again and "
          "proved before it is written, and a write is all or nothing.\n\n"
          "Results go to standard output, everything else to standard error, as _file:line:column: "
          "text_.\n\n"
          "# COMMANDS\n\n",
          out);
    for (size_t i = 0; i < command_count; i++)
        command(out, &command_table[i]);
    fputs("# COMMON OPTIONS\n\n", out);
    options(out, &common_options);
    tables(out);
    fputs("# THE NOTE\n\nWhere the text alone could not tell *revert* the way back, *recover* leaves one "
          "comment line above the block, _# cnpg-dr back:_ and what stays, and says so. *revert* obeys it "
          "and takes it out. Without it the result is valid too.\n\n",
          out);
    fputs("# FILES\n\n_.cnpg-dr.yaml_\n\tAt the root of the repository. The key *generation-pattern* stands "
          "for the option of that name. For *check*: *severities* (a rule and error, warning, note or off), "
          "*paths* (patterns in which a star stands for any text; those that begin with an exclamation mark "
          "leave out) and *sync-branches* (where GitOps syncs from).\n\n"
          "# ENVIRONMENT\n\n*NO\\_COLOR*\n\tNo colours, unless *--color* asks for them.\n\n"
          "# SEE ALSO\n\n*kubectl*(1), *git*(1)\n",
          out);
}
