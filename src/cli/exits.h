/*
 * The exit statuses: one table, which --help, the man page and the README are printed from. The numbers are
 * those of enum error_kind; main ends with them.
 */
#ifndef CLI_EXITS_H
#define CLI_EXITS_H

struct exit_row {
    const char *status; /* "0", or "128+n" */
    const char *meaning;
};

enum { EXIT_ROWS = 7 };
extern const struct exit_row exit_table[EXIT_ROWS];

#endif
