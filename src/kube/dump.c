#include "kube/dump.h"
#include <stdlib.h>

struct slice dump(struct arena *arena, json_t *value)
{
    char *text = value == NULL ? NULL : json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    json_decref(value);
    if (text == NULL)
        arena_out_of_memory(arena);
    arena_defer(arena, free, text); /* copying it may run out of memory, too */
    return slice_of(text);
}

struct slice dump_text(struct arena *arena, struct slice text)
{
    return dump(arena, json_stringn_nocheck(slice_bytes(text), text.len));
}
