/*
 * The lines of a text.
 *
 * A line ends at LF or CR LF; the last one may have no end. Lone CR and the other line breaks that YAML 1.1
 * knows are refused before a text gets here (yaml/stream.h), so that a line here is a line to every reader.
 */
#ifndef TEXT_LINES_H
#define TEXT_LINES_H

#include "base/arena.h"

struct line {
    size_t start; /* of its first byte */
    size_t end;   /* behind its last byte, line end not counted */
    size_t next;  /* of the next line: behind the line end */
};

struct lines {
    struct slice text;
    struct line *items;
    size_t count;
};

struct lines lines_split(struct arena *arena, struct slice text);

/* The bytes of a line, without its end. */
struct slice line_text(const struct lines *lines, size_t index);

/* The index of the line that holds the byte at offset; the last line for an offset at the end of the text. */
size_t line_at(const struct lines *lines, size_t offset);

/* The line end that the text uses: that of its first line, "\n" where it has none. */
struct slice line_ending(const struct lines *lines);

/* Line (from 1) and column (in characters, from 1) of the byte at offset, for messages. A BOM counts as no
 * character. */
void text_position(struct slice text, size_t offset, size_t *line, size_t *column);

/* The other way: the byte where that character stands, or the end of the text where it is none. */
size_t text_offset(struct slice text, size_t line, size_t column);

#endif
