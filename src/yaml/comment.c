#include "yaml/comment.h"
#include "yaml/documents.h"
#include "yaml/encoding.h"

static enum line_kind kind_of(struct slice line)
{
    struct slice text = slice_trim(slice_cut(line, encoding_bom(line), line.len)); /* libyaml skips it */
    if (text.len == 0)
        return LINE_BLANK;
    return text.data[0] == '#' ? LINE_COMMENT : LINE_CONTENT;
}

/* Marks the lines of a scalar behind its first one. A blank line is blank there too: it is never commented
 * out. */
static void mark_text(struct sheet *sheet, size_t start, size_t end)
{
    size_t line = line_at(&sheet->lines, start) + 1;
    for (; line < sheet->end && sheet->lines.items[line].start < end; line++)
        if (sheet->kind[line - sheet->first] != LINE_BLANK)
            sheet->kind[line - sheet->first] = LINE_TEXT;
}

struct sheet sheet_of(struct arena *arena, const struct lines *lines, const struct tree *tree, size_t start,
                      size_t end)
{
    struct sheet sheet = {.lines = *lines};
    sheet.first = line_at(lines, start);
    sheet.end = end == lines->text.len ? lines->count : line_at(lines, end);
    sheet.kind = arena_alloc(arena, sheet.end - sheet.first + 1);
    for (size_t line = sheet.first; line < sheet.end; line++)
        sheet.kind[line - sheet.first] = (unsigned char)kind_of(line_text(lines, line));
    for (size_t i = 0; i < tree->multiline_count; i++)
        mark_text(&sheet, tree->multiline[i].start, tree->multiline[i].end);
    return sheet;
}

enum line_kind sheet_kind(const struct sheet *sheet, size_t line)
{
    return (enum line_kind)sheet->kind[line - sheet->first];
}

struct view view_of(struct slice line)
{
    size_t indent = slice_indent(line);
    return (struct view){indent, slice_cut(line, indent, line.len)};
}

bool comment_style_for(struct view comment, size_t target, struct comment_style *style)
{
    size_t blanks = slice_indent(slice_cut(comment.body, 1, comment.body.len));
    size_t hash = comment.indent;
    *style = (struct comment_style){.column = hash};
    if (blanks > 0 && hash + blanks - 1 == target)
        style->strip = STRIP_HASH_BLANK;
    else if (hash + blanks == target)
        style->strip = STRIP_HASH;
    else if (hash == 0 && blanks + 1 == target)
        style->strip = STRIP_IN_PLACE;
    else
        return false;
    return true;
}

bool comment_off(struct view line, struct comment_style style, struct view *under)
{
    if (line.body.len == 0 || line.body.data[0] != '#' || (!style.own_column && line.indent != style.column))
        return false;
    struct view rest = view_of(slice_cut(line.body, 1, line.body.len));
    if (style.strip == STRIP_HASH_BLANK && rest.indent == 0)
        return false;
    if (style.strip == STRIP_IN_PLACE && line.indent != 0)
        return false;
    size_t removed = style.strip == STRIP_HASH_BLANK ? 1 : 0, added = style.strip == STRIP_IN_PLACE ? 1 : 0;
    *under = (struct view){line.indent + rest.indent - removed + added, rest.body};
    return !style.own_column || under->indent == line.indent;
}

void comment_edit_off(struct arena *arena, struct edits *edits, const struct lines *lines, size_t line,
                      struct comment_style style)
{
    size_t hash = lines->items[line].start + slice_indent(line_text(lines, line));
    if (style.strip == STRIP_IN_PLACE)
        edits_add(arena, edits, hash, hash + 1, SLICE(" "));
    else
        edits_add(arena, edits, hash, hash + (style.strip == STRIP_HASH_BLANK ? 2 : 1), SLICE(""));
}

void comment_edit_on(struct arena *arena, struct edits *edits, const struct lines *lines, size_t line,
                     struct comment_style style)
{
    size_t indent = slice_indent(line_text(lines, line));
    size_t column = style.own_column || style.column > indent ? indent : style.column;
    size_t at = lines->items[line].start + column;
    if (style.strip == STRIP_IN_PLACE && column < indent)
        edits_add(arena, edits, at, at + 1, SLICE("#"));
    else
        edits_add(arena, edits, at, at, style.strip == STRIP_HASH_BLANK ? SLICE("# ") : SLICE("#"));
}
