/*
 * Edits of one mapping's entries in place: a value replaced, an entry added or taken out, in the mapping's
 * own style.
 */
#ifndef YAML_ENTRY_H
#define YAML_ENTRY_H

#include "text/edits.h"
#include "text/lines.h"
#include "yaml/emit.h"

/* What edits are made in. */
struct editing {
    struct arena *arena;
    const struct lines *lines;
    struct house_style style;
    struct edits *edits;
};

/* The value's text becomes value, in its own quotes. An alias is replaced by it; anchor and tag before it
 * stay. */
void entry_replace(const struct editing *e, const struct node *value, struct slice text);

/* A new entry behind that one (its key node; NULL: behind the last). text is what follows "key:" in block
 * style, as emit_block_value gives it, or in flow style without a blank before it. The mapping is written
 * there itself, no alias. */
void entry_add(const struct editing *e, const struct node *mapping, const struct node *after,
               struct slice key, struct slice text);

/* Takes an entry out: its lines in block style, itself and a comma in flow style. It is not the mapping's
 * only one. */
void entry_remove(const struct editing *e, const struct node *mapping, const struct node *key);

/* New lines behind a line: text without a line end at either end, its lines indented. */
void lines_insert(const struct editing *e, size_t after_line, struct slice text);

/* The column of the mapping's keys in block style. */
size_t mapping_column(const struct lines *lines, const struct node *mapping);

/* The last line that an entry with this key takes in block style. */
size_t entry_last_line(const struct lines *lines, const struct node *key);

#endif
