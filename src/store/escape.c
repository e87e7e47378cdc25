#include "store/escape.h"

static bool is_unreserved(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

struct slice percent_encode(struct arena *arena, struct slice text, bool keep_slash)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = arena_array(arena, text.len + 1, 3);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (is_unreserved((char)c) || (c == '/' && keep_slash)) {
            out[len++] = (char)c;
        } else {
            out[len++] = '%';
            out[len++] = hex[c >> 4];
            out[len++] = hex[c & 15];
        }
    }
    return (struct slice){out, len};
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

struct slice percent_decode(struct arena *arena, struct slice text)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (c == '%' && i + 2 < text.len && hex_value(text.data[i + 1]) >= 0 &&
            hex_value(text.data[i + 2]) >= 0) {
            c = (char)(hex_value(text.data[i + 1]) * 16 + hex_value(text.data[i + 2]));
            i += 2;
        } else if (c == '+') {
            c = ' ';
        }
        out[len++] = c;
    }
    return (struct slice){out, len};
}

struct slice printable(struct arena *arena, struct slice text, size_t limit)
{
    bool cut = text.len > limit;
    size_t len = cut ? limit : text.len;
    char *out = arena_alloc(arena, len + 4);
    for (size_t i = 0; i < len; i++)
        out[i] = text.data[i] >= 0x20 && text.data[i] < 0x7f ? text.data[i] : '?';
    if (!cut)
        return (struct slice){out, len};
    memcpy(out + len, "...", 3);
    return (struct slice){out, len + 3};
}
