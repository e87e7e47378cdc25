#include "cnpg/generation.h"
#include "cnpg/generation_rule.h"
#include "text/quote.h"
#include "yaml/encoding.h"

/* The start of the digits that a text ends in; its length where it ends in none. */
static size_t digits_at_end(struct slice s)
{
    size_t start = s.len;
    while (start > 0 && slice_is_digits(slice_cut(s, start - 1, start)))
        start--;
    return start;
}

/* By -vN at the end, or a bare vN. */
static void parse_default(struct slice name, struct generation *generation)
{
    size_t start = digits_at_end(name);
    struct slice prefix = slice_cut(name, 0, start);
    bool bare = slice_equal(prefix, SLICE("v"));
    *generation = (struct generation){.name = name,
                                      .prefix = name,
                                      .digits = SLICE(""),
                                      .suffix = SLICE(""),
                                      .number = SLICE("1"),
                                      .stem = name};
    if (start == name.len || !(bare || slice_ends_with(prefix, SLICE("-v"))))
        return;
    generation->prefix = prefix;
    generation->digits = generation->number = slice_cut(name, start, name.len);
    generation->stem = slice_cut(prefix, 0, bare ? 0 : prefix.len - strlen("-v"));
}

struct error generation_parse(struct arena *arena, const struct generation_rule *rule, struct slice name,
                              struct generation *generation)
{
    if (rule == NULL) {
        parse_default(name, generation);
        return NO_ERROR;
    }
    *generation = (struct generation){.name = name,
                                      .prefix = name,
                                      .digits = SLICE(""),
                                      .suffix = SLICE(""),
                                      .number = SLICE(""),
                                      .stem = name};
    size_t start, end;
    bool found;
    struct error error = generation_rule_match(arena, rule, name, &found, &start, &end);
    if (!found)
        return error; /* or none: a name without a number */
    generation->prefix = generation->stem = slice_cut(name, 0, start);
    generation->digits = generation->number = slice_cut(name, start, end);
    generation->suffix = slice_cut(name, end, name.len);
    return NO_ERROR;
}

static struct slice without_zeros(struct slice digits)
{
    size_t zeros = 0;
    while (zeros < digits.len && digits.data[zeros] == '0')
        zeros++;
    return slice_cut(digits, zeros, digits.len);
}

enum generation_order generation_compare(const struct generation *a, const struct generation *b)
{
    if (a->number.len == 0 || b->number.len == 0 || !slice_equal(a->stem, b->stem) ||
        !slice_equal(a->suffix, b->suffix))
        return GENERATION_UNRELATED;
    struct slice left = without_zeros(a->number), right = without_zeros(b->number);
    if (left.len != right.len)
        return left.len < right.len ? GENERATION_LOWER : GENERATION_HIGHER;
    int order = slice_compare(left, right);
    return order == 0 ? GENERATION_SAME : order < 0 ? GENERATION_LOWER : GENERATION_HIGHER;
}

/* The number after digits, as wide as they are, or one wider where it must. */
static struct slice plus_one(struct arena *arena, struct slice digits)
{
    char *text = arena_alloc(arena, digits.len + 1);
    memcpy(text + 1, digits.data, digits.len);
    text[0] = '0';
    size_t at = digits.len;
    for (; text[at] == '9'; at--)
        text[at] = '0';
    text[at]++;
    return (struct slice){text + (at > 0), digits.len + (at == 0)};
}

static struct error too_long(struct arena *arena, const char *what, struct slice name)
{
    struct slice beginning = quote_bytes(arena, slice_cut(name, 0, 32));
    return refuse(arena, REFUSE_GENERATION, "%s generation %.*s... is longer than %d bytes", what,
                  SLICE_ARG(beginning), GENERATION_LENGTH_LIMIT);
}

/* The name after a generation whose name has been checked. */
static struct error name_after(struct arena *arena, const struct generation_rule *rule,
                               const struct generation *last, struct slice *next)
{
    if (last->number.len == 0)
        return generation_rule_no_number(arena, rule, last->name);
    if (last->digits.len > GENERATION_DIGITS_LIMIT)
        return refuse(arena, REFUSE_GENERATION,
                      "the number of the generation %.*s has more than %d digits: too large to add one to",
                      SLICE_ARG(last->name), GENERATION_DIGITS_LIMIT);
    if (last->digits.len == 0)
        *next = arena_format(arena, "%.*s-v2", SLICE_ARG(last->name));
    else
        *next = arena_format(arena, "%.*s%.*s%.*s", SLICE_ARG(last->prefix),
                             SLICE_ARG(plus_one(arena, last->digits)), SLICE_ARG(last->suffix));
    return next->len > GENERATION_LENGTH_LIMIT ? too_long(arena, "the next", *next) : NO_ERROR;
}

static struct error parse_checked(struct arena *arena, const struct generation_rule *rule, struct slice name,
                                  struct generation *generation)
{
    struct error error = generation_check_name(arena, name);
    return failed(error) ? error : generation_parse(arena, rule, name, generation);
}

struct error generation_next(struct arena *arena, const struct generation_rule *rule, struct slice name,
                             struct slice *next)
{
    struct generation generation;
    struct error error = parse_checked(arena, rule, name, &generation);
    return failed(error) ? error : name_after(arena, rule, &generation, next);
}

struct error generation_after(struct arena *arena, const struct generation_rule *rule, struct slice write,
                              struct slice read, struct slice *next)
{
    struct generation written, is_read;
    struct error error = parse_checked(arena, rule, write, &written);
    if (!failed(error))
        error = parse_checked(arena, rule, read, &is_read);
    if (failed(error))
        return error;
    bool behind = generation_compare(&written, &is_read) == GENERATION_LOWER;
    return name_after(arena, rule, behind ? &is_read : &written, next);
}

static bool holds_control(struct slice name)
{
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.data[i];
        if (c < 0x20 || c == 0x7F)
            return true;
        if (c == 0xC2 && i + 1 < name.len && (unsigned char)name.data[i + 1] < 0xA0) /* U+0080 to U+009F */
            return true;
    }
    return false;
}

static bool holds(struct slice s, char c)
{
    return slice_find_char(s, c, 0) < s.len;
}

struct error generation_check_name(struct arena *arena, struct slice name)
{
    if (name.len == 0)
        return refuse(arena, REFUSE_GENERATION, "the name of the generation is empty");
    if (name.len > GENERATION_LENGTH_LIMIT)
        return too_long(arena, "the", name);
    if (holds_control(name))
        return refuse(arena, REFUSE_GENERATION, "the generation %.*s holds a control character",
                      SLICE_ARG(quote_bytes(arena, name)));
    if (failed(encoding_check(arena, name)))
        return refuse(arena, REFUSE_GENERATION,
                      "the generation %.*s is not UTF-8, or holds a line break of YAML",
                      SLICE_ARG(quote_bytes(arena, name)));
    if (holds(name, '$'))
        return refuse(arena, REFUSE_VARIABLE, "the generation %.*s holds a $ and cannot be bumped",
                      SLICE_ARG(name));
    if (holds(name, '/') || holds(name, '\\') || slice_equal(name, SLICE(".")) ||
        slice_equal(name, SLICE("..")))
        return refuse(arena, REFUSE_GENERATION, "the generation %.*s is no single element of a path",
                      SLICE_ARG(name));
    return NO_ERROR;
}

/* The digits that the image's tag begins with: 17 of name:17.5@sha256:…; a port before the last slash is no
 * tag. */
static struct slice image_major(struct slice image)
{
    struct slice rest = slice_cut(image, 0, slice_find_char(image, '@', 0));
    size_t colon = rest.len;
    for (size_t i = rest.len; i > 0 && rest.data[i - 1] != '/'; i--)
        if (rest.data[i - 1] == ':')
            colon = i - 1;
    struct slice tag = slice_cut(rest, colon + 1, rest.len);
    size_t len = 0;
    while (len < tag.len && slice_is_digits(slice_cut(tag, len, len + 1)))
        len++;
    return slice_cut(tag, 0, len);
}

bool generation_is_postgres_major(const struct generation *generation, struct slice image)
{
    struct slice major = without_zeros(image_major(image));
    return major.len > 0 && slice_equal(without_zeros(generation->digits), major);
}
