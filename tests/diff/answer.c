/*
 * Answers questions about diffs: reads texts with edits from standard input, and writes the diff of each.
 *
 * A question is a line "NAME BEFORE COUNT" (two lengths and the number of edits), the name and the text, and
 * for each edit a line "START END LENGTH" and its text. The answer is a line with the length of the diff, and
 * the diff.
 */
#include "text/diff.h"
#include <stdio.h>
#include <stdlib.h>

static _Noreturn void give_up(const char *why)
{
    fprintf(stderr, "answer: %s\n", why);
    exit(5);
}

static struct slice read_bytes(struct arena *arena, size_t len)
{
    char *bytes = arena_alloc(arena, len + 1);
    if (fread(bytes, 1, len, stdin) != len)
        give_up("the question ends early");
    return (struct slice){bytes, len};
}

static void answer(struct arena *arena, size_t name_len, size_t before_len, size_t count)
{
    struct slice name = read_bytes(arena, name_len), before = read_bytes(arena, before_len);
    struct edits edits = {0};
    for (size_t i = 0; i < count; i++) {
        size_t start, end, len;
        if (scanf("%zu %zu %zu", &start, &end, &len) != 3 || getchar() != '\n')
            give_up("no edit where one was announced");
        edits_add(arena, &edits, start, end, read_bytes(arena, len));
    }
    if (!edits_sort(&edits))
        give_up("the edits overlap");
    struct slice diff = diff_unified(arena, name, before, &edits);
    printf("%zu\n", diff.len);
    if (fwrite(diff.data, 1, diff.len, stdout) != diff.len || fflush(stdout) != 0)
        give_up("the answer cannot be written");
}

int main(void)
{
    struct arena arena = ARENA_EMPTY;
    size_t name_len, before_len, count;
    while (scanf("%zu %zu %zu", &name_len, &before_len, &count) == 3 && getchar() == '\n') {
        if (ARENA_BEGIN(&arena))
            give_up("out of memory");
        answer(&arena, name_len, before_len, count);
        arena_free(&arena);
    }
    return 0;
}
