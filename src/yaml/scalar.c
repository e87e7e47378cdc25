#include "yaml/scalar.h"
#include <ctype.h>

static bool is_word(struct slice value, const char *const *words)
{
    for (; *words != NULL; words++) {
        struct slice word = slice_of(*words);
        size_t i = 0;
        while (i < word.len && i < value.len && tolower((unsigned char)value.data[i]) == word.data[i])
            i++;
        if (i == word.len && i == value.len)
            return true;
    }
    return false;
}

/* Case does not matter: YAML 1.1 takes three spellings of each, other readers more. */
static const char *const reserved[] = {"y",    "n",     "yes",  "no", "on", "off",
                                       "true", "false", "null", "~",  NULL};

bool scalar_is_plainly_text(struct slice value)
{
    if (value.len == 0 || !isalpha((unsigned char)value.data[0]))
        return false;
    for (size_t i = 0; i < value.len; i++)
        if (!isalnum((unsigned char)value.data[i]) && memchr("._/-", value.data[i], 4) == NULL)
            return false;
    return !is_word(value, reserved);
}

/* How many of the next characters are these. */
static size_t span(struct slice value, size_t from, const char *characters)
{
    size_t i = from;
    while (i < value.len && value.data[i] != 0 && strchr(characters, value.data[i]) != NULL)
        i++;
    return i - from;
}

/* 2024-01-31, with or without a time (YAML 1.1 timestamp). */
static bool looks_like_date(struct slice value)
{
    static const char decimal[] = "0123456789";
    if (span(value, 0, decimal) != 4 || value.len < 8 || value.data[4] != '-')
        return false;
    size_t month = span(value, 5, decimal), day = 5 + month + 1;
    if (month < 1 || month > 2 || value.data[day - 1] != '-')
        return false;
    size_t end = day + span(value, day, decimal);
    return end > day && (end == value.len || strchr("Tt \t", value.data[end]) != NULL);
}

/* Decimal, hexadecimal, octal, binary, floating or sexagesimal (YAML 1.1 int and float); of text that is not
 * empty. */
static bool looks_like_number(struct slice value)
{
    size_t i = value.data[0] == '+' || value.data[0] == '-' ? 1 : 0;
    int prefix = value.len > i + 2 && value.data[i] == '0' ? tolower((unsigned char)value.data[i + 1]) : 0;
    if (prefix == 'x' || prefix == 'o' || prefix == 'b') {
        const char *digits = prefix == 'x' ? "0123456789abcdefABCDEF_" : prefix == 'o' ? "01234567_" : "01_";
        i += 2;
        return i + span(value, i, digits) == value.len;
    }
    size_t first = i < value.len && value.data[i] == '.' ? i + 1 : i;
    if (first >= value.len || !isdigit((unsigned char)value.data[first]))
        return false;
    i += span(value, i, "0123456789._:");
    if (i < value.len && (value.data[i] == 'e' || value.data[i] == 'E')) {
        i++;
        i += i < value.len && (value.data[i] == '+' || value.data[i] == '-');
        size_t exponent = span(value, i, "0123456789_");
        return exponent > 0 && i + exponent == value.len;
    }
    return i == value.len;
}

bool scalar_reads_as_other(struct slice value)
{
    static const char *const others[] = {".inf", "+.inf", "-.inf", ".nan", "", NULL};
    return is_word(value, reserved) || is_word(value, others) || looks_like_number(value) ||
           looks_like_date(value);
}

static struct slice in_single_quotes(struct arena *arena, struct slice value)
{
    char *text = arena_alloc(arena, value.len * 2 + 2);
    size_t n = 0;
    text[n++] = '\'';
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] == '\'')
            text[n++] = '\'';
        text[n++] = value.data[i];
    }
    text[n++] = '\'';
    return (struct slice){text, n};
}

/* The escape (without its backslash) of a line break that only some readers know (NEL, LS, PS), at this
 * place; *len is how many bytes it takes. NULL where there is none. */
static const char *break_escape(struct slice value, size_t at, size_t *len)
{
    static const struct {
        struct slice bytes;
        const char *escape;
    } breaks[] = {{{"\xC2\x85", 2}, "N"}, {{"\xE2\x80\xA8", 3}, "L"}, {{"\xE2\x80\xA9", 3}, "P"}};
    for (size_t i = 0; i < sizeof breaks / sizeof breaks[0]; i++)
        if (slice_starts_with(slice_cut(value, at, value.len), breaks[i].bytes)) {
            *len = breaks[i].bytes.len;
            return breaks[i].escape;
        }
    return NULL;
}

static struct slice in_double_quotes(struct arena *arena, struct slice value)
{
    static const char hex[] = "0123456789abcdef";
    char *text = arena_alloc(arena, value.len * 4 + 2);
    size_t n = 0, used = 1;
    text[n++] = '"';
    for (size_t i = 0; i < value.len; i += used, used = 1) {
        unsigned char c = (unsigned char)value.data[i];
        const char *escape = c < 0x80 ? NULL : break_escape(value, i, &used);
        if (escape != NULL || c == '"' || c == '\\' || c == '\n') {
            text[n++] = '\\';
            text[n++] = escape != NULL ? escape[0] : c == '\n' ? 'n' : (char)c;
        } else if (c < 0x20 || c == 0x7F) {
            text[n++] = '\\';
            text[n++] = 'x';
            text[n++] = hex[c >> 4];
            text[n++] = hex[c & 15];
        } else {
            text[n++] = (char)c;
        }
    }
    text[n++] = '"';
    return (struct slice){text, n};
}

static bool has_control(struct slice value)
{
    for (size_t i = 0; i < value.len; i++)
        if ((unsigned char)value.data[i] < 0x20 || value.data[i] == 0x7F)
            return true;
    return false;
}

struct slice scalar_write(struct arena *arena, struct slice value, const struct node *like)
{
    bool quoted = like != NULL && like->kind == NODE_SCALAR && like->style != STYLE_PLAIN;
    if (quoted && like->style == STYLE_SINGLE && !has_control(value))
        return in_single_quotes(arena, value);
    if (!quoted && scalar_is_plainly_text(value))
        return value;
    return in_double_quotes(arena, value);
}
