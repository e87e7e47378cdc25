/*
 * The verdict as a picture: SVG without script or outside parts, readable on light and dark.
 */
#ifndef STORE_PICTURE_SVG_H
#define STORE_PICTURE_SVG_H

#include "store/chart.h"

/* One document, also of several stores: they stand below each other. */
struct slice picture_svg(struct arena *arena, const struct verdict *const *verdicts, size_t count);

#endif
