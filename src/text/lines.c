#include "text/lines.h"

static const struct slice BYTE_ORDER_MARK = {"\xEF\xBB\xBF", 3};

static size_t count_lines(struct slice text)
{
    size_t count = 0;
    for (size_t at = 0; at < text.len; count++)
        at = slice_find_char(text, '\n', at) + 1;
    return count;
}

static struct line line_from(struct slice text, size_t start)
{
    size_t end = slice_find_char(text, '\n', start);
    if (end == text.len)
        return (struct line){start, end, end};
    bool carriage_return = end > start && text.data[end - 1] == '\r';
    return (struct line){start, end - carriage_return, end + 1};
}

struct lines lines_split(struct arena *arena, struct slice text)
{
    struct lines lines = {text, NULL, count_lines(text)};
    lines.items = arena_array(arena, lines.count, sizeof *lines.items);
    size_t start = 0;
    for (size_t i = 0; i < lines.count; i++) {
        lines.items[i] = line_from(text, start);
        start = lines.items[i].next;
    }
    return lines;
}

struct slice line_text(const struct lines *lines, size_t index)
{
    return slice_cut(lines->text, lines->items[index].start, lines->items[index].end);
}

size_t line_at(const struct lines *lines, size_t offset)
{
    size_t low = 0, high = lines->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (lines->items[middle].start <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct slice line_ending(const struct lines *lines)
{
    if (lines->count == 0 || lines->items[0].end == lines->items[0].next)
        return SLICE("\n");
    return slice_cut(lines->text, lines->items[0].end, lines->items[0].next);
}

/* In UTF-8 every byte but a continuation byte begins a character. */
static bool begins_character(char byte)
{
    return ((unsigned char)byte & 0xC0) != 0x80;
}

void text_position(struct slice text, size_t offset, size_t *line, size_t *column)
{
    struct slice before = slice_cut(text, 0, offset);
    size_t start = 0;
    *line = 1;
    for (size_t end; (end = slice_find_char(before, '\n', start)) < before.len; start = end + 1)
        ++*line;
    if (start == 0 && slice_starts_with(before, BYTE_ORDER_MARK))
        start = BYTE_ORDER_MARK.len;
    *column = 1;
    for (size_t i = start; i < before.len; i++)
        *column += begins_character(before.data[i]);
}

size_t text_offset(struct slice text, size_t line, size_t column)
{
    size_t at = slice_starts_with(text, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.len : 0;
    for (; line > 1; line--)
        at = slice_find_char(text, '\n', at) + 1;
    for (; column > 1; column--)
        do
            at++;
        while (at < text.len && !begins_character(text.data[at]));
    return at < text.len ? at : text.len;
}
