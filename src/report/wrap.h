/*
 * Text in lines of a width that a terminal has.
 */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include "base/slice.h"
#include <stdio.h>

enum { WRAP_WIDTH = 80 };

/* Columns that text takes: characters of UTF-8, each counted as one. */
size_t text_width(struct slice text);

/* Prints text from column on (what stands before it on the line is the caller's), broken at blanks so that no
 * line is longer than WRAP_WIDTH - 1, further lines indented; ends with a line end. A word that is too long
 * stands alone. */
void wrap_print(FILE *to, struct slice text, size_t column, size_t indent);

#endif
