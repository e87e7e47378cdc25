/*
 * A table in aligned columns.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "base/arena.h"
#include <stdio.h>

/* Cells row by row, the headings first; columns of them a row. */
struct table {
    size_t columns, count, capacity;
    struct slice *cells;
};

void table_add(struct arena *arena, struct table *table, struct slice cell);

/* How wide the table is with its first columns only. */
size_t table_width(struct arena *arena, const struct table *table, size_t columns);

/* Prints the first columns, two blanks between them and none at the end of a line. Control characters are
 * made visible. */
void table_print(struct arena *arena, const struct table *table, size_t columns, FILE *to);

#endif
