/*
 * libyaml's parser over one document, event by event, for whoever needs no tree.
 */
#ifndef YAML_PARSER_H
#define YAML_PARSER_H

#include "base/refusals.h"
#include <yaml.h>

struct parser {
    struct arena *arena;
    struct slice text;
    yaml_parser_t yaml;
    yaml_event_t event; /* the last one; given back by the next parser_next */
    size_t depth;       /* how many collections are open behind the event */
};

/* A parser at the start of the text; released with the arena at the latest. */
struct parser *parser_make(struct arena *arena, struct slice text);

/* The next event. Where the text does not parse, or is nested deeper than TREE_DEPTH_LIMIT and a List around
 * it, the error is the one of tree_read; no event may be asked for behind it, or behind the end of the
 * stream. */
struct error parser_next(struct parser *parser);

/* Gives back what libyaml holds; the parser may not be used any more. */
void parser_end(struct parser *parser);

#endif
