#include "store/source_saved.h"
#include "store/escape.h"
#include "sys/input.h"
#include <jansson.h>
#include <stdlib.h>
#include <time.h>

struct backup_list {
    struct slice generation;
    struct base_backup *backups;
    size_t count;
};

struct saved {
    struct object *objects; /* sorted by key */
    size_t count, capacity;
    struct backup_list *lists;
    size_t list_count;
};

bool saved_listing_is_json(struct slice text)
{
    size_t at = 0;
    while (at < text.len && (text.data[at] == ' ' || text.data[at] == '\n' || text.data[at] == '\r'))
        at++;
    return at < text.len && text.data[at] == '{';
}

/* "2026-11-24 23:59:53" in the zone of this machine. */
static bool parse_local(struct slice text, instant *out)
{
    bool zoned;
    if (!instant_parse(text, out, &zoned) || zoned)
        return false;
    time_t seconds = (time_t)(*out / INSTANT_SECOND);
    struct tm fields;
    if (gmtime_r(&seconds, &fields) == NULL)
        return false;
    fields.tm_isdst = -1;
    *out = (instant)mktime(&fields) * INSTANT_SECOND;
    return true;
}

/* "2026-11-24 23:59:53   16777216 path/key", the key to the end of the line. */
static bool parse_line(struct slice line, struct object *object)
{
    struct slice when = slice_cut(line, 0, 19);
    struct slice rest = slice_trim(slice_cut(line, 19, line.len));
    size_t blank = slice_find_char(rest, ' ', 0);
    struct slice size = slice_cut(rest, 0, blank);
    if (!parse_local(when, &object->modified) || !slice_is_digits(size) || size.len > 18)
        return false;
    object->size = 0;
    for (size_t i = 0; i < size.len; i++)
        object->size = object->size * 10 + (uint64_t)(size.data[i] - '0');
    /* One blank stands before the key; more belong to it. */
    size_t key = 19;
    while (key < line.len && line.data[key] == ' ')
        key++;
    object->key = slice_cut(line, key + size.len + 1, line.len);
    return object->key.len > 0;
}

/* What `aws s3 ls --summarize` writes at the end. */
static bool is_summary(struct slice line)
{
    line = slice_trim(line);
    return line.len == 0 || slice_starts_with(line, SLICE("Total Objects:")) ||
           slice_starts_with(line, SLICE("Total Size:"));
}

static struct error not_a_listing(struct arena *arena, struct slice file, size_t line, struct slice text)
{
    bool folders = slice_starts_with(slice_trim(text), SLICE("PRE "));
    struct slice shown = printable(arena, text, 60);
    struct error error =
        folders ? error_make(arena, ERROR_USAGE, "the listing was made without --recursive")
                : error_make(arena, ERROR_USAGE, "no line of a saved listing: \"%.*s\"", SLICE_ARG(shown));
    error.line = line;
    error.file = file;
    return error_next(error, SLICE("save the output of `aws s3 ls --recursive s3://BUCKET/PATH/`, or of "
                                   "`barman-cloud-backup-list --format json …`"));
}

static struct error read_objects(struct arena *arena, struct saved *saved, struct slice file,
                                 struct slice text)
{
    size_t number = 0;
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, '\n', at);
        struct slice line = slice_cut(text, at, end);
        struct object object;
        at = end + 1;
        number++;
        if (slice_ends_with(line, SLICE("\r")))
            line.len--;
        if (is_summary(line))
            continue;
        if (!parse_line(line, &object))
            return not_a_listing(arena, file, number, line);
        saved->objects =
            arena_grow(arena, saved->objects, &saved->capacity, saved->count + 1, sizeof *saved->objects);
        saved->objects[saved->count++] = object;
    }
    return NO_ERROR;
}

/* A JSON value as backup.info writes it. */
static struct slice value_text(struct arena *arena, const json_t *value)
{
    if (json_is_string(value))
        return arena_copy(arena, (struct slice){json_string_value(value), json_string_length(value)});
    if (json_is_integer(value))
        return arena_format(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return SLICE("None");
}

static void read_backup(struct arena *arena, json_t *entry, struct base_backup *backup)
{
    const char *key;
    json_t *value;
    *backup = (struct base_backup){.has_info = true, .begin_time = INSTANT_NONE, .end_time = INSTANT_NONE};
    if (json_is_string(json_object_get(entry, "backup_id")))
        backup->id = value_text(arena, json_object_get(entry, "backup_id"));
    json_object_foreach(entry, key, value)
    {
        struct slice text = value_text(arena, value);
        /* The ISO forms are exact where Barman writes them; the others are there too. */
        bool iso = strcmp(key, "begin_time_iso") == 0 || strcmp(key, "end_time_iso") == 0;
        bool doubled =
            (strcmp(key, "begin_time") == 0 && json_is_string(json_object_get(entry, "begin_time_iso"))) ||
            (strcmp(key, "end_time") == 0 && json_is_string(json_object_get(entry, "end_time_iso")));
        struct slice name = slice_of(iso ? (key[0] == 'b' ? "begin_time" : "end_time") : key);
        if (!doubled && backup->unreadable.len == 0 && !backup_info_set(backup, name, text))
            backup->unreadable = arena_format(arena, "%.*s cannot be read", SLICE_ARG(name));
    }
}

static struct error read_backups(struct arena *arena, struct slice text, struct slice file,
                                 struct backup_list *list)
{
    json_error_t problem;
    json_t *root = json_loadb(text.data, text.len, 0, &problem);
    if (root == NULL) {
        struct slice why = printable(arena, slice_of(problem.text), 80);
        struct error error = error_make(arena, ERROR_USAGE, "not JSON: %.*s", SLICE_ARG(why));
        error.line = problem.line > 0 ? (size_t)problem.line : 0;
        error.column = problem.column > 0 ? (size_t)problem.column : 0;
        return error_next(error_in(error, file),
                          SLICE("save the output of `barman-cloud-backup-list --format json …`"));
    }
    arena_defer(arena, (void (*)(void *))json_decref, root);
    json_t *entries = json_object_get(root, "backups_list");
    if (!json_is_array(entries))
        return error_next(error_in(error_make(arena, ERROR_USAGE, "JSON without a \"backups_list\""), file),
                          SLICE("save the output of `barman-cloud-backup-list --format json …`"));
    list->count = json_array_size(entries);
    list->backups = arena_array(arena, list->count, sizeof *list->backups);
    for (size_t i = 0; i < list->count; i++)
        read_backup(arena, json_array_get(entries, i), &list->backups[i]);
    return NO_ERROR;
}

static int compare_objects(const void *a, const void *b)
{
    return slice_compare(((const struct object *)a)->key, ((const struct object *)b)->key);
}

/* Keys of `aws s3 ls` begin at the bucket: the store's path is cut off where they have it. */
static void cut_path(struct arena *arena, struct saved *saved, struct slice path)
{
    size_t kept = 0;
    if (path.len == 0)
        return;
    struct slice prefix = arena_format(arena, "%.*s/", SLICE_ARG(path));
    bool any = false;
    for (size_t i = 0; i < saved->count; i++)
        any |= slice_starts_with(saved->objects[i].key, prefix);
    for (size_t i = 0; any && i < saved->count; i++)
        if (slice_starts_with(saved->objects[i].key, prefix)) {
            saved->objects[kept] = saved->objects[i];
            saved->objects[kept].key =
                slice_cut(saved->objects[i].key, prefix.len, saved->objects[i].key.len);
            kept++;
        }
    if (any)
        saved->count = kept;
}

/* The index of the first object whose key is at or behind that text. */
static size_t lower_bound(const struct saved *saved, struct slice key)
{
    size_t low = 0, high = saved->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(saved->objects[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct error saved_list(void *state, struct arena *arena, const struct list_request *request,
                               struct object_sink sink)
{
    const struct saved *saved = state;
    struct slice start =
        slice_compare(request->after, request->prefix) > 0 ? request->after : request->prefix;
    struct slice last = SLICE("");
    (void)arena;
    for (size_t i = lower_bound(saved, start); i < saved->count; i++) {
        const struct object *object = &saved->objects[i];
        if (!slice_starts_with(object->key, request->prefix))
            break;
        if (!list_request_wants(request, object->key))
            continue;
        struct slice folder = list_request_folder(request, object->key);
        bool more = true;
        if (folder.len == 0)
            more = sink.object(sink.context, object);
        else if (!slice_equal(folder, last) && sink.folder != NULL)
            more = sink.folder(sink.context, folder);
        last = folder;
        if (!more)
            break;
    }
    return NO_ERROR;
}

static struct error saved_get(void *state, struct arena *arena, struct slice key, size_t limit,
                              struct slice *bytes, bool *found)
{
    (void)state, (void)arena, (void)key, (void)limit;
    *bytes = SLICE("");
    *found = false;
    return NO_ERROR;
}

static bool saved_backups(void *state, struct slice generation, const struct base_backup **backups,
                          size_t *count)
{
    const struct saved *saved = state;
    for (size_t i = 0; i < saved->list_count; i++)
        if (slice_equal(saved->lists[i].generation, generation)) {
            *backups = saved->lists[i].backups;
            *count = saved->lists[i].count;
            return true;
        }
    return false;
}

struct error source_saved_open(struct arena *arena, const struct saved_listing *listings, size_t count,
                               struct slice path, struct source *source)
{
    struct saved *saved = arena_alloc(arena, sizeof *saved);
    saved->lists = arena_array(arena, count, sizeof *saved->lists);
    for (size_t i = 0; i < count; i++) {
        struct slice text;
        struct error error = input_map(arena, listings[i].file, &text);
        if (!failed(error) && saved_listing_is_json(text)) {
            struct backup_list *list = &saved->lists[saved->list_count++];
            list->generation = listings[i].generation;
            error = read_backups(arena, text, listings[i].file, list);
        } else if (!failed(error)) {
            error = read_objects(arena, saved, listings[i].file, text);
        }
        if (failed(error))
            return error;
    }
    cut_path(arena, saved, path);
    if (saved->count > 0)
        qsort(saved->objects, saved->count, sizeof *saved->objects, compare_objects);
    *source = (struct source){.state = saved,
                              .list = saved_list,
                              .get = saved_get,
                              .backups = saved_backups,
                              .sees_objects = saved->count > 0,
                              .sees_bytes = false,
                              .sees_times = saved->count > 0,
                              .name = count > 0 ? listings[0].file : SLICE("")};
    return NO_ERROR;
}
