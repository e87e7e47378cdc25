#include "cnpg/generation_rule.h"
#include "text/lines.h"
#include "text/quote.h"
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* A name has 255 bytes at most: a sound pattern needs some hundred steps for one, a few KiB, and little
 * depth. */
enum {
    PATTERN_LIMIT = 1024,
    MATCH_LIMIT = 100000,
    DEPTH_LIMIT = 1000,
    HEAP_LIMIT_KIB = 8192,
    REASON_SIZE = 256
};

#define GROUP "number"

struct generation_rule {
    pcre2_match_context *limits;
    pcre2_code *code;
    struct slice pattern; /* quoted, for messages */
    uint32_t group;
};

static void release_rule(void *object)
{
    struct generation_rule *rule = object;
    pcre2_code_free(rule->code);
    pcre2_match_context_free(rule->limits);
}

static struct error bad_pattern(struct arena *arena, const struct generation_rule *rule, struct slice why)
{
    return error_next(error_make(arena, ERROR_USAGE, "the generation pattern %.*s %.*s",
                                 SLICE_ARG(rule->pattern), SLICE_ARG(why)),
                      SLICE("give a PCRE2 pattern with one group named number, such as -(?<number>[0-9]+)$"));
}

static struct error does_not_compile(struct arena *arena, const struct generation_rule *rule,
                                     const char *pattern, int code, size_t offset)
{
    char reason[REASON_SIZE];
    size_t line, column;
    pcre2_get_error_message(code, (PCRE2_UCHAR *)reason, sizeof reason);
    text_position(slice_of(pattern), offset, &line, &column);
    return bad_pattern(arena, rule, arena_format(arena, "fails at character %zu: %s", column, reason));
}

/* Which group is named `number`. */
static struct error find_group(struct arena *arena, struct generation_rule *rule)
{
    int group = pcre2_substring_number_from_name(rule->code, (PCRE2_SPTR)GROUP);
    if (group == PCRE2_ERROR_NOUNIQUESUBSTRING)
        return bad_pattern(arena, rule, SLICE("has more than one group named " GROUP));
    if (group < 0)
        return bad_pattern(arena, rule, SLICE("has no group named " GROUP));
    rule->group = (uint32_t)group;
    return NO_ERROR;
}

struct error generation_rule_compile(struct arena *arena, const char *pattern,
                                     const struct generation_rule **result)
{
    *result = NULL;
    if (pattern == NULL)
        return NO_ERROR;
    struct generation_rule *rule = arena_alloc(arena, sizeof *rule);
    arena_defer(arena, release_rule,
                rule); /* before there is anything to release: it may run out of memory itself */
    rule->pattern = quote_bytes(arena, slice_cut(slice_of(pattern), 0, PATTERN_LIMIT));
    if (strlen(pattern) > PATTERN_LIMIT)
        return bad_pattern(arena, rule, SLICE("is too long"));

    int code;
    size_t offset;
    /* UTF: a name is characters. Without \C, which would let a match end inside one. */
    rule->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                               PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &code, &offset, NULL);
    rule->limits = pcre2_match_context_create(NULL);
    if (rule->limits == NULL || (rule->code == NULL && code == PCRE2_ERROR_HEAP_FAILED))
        arena_out_of_memory(arena);
    if (rule->code == NULL)
        return does_not_compile(arena, rule, pattern, code, offset);
    pcre2_set_match_limit(rule->limits, MATCH_LIMIT);
    pcre2_set_depth_limit(rule->limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(rule->limits, HEAP_LIMIT_KIB);
    *result = rule;
    return find_group(arena, rule);
}

/* The result of pcre2_match, and where the group stands. Takes nothing from an arena, so that the match data
 * cannot be lost on its way. */
static int match(const struct generation_rule *rule, struct slice name, size_t *start, size_t *end)
{
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(rule->code, NULL);
    if (data == NULL)
        return PCRE2_ERROR_NOMEMORY;
    int result = pcre2_match(rule->code, (PCRE2_SPTR)slice_cut(name, 0, name.len).data, name.len, 0, 0, data,
                             rule->limits);
    const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(data);
    if (result > 0) {
        *start = offsets[2 * rule->group];
        *end = offsets[2 * rule->group + 1];
    }
    pcre2_match_data_free(data);
    return result;
}

struct error generation_rule_match(struct arena *arena, const struct generation_rule *rule, struct slice name,
                                   bool *found, size_t *start, size_t *end)
{
    *start = *end = PCRE2_UNSET;
    *found = false;
    int result = match(rule, name, start, end);
    if (result == PCRE2_ERROR_NOMEMORY)
        arena_out_of_memory(arena);
    if (result < 0 && result != PCRE2_ERROR_NOMATCH) {
        char reason[REASON_SIZE];
        pcre2_get_error_message(result, (PCRE2_UCHAR *)reason, sizeof reason);
        return refuse(arena, REFUSE_GENERATION, "the generation pattern %.*s fails on %.*s: %s",
                      SLICE_ARG(rule->pattern), SLICE_ARG(quote_bytes(arena, name)), reason);
    }
    if (*start == PCRE2_UNSET)
        return NO_ERROR;
    struct slice number = slice_cut(name, *start, *end);
    if (!slice_is_digits(number))
        return refuse(arena, REFUSE_GENERATION,
                      "the generation pattern %.*s finds %.*s in %.*s, which is no number",
                      SLICE_ARG(rule->pattern), SLICE_ARG(quote_bytes(arena, number)),
                      SLICE_ARG(quote_bytes(arena, name)));
    *found = true;
    return NO_ERROR;
}

struct error generation_rule_no_number(struct arena *arena, const struct generation_rule *rule,
                                       struct slice name)
{
    return refuse(arena, REFUSE_GENERATION, "the generation pattern %.*s finds no number in %.*s",
                  SLICE_ARG(rule->pattern), SLICE_ARG(name));
}
