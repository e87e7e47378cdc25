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

bool scalar_is_no_text(const struct node *node)
{
    return node != NULL && node->kind == NODE_SCALAR && node->style == STYLE_PLAIN && node->tag == NULL &&
           node->value.len > 0 && scalar_reads_as_other(node->value);
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

/* The character at this place of a text that is UTF-8; *len is how many bytes it takes. */
static unsigned long character_at(struct slice value, size_t at, size_t *len)
{
    unsigned char lead = (unsigned char)value.data[at];
    size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    unsigned long character = size == 1 ? lead : lead & (0x7Fu >> size);
    for (*len = 1; *len < size; ++*len)
        character = character << 6 | ((unsigned char)value.data[at + *len] & 0x3F);
    return character;
}

/* Control characters and others that no YAML may hold as they are, line breaks that only some readers know
 * (NEL, LS, PS), and a BOM. */
static bool needs_escape(unsigned long c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE ||
           c == 0xFFFF;
}

/* The escape of a character at text, at most six bytes; how many. */
static size_t put_escape(char *text, unsigned long c)
{
    static const char hex[] = "0123456789abcdef";
    char letter = c == '\n' ? 'n' : c == 0x85 ? 'N' : c == 0x2028 ? 'L' : c == 0x2029 ? 'P' : 0;
    size_t n = 0, digits = letter != 0 ? 0 : c < 0x100 ? 2 : 4;
    text[n++] = '\\';
    text[n++] = letter != 0 ? letter : digits == 2 ? 'x' : 'u';
    while (digits-- > 0)
        text[n++] = hex[c >> (4 * digits) & 15];
    return n;
}

static struct slice in_double_quotes(struct arena *arena, struct slice value)
{
    char *text = arena_alloc(arena, value.len * 4 + 2);
    size_t n = 0, len;
    text[n++] = '"';
    for (size_t i = 0; i < value.len; i += len) {
        unsigned long c = character_at(value, i, &len);
        if (needs_escape(c)) {
            n += put_escape(text + n, c);
            continue;
        }
        if (c == '"' || c == '\\')
            text[n++] = '\\';
        memcpy(text + n, value.data + i, len);
        n += len;
    }
    text[n++] = '"';
    return (struct slice){text, n};
}

static bool has_control(struct slice value)
{
    size_t len;
    for (size_t i = 0; i < value.len; i += len)
        if (needs_escape(character_at(value, i, &len)))
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
