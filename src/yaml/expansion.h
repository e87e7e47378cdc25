/*
 * How much a document stands for once its aliases are followed.
 *
 * The tree follows none, but whoever looks a merged key up, or writes out what an alias stands for, does. A
 * text of a few lines can stand for a thousand million values (a "billion laughs"), so that such a one is
 * refused before anybody follows it: then all work stays in proportion to the text.
 */
#ifndef YAML_EXPANSION_H
#define YAML_EXPANSION_H

#include "yaml/tree.h"

/* A document stands for at most this many times its own nodes, and some more where it is small. Real ones
 * stay below a tenth. */
enum { EXPANSION_FACTOR = 100, EXPANSION_BASE = 1000 };

/* Refuses a tree that stands for more, at the alias that goes too far. Linear in the tree, and nothing to do
 * for one without aliases. */
struct error expansion_check(struct arena *arena, const struct tree *tree);

#endif
