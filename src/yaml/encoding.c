#include "yaml/encoding.h"
#include "text/lines.h"
#include <stdint.h>

size_t encoding_bom(struct slice text)
{
    return slice_starts_with(text, SLICE("\xEF\xBB\xBF")) ? 3 : 0;
}

static struct error refuse_at(struct arena *arena, struct slice text, size_t offset, const char *what)
{
    struct error error = refuse(arena, REFUSE_ENCODING, "%s", what);
    text_position(text, offset, &error.line, &error.column);
    return error;
}

/* The length of the UTF-8 sequence at s (1 to 4 bytes), or 0 where it is none: overlong, a surrogate, cut
 * short. */
static size_t sequence_length(const unsigned char *s, size_t left)
{
    unsigned char lead = s[0];
    size_t len = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || left < len)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    if ((lead == 0xE0 && s[1] < 0xA0) || (lead == 0xED && s[1] > 0x9F) || (lead == 0xF0 && s[1] < 0x90) ||
        (lead == 0xF4 && s[1] > 0x8F))
        return 0;
    return len;
}

/* What is wrong with the sequence of several bytes at s, or NULL. */
static const char *sequence_fault(const unsigned char *s, size_t len)
{
    if (len == 0)
        return "the file is not UTF-8";
    if (len == 2 && s[0] == 0xC2 && s[1] == 0x85)
        return "the file holds a NEL (U+0085), which some YAML readers take for a line break";
    if (len == 3 && s[0] == 0xE2 && s[1] == 0x80 && (s[2] == 0xA8 || s[2] == 0xA9))
        return "the file holds a line or paragraph separator (U+2028, U+2029), which some YAML readers take "
               "for a line "
               "break";
    return NULL;
}

/* How many of the next bytes are ASCII without NUL and CR; whole words at a time, as that is nearly all of a
 * file. */
static size_t plain_run(const unsigned char *s, size_t left)
{
    const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u, crs = ones * '\r';
    size_t n = 0;
    for (uint64_t word; left - n >= sizeof word; n += sizeof word) {
        memcpy(&word, s + n, sizeof word);
        uint64_t cr = word ^ crs;
        if ((word | (word - ones) | ((cr - ones) & ~cr)) & highs)
            break;
    }
    return n;
}

struct error encoding_check(struct arena *arena, struct slice text)
{
    const unsigned char *s = (const unsigned char *)text.data;
    if (text.len >= 2 && ((s[0] == 0xFF && s[1] == 0xFE) || (s[0] == 0xFE && s[1] == 0xFF)))
        return refuse_at(arena, text, 0, "the file is UTF-16");
    for (size_t i = 0; i < text.len;) {
        i += plain_run(s + i, text.len - i);
        if (i == text.len)
            break;
        if (s[i] == 0)
            return refuse_at(arena, text, i, "the file holds a NUL byte");
        if (s[i] == '\r' && (i + 1 == text.len || s[i + 1] != '\n'))
            return refuse_at(arena, text, i, "the file holds a carriage return without a line feed");
        if (s[i] < 0x80) {
            i++;
            continue;
        }
        size_t len = sequence_length(s + i, text.len - i);
        const char *fault = sequence_fault(s + i, len);
        if (fault != NULL)
            return refuse_at(arena, text, i, fault);
        i += len;
    }
    return NO_ERROR;
}
