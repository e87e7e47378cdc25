#include "store/s3.h"

struct s3_source {
    struct s3 *client;
    struct slice prefix; /* of the store: "" or "path/" */
};

static struct slice in_store(struct arena *arena, const struct s3_source *source, struct slice key)
{
    return source->prefix.len == 0
               ? key
               : arena_format(arena, "%.*s%.*s", SLICE_ARG(source->prefix), SLICE_ARG(key));
}

/* Gives the keys of a page to the sink. False: it has had enough. */
static bool give_page(const struct s3_source *source, const struct list_request *request,
                      const struct s3_page *page, struct object_sink sink)
{
    for (size_t i = 0; i < page->object_count; i++) {
        struct object object = page->objects[i];
        if (!slice_starts_with(object.key, source->prefix))
            continue;
        object.key = slice_cut(object.key, source->prefix.len, object.key.len);
        if (list_request_wants(request, object.key) && !sink.object(sink.context, &object))
            return false;
    }
    for (size_t i = 0; i < page->folder_count; i++) {
        struct slice key = page->folders[i];
        if (!slice_starts_with(key, source->prefix))
            continue;
        key = slice_cut(key, source->prefix.len, key.len);
        if (list_request_wants(request, key) && sink.folder != NULL && !sink.folder(sink.context, key))
            return false;
    }
    return true;
}

/* One page, in memory that is given back before the next one. *token is that of the page, and then of the
 * next one; empty where there is no more to come, or the sink wants no more. */
static struct error list_page(struct s3_source *source, struct arena *arena, struct arena *memory,
                              const struct list_request *request, const struct list_request *whole,
                              struct object_sink sink, struct slice *token)
{
    struct s3_page page;
    if (ARENA_BEGIN(memory))
        return error_out_of_memory();
    struct error error = s3_list(source->client, memory, whole, *token, &page);
    if (failed(error))
        return error_keep(arena, error);
    bool more = give_page(source, request, &page, sink) && page.truncated && request->first == 0;
    if (more && (page.token.len == 0 || slice_equal(page.token, *token)))
        return error_next(
            error_make(arena, ERROR_SYSTEM, "the store says that a listing goes on, but not where"),
            SLICE("save a listing with the store's own client, and read it with --listing"));
    *token = more ? arena_copy(arena, page.token) : SLICE("");
    return NO_ERROR;
}

static void free_memory(void *memory)
{
    arena_free(memory);
}

static struct error s3_source_list(void *state, struct arena *arena, const struct list_request *request,
                                   struct object_sink sink)
{
    struct s3_source *source = state;
    struct list_request whole = {.prefix = in_store(arena, source, request->prefix),
                                 .after = request->after.len > 0 ? in_store(arena, source, request->after)
                                                                 : SLICE(""),
                                 .folders = request->folders,
                                 .first = request->first};
    struct arena *memory = arena_alloc(arena, sizeof *memory);
    struct slice token = SLICE("");
    struct error error;
    arena_defer(arena, free_memory, memory);
    do {
        error = list_page(source, arena, memory, request, &whole, sink, &token);
        arena_free(memory);
    } while (!failed(error) && token.len > 0);
    return error;
}

static struct error s3_source_get(void *state, struct arena *arena, struct slice key, size_t limit,
                                  struct slice *bytes, bool *found)
{
    struct s3_source *source = state;
    return s3_get(source->client, arena, in_store(arena, source, key), limit, bytes, found);
}

static uint64_t s3_source_requests(void *state)
{
    return s3_requests(((struct s3_source *)state)->client);
}

struct error source_s3_open(struct arena *arena, const struct store_location *location,
                            const struct store_credentials *credentials, const struct s3_options *options,
                            struct source *source)
{
    struct s3_source *state = arena_alloc(arena, sizeof *state);
    struct error error = s3_open(arena, location, credentials, options, &state->client);
    if (failed(error))
        return error;
    state->prefix = location->prefix;
    *source = (struct source){.state = state,
                              .list = s3_source_list,
                              .get = s3_source_get,
                              .requests = s3_source_requests,
                              .sees_objects = true,
                              .sees_bytes = true,
                              .sees_times = true,
                              .name = store_location_text(arena, location)};
    return NO_ERROR;
}
