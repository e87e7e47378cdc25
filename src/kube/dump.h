/*
 * JSON that is sent, as text.
 */
#ifndef KUBE_DUMP_H
#define KUBE_DUMP_H

#include "base/arena.h"
#include <jansson.h>

/* The value as compact JSON; takes it over. NULL is memory that ran out in jansson. */
struct slice dump(struct arena *arena, json_t *value);

/* The text as a JSON string, quotes included. */
struct slice dump_text(struct arena *arena, struct slice text);

#endif
