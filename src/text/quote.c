#include "text/quote.h"

enum { LONGEST_ESCAPE = 4 };

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7F;
}

/* The letter of C's short escape, or 0. */
static char short_escape(char c)
{
    static const char plain[] = "\a\b\t\n\v\f\r\"\\", letters[] = "abtnvfr\"\\";
    const char *found = c == '\0' ? NULL : strchr(plain, c);
    return found == NULL ? '\0' : letters[found - plain];
}

static char *put_escaped(char *to, char c)
{
    unsigned char byte = (unsigned char)c;
    char letter = short_escape(c);
    *to++ = '\\';
    if (letter != '\0') {
        *to++ = letter;
        return to;
    }
    *to++ = (char)('0' + (byte >> 6));
    *to++ = (char)('0' + (byte >> 3 & 7));
    *to++ = (char)('0' + (byte & 7));
    return to;
}

static struct slice quoted(struct arena *arena, struct slice s, bool escape_high)
{
    char *text = arena_array(arena, s.len + 1, LONGEST_ESCAPE), *to = text;
    *to++ = '"';
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        bool high = (unsigned char)c > 0x7F;
        if (is_control(c) || c == '"' || c == '\\' || (high && escape_high))
            to = put_escaped(to, c);
        else
            *to++ = c;
    }
    *to++ = '"';
    return (struct slice){text, (size_t)(to - text)};
}

struct slice quote_path(struct arena *arena, struct slice path)
{
    for (size_t i = 0; i < path.len; i++)
        if (is_control(path.data[i]) || path.data[i] == '"' || path.data[i] == '\\')
            return quoted(arena, path, false);
    return path;
}

struct slice quote_bytes(struct arena *arena, struct slice bytes)
{
    return quoted(arena, bytes, true);
}

struct slice shell_quote(struct arena *arena, struct slice s)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,/:@%^";
    bool plain = s.len > 0;
    size_t quotes = 0;
    for (size_t i = 0; i < s.len; i++) {
        plain = plain && s.data[i] != '\0' && strchr(safe, s.data[i]) != NULL;
        quotes += s.data[i] == '\'';
    }
    if (plain)
        return s;
    char *text = arena_array(arena, s.len + quotes + 1, 4), *end = text;
    *end++ = '\'';
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '\'')
            end = (char *)memcpy(end, "'\\''", 4) + 4;
        else
            *end++ = s.data[i];
    }
    *end++ = '\'';
    return (struct slice){text, (size_t)(end - text)};
}
