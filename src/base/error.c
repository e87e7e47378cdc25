#include "base/error.h"
#include <stdarg.h>
#include <stdio.h>

struct error error_make(struct arena *arena, enum error_kind kind, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    struct error error = {.kind = kind, .message = SLICE("(a message that cannot be formatted)")};
    if (len >= 0) {
        char *text = arena_alloc(arena, (size_t)len + 1);
        vsnprintf(text, (size_t)len + 1, format, again);
        error.message = (struct slice){text, (size_t)len};
    }
    va_end(again);
    return error;
}

struct error error_next(struct error error, struct slice next)
{
    error.next = next;
    return error;
}

struct error error_in(struct error error, struct slice file)
{
    if (error.file.len == 0)
        error.file = file;
    return error;
}

struct error error_keep(struct arena *keep, struct error error)
{
    error.message = arena_copy(keep, error.message);
    error.next = arena_copy(keep, error.next);
    error.file = arena_copy(keep, error.file);
    return error;
}

struct error error_out_of_memory(void)
{
    return (struct error){.kind = ERROR_SYSTEM,
                          .message = SLICE("out of memory"),
                          .next = SLICE("nothing was changed; try again where there is more memory")};
}
