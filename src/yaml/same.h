/*
 * Whether two texts say the same, event by event.
 *
 * A document that was copied, dedented or cut shorter is held against the place that it comes from. Nothing
 * is resolved: styles, anchors, aliases and tags have to be the same ones.
 */
#ifndef YAML_SAME_H
#define YAML_SAME_H

#include "yaml/outline.h"

/*
 * Compares the node of text that starts at the mark with the one document that copy is. *same is false too
 * where copy does not parse, or holds more than one document. An error is one of text, as tree_read says it.
 */
struct error same_node(struct arena *arena, struct slice text, struct outline_mark start, struct slice copy,
                       bool *same);

#endif
