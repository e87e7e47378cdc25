/*
 * A tree with byte spans over libyaml's events.
 *
 * libyaml counts characters and knows no comments; here every node has the bytes that it stands in, so that
 * text can be edited around it. Aliases point at what they stand for and are never expanded: work and memory
 * stay linear.
 */
#ifndef YAML_TREE_H
#define YAML_TREE_H

#include "base/refusals.h"
#include "yaml/node.h"

/* Deeper than this is refused: libyaml's work per token grows with the depth. Real manifests stay below 20.
 */
enum { TREE_DEPTH_LIMIT = 100 };

/* The bytes of a scalar that goes over several lines: these lines are text, whatever they begin with. */
struct text_span {
    size_t start, end; /* end: where what follows begins, trailing blank lines included */
};

/* Nodes in the order of the text. */
struct node_list {
    struct node **items;
    size_t count, capacity;
};

struct tree {
    struct slice text; /* of the whole stream */
    struct node *root; /* NULL for an empty document */
    size_t node_count;
    struct text_span *multiline; /* in the order of the text */
    size_t multiline_count, multiline_capacity;
    struct node_list aliases;
    struct node_list anchored; /* nodes that have an anchor */
};

/*
 * Reads the document that stands in text from start up to end (yaml/documents.h). Nodes refer to the text
 * where they can, so it must outlive them.
 *
 * Refuses what does not parse, nesting over the limit, an alias that contains itself, aliases that stand for
 * too much (yaml/expansion.h), and a mapping key that is no scalar. An alias without an anchor before it has
 * target NULL: in a fragment its anchor may be elsewhere.
 */
struct error tree_read(struct arena *arena, struct slice text, size_t start, size_t end, struct tree **out);

/* Refuses what a reader of the whole document would stumble over, though it parses: an alias without an
 * anchor, a merge of what is no mapping (YAML merge type), a tag that is not YAML's own. */
struct error tree_check(struct arena *arena, const struct tree *tree);

/* A refusal at the place of that byte. */
struct error refuse_here(struct error error, struct slice text, size_t offset);

#endif
