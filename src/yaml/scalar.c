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

/* Digits, with what numbers and dates are written with around them. */
static bool looks_like_number(struct slice value)
{
    size_t digits = 0, exponents = 0;
    size_t i = value.len > 0 && (value.data[0] == '+' || value.data[0] == '-') ? 1 : 0;
    if (i < value.len && value.data[i] == '.')
        i++;
    if (i >= value.len || !isdigit((unsigned char)value.data[i]))
        return false;
    int prefix = value.len > i + 2 && value.data[i] == '0' ? tolower((unsigned char)value.data[i + 1]) : 0;
    bool hex = prefix == 'x', octal = prefix == 'o', binary = prefix == 'b';
    for (i += hex || octal || binary ? 2 : 0; i < value.len; i++) {
        char c = value.data[i];
        if (isdigit((unsigned char)c) || (hex && isxdigit((unsigned char)c)))
            digits++;
        else if (c == 'e' || c == 'E')
            exponents++;
        else if (strchr("._:+-TtZz ", c) == NULL)
            return false;
    }
    return digits > 0 && exponents <= 1;
}

bool scalar_reads_as_other(struct slice value)
{
    static const char *const others[] = {".inf", "+.inf", "-.inf", ".nan", "", NULL};
    return is_word(value, reserved) || is_word(value, others) || looks_like_number(value);
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

static struct slice in_double_quotes(struct arena *arena, struct slice value)
{
    static const char hex[] = "0123456789abcdef";
    char *text = arena_alloc(arena, value.len * 4 + 2);
    size_t n = 0;
    text[n++] = '"';
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c == '"' || c == '\\') {
            text[n++] = '\\';
            text[n++] = (char)c;
        } else if (c == '\n') {
            text[n++] = '\\';
            text[n++] = 'n';
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
