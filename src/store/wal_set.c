#include "store/wal_set.h"

/* The index of the first run that ends at or behind (timeline, number). */
static size_t lower_bound(const struct wal_set *set, uint32_t timeline, uint64_t number)
{
    size_t low = 0, high = set->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct wal_run *run = &set->runs[middle];
        if (run->timeline < timeline || (run->timeline == timeline && run->last < number))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool insert(struct arena *arena, struct wal_set *set, size_t at, struct wal_run run)
{
    if (set->count >= WAL_RUNS_MAX)
        return false;
    set->runs = arena_grow(arena, set->runs, &set->capacity, set->count + 1, sizeof *set->runs);
    memmove(&set->runs[at + 1], &set->runs[at], (set->count - at) * sizeof *set->runs);
    set->runs[at] = run;
    set->count++;
    return true;
}

static void remove_at(struct wal_set *set, size_t at)
{
    memmove(&set->runs[at], &set->runs[at + 1], (set->count - at - 1) * sizeof *set->runs);
    set->count--;
}

/* Puts the later run at the end of the earlier one, which it touches. */
static void append(struct wal_run *run, const struct wal_run *next)
{
    run->before_last_time = next->first == next->last ? run->last_time : next->before_last_time;
    run->last = next->last;
    run->last_time = next->last_time;
}

/* Adds a run that overlaps none. */
static bool add_run(struct arena *arena, struct wal_set *set, const struct wal_run *run)
{
    size_t at = lower_bound(set, run->timeline, run->first);
    struct wal_run *before =
        at > 0 && set->runs[at - 1].timeline == run->timeline && set->runs[at - 1].last + 1 == run->first
            ? &set->runs[at - 1]
            : NULL;
    struct wal_run *after =
        at < set->count && set->runs[at].timeline == run->timeline && run->last + 1 == set->runs[at].first
            ? &set->runs[at]
            : NULL;
    set->members += run->last - run->first + 1;
    if (before != NULL) {
        append(before, run);
        if (after != NULL) {
            append(before, after);
            remove_at(set, at);
        }
        return true;
    }
    if (after != NULL) {
        struct wal_run joined = *run;
        append(&joined, after);
        *after = joined;
        return true;
    }
    return insert(arena, set, at, *run);
}

bool wal_set_add(struct arena *arena, struct wal_set *set, uint32_t timeline, uint64_t number, instant when)
{
    struct wal_run one = {timeline, number, number, when, when, INSTANT_NONE};
    struct wal_run *last = set->count > 0 ? &set->runs[set->count - 1] : NULL;
    if (last != NULL && last->timeline == timeline && last->last + 1 == number) {
        append(last, &one);
        set->members++;
        return true;
    }
    if (wal_set_find(set, timeline, number) != NULL)
        return true;
    return add_run(arena, set, &one);
}

bool wal_set_merge(struct arena *arena, struct wal_set *set, const struct wal_set *other)
{
    for (size_t i = 0; i < other->count; i++) {
        struct wal_run rest = other->runs[i];
        /* What both have stays as it was; the parts between are added. */
        while (rest.first <= rest.last) {
            const struct wal_run *known = wal_set_from(set, rest.timeline, rest.first);
            if (known != NULL && known->first <= rest.first) {
                if (known->last >= rest.last)
                    break;
                rest.first = known->last + 1;
                rest.first_time = rest.last_time;
                continue;
            }
            struct wal_run part = rest;
            if (known != NULL && known->first <= rest.last) {
                part.last = known->first - 1;
                part.last_time = part.before_last_time = rest.first_time;
            }
            if (!add_run(arena, set, &part))
                return false;
            if (part.last == rest.last)
                break;
            rest.first = part.last + 1;
        }
    }
    return true;
}

const struct wal_run *wal_set_from(const struct wal_set *set, uint32_t timeline, uint64_t number)
{
    size_t at = lower_bound(set, timeline, number);
    return at < set->count && set->runs[at].timeline == timeline ? &set->runs[at] : NULL;
}

const struct wal_run *wal_set_find(const struct wal_set *set, uint32_t timeline, uint64_t number)
{
    const struct wal_run *run = wal_set_from(set, timeline, number);
    return run != NULL && run->first <= number ? run : NULL;
}

const struct wal_run *wal_set_last(const struct wal_set *set, uint32_t timeline)
{
    size_t at = lower_bound(set, timeline, UINT64_MAX);
    if (at < set->count && set->runs[at].timeline == timeline)
        return &set->runs[at];
    return at > 0 && set->runs[at - 1].timeline == timeline ? &set->runs[at - 1] : NULL;
}
