/*
 * The table of commands. To add one: an enumerator for each new option (cli/options.h), a cmd_NAME.c with its
 * function, and a row here; parsing, --help, the man page and the completions follow from the row.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "cli/options.h"
#include <stddef.h>

struct invocation;

/* Carries a command out; the result is the exit status (enum error_kind). */
typedef int command_run(struct invocation *invocation);

/* Some options of a command under one heading of its --help. */
struct option_group {
    const char *heading;
    const enum option_id *options;
    size_t count;
};

enum { GROUPS_MAX = 6 };

struct command {
    const char *name;
    const char *operands; /* as the usage line shows them; empty: none */
    size_t least, most;   /* how many operands */
    const char *summary;  /* half a line */
    const char *text;     /* a few sentences, for --help and the man page */
    struct option_group groups[GROUPS_MAX];
    const char *output; /* choices of --output; NULL: those of the option */
    command_run *run;   /* NULL: only the full executable has it (cli/full.h) */
    bool files;         /* operands are file names */
};

extern const struct command command_table[];
extern const size_t command_count;

/* What the value of an option may be in that command (which may be NULL), with | between; NULL: anything. */
const char *command_choices(const struct command *command, const struct option_row *option);

/* What every command takes. */
extern const struct option_group common_options;

/* The command of that name, or NULL. */
const struct command *command_find(const char *name);

command_run cmd_status, cmd_recover, cmd_revert, cmd_extract, cmd_check, cmd_plugin, cmd_help;

/* Only the full executable has these. */
command_run cmd_commit, cmd_backups, cmd_apply, cmd_settle;

#endif
