/*
 * How many lines lie before a place, where nothing else about the lines is asked for.
 */
#ifndef TEXT_COUNT_H
#define TEXT_COUNT_H

#include "base/slice.h"

/* The number of line feeds in the text; many bytes at a time. */
size_t count_line_feeds(struct slice text);

#endif
