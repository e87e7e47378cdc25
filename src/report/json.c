#include "report/json.h"

static void release(void *root)
{
    json_decref(root);
}

struct json_answer *json_answer(struct arena *arena, const char *name)
{
    struct json_answer *answer = arena_alloc(arena, sizeof *answer);
    *answer = (struct json_answer){arena, json_object(), false};
    answer->broken = answer->root == NULL;
    if (answer->root != NULL)
        arena_defer(arena, release, answer->root);
    json_put_slice(answer, answer->root, "schema", arena_format(arena, "cnpg-dr/%s/1", name));
    return answer;
}

/* Puts value into the object, which takes it over. jansson answers NULL and -1 where memory ran out. */
static json_t *put(struct json_answer *answer, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0) {
        answer->broken = true;
        return NULL;
    }
    return value;
}

static json_t *append(struct json_answer *answer, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0) {
        answer->broken = true;
        return NULL;
    }
    return value;
}

json_t *json_put_object(struct json_answer *answer, json_t *object, const char *key)
{
    return put(answer, object, key, json_object());
}

json_t *json_put_array(struct json_answer *answer, json_t *object, const char *key)
{
    return put(answer, object, key, json_array());
}

json_t *json_append_object(struct json_answer *answer, json_t *array)
{
    return append(answer, array, json_object());
}

/* How many bytes at the start of s are one character of valid UTF-8; 0: none. */
static size_t character(struct slice s)
{
    const unsigned char *b = (const unsigned char *)s.data;
    if (b[0] < 0x80)
        return 1;
    size_t len = b[0] >= 0xC2 && b[0] < 0xE0   ? 2
                 : b[0] >= 0xE0 && b[0] < 0xF0 ? 3
                 : b[0] >= 0xF0 && b[0] < 0xF5 ? 4
                                               : 0;
    if (len == 0 || s.len < len)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((b[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (b[0] == 0xE0 && b[1] < 0xA0) || (b[0] == 0xF0 && b[1] < 0x90);
    bool surrogate = b[0] == 0xED && b[1] >= 0xA0, beyond = b[0] == 0xF4 && b[1] >= 0x90;
    return overlong || surrogate || beyond ? 0 : len;
}

/* A copy in which each byte that is no UTF-8 is U+FFFD. */
static struct slice mended(struct arena *arena, struct slice s)
{
    static const char replacement[] = "\xEF\xBF\xBD";
    char *text = arena_array(arena, s.len + 1, 3), *end = text;
    while (s.len > 0) {
        size_t len = character(s);
        memcpy(end, len == 0 ? replacement : s.data, len == 0 ? 3 : len);
        end += len == 0 ? 3 : len;
        s = slice_cut(s, len == 0 ? 1 : len, s.len);
    }
    return (struct slice){text, (size_t)(end - text)};
}

static json_t *string_of(struct json_answer *answer, struct slice value)
{
    json_t *string = json_stringn(value.len == 0 ? "" : value.data, value.len);
    if (string != NULL)
        return string;
    value = mended(answer->arena, value); /* or memory ran out: then the second try says so */
    return json_stringn(value.data, value.len);
}

void json_put_slice(struct json_answer *answer, json_t *object, const char *key, struct slice value)
{
    put(answer, object, key, string_of(answer, value));
}

void json_put_slice_or_null(struct json_answer *answer, json_t *object, const char *key, struct slice value)
{
    put(answer, object, key, value.len == 0 ? json_null() : string_of(answer, value));
}

void json_append_slice(struct json_answer *answer, json_t *array, struct slice value)
{
    append(answer, array, string_of(answer, value));
}

void json_put_count(struct json_answer *answer, json_t *object, const char *key, size_t value)
{
    put(answer, object, key, json_integer((json_int_t)value));
}

void json_put_bool(struct json_answer *answer, json_t *object, const char *key, bool value)
{
    put(answer, object, key, json_boolean(value));
}

void json_put_null(struct json_answer *answer, json_t *object, const char *key)
{
    put(answer, object, key, json_null());
}

static const char *kind_name(enum error_kind kind)
{
    switch (kind) {
    case ERROR_FINDINGS:
        return "findings";
    case ERROR_USAGE:
        return "usage";
    case ERROR_NOTHING:
        return "nothing";
    case ERROR_REFUSED:
        return "refused";
    case ERROR_NONE:
    case ERROR_SYSTEM:
        break;
    }
    return "system";
}

static void put_fields(struct json_answer *answer, json_t *to, struct error error)
{
    json_put_slice(answer, to, "kind", slice_of(kind_name(error.kind)));
    json_put_count(answer, to, "exit", error.kind);
    json_put_slice_or_null(answer, to, "code", slice_of(error.code));
    json_put_slice(answer, to, "message", error.message);
    json_put_slice_or_null(answer, to, "next", error.next);
    json_put_slice_or_null(answer, to, "file", error.file);
    if (error.line == 0) {
        json_put_null(answer, to, "line");
        json_put_null(answer, to, "column");
    } else {
        json_put_count(answer, to, "line", error.line);
        json_put_count(answer, to, "column", error.column);
    }
}

void json_put_error(struct json_answer *answer, json_t *object, const char *key, struct error error)
{
    put_fields(answer, json_put_object(answer, object, key), error);
}

void json_append_error(struct json_answer *answer, json_t *array, struct error error)
{
    put_fields(answer, json_append_object(answer, array), error);
}

struct error json_print(struct json_answer *answer, FILE *to)
{
    if (!answer->broken) {
        char *text = json_dumps(answer->root, JSON_INDENT(2));
        if (text != NULL) {
            fputs(text, to);
            fputc('\n', to);
            free(text);
            return NO_ERROR;
        }
    }
    return error_out_of_memory();
}
