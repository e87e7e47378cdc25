#include "cli/troubleshooting.h"

enum { SHORTEST = 3 }; /* fewer letters lead everywhere */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* In lower case, with one blank for several, and none at the ends. */
static struct slice folded(struct arena *arena, struct slice s)
{
    char *text = arena_alloc(arena, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        if (!is_blank(c))
            text[len++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        else if (len > 0 && text[len - 1] != ' ')
            text[len++] = ' ';
    }
    return slice_trim((struct slice){text, len});
}

static bool holds(struct slice s, struct slice part)
{
    return slice_find(s, part) < s.len;
}

/* How many letters a text of the table and the question have in common, where one holds the other. */
static size_t common(struct arena *arena, const char *text, struct slice question)
{
    struct slice ours = folded(arena, slice_of(text));
    if (holds(question, ours))
        return ours.len;
    return holds(ours, question) ? question.len : 0;
}

/* True where the row holds each word of the question. */
static bool holds_words(struct arena *arena, const struct trouble *row, struct slice question)
{
    struct slice all = folded(arena, slice_of(row->title));
    for (size_t i = 0; i < MESSAGES_MAX && row->messages[i] != NULL; i++)
        all = arena_format(arena, "%.*s %.*s", SLICE_ARG(all),
                           SLICE_ARG(folded(arena, slice_of(row->messages[i]))));
    for (size_t start = 0; start < question.len;) {
        size_t end = slice_find_char(question, ' ', start);
        if (!holds(all, slice_cut(question, start, end)))
            return false;
        start = end + 1;
    }
    return true;
}

static size_t score(struct arena *arena, const struct trouble *row, struct slice question)
{
    size_t best = common(arena, row->title, question);
    for (size_t i = 0; i < MESSAGES_MAX && row->messages[i] != NULL; i++) {
        size_t here = common(arena, row->messages[i], question);
        best = here > best ? here : best;
    }
    return best > 0 ? best : holds_words(arena, row, question);
}

size_t trouble_find(struct arena *arena, struct slice question, const struct trouble **found, size_t most)
{
    question = folded(arena, question);
    if (question.len < SHORTEST)
        return 0;
    size_t *scores = arena_array(arena, most + 1, sizeof *scores), count = 0;
    for (size_t i = 0; i < trouble_count; i++) {
        size_t mine = score(arena, &trouble_table[i], question), place = count;
        while (place > 0 && scores[place - 1] < mine)
            place--;
        if (mine == 0 || place == most)
            continue;
        count += count < most;
        for (size_t j = count - 1; j > place; j--) {
            scores[j] = scores[j - 1];
            found[j] = found[j - 1];
        }
        scores[place] = mine;
        found[place] = &trouble_table[i];
    }
    return count;
}
