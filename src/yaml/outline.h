/*
 * What a document is, without reading it: apiVersion, kind and name, and the items of a Kubernetes List.
 *
 * The parser is stopped as soon as it is known that nobody is interested, mostly behind the second line; and
 * no tree is made, so that a List of many megabytes takes no more memory than its text. What is found here
 * decides which document is read; that one is then read as a whole (yaml/tree.h).
 *
 * Aliases of scalars are followed, merge keys are not: nobody writes what a resource is, or is called, that
 * way.
 */
#ifndef YAML_OUTLINE_H
#define YAML_OUTLINE_H

#include "base/refusals.h"

/* What a Kubernetes resource says of itself; empty where it does not. */
struct resource {
    struct slice api_version, kind, name, namespace;
};

/* A place as the parser counts: all from 0, columns and index in characters. */
struct outline_mark {
    size_t index, line, column;
};

struct outline_item {
    struct resource resource;
    struct outline_mark start, end; /* of the mapping; a block ends where what follows it begins */
    size_t key_column;              /* of its first key that is a scalar */
    bool flow;
};

struct outline {
    struct resource root;
    struct outline_mark start;  /* of the root */
    bool list;                  /* a List, or a list of one kind, such as ClusterList */
    struct outline_item *items; /* those of the group */
    size_t count, capacity;
};

/* True for an apiVersion of that group, in any version; for all where group is empty. */
bool resource_in_group(const struct resource *resource, struct slice group);

/* True where the kind is that of a list: it ends in List. */
bool resource_is_list(const struct resource *resource);

/*
 * Reads as much of the one document in text as is needed. Of a resource of the group all four fields, of a
 * list all items of the group, of anything else at most apiVersion and kind. The text has passed
 * encoding_check.
 *
 * Where the part that is read does not parse, the error is the one of tree_read.
 */
struct error outline_read(struct arena *arena, struct slice text, struct slice group,
                          struct outline *outline);

#endif
