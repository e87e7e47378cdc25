#include "text/diff.h"
#include "text/buffer.h"
#include "text/quote.h"

enum { CONTEXT = 3 };

/* Whole lines of the old text that become whole lines of the new one. */
struct change {
    size_t old_start, old_end, new_start, new_end;
};

struct changes {
    struct change *items;
    size_t count, capacity;
};

static bool at_line_start(struct slice s, size_t offset)
{
    return offset == 0 || s.data[offset - 1] == '\n';
}

static size_t line_start(struct slice s, size_t offset)
{
    while (!at_line_start(s, offset))
        offset--;
    return offset;
}

/* Behind the line end of the line that holds offset. */
static size_t line_end(struct slice s, size_t offset)
{
    size_t end = slice_find_char(s, '\n', offset);
    return end < s.len ? end + 1 : end;
}

static size_t count_lines(struct slice s)
{
    size_t count = 0;
    for (size_t at = 0; at < s.len; at = line_end(s, at))
        count++;
    return count;
}

/* Takes lines that stay the same off both ends of a change: widening took them in. */
static void trim(struct change *c, struct slice before, struct slice after)
{
    while (c->old_start < c->old_end && c->new_start < c->new_end) {
        size_t old_line = line_end(before, c->old_start), new_line = line_end(after, c->new_start);
        if (!slice_equal(slice_cut(before, c->old_start, old_line), slice_cut(after, c->new_start, new_line)))
            break;
        c->old_start = old_line;
        c->new_start = new_line;
    }
    while (c->old_start < c->old_end && c->new_start < c->new_end) {
        size_t old_line = line_start(before, c->old_end - 1), new_line = line_start(after, c->new_end - 1);
        if (!slice_equal(slice_cut(before, old_line, c->old_end), slice_cut(after, new_line, c->new_end)))
            break;
        c->old_end = old_line;
        c->new_end = new_line;
    }
}

/* Adds a change, to the last one where no line stays between the two: diff and git print all lines that go
 * before all that come. */
static void add_change(struct arena *arena, struct changes *changes, struct change c, struct slice before,
                       struct slice after)
{
    trim(&c, before, after);
    if (c.old_start == c.old_end && c.new_start == c.new_end)
        return;
    struct change *last = changes->count > 0 ? &changes->items[changes->count - 1] : NULL;
    if (last != NULL && last->old_end == c.old_start) {
        last->old_end = c.old_end;
        last->new_end = c.new_end;
        return;
    }
    changes->items = arena_grow(arena, changes->items, &changes->capacity, changes->count + 1, sizeof c);
    changes->items[changes->count++] = c;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* True where an edit at start belongs to the change that is open: it begins within it, or its last line has
 * no end (before the edits or after them), so that what comes behind it is the same line. */
static bool joins(const struct change *open, size_t start, struct slice before, struct slice after)
{
    return start < open->old_end || !at_line_start(before, open->old_end) ||
           !at_line_start(after, open->new_end);
}

/* The edits as changes of whole lines, in order. Edits in one line, or in lines that overlap, are one change.
 * No line is looked at for each of its edits again: there may be many of them in one long line. */
static struct changes find_changes(struct arena *arena, struct slice before, struct slice after,
                                   const struct edits *edits)
{
    struct changes changes = {0};
    struct change open = {0};
    size_t added = 0, removed = 0; /* by all edits so far */
    for (size_t i = 0; i < edits->count; i++) {
        size_t start = smaller(edits->items[i].start, before.len),
               end = smaller(edits->items[i].end, before.len);
        bool opens = i == 0 || !joins(&open, start, before, after);
        if (opens) {
            add_change(arena, &changes, open, before, after);
            open.old_start = line_start(before, start);
            open.new_start = open.old_start + added - removed;
        }
        if (opens || end >= open.old_end)
            open.old_end = line_end(before, end);
        added += edits->items[i].text.len;
        removed += end - start;
        open.new_end = open.old_end + added - removed;
    }
    add_change(arena, &changes, open, before, after);
    return changes;
}

struct writer {
    struct buffer out;
    struct slice before, after;
    size_t old_offset, old_lines;      /* lines of the old text before an offset that was reached */
    size_t lines_removed, lines_added; /* by the hunks so far */
};

/* How many lines come before an offset at or behind the last one asked for. */
static size_t lines_before(struct writer *w, size_t offset)
{
    w->old_lines += count_lines(slice_cut(w->before, w->old_offset, offset));
    w->old_offset = offset;
    return w->old_lines;
}

static void put_lines(struct writer *w, struct slice sign, struct slice lines)
{
    for (size_t start = 0, end; start < lines.len; start = end) {
        end = line_end(lines, start);
        buffer_add(&w->out, sign);
        buffer_add(&w->out, slice_cut(lines, start, end));
    }
    if (lines.len > 0 && lines.data[lines.len - 1] != '\n')
        buffer_add(&w->out, SLICE("\n\\ No newline at end of file\n"));
}

/* "12,3", "12" for one line, and the line before it where there is none: as diff and git write it. */
static void put_range(struct writer *w, const char *sign, size_t before, size_t count)
{
    struct arena *arena = w->out.arena;
    buffer_add(&w->out, arena_format(arena, " %s%zu", sign, count == 0 ? before : before + 1));
    if (count != 1)
        buffer_add(&w->out, arena_format(arena, ",%zu", count));
}

static void put_hunk_header(struct writer *w, const struct change *changes, size_t count, size_t start,
                            size_t end)
{
    size_t lines = count_lines(slice_cut(w->before, start, end)), removed = 0, added = 0;
    for (size_t i = 0; i < count; i++) {
        removed += count_lines(slice_cut(w->before, changes[i].old_start, changes[i].old_end));
        added += count_lines(slice_cut(w->after, changes[i].new_start, changes[i].new_end));
    }
    size_t before = lines_before(w, start);
    buffer_add(&w->out, SLICE("@@"));
    put_range(w, "-", before, lines);
    put_range(w, "+", before + w->lines_added - w->lines_removed, lines + added - removed);
    buffer_add(&w->out, SLICE(" @@\n"));
    w->lines_added += added;
    w->lines_removed += removed;
}

static void put_hunk(struct writer *w, const struct change *changes, size_t count)
{
    size_t start = changes[0].old_start, end = changes[count - 1].old_end;
    for (int i = 0; i < CONTEXT && start > 0; i++)
        start = line_start(w->before, start - 1);
    for (int i = 0; i < CONTEXT; i++)
        end = line_end(w->before, end);
    put_hunk_header(w, changes, count, start, end);
    for (size_t i = 0; i < count; i++) {
        put_lines(w, SLICE(" "), slice_cut(w->before, start, changes[i].old_start));
        put_lines(w, SLICE("-"), slice_cut(w->before, changes[i].old_start, changes[i].old_end));
        put_lines(w, SLICE("+"), slice_cut(w->after, changes[i].new_start, changes[i].new_end));
        start = changes[i].old_end;
    }
    put_lines(w, SLICE(" "), slice_cut(w->before, start, end));
}

/* True where the context of two changes touches. */
static bool touch(struct slice before, const struct change *upper, const struct change *lower)
{
    size_t at = upper->old_end;
    for (int i = 0; i < 2 * CONTEXT; i++)
        at = line_end(before, at);
    return at >= lower->old_start;
}

static void put_name(struct writer *w, const char *sign, const char *side, struct slice name)
{
    struct arena *arena = w->out.arena;
    while (slice_starts_with(name, SLICE("/")))
        name = slice_cut(name, 1, name.len);
    struct slice path = quote_path(arena, arena_format(arena, "%s/%.*s", side, SLICE_ARG(name)));
    const char *tab = slice_find_char(name, ' ', 0) < name.len ? "\t" : "";
    buffer_add(&w->out, arena_format(arena, "%s %.*s%s\n", sign, SLICE_ARG(path), tab));
}

struct slice diff_unified(struct arena *arena, struct slice name, struct slice before,
                          const struct edits *edits)
{
    struct slice after = edits_apply(arena, before, edits);
    struct changes changes = find_changes(arena, before, after, edits);
    if (changes.count == 0)
        return SLICE("");
    struct writer writer = {.out = {.arena = arena}, .before = before, .after = after};
    put_name(&writer, "---", "a", name);
    put_name(&writer, "+++", "b", name);
    for (size_t first = 0, next; first < changes.count; first = next) {
        next = first + 1;
        while (next < changes.count && touch(before, &changes.items[next - 1], &changes.items[next]))
            next++;
        put_hunk(&writer, &changes.items[first], next - first);
    }
    return buffer_text(&writer.out);
}
