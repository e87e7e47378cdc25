/*
 * Scalars as text: how a value is written so that every reader takes it for the same string.
 */
#ifndef YAML_SCALAR_H
#define YAML_SCALAR_H

#include "yaml/node.h"

/*
 * True where the plain text is a string to every reader: it begins with a letter, holds letters, digits and .
 * _ / - only, and is no word that YAML 1.1 or 1.2 reads as a boolean or null (y, n, yes, no, on, off, true,
 * false, null). Numbers, dates and sexagesimals begin with something else. Cautious: some text is quoted that
 * would not need it.
 */
bool scalar_is_plainly_text(struct slice value);

/* True where a plain scalar of that text is a number, a boolean, null or a date to some reader (YAML 1.1
 * types, YAML 1.2 core schema): in a field of type string the API server refuses it. */
bool scalar_reads_as_other(struct slice value);

/* True for a plain scalar that is such a one, and neither empty nor called something by a tag: in quotes it
 * would be text. node may be NULL. */
bool scalar_is_no_text(const struct node *node);

/*
 * The value as one line of YAML. Where like is a quoted scalar its quotes are kept; else the text is plain
 * where scalar_is_plainly_text, and in double quotes where not. value is UTF-8; like may be NULL.
 */
struct slice scalar_write(struct arena *arena, struct slice value, const struct node *like);

#endif
