/*
 * JSON as the same tree that YAML becomes (yaml/tree.h), so that one reader serves manifests, kubectl's
 * answers and what kubectl prints.
 *
 * The values are jansson's; libyaml, which takes JSON too, stumbles over surrogate pairs, control characters
 * and long keys. The bytes in which they stand are found in the text beside it, as jansson does not tell
 * them. It is not in yaml/, as the core is linked without jansson.
 */
#ifndef SYS_JSON_TREE_H
#define SYS_JSON_TREE_H

#include "yaml/tree.h"

/*
 * Reads the object or array that stands in text from start up to end, blanks around it allowed. Strings
 * become scalars in double quotes, anything else that is no collection a plain one. The text must outlive the
 * tree.
 *
 * Refuses what does not parse, a duplicate key, and nesting deeper than TREE_DEPTH_LIMIT.
 */
struct error json_tree_read(struct arena *arena, struct slice text, size_t start, size_t end,
                            struct tree **out);

#endif
