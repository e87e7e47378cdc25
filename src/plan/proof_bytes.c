#include "plan/proof_bytes.h"
#include "yaml/scalar.h"

/* No byte that a reader could take for a line end, but LF and CR LF; and no tab, which may not indent. */
static bool is_plain_bytes(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool ends =
            text.data[i] == '\n' || (text.data[i] == '\r' && i + 1 < text.len && text.data[i + 1] == '\n');
        if (!ends && (text.data[i] < ' ' || text.data[i] > '~'))
            return false;
    }
    return true;
}

static bool holds_line_end(struct slice text)
{
    return slice_find_char(text, '\n', 0) < text.len;
}

/* Of the Cluster's document, whose lines the sheet knows. */
static bool is_in_document(const struct sheet *sheet, size_t line)
{
    return line >= sheet->first && line < sheet->end;
}

/* Behind the hash of a comment, which stays one. */
static bool is_in_comment(const struct manifest *m, const struct edit *change)
{
    size_t line = line_at(&m->lines, change->start);
    if (!is_in_document(&m->sheet, line) || sheet_kind(&m->sheet, line) != LINE_COMMENT)
        return false;
    const struct line *at = &m->lines.items[line];
    size_t hash = slice_find_char(m->text, '#', at->start);
    return change->start > hash && change->end <= at->end && !holds_line_end(change->text);
}

/* Each line of the text is blank or a comment. */
static bool is_all_comment(struct slice text)
{
    for (size_t start = 0; start < text.len;) {
        size_t end = slice_find_char(text, '\n', start);
        struct slice line = slice_trim(slice_cut(text, start, end));
        if (line.len > 0 && line.data[0] != '#' && line.data[0] != '\r')
            return false;
        start = end + 1;
    }
    return true;
}

/* Inside of a scalar of several lines, or where one ends, a comment could be taken for text. */
static bool is_at_text(const struct manifest *m, size_t offset)
{
    for (size_t i = 0; i < m->tree->multiline_count; i++)
        if (m->tree->multiline[i].start <= offset && offset <= m->tree->multiline[i].end)
            return true;
    return false;
}

/* New lines between two that stand: behind the end of one, or before the start of one. */
static bool is_new_comment(const struct manifest *m, const struct edit *change)
{
    struct slice text = change->text;
    size_t line = line_at(&m->lines, change->start);
    if (change->start != change->end || !is_in_document(&m->sheet, line) || line == m->sheet.first ||
        is_at_text(m, change->start))
        return false;
    bool behind = change->start == m->lines.items[line].end &&
                  (slice_starts_with(text, SLICE("\n")) || slice_starts_with(text, SLICE("\r\n")));
    bool before = change->start == m->lines.items[line].start && slice_ends_with(text, SLICE("\n"));
    return (behind || before) && is_all_comment(text);
}

/* Does the text of a scalar on one line read as that value, so that every reader would agree? */
static bool reads_as(struct slice text, enum node_style style, struct slice value)
{
    char quote = style == STYLE_SINGLE ? '\'' : '"';
    if (style != STYLE_PLAIN) {
        if (text.len < 2 || text.data[0] != quote || text.data[text.len - 1] != quote)
            return false;
        text = slice_cut(text, 1, text.len - 1);
    }
    return slice_equal(text, value) && scalar_is_plainly_text(text);
}

/* The scalar that is the name, written where it counts and used nowhere else. */
static bool becomes_name(const struct manifest *m, const struct edit *change, struct slice write)
{
    const struct node *name = m->cluster.write.name;
    if (name == NULL || name->style > STYLE_DOUBLE || name->anchor.len > 0 || name->tag != NULL ||
        change->start < name->start || change->end > name->end)
        return false;
    char text[GENERATION_LENGTH_LIMIT + 2];
    size_t head = change->start - name->start, tail = name->end - change->end;
    if (head + change->text.len + tail > sizeof text)
        return false;
    memcpy(text, m->text.data + name->start, head);
    memcpy(text + head, change->text.data, change->text.len);
    memcpy(text + head + change->text.len, m->text.data + change->end, tail);
    struct slice whole = {text, head + change->text.len + tail};
    return reads_as(whole, (enum node_style)name->style, write);
}

bool bytes_are_back(const struct manifest *m, const struct edits *edits, struct slice write)
{
    bool named = false;
    if (m->tree->aliases.count > 0) /* what changes at an anchor changes elsewhere too */
        return false;
    for (size_t i = 0; i < edits->count; i++) {
        struct edit change = edit_trim(m->text, edits->items[i]);
        if (is_plain_bytes(change.text) && (is_in_comment(m, &change) || is_new_comment(m, &change)))
            continue;
        if (named || !becomes_name(m, &change, write))
            return false;
        named = true;
    }
    return named || slice_equal(m->cluster.write.generation, write);
}
