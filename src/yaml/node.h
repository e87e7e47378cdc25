/*
 * A node of a YAML document and the bytes it stands in.
 *
 * Nodes are made by yaml/tree.h and never change. Children are a chain; a mapping's children are key, value,
 * key, value. Offsets count bytes of the text that the tree was read from.
 */
#ifndef YAML_NODE_H
#define YAML_NODE_H

#include "base/arena.h"

enum node_kind { NODE_SCALAR, NODE_MAPPING, NODE_SEQUENCE, NODE_ALIAS };

enum node_style {
    STYLE_PLAIN, /* scalars */
    STYLE_SINGLE,
    STYLE_DOUBLE,
    STYLE_LITERAL, /* | */
    STYLE_FOLDED,  /* > */
    STYLE_BLOCK,   /* collections */
    STYLE_FLOW
};

struct node {
    unsigned char kind;    /* enum node_kind; large documents have many nodes, so they are kept small */
    unsigned char style;   /* enum node_style */
    bool open;             /* only while it is read: an alias to it would contain itself */
    unsigned short depth;  /* the root is 1 */
    unsigned short height; /* levels below it, those behind aliases included; a scalar has 0 */
    size_t outer;          /* where it begins, anchor and tag included */
    size_t start,
        end; /* the value itself; equal where it is empty. A block ends with the last of its children */
    struct slice value;      /* of a scalar, decoded; of an alias, the anchor's name */
    struct slice anchor;     /* its own anchor, without the &; empty: none */
    const struct slice *tag; /* as the parser gives it; NULL: none */
    struct node *target; /* of an alias: what it stands for; NULL where there is no such anchor before it */
    struct node *first, *next, *parent;
};

/* The node itself, or what an alias stands for; NULL where that is nothing, or for NULL. */
const struct node *node_resolve(const struct node *node);

/* True for a null: an empty plain scalar, ~, null, Null or NULL, not quoted. Also for NULL (nothing there).
 */
bool node_is_null(const struct node *node);

/* The key node of that name that stands in the mapping itself, or NULL. Its value is key->next. */
const struct node *mapping_key(const struct node *mapping, struct slice name);

/* The value of a key: in the mapping itself, else in those that it merges (`<<`, the first one that has it).
 * NULL where there is none or mapping is no mapping. An alias is followed to find the mapping, but the value
 * is not resolved. */
const struct node *mapping_get(const struct node *mapping, const char *name);

/* mapping_get along a path of names, resolved at each step and at the end. The last argument is NULL. */
__attribute__((sentinel)) const struct node *node_at(const struct node *root, ...);

/* The text of a scalar, resolved; an empty slice where it is none. */
struct slice node_text(const struct node *node);

/* True for the merge key: `<<`, plain or with the tag !!merge. */
bool node_is_merge_key(const struct node *key);

/* The first entry of a sequence, which is resolved; NULL where it has none, or is none. */
const struct node *sequence_first(const struct node *sequence);

/* How many children: entries of a sequence, twice the entries of a mapping. */
size_t node_count(const struct node *node);

#endif
