#include "yaml/parser.h"
#include "yaml/tree.h"

/* Levels of a List around a resource: its mapping and the sequence of items. */
enum { LIST_LEVELS = 2 };

void parser_end(struct parser *parser)
{
    yaml_event_delete(&parser->event);
    yaml_parser_delete(&parser->yaml); /* leaves it empty, so that a second call finds nothing */
}

static void release(void *object)
{
    parser_end(object);
}

struct parser *parser_make(struct arena *arena, struct slice text)
{
    struct parser *parser = arena_alloc(arena, sizeof *parser);
    parser->arena = arena;
    parser->text = text;
    arena_defer(arena, release, parser);
    if (!yaml_parser_initialize(&parser->yaml)) /* GCOVR_EXCL_BR_LINE */
        arena_out_of_memory(arena); /* GCOVR_EXCL_LINE: libyaml's own memory has no limit to test */
    yaml_parser_set_encoding(&parser->yaml, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser->yaml, (const unsigned char *)text.data, text.len);
    return parser;
}

/* What is wrong is said by the reader of trees, which knows where: it stumbles over the same thing. */
static struct error parse_error(struct parser *parser)
{
    struct tree *tree;
    if (parser->yaml.error == YAML_MEMORY_ERROR) /* GCOVR_EXCL_BR_LINE */
        arena_out_of_memory(parser->arena);      /* GCOVR_EXCL_LINE: likewise */
    struct error error = tree_read(parser->arena, parser->text, 0, parser->text.len, &tree);
    if (failed(error)) /* GCOVR_EXCL_BR_LINE: it is the same parser on the same text */
        return error;
    return refuse(parser->arena, REFUSE_NOT_YAML, "YAML that does not parse"); /* GCOVR_EXCL_LINE */
}

struct error parser_next(struct parser *parser)
{
    yaml_event_delete(&parser->event);
    if (!yaml_parser_parse(&parser->yaml, &parser->event))
        return parse_error(parser);
    switch (parser->event.type) {
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        parser->depth++;
        break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        parser->depth--;
        break;
    default:
        break;
    }
    return parser->depth > TREE_DEPTH_LIMIT + LIST_LEVELS ? parse_error(parser) : NO_ERROR;
}
