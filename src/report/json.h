/*
 * JSON answers. Each is an object that begins with "schema": "cnpg-dr/NAME/1" (docs/schema/NAME.json).
 *
 * Memory that runs out while an answer is made is remembered in it and reported once, when it is printed;
 * until then objects may be NULL, and every function takes that. Keys are literals.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "base/error.h"
#include <jansson.h>
#include <stdio.h>

struct json_answer {
    struct arena *arena;
    json_t *root;
    bool broken; /* memory ran out */
};

/* An answer of that schema; released with the arena. */
struct json_answer *json_answer(struct arena *arena, const char *name);

/* A new object or array under that key of an object. */
json_t *json_put_object(struct json_answer *answer, json_t *object, const char *key);
json_t *json_put_array(struct json_answer *answer, json_t *object, const char *key);

/* A new object at the end of an array. */
json_t *json_append_object(struct json_answer *answer, json_t *array);

/* A string. Bytes that are no UTF-8 become U+FFFD each: JSON has no other way to say them. */
void json_put_slice(struct json_answer *answer, json_t *object, const char *key, struct slice value);

/* The same, and null for an empty one. */
void json_put_slice_or_null(struct json_answer *answer, json_t *object, const char *key, struct slice value);

/* Appends a string to an array. */
void json_append_slice(struct json_answer *answer, json_t *array, struct slice value);

void json_put_count(struct json_answer *answer, json_t *object, const char *key, size_t value);
void json_put_bool(struct json_answer *answer, json_t *object, const char *key, bool value);
void json_put_null(struct json_answer *answer, json_t *object, const char *key);

/* The error as an object at the end of an array. */
void json_append_error(struct json_answer *answer, json_t *array, struct error error);

/* The error as an object under that key. */
void json_put_error(struct json_answer *answer, json_t *object, const char *key, struct error error);

/* Writes the answer and a line end. ERROR_SYSTEM where memory ran out; whether the stream took it is the
 * stream's to say. */
struct error json_print(struct json_answer *answer, FILE *to);

#endif
