/*
 * The fonts and colours of the SVG: classes of WAL, base backups, gaps and lineage, for light and dark.
 */
#ifndef STORE_PICTURE_STYLE_H
#define STORE_PICTURE_STYLE_H

/* A <style> element, with a line end. */
extern const char picture_style[];

#endif
