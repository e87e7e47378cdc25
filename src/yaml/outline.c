#include "yaml/outline.h"
#include "yaml/parser.h"

/* Levels that matter: the document 1, its metadata or items 2, an item 3, its metadata 4. */
enum { LEVELS = 5 };

enum key { KEY_OTHER, KEY_API_VERSION, KEY_KIND, KEY_METADATA, KEY_ITEMS, KEY_NAME, KEY_NAMESPACE };

struct level {
    bool mapping;
    bool value; /* in a mapping: a key came, its value is due */
    enum key key;
};

/* The value of a scalar that has an anchor. */
struct anchored {
    struct slice name, value;
    const struct anchored *before;
};

struct outliner {
    struct arena *arena;
    struct parser *parser;
    struct outline *out;
    struct slice group;
    struct level levels[LEVELS];
    const struct anchored *anchors; /* newest first */
    struct outline_item item;       /* the one that is open */
    bool named;                     /* the document's metadata is over */
};

bool resource_in_group(const struct resource *resource, struct slice group)
{
    if (group.len == 0)
        return true;
    return slice_starts_with(resource->api_version, group) && resource->api_version.len > group.len &&
           resource->api_version.data[group.len] == '/';
}

bool resource_is_list(const struct resource *resource)
{
    return slice_ends_with(resource->kind, SLICE("List"));
}

static struct slice c_text(const yaml_char_t *text)
{
    return slice_of((const char *)text);
}

static enum key key_of(struct slice name)
{
    static const struct {
        const char *name;
        enum key key;
    } keys[] = {{"apiVersion", KEY_API_VERSION},
                {"kind", KEY_KIND},
                {"metadata", KEY_METADATA},
                {"items", KEY_ITEMS},
                {"name", KEY_NAME},
                {"namespace", KEY_NAMESPACE}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (slice_equal(name, slice_of(keys[i].name)))
            return keys[i].key;
    return KEY_OTHER;
}

/* --- where in the document an event stands --- */

static bool in_item(const struct outliner *o)
{
    return o->levels[1].key == KEY_ITEMS && !o->levels[2].mapping && o->levels[3].mapping;
}

/* The field that a scalar at that depth, which is one of the levels, is the value of; or NULL. */
static struct slice *field_at(struct outliner *o, size_t depth)
{
    if (depth > 2 && !in_item(o))
        return NULL;
    const struct level *level = &o->levels[depth];
    struct resource *resource = depth > 2 ? &o->item.resource : &o->out->root;
    bool metadata = depth % 2 == 0 && o->levels[depth - 1].key == KEY_METADATA;
    switch (level->key) {
    case KEY_API_VERSION:
        return depth % 2 == 1 ? &resource->api_version : NULL;
    case KEY_KIND:
        return depth % 2 == 1 ? &resource->kind : NULL;
    case KEY_NAME:
        return metadata ? &resource->name : NULL;
    case KEY_NAMESPACE:
        return metadata ? &resource->namespace : NULL;
    default:
        return NULL;
    }
}

/* A node begins in the collection at that depth. True where it is the value of a mapping's key. */
static bool enter_node(struct outliner *o, size_t depth, struct slice text)
{
    if (depth == 0 || depth >= LEVELS || !o->levels[depth].mapping)
        return false;
    struct level *level = &o->levels[depth];
    level->value = !level->value;
    if (level->value)
        level->key = key_of(text);
    return !level->value;
}

/* --- events --- */

static void take_text(struct outliner *o, struct slice text)
{
    size_t depth = o->parser->depth;
    if (!enter_node(o, depth, text))
        return;
    struct slice *field = field_at(o, depth);
    if (field != NULL && field->data == NULL) /* of two keys of one name the first one counts */
        *field = arena_copy(o->arena, text);
}

static void take_scalar(struct outliner *o)
{
    const yaml_event_t *e = &o->parser->event;
    struct slice text = {(const char *)e->data.scalar.value, e->data.scalar.length};
    if (e->data.scalar.anchor != NULL) {
        struct anchored *anchored = arena_alloc(o->arena, sizeof *anchored);
        *anchored = (struct anchored){arena_copy(o->arena, c_text(e->data.scalar.anchor)),
                                      arena_copy(o->arena, text), o->anchors};
        o->anchors = anchored;
    }
    take_text(o, text);
}

static void take_alias(struct outliner *o)
{
    struct slice name = c_text(o->parser->event.data.alias.anchor);
    const struct anchored *anchored = o->anchors;
    while (anchored != NULL && !slice_equal(anchored->name, name))
        anchored = anchored->before;
    take_text(o, anchored == NULL ? SLICE("") : anchored->value);
}

static struct outline_mark mark_of(yaml_mark_t mark)
{
    return (struct outline_mark){mark.index, mark.line, mark.column};
}

static void begin_collection(struct outliner *o, bool mapping)
{
    const yaml_event_t *e = &o->parser->event;
    size_t depth = o->parser->depth;
    enter_node(o, depth - 1, SLICE(""));
    if (depth >= LEVELS)
        return;
    o->levels[depth] = (struct level){.mapping = mapping};
    if (depth == 1)
        o->out->start = mark_of(e->start_mark);
    if (depth == 3 && in_item(o))
        o->item = (struct outline_item){.start = mark_of(e->start_mark),
                                        .flow = e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE};
}

static void end_collection(struct outliner *o)
{
    size_t depth = o->parser->depth + 1; /* of the collection that ends */
    if (depth == 2 && o->levels[1].key == KEY_METADATA)
        o->named = true;
    if (depth != 3 || !in_item(o))
        return;
    o->item.end = mark_of(o->parser->event.start_mark);
    if (o->item.flow)
        o->item.end = mark_of(o->parser->event.end_mark);
    struct outline *out = o->out;
    if (resource_in_group(&o->item.resource, o->group)) {
        out->items = arena_grow(o->arena, out->items, &out->capacity, out->count + 1, sizeof *out->items);
        out->items[out->count++] = o->item;
    }
}

static void take_event(struct outliner *o)
{
    const yaml_event_t *e = &o->parser->event;
    bool key = o->parser->depth == 3 && in_item(o) && !o->levels[3].value;
    switch (e->type) {
    case YAML_SCALAR_EVENT:
    case YAML_ALIAS_EVENT:
        if (key && o->item.key_column == 0)
            o->item.key_column = e->start_mark.column;
        if (e->type == YAML_SCALAR_EVENT)
            take_scalar(o);
        else
            take_alias(o);
        break;
    case YAML_MAPPING_START_EVENT:
        begin_collection(o, true);
        break;
    case YAML_SEQUENCE_START_EVENT:
        begin_collection(o, false);
        break;
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        end_collection(o);
        break;
    default:
        break;
    }
}

/* Nothing that comes can change what the document is. */
static bool is_decided(const struct outliner *o)
{
    const struct resource *root = &o->out->root;
    if (o->parser->event.type == YAML_DOCUMENT_END_EVENT || o->parser->event.type == YAML_STREAM_END_EVENT)
        return true;
    if (root->api_version.data == NULL || root->kind.data == NULL || resource_is_list(root))
        return false;
    return o->named || !resource_in_group(root, o->group);
}

struct error outline_read(struct arena *arena, struct slice text, struct slice group, struct outline *outline)
{
    *outline = (struct outline){.count = 0};
    struct outliner *o = arena_alloc(arena, sizeof *o);
    *o =
        (struct outliner){.arena = arena, .parser = parser_make(arena, text), .out = outline, .group = group};
    struct error error = NO_ERROR;
    bool decided = false;
    while (!failed(error) && !decided) {
        error = parser_next(o->parser);
        if (!failed(error))
            take_event(o);
        decided = !failed(error) && is_decided(o);
    }
    parser_end(o->parser);
    outline->list = resource_is_list(&outline->root);
    return error;
}
