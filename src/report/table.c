#include "report/table.h"
#include "report/console.h"
#include "report/wrap.h"

enum { GAP = 2 };

void table_add(struct arena *arena, struct table *table, struct slice cell)
{
    table->cells = arena_grow(arena, table->cells, &table->capacity, table->count + 1, sizeof *table->cells);
    table->cells[table->count++] = cell;
}

/* The width of the widest cell of each column. */
static size_t *widths_of(struct arena *arena, const struct table *table)
{
    size_t *widths = arena_array(arena, table->columns, sizeof *widths);
    for (size_t i = 0; i < table->count; i++) {
        size_t width = text_width(table->cells[i]);
        if (width > widths[i % table->columns])
            widths[i % table->columns] = width;
    }
    return widths;
}

size_t table_width(struct arena *arena, const struct table *table, size_t columns)
{
    const size_t *widths = widths_of(arena, table);
    size_t all = columns > 0 ? (columns - 1) * GAP : 0;
    for (size_t i = 0; i < columns; i++)
        all += widths[i];
    return all;
}

void table_print(struct arena *arena, const struct table *table, size_t columns, FILE *to)
{
    const size_t *widths = widths_of(arena, table);
    for (size_t row = 0; row + table->columns <= table->count; row += table->columns) {
        size_t blanks = 0; /* before the next cell that is not empty */
        for (size_t i = 0; i < columns; i++) {
            struct slice cell = table->cells[row + i];
            if (cell.len > 0) {
                fprintf(to, "%*s", (int)blanks, "");
                console_clean(to, cell);
                blanks = 0;
            }
            blanks += widths[i] - text_width(cell) + GAP;
        }
        fputc('\n', to);
    }
}
