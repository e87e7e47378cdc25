/*
 * Text is a pointer and a length.
 *
 * A slice never owns what it points at: the bytes belong to a file that is mapped, to an arena, or to a
 * string literal, and the slice is valid as long as they are. It is not terminated by a NUL and may hold any
 * byte.
 */
#ifndef BASE_SLICE_H
#define BASE_SLICE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
    const char *data;
    size_t len;
};

/* A slice over a string literal. */
#define SLICE(literal) ((struct slice){"" literal, sizeof(literal) - 1})

/* For printf: printf("%.*s", SLICE_ARG(s)). Longer text than INT_MAX is cut, never misread. */
#define SLICE_ARG(s) slice_width(s), slice_bytes(s)

static inline int slice_width(struct slice s)
{
    return s.len > INT_MAX ? INT_MAX : (int)s.len;
}

static inline const char *slice_bytes(struct slice s)
{
    return s.data != NULL ? s.data : "";
}

/* A slice over a C string; NULL gives an empty one. */
static inline struct slice slice_of(const char *string)
{
    return string == NULL ? (struct slice){"", 0} : (struct slice){string, strlen(string)};
}

/* The part from start up to end. Both are clamped to the slice, so that no call can reach outside it. */
static inline struct slice slice_cut(struct slice s, size_t start, size_t end)
{
    if (end > s.len)
        end = s.len;
    if (start > end)
        start = end;
    return (struct slice){s.data == NULL ? "" : s.data + start, end - start};
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* As memcmp over the common part, then the shorter one first. */
int slice_compare(struct slice a, struct slice b);

bool slice_starts_with(struct slice s, struct slice prefix);
bool slice_ends_with(struct slice s, struct slice suffix);

/* Where needle begins in s, or s.len if it does not occur. An empty needle is found at 0. */
size_t slice_find(struct slice s, struct slice needle);

/* Where the first c is in s at or after from, or s.len. */
size_t slice_find_char(struct slice s, char c, size_t from);

/* Without the blanks (space and tab) at either end. */
struct slice slice_trim(struct slice s);

/* How many spaces s begins with. */
size_t slice_indent(struct slice s);

/* True where s is not empty and holds decimal digits only. */
bool slice_is_digits(struct slice s);

#endif
