#include "text.h"

/* --- edits --- */

const char *text_edits(struct slice before, struct slice after, const struct edits *edits)
{
    size_t from = 0, to = 0; /* how far both texts are looked at */
    for (size_t i = 0; i < edits->count; i++) {
        const struct edit *e = &edits->items[i];
        if (e->start < from || e->end < e->start || e->end > before.len)
            return "edits overlap, or reach outside of the text";
        struct slice kept = slice_cut(before, from, e->start);
        if (!slice_equal(kept, slice_cut(after, to, to + kept.len)))
            return "bytes between two edits are not as they were";
        to += kept.len;
        if (!slice_equal(e->text, slice_cut(after, to, to + e->text.len)))
            return "an edit is not in the result";
        to += e->text.len;
        from = e->end;
    }
    if (!slice_equal(slice_cut(before, from, before.len),
                     slice_cut(after, to > after.len ? after.len : to, after.len)))
        return "bytes behind the last edit are not as they were";
    return NULL;
}

/* --- lines --- */

/* The line at *at, without its end; moves on. */
static struct slice next_line(struct slice text, size_t *at)
{
    size_t end = slice_find_char(text, '\n', *at);
    struct slice line = slice_cut(text, *at, end);
    *at = end < text.len ? end + 1 : end;
    return slice_ends_with(line, SLICE("\r")) ? slice_cut(line, 0, line.len - 1) : line;
}

static bool is_marker(struct slice line)
{
    bool marker = slice_starts_with(line, SLICE("---")) || slice_starts_with(line, SLICE("..."));
    return marker && (line.len == 3 || strchr(" \t\r", line.data[3]) != NULL);
}

/* Up to the next marker line behind from. */
static size_t document_end(struct slice text, size_t from)
{
    size_t at = from;
    next_line(text, &at);
    while (at < text.len) {
        size_t line = at;
        if (is_marker(next_line(text, &at)))
            return line;
    }
    return text.len;
}

static size_t count_of(struct slice text, const char *word)
{
    size_t count = 0, len = strlen(word);
    for (size_t i = 0; i + len <= text.len; i++)
        count += memcmp(text.data + i, word, len) == 0;
    return count;
}

const char *text_form(struct slice before, struct slice after)
{
    const struct slice bom = SLICE("\xEF\xBB\xBF"), lf = SLICE("\n");
    bool first =
        slice_starts_with(before, bom); /* one further below may come first, behind a note that goes */
    bool inside = slice_find(slice_cut(before, 1, before.len), bom) + 1 < before.len;
    if (first != slice_starts_with(after, bom) && (first || !inside))
        return "the BOM came or went";
    if (slice_ends_with(before, lf) != slice_ends_with(after, lf))
        return "the final newline came or went";
    bool crlf = count_of(before, "\r\n") == count_of(before, "\n");
    if (crlf && count_of(after, "\r\n") != count_of(after, "\n"))
        return "CRLF became LF";
    if (count_of(before, "\r") == 0 && count_of(after, "\r") > 0)
        return "LF became CRLF";
    size_t i = 0, j = 0, changed = 0;
    while (i < before.len && j < after.len) {
        size_t k = document_end(before, i), l = document_end(after, j);
        changed += !slice_equal(slice_cut(before, i, k), slice_cut(after, j, l));
        i = k;
        j = l;
    }
    return i < before.len || j < after.len ? "documents came or went"
           : changed > 1                   ? "several documents changed"
                                           : NULL;
}

/* Without blanks and hashes before it, and blanks behind. */
static struct slice bare(struct slice line)
{
    while (line.len > 0 && strchr(" \t#", line.data[0]) != NULL)
        line = slice_cut(line, 1, line.len);
    return slice_trim(line);
}

static bool holds(struct slice text, const char *word)
{
    return slice_find(text, slice_of(word)) < text.len;
}

/* A line whose value a step may set: by key, or because it is in flow style. */
static const char *value_key(struct slice line)
{
    static const char *const keys[] = {"serverName", "barmanObjectName", "source", "name", "externalCluster"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (holds(line, keys[i]))
            return keys[i];
    return holds(line, "{") ? "{" : holds(line, "&") ? "&" : holds(line, "*") ? "*" : NULL;
}

static bool is_hash(struct slice line)
{
    line = slice_trim(line);
    if (slice_starts_with(line, SLICE("\xEF\xBB\xBF"))) /* which YAML does not count */
        line = slice_cut(line, 3, line.len);
    return line.len > 0 && line.data[0] == '#';
}

/* The line, perhaps with another value. */
static bool is_line(struct slice old, struct slice new)
{
    const char *key = value_key(old);
    return slice_equal(old, new) ||
           (key != NULL && (holds(new, key) || *key == '*' || *key == '&') && is_hash(old) == is_hash(new));
}

static bool is_toggled(struct slice old, struct slice new)
{
    const char *key = value_key(old);
    return slice_equal(bare(old), bare(new)) ||
           (key != NULL && (holds(new, key) || *key == '*' || *key == '&'));
}

static bool is_note(struct slice line)
{
    line = slice_trim(line);
    return line.len > 0 && line.data[0] == '#' &&
           slice_starts_with(slice_trim(slice_cut(line, 1, line.len)), SLICE("cnpg-dr back:"));
}

/* Goes past the lines of a recoveryTarget, which may be gone, with the comments between them. more is what
 * stands below the line. */
static bool is_target(struct slice line, struct slice more, bool *inside, size_t *column)
{
    struct slice text = bare(line);
    size_t at = (size_t)(text.data - line.data), next = 0;
    if (*inside && (text.len == 0 || at > *column))
        return true;
    struct slice below = line;
    while (*inside && (slice_trim(below).len == 0 || is_hash(below)) && next < more.len)
        below = next_line(more, &next);
    if (*inside && next > 0 && !is_hash(below) && slice_indent(below) > *column)
        return true;
    *inside = slice_starts_with(text, SLICE("recoveryTarget")) ||
              slice_starts_with(text, SLICE("\"recoveryTarget\"")) ||
              slice_starts_with(text, SLICE("'recoveryTarget'"));
    *column = at;
    return *inside;
}

/* Lines of a value that a step may set: they have no key, and stand deeper than the line that has it, or in
 * its quotes. */
struct value_lines {
    bool open;
    const char *quote; /* that is not closed yet, or NULL */
    size_t column;
};

static const char *opens_quote(struct slice line)
{
    struct slice value = slice_trim(slice_cut(line, slice_find_char(line, ':', 0) + 1, line.len));
    const char *quote = slice_starts_with(value, SLICE("'")) ? "'" : "\"";
    return slice_starts_with(value, slice_of(quote)) && count_of(value, quote) % 2 > 0 ? quote : NULL;
}

static bool goes_on(struct value_lines *v, struct slice line)
{
    if (v->quote != NULL) {
        v->quote = count_of(line, v->quote) % 2 == 0 ? v->quote : NULL;
        return true;
    }
    bool more = v->open && slice_trim(line).len > 0 && !is_hash(line) && slice_indent(line) > v->column &&
                slice_find_char(line, ':', 0) == line.len;
    if (!more)
        *v = (struct value_lines){value_key(line) != NULL, opens_quote(line), slice_indent(line)};
    return more;
}

const char *text_toggled(struct slice before, struct slice after, const struct step *step, size_t *line)
{
    bool inside = false;
    struct value_lines value = {0};
    size_t column = 0, i = 0, j = 0;
    for (*line = 1; i < before.len; ++*line) {
        struct slice old = next_line(before, &i);
        if (goes_on(&value, old) ||
            (step->target && is_target(old, slice_cut(before, i, before.len), &inside, &column)) ||
            is_note(old) || bare(old).len == 0)
            continue;
        bool found = false;
        while (!found && j < after.len)
            found = is_toggled(old, next_line(after, &j));
        if (!found)
            return step->aliases ? NULL : "a line is gone, or was changed";
    }
    return NULL;
}

/* A line that a step may write: an entry, or part of a block that is a comment again. */
static bool may_be_new(struct slice line, const struct step *step)
{
    return step->aliases ||
           (step->written && (is_hash(line) || value_key(line) != NULL || holds(line, "parameters")));
}

const char *text_way_back(struct slice before, struct slice after, const struct step *step, size_t *line)
{
    size_t i = 0, j = 0;
    struct value_lines value = {0}, other = {0};
    for (*line = 1; i < before.len; ++*line) {
        struct slice old = next_line(before, &i);
        bool more = goes_on(&value, old);
        for (bool found = is_note(old); !found;) {
            if (j >= after.len && more)
                break;
            if (j >= after.len)
                return step->aliases ? NULL : "a line is gone, or was changed";
            size_t at = j;
            struct value_lines was = other;
            struct slice new = next_line(after, &j);
            bool goes = goes_on(&other, new);
            found = is_line(old, new);
            if (!found && more) { /* a value of several lines became one line */
                j = at;
                other = was;
                break;
            }
            if (!found && !goes && !may_be_new(new, step))
                return "a line is another, or is new";
        }
    }
    while (j < after.len) {
        struct slice new = next_line(after, &j);
        if (!goes_on(&other, new) && !may_be_new(new, step))
            return "a line is new at the end";
    }
    return NULL;
}
