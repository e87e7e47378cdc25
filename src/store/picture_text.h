/*
 * The verdict as text for a terminal of 80 columns: a timeline, a block for each generation, the findings.
 */
#ifndef STORE_PICTURE_TEXT_H
#define STORE_PICTURE_TEXT_H

#include "store/chart.h"

/* Colours are marked by the caller's functions, so that nothing here knows a terminal: each gives what begins
 * or ends one. */
struct text_style {
    const char *bold, *red, *yellow, *green, *dim, *plain; /* "" each without colour */
};

struct slice picture_text(struct arena *arena, const struct verdict *verdict, const struct text_style *style);

#endif
