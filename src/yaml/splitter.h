/*
 * Documents of a stream that comes in pieces, and of one so large that only some of its lines are looked at.
 *
 * yaml/documents.h reads a manifest line by line. Here a stream may be longer than memory, and a document
 * that nobody asks for costs nothing: the places where documents can be parted are looked for backwards from
 * the end of what is there, and around a byte that somebody is interested in. Documents end where YAML says
 * (`---` and
 * `...` in column 0); where one begins with a brace it may be one of several JSON values in a row, and ends
 * where the brace is closed.
 */
#ifndef YAML_SPLITTER_H
#define YAML_SPLITTER_H

#include "yaml/documents.h"
#include "yaml/json_text.h"

/* What the window begins with, as far as that is known. */
enum splitter_form {
    FORM_UNKNOWN,
    FORM_JSON,
    FORM_JSON_ENDED, /* a JSON value that is whole; what follows it is not known yet */
    FORM_YAML
};

/* What is known of the window, the part of the stream that is in memory. {0} before its first byte. */
struct splitter {
    size_t looked; /* no marker line begins before here, but that of the first document */
    enum splitter_form form;
    struct json_scan json;
};

/*
 * How many bytes at the front of the window are whole documents; 0: none is, read more. The window must begin
 * with a document (or its marker line), and may only grow at its end between two calls. The bytes that are
 * returned are to be taken off it before the next one.
 */
size_t splitter_whole(struct splitter *splitter, struct slice window);

/*
 * The document that holds the byte at: it begins with the `---` at or before that byte, behind the line of a
 * `...`, or at from, where a document begins; it ends with the next marker line, or the text. body is behind
 * the `---` and the blanks after it, and behind the line end where nothing else stands in that line.
 */
struct document document_around(struct slice text, size_t from, size_t at);

#endif
