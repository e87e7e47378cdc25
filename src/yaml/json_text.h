/*
 * JSON as text: where its values begin and end.
 *
 * A value that is copied byte for byte has to be found in the text, which no JSON library tells. Nothing is
 * decoded here, and nothing is proved: whether a text is JSON is for a JSON reader to say.
 */
#ifndef YAML_JSON_TEXT_H
#define YAML_JSON_TEXT_H

#include "base/slice.h"

enum json_extent {
    JSON_NOT,        /* not JSON: there is something outside of strings that JSON does not have, or a line
                        break in a string. What begins like JSON may be YAML in flow style. */
    JSON_UNFINISHED, /* JSON so far, and it goes on behind the text */
    JSON_WHOLE       /* an object or array with all that is in it */
};

/* Where the search for the end of an object or array stands. {.at = n} begins at text.data[n], which is the
 * opening bracket. */
struct json_scan {
    size_t at; /* the byte to go on with; behind the value once it is whole */
    size_t depth;
    bool string, escape;
};

/* Goes on to the end of the value, or of the text. The text may have been made longer since. */
enum json_extent json_scan(struct json_scan *scan, struct slice text);

/* A member of an object, or an element of an array. */
struct json_part {
    struct slice key;  /* between its quotes, not decoded; empty in an array */
    size_t start, end; /* of the value */
};

/* The next part of the object or array in which *at lies: behind its opening bracket, or where the last call
 * left it. False at the closing bracket, and where the text makes no sense. */
bool json_next(struct slice text, size_t *at, struct json_part *part);

/* Where the first byte is that is no blank of JSON (space, tab, CR, LF), at or behind at; text.len where
 * there is none. */
size_t json_skip_blanks(struct slice text, size_t at);

#endif
