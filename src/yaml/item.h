/*
 * An item of a list as a document of its own.
 */
#ifndef YAML_ITEM_H
#define YAML_ITEM_H

#include "yaml/outline.h"

/* The lines of an item, moved to the left by as many columns as its keys stand in; an item in flow style as
 * it is. Behind its last value may come blank lines, and comments that are indented as far as its keys are; a
 * comment that stands further left is about what follows. *shift is how many columns the lines lost, the
 * first one too. */
struct slice item_text(struct arena *arena, struct slice text, const struct outline_item *item,
                       size_t *shift);

/* The text up to its last line that is not blank, with the line end of the first line where that one has
 * none. */
struct slice text_without_blank_end(struct arena *arena, struct slice text);

#endif
