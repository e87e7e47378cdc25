#include "yaml/same.h"
#include "yaml/parser.h"

static bool same_text(const yaml_char_t *a, const yaml_char_t *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return strcmp((const char *)a, (const char *)b) == 0;
}

static bool same_scalar(const yaml_event_t *a, const yaml_event_t *b)
{
    return a->data.scalar.style == b->data.scalar.style && a->data.scalar.length == b->data.scalar.length &&
           memcmp(a->data.scalar.value, b->data.scalar.value, a->data.scalar.length) == 0 &&
           same_text(a->data.scalar.anchor, b->data.scalar.anchor) &&
           same_text(a->data.scalar.tag, b->data.scalar.tag);
}

static bool same_event(const yaml_event_t *a, const yaml_event_t *b)
{
    if (a->type != b->type)
        return false;
    switch (a->type) {
    case YAML_SCALAR_EVENT:
        return same_scalar(a, b);
    case YAML_ALIAS_EVENT:
        return same_text(a->data.alias.anchor, b->data.alias.anchor);
    case YAML_MAPPING_START_EVENT:
        return a->data.mapping_start.style == b->data.mapping_start.style &&
               same_text(a->data.mapping_start.anchor, b->data.mapping_start.anchor) &&
               same_text(a->data.mapping_start.tag, b->data.mapping_start.tag);
    case YAML_SEQUENCE_START_EVENT:
        return a->data.sequence_start.style == b->data.sequence_start.style &&
               same_text(a->data.sequence_start.anchor, b->data.sequence_start.anchor) &&
               same_text(a->data.sequence_start.tag, b->data.sequence_start.tag);
    default:
        return true;
    }
}

static bool is_mapping_at(const yaml_event_t *event, size_t index)
{
    return event->type == YAML_MAPPING_START_EVENT && event->start_mark.index == index;
}

static bool is_end(const yaml_event_t *event)
{
    return event->type == YAML_STREAM_END_EVENT;
}

/* Up to the event that starts the mapping at that index; the end of the stream where there is none. */
static struct error go_to(struct parser *parser, size_t index)
{
    struct error error;
    do
        error = parser_next(parser);
    while (!failed(error) && !is_mapping_at(&parser->event, index) && !is_end(&parser->event));
    return error;
}

/* Both go on, from the start of a collection to its end. */
static struct error compare(struct parser *a, struct parser *b, bool *same)
{
    size_t outside = a->depth - 1;
    struct error error = NO_ERROR;
    *same = same_event(&a->event, &b->event);
    while (!failed(error) && a->depth > outside) {
        error = parser_next(a);
        if (!failed(error) && *same)
            *same = !failed(parser_next(b)) && same_event(&a->event, &b->event);
    }
    return error;
}

/* Behind the root of the document, and then behind its end: nothing more may come. */
static bool ends_here(struct parser *parser)
{
    return !failed(parser_next(parser)) && !failed(parser_next(parser)) && is_end(&parser->event);
}

/* The rest of the document has to parse as well. */
static struct error go_to_end(struct parser *parser)
{
    struct error error = NO_ERROR;
    while (!failed(error) && !is_end(&parser->event))
        error = parser_next(parser);
    return error;
}

static bool begins(struct parser *parser)
{
    while (!failed(parser_next(parser)) && !is_end(&parser->event))
        if (parser->event.type == YAML_MAPPING_START_EVENT)
            return true;
    return false;
}

struct error same_node(struct arena *arena, struct slice text, struct outline_mark start, struct slice copy,
                       bool *same)
{
    struct parser *a = parser_make(arena, text), *b = parser_make(arena, copy);
    *same = false;
    struct error error = go_to(a, start.index);
    if (!failed(error) && !is_end(&a->event) && begins(b))
        error = compare(a, b, same);
    if (!failed(error))
        *same = *same && ends_here(b);
    if (!failed(error))
        error = go_to_end(a);
    if (failed(error))
        return error;
    parser_end(a);
    parser_end(b);
    return NO_ERROR;
}
