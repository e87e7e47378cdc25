/*
 * The other reader: YAML as libyaml's document API composes it (yaml_parser_load). It shares no code with the
 * project's own tree, neither for aliases nor for merge keys, so that a rule that the editor has wrong cannot
 * prove itself.
 *
 * Scalars of the one reader and the other are the same parser's, which is no matter: what is in doubt is what
 * stands where, and what an alias stands for.
 */
#ifndef FUZZ_OTHER_H
#define FUZZ_OTHER_H

#include "base/slice.h"
#include <yaml.h>

struct other {
    yaml_document_t *documents; /* in order; those of nothing but comments are none */
    size_t count;
    bool read;           /* the whole stream parses */
    const char *problem; /* where it does not: why */
    size_t line;         /* where it does not: the line, from 0 */
    bool unjudged; /* it does not, for an anchor defined twice, which YAML allows: then there is no judge */
};

/* Reads the whole stream, without a BOM that it begins with. The caller frees it, whatever came out. */
struct other other_read(struct slice text);
void other_free(struct other *other);

/* A node in its document. A node of nothing is what a key has that is not there. */
struct place_in {
    yaml_document_t *document;
    yaml_node_t *node;
};

struct place_in other_root(struct other *other, size_t document);

/* The value of a key: in the mapping itself, else in what it merges, the first that has it (YAML merge type).
 */
struct place_in other_get(struct place_in mapping, const char *key);

/* The same along a path of keys; the last argument is NULL. */
struct place_in other_at(struct place_in top, ...);

/* Entries of a sequence, from 0; nothing behind the last. */
struct place_in other_item(struct place_in sequence, size_t index);

/* The keys of a mapping in force, those that it merges included, sorted by text; released with free. */
struct other_entry {
    struct slice key;
    yaml_node_t *value;
    size_t order; /* in which they were found */
};
size_t other_entries(struct place_in mapping, struct other_entry **entries);

bool other_is(struct place_in place, yaml_node_type_t type);
bool other_is_nothing(struct place_in place);   /* absent, or null */
bool other_is_empty(struct place_in place);     /* nothing, or a collection without entries */
struct slice other_text(struct place_in place); /* of a scalar; empty where it is none, or null */

/* Whether both say the same: aliases and merges resolved, mappings in any order. A plain scalar that reads as
 * a number, a boolean or null differs from one in quotes; of some it depends on who reads. */
enum other_verdict { OTHER_DIFFERS, OTHER_UNSURE, OTHER_SAME };
enum other_verdict other_compare(struct place_in a, struct place_in b);
bool other_equal(struct place_in a, struct place_in b); /* they do not surely differ */

#endif
