/*
 * What --help and `cnpg-dr help` print, from the tables of commands and options.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"
#include "report/console.h"

/* The help of a command, or with NULL the overview. To standard output. */
void help_print(const struct console *console, const struct command *command);

/* The same as one answer, cnpg-dr/help/1. */
struct error help_print_json(const struct console *console, struct arena *arena,
                             const struct command *command);

#endif
