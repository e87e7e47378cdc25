/*
 * What --help prints, from the tables of commands and options.
 */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"
#include "report/console.h"

/* The help of a command, or with NULL the overview. To standard output. */
void help_print(const struct console *console, const struct command *command);

#endif
