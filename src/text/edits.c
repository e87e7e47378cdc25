#include "text/edits.h"
#include <stdint.h>
#include <stdlib.h>

void edits_add(struct arena *arena, struct edits *edits, size_t start, size_t end, struct slice text)
{
    if (start == end && text.len == 0)
        return;
    edits->items = arena_grow(arena, edits->items, &edits->capacity, edits->count + 1, sizeof *edits->items);
    edits->items[edits->count] = (struct edit){start, end, text, edits->count};
    edits->count++;
}

/* By start; an insertion before what it stands in front of; insertions at one place as they were added. */
static int by_place(const void *left, const void *right)
{
    const struct edit *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

/* Plans go from top to bottom, so that most lists need no sorting. */
static bool is_sorted(const struct edits *edits)
{
    for (size_t i = 1; i < edits->count; i++)
        if (by_place(&edits->items[i - 1], &edits->items[i]) > 0)
            return false;
    return true;
}

bool edits_sort(struct edits *edits)
{
    if (!is_sorted(edits))
        qsort(edits->items, edits->count, sizeof *edits->items, by_place);
    size_t reached = 0;
    for (size_t i = 0; i < edits->count; i++) {
        struct edit *edit = &edits->items[i];
        if (edit->start < reached || edit->end < edit->start)
            return false;
        reached = edit->end;
        edit->order = i; /* what is added later comes after all of these */
    }
    return true;
}

/* SIZE_MAX, which no allocation can have, where the sum is too large. */
static size_t sum(size_t a, size_t b)
{
    return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

static char *append(char *to, struct slice s)
{
    if (s.len > 0)
        memcpy(to, s.data, s.len);
    return to + s.len;
}

struct edit edit_trim(struct slice text, struct edit edit)
{
    while (edit.start < edit.end && edit.text.len > 0 && text.data[edit.start] == edit.text.data[0]) {
        edit.start++;
        edit.text = slice_cut(edit.text, 1, edit.text.len);
    }
    while (edit.start < edit.end && edit.text.len > 0 &&
           text.data[edit.end - 1] == edit.text.data[edit.text.len - 1]) {
        edit.end--;
        edit.text.len--;
    }
    return edit;
}

struct slice edits_apply(struct arena *arena, struct slice text, const struct edits *edits)
{
    size_t most = sum(text.len, 1);
    for (size_t i = 0; i < edits->count; i++)
        most = sum(most, edits->items[i].text.len);
    char *result = arena_alloc(arena, most), *to = result;
    size_t at = 0;
    for (size_t i = 0; i < edits->count; i++) {
        to = append(to, slice_cut(text, at, edits->items[i].start));
        to = append(to, edits->items[i].text);
        at = edits->items[i].end;
    }
    to = append(to, slice_cut(text, at, text.len));
    return (struct slice){result, (size_t)(to - result)};
}

/*
 * Composition reads the text between the two lists, without having it, as a row of pieces: runs of bytes of
 * the first text, and texts that an edit of the first list puts in. The second list says which of them stay.
 * What stays of the first text splits the result into edits: all that is gone or new between two such runs is
 * one edit.
 */
struct composition {
    struct arena *arena;
    const struct edits *first;
    size_t index;  /* of the edit of first that comes next */
    size_t taken;  /* bytes of its text that are already used */
    size_t source; /* how far the first text has been read */

    struct edits result;
    size_t copied; /* the first text up to here is dealt with by result */
    struct slice *texts;
    size_t text_count, text_capacity; /* new texts since then */
};

static void put_text(struct composition *c, struct slice text)
{
    if (text.len == 0)
        return;
    c->texts = arena_grow(c->arena, c->texts, &c->text_capacity, c->text_count + 1, sizeof *c->texts);
    c->texts[c->text_count++] = text;
}

static struct slice joined_texts(struct composition *c)
{
    if (c->text_count == 1)
        return c->texts[0]; /* the usual case needs no copy */
    size_t len = 0;
    for (size_t i = 0; i < c->text_count; i++)
        len = sum(len, c->texts[i].len);
    char *text = arena_alloc(c->arena, len), *to = text;
    for (size_t i = 0; i < c->text_count; i++)
        to = append(to, c->texts[i]);
    return (struct slice){text, len};
}

/* The edit that leads from what was copied last to the byte at offset `to` of the first text. */
static void finish_edit(struct composition *c, size_t to)
{
    edits_add(c->arena, &c->result, c->copied, to, joined_texts(c));
    c->text_count = 0;
}

static void put_copy(struct composition *c, size_t start, size_t end)
{
    finish_edit(c, start);
    c->copied = end;
}

static void next_edit(struct composition *c)
{
    c->source = c->first->items[c->index].end;
    c->index++;
    c->taken = 0;
}

/* Reads on in the first text, at most len bytes and not into an edit; how far that was. */
static size_t read_run(struct composition *c, size_t len, bool keep)
{
    if (c->index < c->first->count && len > c->first->items[c->index].start - c->source)
        len = c->first->items[c->index].start - c->source;
    if (len > 0 && keep)
        put_copy(c, c->source, c->source + len);
    c->source += len;
    return len;
}

/* Reads on in the text of the edit that has been reached, at most len bytes; how far that was. */
static size_t read_text(struct composition *c, size_t len, bool keep)
{
    struct slice text = c->first->items[c->index].text;
    struct slice part = slice_cut(text, c->taken, sum(c->taken, len));
    if (keep)
        put_text(c, part);
    c->taken += part.len;
    if (c->taken == text.len)
        next_edit(c);
    return part.len;
}

/* The next len bytes of the text between the lists: kept, or left out. */
static void read_between(struct composition *c, size_t len, bool keep)
{
    while (len > 0) {
        len -= c->taken > 0 ? 0 : read_run(c, len, keep);
        if (len > 0)
            len -= read_text(c, len, keep);
    }
}

/* What the first list still has to say once the second one is done. */
static void read_rest(struct composition *c)
{
    while (c->index < c->first->count) {
        const struct edit *edit = &c->first->items[c->index];
        read_run(c, edit->start - c->source, true);
        put_text(c, slice_cut(edit->text, c->taken, edit->text.len));
        next_edit(c);
    }
    finish_edit(c, c->source);
}

struct edits edits_compose(struct arena *arena, const struct edits *first, const struct edits *second)
{
    struct composition c = {.arena = arena, .first = first};
    size_t at = 0;
    for (size_t i = 0; i < second->count; i++) {
        const struct edit *edit = &second->items[i];
        read_between(&c, edit->start - at, true);
        put_text(&c, edit->text);
        read_between(&c, edit->end - edit->start, false);
        at = edit->end;
    }
    read_rest(&c);
    return c.result;
}
