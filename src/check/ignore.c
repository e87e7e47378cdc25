#include "check/ignore.h"
#include "check/rules.h"
#include "text/lines.h"

static bool is_gap(char c)
{
    return c == ' ' || c == ',' || c == '\t';
}

/* The ids up to the first word that is none. */
static unsigned rules_of(struct slice words)
{
    unsigned rules = 0;
    while (words.len > 0) {
        size_t end = 0;
        while (end < words.len && !is_gap(words.data[end]))
            end++;
        enum check_rule rule = rule_find(slice_cut(words, 0, end));
        if (rule == RULE_COUNT && end > 0)
            break;
        if (end > 0)
            rules |= 1u << rule;
        words = slice_cut(words, end > 0 ? end : 1, words.len);
    }
    return rules;
}

struct ignored ignored_read(struct arena *arena, struct slice text)
{
    const struct slice mark = SLICE("# cnpg-dr: ignore ");
    struct ignored ignored = {0};
    size_t at = slice_find(text, mark);
    while (at < text.len) {
        size_t end = slice_find_char(text, '\n', at), start = at, line, column;
        if (end > 0 && end <= text.len && text.data[end - 1] == '\r')
            end--;
        while (start > 0 && text.data[start - 1] != '\n')
            start--;
        text_position(text, at, &line, &column);
        ignored.items =
            arena_grow(arena, ignored.items, &ignored.capacity, ignored.count + 1, sizeof *ignored.items);
        ignored.items[ignored.count++] =
            (struct ignored_line){line, rules_of(slice_cut(text, at + mark.len, end)),
                                  slice_trim(slice_cut(text, start, at)).len == 0};
        at = end + slice_find(slice_cut(text, end, text.len), mark);
    }
    return ignored;
}

bool is_ignored(const struct ignored *ignored, enum check_rule rule, size_t line)
{
    for (size_t i = 0; i < ignored->count; i++) {
        const struct ignored_line *item = &ignored->items[i];
        if ((item->rules & 1u << rule) != 0 &&
            (item->line == line || (item->alone && item->line + 1 == line)))
            return true;
    }
    return false;
}
