/*
 * A command line, taken apart.
 *
 * Options are matched exactly, never abbreviated: --name value, --name=value, -o value, -ovalue. They may
 * stand before or behind operands; -- ends them, and a lone - is an operand. An option twice with two values
 * is an error, since one of the two would not count; so is an empty value, which is what an unset variable of
 * a script gives.
 */
#ifndef CLI_INVOCATION_H
#define CLI_INVOCATION_H

#include "base/error.h"
#include "cli/command.h"
#include "report/console.h"

struct invocation {
    struct arena *arena;           /* lives as long as the program */
    const struct command *command; /* NULL where none is named */
    const char *program;           /* as a user calls it: "cnpg-dr", or "kubectl cnpg-dr" */
    char **argv;                   /* as it was given */
    bool given[OPTION_COUNT];
    const char *values[OPTION_COUNT]; /* NULL where not given */
    const char **operands;
    size_t operand_count;
    struct console console;
};

/* Takes argv apart. With an error everything that could be understood is in the invocation all the same, so
 * that the error can be said as was asked for (-o json, --color). Number of operands and missing commands are
 * not looked at. */
struct error invocation_parse(struct arena *arena, char **argv, struct invocation *invocation);

/* Whether the operands are as many as the command takes. */
struct error invocation_check(const struct invocation *invocation);

/* True where the command, or an option that was given, needs the full executable. */
bool invocation_needs_full(const struct invocation *invocation);

/* True where the store is to be looked into: --check-backups, or an option that says where it is read. */
bool invocation_asks_store(const struct invocation *invocation);

/* The value of an option as a slice; empty where it is not given. */
struct slice invocation_value(const struct invocation *invocation, enum option_id option);

#endif
