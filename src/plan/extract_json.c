#include "plan/extract_work.h"
#include "text/count.h"
#include "yaml/item.h"

/* The text of a string. The only escape that occurs in what a resource is, or is called, is that of a slash;
 * the document that is chosen is read again by a JSON reader. */
static struct slice text_of(struct arena *arena, struct slice text, const struct json_part *part)
{
    struct slice value = slice_cut(text, part->start, part->end);
    if (value.data[0] != '"')
        return SLICE("");
    value = slice_cut(value, 1, value.len - 1);
    if (slice_find_char(value, '\\', 0) == value.len)
        return value;
    char *plain = arena_alloc(arena, value.len), *end = plain;
    for (size_t i = 0; i < value.len; i++)
        if (value.data[i] != '\\' || value.data[i + 1] != '/') /* a string does not end with its escape */
            *end++ = value.data[i];
    return (struct slice){plain, (size_t)(end - plain)};
}

static void read_metadata(struct arena *arena, struct slice object, struct resource *resource)
{
    struct json_part part;
    for (size_t at = 1; json_next(object, &at, &part);) {
        if (slice_equal(part.key, SLICE("name")))
            resource->name = text_of(arena, object, &part);
        if (slice_equal(part.key, SLICE("namespace")))
            resource->namespace = text_of(arena, object, &part);
    }
}

/* What the object is; *items is the list of its items, empty where it has none. */
static struct resource read_resource(struct arena *arena, struct slice object, struct json_part *items)
{
    struct resource resource = {.kind = {"", 0}};
    struct json_part part;
    *items = (struct json_part){.start = 0};
    for (size_t at = 1; json_next(object, &at, &part);) {
        if (slice_equal(part.key, SLICE("apiVersion")))
            resource.api_version = text_of(arena, object, &part);
        if (slice_equal(part.key, SLICE("kind")))
            resource.kind = text_of(arena, object, &part);
        if (slice_equal(part.key, SLICE("metadata")) && object.data[part.start] == '{')
            read_metadata(arena, slice_cut(object, part.start, part.end), &resource);
        if (slice_equal(part.key, SLICE("items")) && object.data[part.start] == '[')
            *items = part;
    }
    return resource;
}

/* How many characters stand before the byte in its line. */
static size_t column_of(struct slice text, size_t at)
{
    size_t column = 0;
    for (; at > 0 && text.data[at - 1] != '\n'; at--)
        column += ((unsigned char)text.data[at - 1] & 0xC0) != 0x80;
    return column;
}

/* Something of the group, which is or can be named in a message. */
static bool is_worth_reading(const struct extract *x, struct slice object)
{
    if (x->others.count < LISTED)
        return slice_find(object, EXTRACT_GROUP) < object.len;
    return extract_can_be(object);
}

/* Line feeds before a byte of the document, going on from the last one that was asked for. */
static size_t lines_before(struct extract *x, struct slice text, size_t offset)
{
    x->inside.line += count_line_feeds(slice_cut(text, x->inside.offset, offset));
    x->inside.offset = offset;
    return x->inside.line;
}

static void take_resource(struct extract *x, struct slice text, size_t start, size_t end,
                          const struct resource *resource)
{
    size_t line = lines_before(x, text, start);
    if (extract_see(x, resource, line))
        extract_keep(
            x, text_without_blank_end(&x->scratch, slice_cut(text, start, end)),
            (struct extracted){.json = true, .place.line = line, .first_column = column_of(text, start)});
}

void extract_json(struct extract *x, struct slice text, size_t start, size_t end)
{
    struct slice object = slice_cut(text, start, end);
    struct json_part items, item, none;
    if (!is_worth_reading(x, object))
        return;
    struct resource resource = read_resource(&x->scratch, object, &items);
    if (!resource_is_list(&resource)) {
        take_resource(x, text, start, end, &resource);
        return;
    }
    struct slice list = slice_cut(object, 0, items.end);
    for (size_t at = items.start + 1; items.end > 0 && json_next(list, &at, &item);) {
        struct slice element = slice_cut(list, item.start, item.end);
        if (!is_worth_reading(x, element) || element.data[0] != '{')
            continue;
        resource = read_resource(&x->scratch, element, &none);
        take_resource(x, text, start + item.start, start + item.end, &resource);
    }
}
