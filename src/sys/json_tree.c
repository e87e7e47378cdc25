#include "sys/json_tree.h"
#include "yaml/json_text.h"
#include <jansson.h>

struct reader {
    struct arena *arena;
    struct tree *tree;
    struct slice text; /* up to the end of the value that is read */
    size_t at;         /* the next byte */
};

static void release(void *object)
{
    json_decref(object);
}

/* jansson's own error, at its place. Its position counts bytes, those of the token that is wrong included. */
static struct error parse_error(struct arena *arena, const json_error_t *wrong, struct slice text,
                                size_t start)
{
    size_t at = start + (wrong->position > 0 ? (size_t)wrong->position - 1 : 0);
    switch (json_error_code(wrong)) {
    case json_error_out_of_memory:
        return error_out_of_memory();
    case json_error_stack_overflow:
        return refuse_here(refuse(arena, REFUSE_NESTING, "nesting deeper than %d levels", TREE_DEPTH_LIMIT),
                           text, at);
    case json_error_duplicate_key:
        return refuse_here(refuse(arena, REFUSE_DUPLICATE_KEY, "JSON with a %s", wrong->text), text, at);
    default:
        return refuse_here(refuse(arena, REFUSE_NOT_YAML, "JSON that does not parse: %s", wrong->text), text,
                           at);
    }
}

/* Below, the text is known to be JSON: only its depth can be wrong. */

static struct node *add_node(struct reader *r, struct node *parent, struct node *last, enum node_kind kind)
{
    struct node *node = arena_alloc(r->arena, sizeof *node);
    r->at = json_skip_blanks(r->text, r->at);
    *node = (struct node){.kind = kind,
                          .style = kind == NODE_SCALAR ? STYLE_PLAIN : STYLE_FLOW,
                          .depth = parent == NULL ? 1 : parent->depth + 1,
                          .outer = r->at,
                          .start = r->at,
                          .parent = parent};
    if (last != NULL)
        last->next = node;
    else if (parent != NULL)
        parent->first = node;
    r->tree->node_count++;
    return node;
}

/* Sets where the node ends, and goes on there. */
static void end_at(struct reader *r, struct node *node, size_t end)
{
    node->end = r->at = end;
    if (node->kind != NODE_SCALAR && node->parent != NULL && node->parent->height <= node->height)
        node->parent->height = node->height + 1;
}

/* Behind the token that begins at the node: a string, a number or a word. */
static size_t token_end(const struct reader *r, const struct node *node)
{
    size_t at = node->start;
    if (r->text.data[at] != '"') {
        while (at < r->text.len && memchr(" \t\r\n,:]}", r->text.data[at], 8) == NULL)
            at++;
        return at;
    }
    for (at++; at < r->text.len && r->text.data[at] != '"'; at++)
        if (r->text.data[at] == '\\')
            at++;
    return at + 1;
}

static void fill_scalar(struct reader *r, struct node *node, struct slice decoded, bool string)
{
    size_t end = token_end(r, node);
    struct slice source = slice_cut(r->text, node->start, end);
    if (string) {
        node->style = STYLE_DOUBLE;
        source = slice_cut(source, 1, source.len - 1);
    }
    node->value = !string || slice_equal(source, decoded) ? source : arena_copy(r->arena, decoded);
    end_at(r, node, end);
}

static struct error add_value(struct reader *r, struct node *parent, struct node *last, json_t *value,
                              struct node **out);

static struct error add_members(struct reader *r, struct node *mapping, json_t *object)
{
    struct node *last = NULL;
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    { /* in the order of the text */
        struct node *key = add_node(r, mapping, last, NODE_SCALAR);
        fill_scalar(r, key, slice_of(name), true);
        r->at = slice_find_char(r->text, ':', r->at) + 1;
        struct error error = add_value(r, mapping, key, value, &last);
        if (failed(error))
            return error;
        r->at = json_skip_blanks(r->text, r->at) + 1; /* the comma, or the closing brace */
    }
    return NO_ERROR;
}

static struct error add_elements(struct reader *r, struct node *sequence, json_t *array)
{
    struct node *last = NULL;
    for (size_t i = 0; i < json_array_size(array); i++) {
        struct error error = add_value(r, sequence, last, json_array_get(array, i), &last);
        if (failed(error))
            return error;
        r->at = json_skip_blanks(r->text, r->at) + 1;
    }
    return NO_ERROR;
}

static struct error add_collection(struct reader *r, struct node *parent, struct node *last, json_t *value,
                                   struct node **out)
{
    bool object = json_is_object(value),
         empty = (object ? json_object_size(value) : json_array_size(value)) == 0;
    struct node *node = *out = add_node(r, parent, last, object ? NODE_MAPPING : NODE_SEQUENCE);
    if (node->depth > TREE_DEPTH_LIMIT)
        return refuse_here(
            refuse(r->arena, REFUSE_NESTING, "nesting deeper than %d levels", TREE_DEPTH_LIMIT), r->text,
            node->start);
    r->at++;
    struct error error = object ? add_members(r, node, value) : add_elements(r, node, value);
    end_at(r, node, empty ? json_skip_blanks(r->text, r->at) + 1 : r->at);
    return error;
}

static struct error add_value(struct reader *r, struct node *parent, struct node *last, json_t *value,
                              struct node **out)
{
    if (json_is_object(value) || json_is_array(value))
        return add_collection(r, parent, last, value, out);
    bool string = json_is_string(value);
    *out = add_node(r, parent, last, NODE_SCALAR);
    struct slice decoded = {string ? json_string_value(value) : "", json_string_length(value)};
    fill_scalar(r, *out, decoded, string);
    return NO_ERROR;
}

struct error json_tree_read(struct arena *arena, struct slice text, size_t start, size_t end,
                            struct tree **out)
{
    json_error_t wrong;
    struct slice json = slice_cut(text, start, end);
    json_t *value = json_loadb(json.data, json.len, JSON_REJECT_DUPLICATES, &wrong);
    if (value == NULL)
        return parse_error(arena, &wrong, text, start);
    arena_defer(arena, release, value);
    struct tree *tree = *out = arena_alloc(arena, sizeof *tree);
    tree->text = text;
    struct reader reader = {.arena = arena, .tree = tree, .text = slice_cut(text, 0, end), .at = start};
    return add_value(&reader, NULL, NULL, value, &tree->root);
}
