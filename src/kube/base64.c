#include "kube/base64.h"

/* What a letter stands for, or 64. */
static unsigned digit_of(char c)
{
    return c >= 'A' && c <= 'Z'   ? (unsigned)(c - 'A')
           : c >= 'a' && c <= 'z' ? (unsigned)(c - 'a') + 26
           : c >= '0' && c <= '9' ? (unsigned)(c - '0') + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : 64;
}

bool base64_decode(struct arena *arena, struct slice text, struct slice *bytes)
{
    size_t padding = 0, len = 0;
    while (text.len > 0 && (text.data[text.len - 1] == '\n' || text.data[text.len - 1] == '\r'))
        text.len--;
    if (text.len % 4 != 0)
        return false;
    while (padding < 2 && padding < text.len && text.data[text.len - 1 - padding] == '=')
        padding++;
    unsigned char *out = arena_alloc(arena, text.len / 4 * 3 + 1);
    for (size_t i = 0; i < text.len; i += 4) {
        unsigned long group = 0;
        size_t letters = i + 4 == text.len ? 4 - padding : 4;
        for (size_t j = 0; j < 4; j++) {
            unsigned digit = j < letters ? digit_of(text.data[i + j]) : 0;
            if (digit == 64)
                return false;
            group = group << 6 | digit;
        }
        for (size_t j = 0; j + 1 < letters; j++)
            out[len++] = (unsigned char)(group >> (16 - 8 * j));
    }
    *bytes = (struct slice){(const char *)out, len};
    return true;
}
