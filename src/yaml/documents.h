/*
 * The documents of a YAML stream, found where YAML says they begin and end: at `---` and `...` in column 0,
 * which no scalar can hold (YAML 1.2.2, c-forbidden). Nothing is parsed for it.
 */
#ifndef YAML_DOCUMENTS_H
#define YAML_DOCUMENTS_H

#include "base/refusals.h"

struct document {
    size_t start; /* of its first byte: directives, the `---` line, or its content */
    size_t body;  /* behind the `---`, or start where there is none */
    size_t end;   /* behind its last byte: where the next marker or the text ends */
};

struct documents {
    struct document *items;
    size_t count;
};

/* The marker at the start of a line: '-' for `---`, '.' for `...`, 0 for none. */
char document_marker(struct slice line);

/*
 * All documents of the text that hold more than blanks and comments, in order. A BOM at the start belongs to
 * none. Refuses %TAG. The text has passed encoding_check.
 */
struct error documents_split(struct arena *arena, struct slice text, struct documents *out);

#endif
