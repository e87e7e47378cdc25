#include "store/history.h"
#include "store/wal_name.h"

enum { HISTORY_SIZE_MAX = 64 * 1024 };

/* The first word of a line, cut off it together with the blanks around it. */
static struct slice take_word(struct slice *line)
{
    *line = slice_trim(*line);
    size_t end = 0;
    while (end < line->len && line->data[end] != ' ' && line->data[end] != '\t')
        end++;
    struct slice word = slice_cut(*line, 0, end);
    *line = slice_trim(slice_cut(*line, end, line->len));
    return word;
}

static bool parse_fork(struct slice line, struct fork *fork)
{
    struct slice timeline = take_word(&line), lsn = take_word(&line);
    uint64_t number = 0;
    if (!slice_is_digits(timeline) || timeline.len > 10)
        return false;
    for (size_t i = 0; i < timeline.len; i++)
        number = number * 10 + (uint64_t)(timeline.data[i] - '0');
    if (number == 0 || number > UINT32_MAX)
        return false;
    fork->parent = (uint32_t)number;
    fork->reason = line;
    return wal_lsn_parse(lsn, &fork->lsn);
}

bool history_parse(struct arena *arena, struct slice text, struct history *history)
{
    size_t capacity = 0;
    uint32_t before = 0;
    history->forks = NULL;
    history->count = 0;
    if (text.len > HISTORY_SIZE_MAX)
        return false;
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, '\n', at);
        struct slice line = slice_cut(text, at, end);
        at = end + 1;
        if (slice_ends_with(line, SLICE("\r")))
            line.len--;
        line = slice_trim(line);
        if (line.len == 0 || line.data[0] == '#')
            continue;
        struct fork fork;
        if (!parse_fork(line, &fork) || fork.parent <= before || fork.parent >= history->timeline)
            return false;
        before = fork.parent;
        history->forks =
            arena_grow(arena, history->forks, &capacity, history->count + 1, sizeof *history->forks);
        history->forks[history->count++] = fork;
    }
    return history->count > 0;
}

const struct history *history_find(const struct history *histories, size_t count, uint32_t timeline)
{
    for (size_t i = 0; i < count; i++)
        if (histories[i].timeline == timeline)
            return &histories[i];
    return NULL;
}

const struct fork *history_fork(const struct history *history)
{
    return history == NULL || history->count == 0 ? NULL : &history->forks[history->count - 1];
}

bool fork_had_no_target(const struct fork *fork)
{
    return slice_starts_with(fork->reason, SLICE("no recovery target specified"));
}
