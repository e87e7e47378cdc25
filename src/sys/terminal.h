/*
 * What kind of screen the output goes to, and a line of progress on it.
 */
#ifndef SYS_TERMINAL_H
#define SYS_TERMINAL_H

#include "base/arena.h"

bool terminal_is(int fd);

/* Columns of the terminal, or 80 where nobody says. */
size_t terminal_width(int fd);

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* Whether to print colors to fd. A choice counts above all; COLOR_AUTO means yes on a terminal, unless
 * NO_COLOR is set and not empty (https://no-color.org) or TERM is "dumb", empty or not set. */
bool terminal_color(int fd, enum color_choice choice);

/* The same rule, over the values it depends on; no_color and term are NULL where they are not set. */
bool terminal_color_rule(bool is_terminal, enum color_choice choice, const char *no_color, const char *term);

/*
 * One line that says how far the work is, and is written over by the next. It is for people who watch: on
 * anything but a terminal nothing is printed.
 */
struct progress {
    int fd;
    bool shown;   /* it is a terminal that can erase a line */
    bool visible; /* a line stands on it now */
};

struct progress progress_start(int fd);

/* Shows the text instead of what was there. It is cut to the width of the terminal, and a control character
 * in it becomes a question mark. */
void progress_show(struct progress *progress, struct slice text);

/* Takes the line away, before something else is printed, and at the end. */
void progress_clear(struct progress *progress);

#endif
