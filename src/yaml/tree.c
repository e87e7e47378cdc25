#include "yaml/tree.h"
#include "text/lines.h"
#include "yaml/anchors.h"
#include "yaml/expansion.h"
#include <ctype.h>
#include <stdint.h>
#include <yaml.h>

/* libyaml's marks count characters. This one place turns them into bytes, going on from the last mark. */
struct cursor {
    struct slice text;
    size_t byte, index;
    size_t origin; /* the byte of index 0 */
    bool ascii;    /* then a character is a byte */
};

struct reader {
    struct arena *arena;
    struct tree *tree;
    struct cursor cursor;
    yaml_parser_t parser;
    yaml_event_t event;
    struct anchor_table anchors;
    struct node *parent; /* the open collection */
    struct node *last;   /* its last child so far */
    size_t end;          /* of the document */
};

struct error refuse_here(struct error error, struct slice text, size_t offset)
{
    text_position(text, offset, &error.line, &error.column);
    return error;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t byte_of(struct cursor *c, size_t index)
{
    if (c->ascii)
        return c->origin + index;
    /* marks lie in the text */
    for (; c->index < index && c->byte < c->text.len; c->index++) /* GCOVR_EXCL_BR_LINE */
        do
            c->byte++;
        while (c->byte < c->text.len && is_continuation(c->text.data[c->byte]));
    /* GCOVR_EXCL_START: libyaml's marks only go forward, as far as is known */
    for (; c->index > index; c->index--)
        do
            c->byte--;
        while (is_continuation(c->text.data[c->byte]));
    /* GCOVR_EXCL_STOP */
    return c->byte;
}

/* Whole words at a time: this is done for every document. */
static bool is_ascii(struct slice text)
{
    uint64_t high = 0, word;
    size_t i = 0;
    for (; text.len - i >= sizeof word; i += sizeof word) {
        memcpy(&word, text.data + i, sizeof word);
        high |= word;
    }
    for (; i < text.len; i++)
        high |= (unsigned char)text.data[i];
    return (high & 0x8080808080808080u) == 0;
}

static void release_parser(void *object)
{
    struct reader *r = object;
    yaml_event_delete(&r->event);
    yaml_parser_delete(&r->parser);
}

/* The parser's own error, at its place. Its words are libyaml's. */
static struct error parse_error(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    if (p->error == YAML_MEMORY_ERROR)
        arena_out_of_memory(r->arena);
    size_t at = p->error == YAML_READER_ERROR ? r->cursor.origin + p->problem_offset
                                              : byte_of(&r->cursor, p->problem_mark.index);
    struct error error = refuse(r->arena, REFUSE_NOT_YAML, "YAML that does not parse: %s%s%s", p->problem,
                                p->context == NULL ? "" : ", ", p->context == NULL ? "" : p->context);
    return refuse_here(error, r->cursor.text, at);
}

/* As libyaml has it: `&a:` is the anchor a and a colon. */
static bool is_anchor_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* Behind an anchor and a tag, at most count of them, and the blanks, comments and line ends after them: where
 * the value itself begins. What follows may be the properties of a mapping's first key. */
static size_t skip_properties(struct slice text, size_t at, size_t end, int count)
{
    for (; count > 0 && at < end && (text.data[at] == '&' || text.data[at] == '!'); count--) {
        bool anchor = text.data[at++] == '&';
        while (at < end &&
               (anchor ? is_anchor_char(text.data[at]) : strchr(" \t\r\n", text.data[at]) == NULL))
            at++;
        for (bool blank = true; blank && at < end;) {
            if (text.data[at] == '#')
                at = slice_find_char(text, '\n', at);
            else if (strchr(" \t\r\n", text.data[at]) != NULL)
                at++;
            else
                blank = false;
        }
    }
    return at > end ? end : at;
}

static struct slice c_text(struct arena *arena, const yaml_char_t *text)
{
    return text == NULL ? (struct slice){"", 0} : arena_copy(arena, slice_of((const char *)text));
}

static void list_add(struct arena *arena, struct node_list *list, struct node *node)
{
    list->items = arena_grow(arena, list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = node;
}

static struct node *add_node(struct reader *r, enum node_kind kind)
{
    struct node *node = arena_alloc(r->arena, sizeof *node);
    node->kind = (unsigned char)kind;
    node->parent = r->parent;
    node->depth = (unsigned short)(r->parent == NULL ? 1 : r->parent->depth + 1);
    if (r->last != NULL)
        r->last->next = node;
    else if (r->parent != NULL)
        r->parent->first = node;
    else
        r->tree->root = node;
    r->last = node;
    r->tree->node_count++;
    return node;
}

static void set_properties(struct reader *r, struct node *node, const yaml_char_t *anchor,
                           const yaml_char_t *tag)
{
    node->anchor = c_text(r->arena, anchor);
    if (tag != NULL) {
        struct slice *copy = arena_alloc(r->arena, sizeof *copy);
        *copy = c_text(r->arena, tag);
        node->tag = copy;
    }
    if (node->anchor.len > 0) {
        list_add(r->arena, &r->tree->anchored, node);
        anchor_table_set(r->arena, &r->anchors, node);
    }
}

static enum node_style scalar_style(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return STYLE_SINGLE;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return STYLE_DOUBLE;
    case YAML_LITERAL_SCALAR_STYLE:
        return STYLE_LITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return STYLE_FOLDED;
    default:
        return STYLE_PLAIN;
    }
}

/* A block scalar's own end: libyaml counts the blank lines and line ends behind it. */
static size_t trim_lines(struct slice text, size_t end)
{
    while (strchr(" \t\r\n", text.data[end - 1]) != NULL) /* it begins with | or > */
        end--;
    return end;
}

static void add_multiline(struct reader *r, size_t start, size_t end)
{
    struct tree *t = r->tree;
    t->multiline = arena_grow(r->arena, t->multiline, &t->multiline_capacity, t->multiline_count + 1,
                              sizeof *t->multiline);
    t->multiline[t->multiline_count++] = (struct text_span){start, end};
}

static void add_scalar(struct reader *r)
{
    struct slice text = r->cursor.text;
    const yaml_event_t *e = &r->event;
    struct node *node = add_node(r, NODE_SCALAR);
    node->style = (unsigned char)scalar_style(e->data.scalar.style);
    node->outer = byte_of(&r->cursor, e->start_mark.index);
    node->end = byte_of(&r->cursor, e->end_mark.index);
    if (node->end > r->end) /* GCOVR_EXCL_BR_LINE */
        node->end = r->end; /* GCOVR_EXCL_LINE: marks lie in the text */
    node->start = skip_properties(text, node->outer, node->end, 2);
    if (e->start_mark.line != e->end_mark.line)
        add_multiline(r, node->start, node->end);
    if (node->style == STYLE_LITERAL || node->style == STYLE_FOLDED)
        node->end = trim_lines(text, node->end);
    struct slice value = {(const char *)e->data.scalar.value, e->data.scalar.length};
    struct slice source = slice_cut(text, node->start, node->end);
    node->value =
        node->style == STYLE_PLAIN && slice_equal(value, source) ? source : arena_copy(r->arena, value);
    set_properties(r, node, e->data.scalar.anchor, e->data.scalar.tag);
}

/* Counts levels through aliases, so that whoever follows them meets no more than the limit either. */
static struct error add_height(struct reader *r, struct node *parent, const struct node *child)
{
    size_t height =
        child->kind == NODE_ALIAS ? child->target == NULL ? 0 : child->target->height : child->height;
    if (parent == NULL || parent->height > height)
        return NO_ERROR;
    parent->height = (unsigned short)(height + 1);
    if (parent->height + parent->depth <= TREE_DEPTH_LIMIT)
        return NO_ERROR;
    return refuse_here(refuse(r->arena, REFUSE_NESTING, "nesting deeper than %d levels", TREE_DEPTH_LIMIT),
                       r->cursor.text, child->outer);
}

static struct error add_alias(struct reader *r)
{
    struct node *node = add_node(r, NODE_ALIAS);
    node->outer = node->start = byte_of(&r->cursor, r->event.start_mark.index);
    node->end = byte_of(&r->cursor, r->event.end_mark.index);
    node->value = c_text(r->arena, r->event.data.alias.anchor);
    node->target = anchor_table_get(&r->anchors, node->value);
    list_add(r->arena, &r->tree->aliases, node);
    if (node->target == NULL || !node->target->open)
        return add_height(r, r->parent, node);
    return refuse_here(
        refuse(r->arena, REFUSE_ALIAS, "the alias *%.*s contains itself", SLICE_ARG(node->value)),
        r->cursor.text, node->start);
}

static struct error begin_collection(struct reader *r, enum node_kind kind, bool flow,
                                     const yaml_char_t *anchor, const yaml_char_t *tag)
{
    struct node *node = add_node(r, kind);
    node->style = flow ? STYLE_FLOW : STYLE_BLOCK;
    node->outer = byte_of(&r->cursor, r->event.start_mark.index);
    node->start = skip_properties(r->cursor.text, node->outer, r->end, (anchor != NULL) + (tag != NULL));
    node->end = node->start;
    set_properties(r, node, anchor, tag);
    node->open = true;
    r->parent = node;
    r->last = NULL;
    if (node->depth <= TREE_DEPTH_LIMIT)
        return NO_ERROR;
    return refuse_here(refuse(r->arena, REFUSE_NESTING, "nesting deeper than %d levels", TREE_DEPTH_LIMIT),
                       r->cursor.text, node->outer);
}

/* Kubernetes' keys are strings; `{{ x }}:` is a mapping as a key, that is, a template. */
static struct error check_keys(struct reader *r, const struct node *mapping)
{
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next) {
        const struct node *scalar = node_resolve(key);
        if (scalar == NULL || scalar->kind == NODE_SCALAR)
            continue;
        bool template = slice_starts_with(slice_cut(r->cursor.text, key->start, r->end), SLICE("{"));
        struct error error = template ? refuse(r->arena, REFUSE_TEMPLATE, "a template, or a mapping as a key")
                                      : refuse(r->arena, REFUSE_MALFORMED, "a key that is no scalar");
        return refuse_here(error, r->cursor.text, key->outer);
    }
    return NO_ERROR;
}

static struct error end_collection(struct reader *r)
{
    struct node *node = r->parent;
    if (node->style == STYLE_FLOW)
        node->end = byte_of(&r->cursor, r->event.end_mark.index);
    else /* a block holds something */
        node->end = r->last->end;
    node->open = false;
    r->parent = node->parent;
    r->last = node;
    struct error error = add_height(r, r->parent, node);
    if (failed(error)) /* GCOVR_EXCL_BR_LINE */
        return error;  /* GCOVR_EXCL_LINE: what is too deep was refused where it began */
    return node->kind == NODE_MAPPING ? check_keys(r, node) : NO_ERROR;
}

static struct error take_event(struct reader *r)
{
    const yaml_event_t *e = &r->event;
    switch (e->type) {
    case YAML_SCALAR_EVENT:
        add_scalar(r);
        return NO_ERROR;
    case YAML_ALIAS_EVENT:
        return add_alias(r);
    case YAML_MAPPING_START_EVENT:
        return begin_collection(r, NODE_MAPPING, e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
                                e->data.mapping_start.anchor, e->data.mapping_start.tag);
    case YAML_SEQUENCE_START_EVENT:
        return begin_collection(r, NODE_SEQUENCE, e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
                                e->data.sequence_start.anchor, e->data.sequence_start.tag);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        return end_collection(r);
    default:
        return NO_ERROR;
    }
}

struct error tree_read(struct arena *arena, struct slice text, size_t start, size_t end, struct tree **out)
{
    struct reader *r = arena_alloc(arena, sizeof *r);
    struct tree *tree = arena_alloc(arena, sizeof *tree);
    struct slice document = slice_cut(text, start, end);
    *r = (struct reader){.arena = arena, .tree = tree, .end = end};
    r->cursor = (struct cursor){.text = text, .byte = start, .origin = start, .ascii = is_ascii(document)};
    tree->text = text;
    if (!yaml_parser_initialize(&r->parser))
        arena_out_of_memory(arena);
    arena_defer(arena, release_parser, r);
    yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)document.data, document.len);
    struct error error = NO_ERROR;
    for (bool done = false; !done && !failed(error);) {
        if (!yaml_parser_parse(&r->parser, &r->event)) {
            error = parse_error(r);
            break;
        }
        error = take_event(r);
        done = r->event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&r->event);
    }
    release_parser(r); /* leaves it empty, so that the deferred call finds nothing */
    *out = tree;
    return failed(error) ? error : expansion_check(arena, tree);
}

static bool is_mapping(const struct node *node)
{
    node = node_resolve(node);
    return node != NULL && node->kind == NODE_MAPPING;
}

/* A merge takes a mapping, or a sequence of mappings. */
static bool can_merge(const struct node *value)
{
    value = node_resolve(value);
    if (value == NULL || value->kind != NODE_SEQUENCE)
        return is_mapping(value);
    for (const struct node *item = value->first; item != NULL; item = item->next)
        if (!is_mapping(item))
            return false;
    return true;
}

static struct error check_node(struct arena *arena, const struct tree *tree, const struct node *node)
{
    if (node->kind == NODE_ALIAS && node->target == NULL)
        return refuse_here(
            refuse(arena, REFUSE_ALIAS, "the alias *%.*s has no anchor before it", SLICE_ARG(node->value)),
            tree->text, node->start);
    if (node->tag != NULL && node->tag->len > 1 &&
        !slice_starts_with(*node->tag, SLICE("tag:yaml.org,2002:")))
        return refuse_here(
            refuse(arena, REFUSE_MALFORMED, "the tag %.*s is not one of YAML's own", SLICE_ARG(*node->tag)),
            tree->text, node->outer);
    if (node->kind != NODE_MAPPING)
        return NO_ERROR;
    for (const struct node *key = node->first; key != NULL; key = key->next->next)
        if (node_is_merge_key(key) && !can_merge(key->next))
            return refuse_here(refuse(arena, REFUSE_MALFORMED, "a merge (<<) of what is no mapping"),
                               tree->text, key->start);
    return NO_ERROR;
}

struct error tree_check(struct arena *arena, const struct tree *tree)
{
    for (const struct node *node = tree->root; node != NULL;) {
        struct error error = check_node(arena, tree, node);
        if (failed(error))
            return error;
        if (node->first != NULL) {
            node = node->first;
            continue;
        }
        while (node != NULL && node->next == NULL)
            node = node->parent;
        node = node == NULL ? NULL : node->next;
    }
    return NO_ERROR;
}
