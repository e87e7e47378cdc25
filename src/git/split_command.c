#include "git/signer.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* Takes one word off the line, without its quotes. False where a quote is left open. */
static bool take_word(struct arena *arena, struct slice *line, char **word)
{
    char quote = '\0';
    size_t len = 0, i = 0;
    *word = arena_alloc(arena, line->len + 1);
    for (; i < line->len && (quote != '\0' || !is_blank(line->data[i])); i++) {
        char c = line->data[i];
        if (quote == '\0' && (c == '\'' || c == '"')) {
            quote = c;
        } else if (c == quote) {
            quote = '\0';
        } else {
            if (c == '\\' && quote != '\'') {
                if (++i == line->len)
                    return false;
                c = line->data[i];
            }
            (*word)[len++] = c;
        }
    }
    *line = slice_cut(*line, i, line->len);
    return quote == '\0';
}

bool split_command(struct arena *arena, struct slice line, char ***words)
{
    size_t count = 0, capacity = 0;
    *words = NULL;
    for (;;) {
        while (line.len > 0 && is_blank(line.data[0]))
            line = slice_cut(line, 1, line.len);
        *words = arena_grow(arena, *words, &capacity, count + 1, sizeof **words);
        (*words)[count] = NULL;
        if (line.len == 0)
            return true;
        if (!take_word(arena, &line, &(*words)[count++]))
            return false;
    }
}
