/*
 * Where results and messages go, and in which form.
 *
 * Results are written to standard output, everything else to standard error: "FILE:LINE:COLUMN: error:
 * sentence", then what to do next. With -o json an error is one JSON document, and what else there is to say
 * stands in the answer. Text from files is written with its control characters made visible, so that a
 * manifest cannot steer a terminal.
 */
#ifndef REPORT_CONSOLE_H
#define REPORT_CONSOLE_H

#include "base/error.h"
#include <stdio.h>

struct console {
    FILE *out, *err;
    const char *program; /* what messages without a file begin with */
    bool json;           /* -o json */
    bool quiet;          /* nothing but errors */
    bool next;           /* say the next command of the runbook */
    bool out_colour, err_colour;
    bool excerpt; /* show the line of the file that an error is about: standard error is a terminal */
    size_t width; /* columns of standard output; 0: no terminal, lines may be as long as they are */
};

enum colour { COLOUR_BOLD, COLOUR_RED, COLOUR_GREEN, COLOUR_YELLOW, COLOUR_CYAN, COLOUR_DIM };

/* Writes s with control characters as \xNN. */
void console_clean(FILE *to, struct slice s);

/* What begins and ends a colour; both empty where there are none. */
const char *console_colour(bool allowed, enum colour colour);
const char *console_plain(bool allowed);

/* Says an error: position, sentence, code, next step. text is the content of the file that it is about, from
 * which the line is shown; empty where it is not at hand. */
void console_error(const struct console *console, struct error error, struct slice text);

/* Says a warning about a line of a file; line 0: the file as a whole. Silent with quiet and json. */
void console_warning(const struct console *console, struct slice file, size_t line, struct slice sentence);

/* Says what was done, likewise. */
void console_note(const struct console *console, struct slice file, size_t line, struct slice sentence);

/* Ends with the next command, where that is wanted. */
void console_next(const struct console *console, struct slice command);

#endif
