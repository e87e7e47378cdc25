/*
 * Nodes written out again: what takes an alias's place, and what a new block copies from another.
 */
#ifndef YAML_EMIT_H
#define YAML_EMIT_H

#include "base/refusals.h"
#include "yaml/node.h"

/* How the file writes YAML. */
struct house_style {
    struct slice eol; /* "\n" or "\r\n" */
    size_t step;      /* columns per level */
    size_t dash;      /* columns from a key to the dashes of its list: 0 or more */
};

/* One entry of one mapping that is written with another value; mapping NULL: none. The entry is added where
 * it lacks. */
struct emit_override {
    const struct node *mapping; /* resolved */
    struct slice key;
    struct slice value; /* as text, to be quoted where needed */
};

/*
 * The value as it follows "key:", with the lines below it where it takes several: " x", or "\n  a: x\n  b: y"
 * with the file's own line ends and no line end at its end. column is that of the key. Aliases and merges are
 * resolved, anchors and comments are left out, scalars keep their own spelling. source is the text that node
 * was read from.
 */
struct slice emit_block_value(struct arena *arena, const struct house_style *style, struct slice source,
                              const struct node *node, size_t column, struct emit_override change);

/* The value in flow style, on one line. */
struct slice emit_flow_value(struct arena *arena, struct slice source, const struct node *node,
                             struct emit_override change);

#endif
