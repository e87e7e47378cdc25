#include "cli/suggest.h"

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* How many letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
static size_t distance(struct slice a, struct slice b)
{
    size_t rows[3][LONGEST + 1] = {{0}};
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.len; j++)
        above[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + (a.data[i - 1] != b.data[j - 1]));
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
        size_t *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b.len];
}

struct suggestion suggest_for(struct slice typed)
{
    return (struct suggestion){.typed = typed};
}

void suggest_offer(struct suggestion *suggestion, const char *word)
{
    struct slice offer = slice_of(word), typed = suggestion->typed;
    if (typed.len == 0 || typed.len > LONGEST || offer.len > LONGEST)
        return;
    size_t wrong = distance(typed, offer);
    if (slice_starts_with(offer, typed))
        wrong = 1;
    if (wrong > offer.len / 3 && wrong > 1)
        return;
    if (suggestion->best == NULL || wrong < suggestion->distance) {
        suggestion->best = word;
        suggestion->distance = wrong;
    }
}
