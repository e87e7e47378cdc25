#include "store/s3_xml.h"
#include "store/escape.h"
#include <expat.h>

/* The longest text of an element: a key of 1,024 bytes, each encoded to three, and some room; a token is
 * shorter. */
enum { TEXT_MAX = 16 * 1024, DEPTH_MAX = 16 };

struct reader {
    struct arena *arena;
    XML_Parser parser;
    struct slice root;   /* the name of the outermost element */
    struct slice parent; /* the name of the element of level 2 that is open */
    int depth;
    char text[TEXT_MAX];
    size_t len;
    bool bad;
    /* Called at the end of an element of level 2 and deeper, with its text. */
    void (*element)(struct reader *reader, struct slice name, struct slice text);
    void *out;
    struct object object; /* of the <Contents> that is open */
    bool is_encoded;
};

static void stop(struct reader *reader)
{
    reader->bad = true;
    XML_StopParser(reader->parser, XML_FALSE);
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reader *reader = context;
    (void)attributes;
    reader->depth++;
    reader->len = 0;
    if (reader->depth > DEPTH_MAX)
        stop(reader);
    else if (reader->depth == 1)
        reader->root = arena_copy(reader->arena, slice_of(name));
    else if (reader->depth == 2)
        reader->parent = arena_copy(reader->arena, slice_of(name));
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct reader *reader = context;
    if (reader->depth > 1)
        reader->element(reader, slice_of(name), (struct slice){reader->text, reader->len});
    reader->depth--;
    reader->len = 0;
}

static void XMLCALL on_text(void *context, const XML_Char *text, int len)
{
    struct reader *reader = context;
    size_t size = len < 0 ? 0 : (size_t)len;
    if (size > TEXT_MAX - reader->len) {
        stop(reader);
        return;
    }
    memcpy(reader->text + reader->len, text, size);
    reader->len += size;
}

/* S3 has no document type; with one come entities. */
static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int internal)
{
    (void)name, (void)system, (void)public, (void)internal;
    stop(context);
}

static void free_parser(void *parser)
{
    XML_ParserFree(parser);
}

/* True where the whole text is one document. */
static bool parse(struct reader *reader, struct slice text)
{
    reader->parser = XML_ParserCreate(NULL);
    if (reader->parser == NULL || text.len > (size_t)1 << 30)
        return false;
    arena_defer(reader->arena, free_parser, reader->parser);
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    return XML_Parse(reader->parser, text.data, (int)text.len, XML_TRUE) == XML_STATUS_OK && !reader->bad;
}

static bool parse_size(struct slice text, uint64_t *out)
{
    uint64_t value = 0;
    if (!slice_is_digits(text) || text.len > 18)
        return false;
    for (size_t i = 0; i < text.len; i++)
        value = value * 10 + (uint64_t)(text.data[i] - '0');
    *out = value;
    return true;
}

static void add_object(struct reader *reader, struct s3_page *page)
{
    if (reader->object.key.len == 0)
        return;
    page->objects = arena_grow(reader->arena, page->objects, &page->object_capacity, page->object_count + 1,
                               sizeof *page->objects);
    page->objects[page->object_count++] = reader->object;
    reader->object = (struct object){.modified = INSTANT_NONE};
}

static void add_folder(struct reader *reader, struct s3_page *page, struct slice text)
{
    page->folders = arena_grow(reader->arena, page->folders, &page->folder_capacity, page->folder_count + 1,
                               sizeof *page->folders);
    page->folders[page->folder_count++] = arena_copy(reader->arena, text);
}

/* <ListBucketResult>: the parts of <Contents> and <CommonPrefixes> are of level 3. */
static void on_listing(struct reader *reader, struct slice name, struct slice text)
{
    struct s3_page *page = reader->out;
    if (reader->depth == 2) {
        if (slice_equal(name, SLICE("IsTruncated")))
            page->truncated = slice_equal(text, SLICE("true"));
        else if (slice_equal(name, SLICE("NextContinuationToken")))
            page->token = arena_copy(reader->arena, text);
        else if (slice_equal(name, SLICE("EncodingType")))
            reader->is_encoded = slice_equal(text, SLICE("url"));
        else if (slice_equal(name, SLICE("Contents")))
            add_object(reader, page);
    } else if (reader->depth == 3 && slice_equal(reader->parent, SLICE("Contents"))) {
        if (slice_equal(name, SLICE("Key")))
            reader->object.key = arena_copy(reader->arena, text);
        else if (slice_equal(name, SLICE("Size")) && !parse_size(text, &reader->object.size))
            stop(reader);
        else if (slice_equal(name, SLICE("LastModified")) &&
                 !instant_parse(text, &reader->object.modified, NULL))
            reader->object.modified = INSTANT_NONE;
    } else if (reader->depth == 3 && slice_equal(reader->parent, SLICE("CommonPrefixes")) &&
               slice_equal(name, SLICE("Prefix"))) {
        add_folder(reader, page, text);
    }
}

bool s3_page_parse(struct arena *arena, struct slice text, struct s3_page *page)
{
    struct reader *reader = arena_alloc(arena, sizeof *reader);
    *page = (struct s3_page){.token = SLICE("")};
    reader->arena = arena;
    reader->out = page;
    reader->element = on_listing;
    reader->object.modified = INSTANT_NONE;
    if (!parse(reader, text) || !slice_equal(reader->root, SLICE("ListBucketResult")))
        return false;
    /* <EncodingType> may stand behind the keys. */
    for (size_t i = 0; reader->is_encoded && i < page->object_count; i++)
        page->objects[i].key = percent_decode(arena, page->objects[i].key);
    for (size_t i = 0; reader->is_encoded && i < page->folder_count; i++)
        page->folders[i] = percent_decode(arena, page->folders[i]);
    return true;
}

static void on_fault(struct reader *reader, struct slice name, struct slice text)
{
    struct s3_fault *fault = reader->out;
    if (reader->depth != 2)
        return;
    if (slice_equal(name, SLICE("Code")))
        fault->code = arena_copy(reader->arena, text);
    else if (slice_equal(name, SLICE("Message")))
        fault->message = arena_copy(reader->arena, text);
    else if (slice_equal(name, SLICE("Region")))
        fault->region = arena_copy(reader->arena, text);
}

bool s3_fault_parse(struct arena *arena, struct slice text, struct s3_fault *fault)
{
    struct reader *reader = arena_alloc(arena, sizeof *reader);
    *fault = (struct s3_fault){.code = SLICE("")};
    reader->arena = arena;
    reader->out = fault;
    reader->element = on_fault;
    return parse(reader, text) && slice_equal(reader->root, SLICE("Error"));
}
