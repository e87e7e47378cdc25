#include "check/finding.h"
#include <stdlib.h>

void findings_add(struct arena *arena, struct findings *findings, const struct finding *finding)
{
    findings->items =
        arena_grow(arena, findings->items, &findings->capacity, findings->count + 1, sizeof *findings->items);
    findings->items[findings->count++] = *finding;
}

static int by_number(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

static int by_place(const void *a, const void *b)
{
    const struct finding *x = a, *y = b;
    int order = by_number(x->line, y->line);
    if (order == 0)
        order = by_number(x->column, y->column);
    if (order == 0)
        order = by_number(x->rule, y->rule);
    return order != 0 ? order : slice_compare(x->message, y->message);
}

void findings_sort(struct findings *findings)
{
    if (findings->count > 1)
        qsort(findings->items, findings->count, sizeof *findings->items, by_place);
}
