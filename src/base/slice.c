#define _GNU_SOURCE /* memmem */
#include "base/slice.h"

int slice_compare(struct slice a, struct slice b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 ? 0 : memcmp(a.data, b.data, common);
    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

bool slice_starts_with(struct slice s, struct slice prefix)
{
    return s.len >= prefix.len && slice_equal(slice_cut(s, 0, prefix.len), prefix);
}

bool slice_ends_with(struct slice s, struct slice suffix)
{
    return s.len >= suffix.len && slice_equal(slice_cut(s, s.len - suffix.len, s.len), suffix);
}

size_t slice_find(struct slice s, struct slice needle)
{
    if (needle.len == 0)
        return 0;
    if (needle.len > s.len)
        return s.len;
    const char *found = memmem(s.data, s.len, needle.data, needle.len);
    return found == NULL ? s.len : (size_t)(found - s.data);
}

size_t slice_find_char(struct slice s, char c, size_t from)
{
    if (from >= s.len)
        return s.len;
    const char *found = memchr(s.data + from, c, s.len - from);
    return found == NULL ? s.len : (size_t)(found - s.data);
}

struct slice slice_trim(struct slice s)
{
    while (s.len > 0 && (s.data[0] == ' ' || s.data[0] == '\t'))
        s = slice_cut(s, 1, s.len);
    while (s.len > 0 && (s.data[s.len - 1] == ' ' || s.data[s.len - 1] == '\t'))
        s.len--;
    return s;
}

size_t slice_indent(struct slice s)
{
    size_t n = 0;
    while (n < s.len && s.data[n] == ' ')
        n++;
    return n;
}

bool slice_is_digits(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.data[i] < '0' || s.data[i] > '9')
            return false;
    return s.len > 0;
}
