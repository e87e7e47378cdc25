#include "yaml/item.h"
#include "text/buffer.h"
#include "text/lines.h"

static size_t byte_at(struct slice text, struct outline_mark mark)
{
    return text_offset(text, mark.line + 1, mark.column + 1);
}

/* Blank, or a comment that stands to the left of the item's keys. */
static bool is_outside(struct slice line, size_t column)
{
    struct slice rest = slice_trim(line);
    return rest.len == 0 || (rest.data[0] == '#' && slice_indent(line) < column);
}

/* How many lines belong to the item: those before the first comment that is about what follows. Blank lines
 * count as long as no such comment comes before them. */
static size_t count_own(const struct lines *lines, size_t column)
{
    size_t count = lines->count;
    for (size_t i = lines->count; i > 1 && is_outside(line_text(lines, i - 1), column); i--)
        if (slice_trim(line_text(lines, i - 1)).len > 0)
            count = i - 1;
    return count;
}

struct slice item_text(struct arena *arena, struct slice text, const struct outline_item *item, size_t *shift)
{
    size_t start = byte_at(text, item->start), end = byte_at(text, item->end);
    *shift = 0;
    if (item->flow)
        return slice_cut(text, start, end);
    size_t column = item->key_column;
    struct lines lines = lines_split(arena, slice_cut(text, start, end - item->end.column));
    struct buffer buffer = {.arena = arena};
    for (size_t i = 0, count = count_own(&lines, column); i < count; i++) {
        const struct line *line = &lines.items[i];
        size_t indent = i == 0 ? 0 : slice_indent(line_text(&lines, i));
        buffer_add(&buffer,
                   slice_cut(lines.text, line->start + (indent < column ? indent : column), line->next));
    }
    *shift = column;
    return buffer_text(&buffer);
}

struct slice text_without_blank_end(struct arena *arena, struct slice text)
{
    size_t end = text.len;
    while (end > 0 && memchr(" \t\r\n", text.data[end - 1], 4) != NULL)
        end--;
    size_t line_end = slice_find_char(text, '\n', end);
    if (line_end < text.len)
        return slice_cut(text, 0, line_end + 1);
    struct lines lines = lines_split(arena, text);
    struct buffer buffer = {.arena = arena};
    buffer_add(&buffer, text);
    buffer_add(&buffer, line_ending(&lines));
    return buffer_text(&buffer);
}
