/*
 * What every reader of YAML must agree on before a byte is looked at.
 */
#ifndef YAML_ENCODING_H
#define YAML_ENCODING_H

#include "base/refusals.h"

/*
 * Refuses what readers of YAML disagree on: text that is not UTF-8, UTF-16, NUL bytes, and the line breaks of
 * YAML 1.1 that are none in YAML 1.2 or in a text editor (a lone CR, NEL, LS, PS: YAML 1.2.2 §5.4). Behind
 * such a break text is active to one reader and part of a comment to another. One pass, no memory.
 */
struct error encoding_check(struct arena *arena, struct slice text);

/* The number of bytes of a byte order mark at the start: 3 or 0. */
size_t encoding_bom(struct slice text);

#endif
