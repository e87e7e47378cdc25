#include "yaml/entry.h"
#include "yaml/scalar.h"

void entry_replace(const struct editing *e, const struct node *value, struct slice text)
{
    size_t start = value->start;
    struct slice written = scalar_write(e->arena, text, value);
    if (start == value->end) /* an empty value begins right behind a colon */
        written = arena_format(e->arena, " %.*s", SLICE_ARG(written));
    edits_add(e->arena, e->edits, start, value->end, written);
}

size_t mapping_column(const struct lines *lines, const struct node *mapping)
{
    size_t at = mapping->first->outer;
    return at - lines->items[line_at(lines, at)].start;
}

size_t entry_last_line(const struct lines *lines, const struct node *key)
{
    const struct node *value = key->next;
    size_t end = value->end > value->start ? value->end - 1 : value->start;
    return line_at(lines, end);
}

void lines_insert(const struct editing *e, size_t after_line, struct slice text)
{
    size_t at = e->lines->items[after_line].end;
    edits_add(e->arena, e->edits, at, at,
              arena_format(e->arena, "%.*s%.*s", SLICE_ARG(e->style.eol), SLICE_ARG(text)));
}

static const struct node *last_key(const struct node *mapping)
{
    const struct node *last = NULL;
    for (const struct node *key = mapping->first; key != NULL; key = key->next->next)
        last = key;
    return last;
}

static void add_flow(const struct editing *e, const struct node *mapping, const struct node *after,
                     struct slice key, struct slice text)
{
    size_t at = after != NULL ? after->next->end : mapping->start + 1;
    edits_add(
        e->arena, e->edits, at, at,
        arena_format(e->arena, "%s%.*s: %.*s", after != NULL ? ", " : "", SLICE_ARG(key), SLICE_ARG(text)));
}

void entry_add(const struct editing *e, const struct node *mapping, const struct node *after,
               struct slice key, struct slice text)
{
    if (after == NULL)
        after = last_key(mapping);
    if (mapping->style == STYLE_FLOW) {
        add_flow(e, mapping, after, key, text);
        return;
    }
    size_t column = mapping_column(e->lines, mapping);
    lines_insert(e, entry_last_line(e->lines, after),
                 arena_format(e->arena, "%*s%.*s:%.*s", (int)column, "", SLICE_ARG(key), SLICE_ARG(text)));
}

static void remove_flow(const struct editing *e, const struct node *mapping, const struct node *key)
{
    size_t start = key->outer, end = key->next->end;
    const struct node *before = NULL;
    for (const struct node *k = mapping->first; k != key; k = k->next->next)
        before = k;
    if (before != NULL)
        start = before->next->end;
    else
        end = key->next->next->outer;
    edits_add(e->arena, e->edits, start, end, SLICE(""));
}

void entry_remove(const struct editing *e, const struct node *mapping, const struct node *key)
{
    if (mapping->style == STYLE_FLOW) {
        remove_flow(e, mapping, key);
        return;
    }
    size_t first = line_at(e->lines, key->outer), last = entry_last_line(e->lines, key);
    const struct line *lines = e->lines->items;
    if (lines[last].next > lines[last].end)
        edits_add(e->arena, e->edits, lines[first].start, lines[last].next, SLICE(""));
    else /* the text ends here, without a line end: the one before it goes instead */
        edits_add(e->arena, e->edits, lines[first - 1].end, lines[last].end, SLICE(""));
}
