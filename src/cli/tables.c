#include "base/refusals.h"
#include "cli/command.h"
#include "cli/exits.h"
#include "cli/pages.h"
#include "cli/troubleshooting.h"
#include "report/findings.h"

void page_commands(FILE *out)
{
    fputs("| command | what it does |\n| --- | --- |\n", out);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(out, "| `cnpg-dr %s ", command_table[i].name);
        for (const char *c = command_table[i].operands; *c != '\0'; c++)
            fprintf(out, *c == '|' ? "\\%c" : "%c", *c); /* a bar would end the cell */
        fprintf(out, "` | %s |\n", command_table[i].summary);
    }
}

void page_exits(FILE *out)
{
    fputs("| status | meaning |\n| --- | --- |\n", out);
    for (size_t i = 0; i < EXIT_ROWS; i++)
        fprintf(out, "| %s | %s |\n", exit_table[i].status, exit_table[i].meaning);
}

void page_refusals(FILE *out)
{
    fputs("| code | refused | why | what to do |\n| --- | --- | --- | --- |\n", out);
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        const struct refusal_text *row = &refusal_table[i];
        fprintf(out, "| %s | %s | %s | %s |\n", row->code, row->title, row->explanation, row->next);
    }
}

void page_rules(FILE *out)
{
    fputs("| id | severity | finding | why |\n| --- | --- | --- | --- |\n", out);
    for (size_t i = 0; i < RULE_COUNT; i++)
        fprintf(out, "| %s | %s | %s | %s |\n", rule_table[i].id, severity_name(rule_table[i].severity),
                rule_table[i].title, rule_table[i].explanation);
}

void page_troubleshooting(FILE *out)
{
    for (size_t i = 0; i < trouble_count; i++) {
        fprintf(out, "%s**%s**\n", i == 0 ? "" : "\n", trouble_table[i].title);
        for (size_t j = 0; trouble_table[i].messages[j] != NULL; j++)
            fprintf(out, "%s`%s`", j == 0 ? "Seen as: " : ", ", trouble_table[i].messages[j]);
        fprintf(out, "  \nCause: %s  \nCure: %s\n", trouble_table[i].cause, trouble_table[i].cure);
    }
}
