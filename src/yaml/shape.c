#include "yaml/shape.h"
#include <ctype.h>

struct shape shape_start(void)
{
    return (struct shape){.open = OPEN_VALUE, .open_column = -1};
}

static bool is_key_char(char c)
{
    return isalnum((unsigned char)c) || strchr("_./-", c) != NULL;
}

/* The length of a quoted scalar that begins at text, quotes included; 0 where it is not closed on this line.
 */
static size_t quoted_length(struct slice text)
{
    char quote = text.data[0];
    for (size_t i = 1; i < text.len; i++) {
        if (quote == '"' && text.data[i] == '\\')
            i++;
        else if (text.data[i] == quote && quote == '\'' && i + 1 < text.len && text.data[i + 1] == quote)
            i++;
        else if (text.data[i] == quote)
            return i + 1;
    }
    return 0;
}

/* Up to a comment, which begins with a # behind a blank; quotes are not looked into: a # in quotes has one
 * before it. */
static struct slice without_comment(struct slice text)
{
    size_t from = 0;
    if (text.len > 0 && (text.data[0] == '"' || text.data[0] == '\''))
        from = quoted_length(text);
    for (size_t i = from; i < text.len; i++)
        if (text.data[i] == '#' && (i == 0 || text.data[i - 1] == ' ' || text.data[i - 1] == '\t'))
            return slice_trim(slice_cut(text, 0, i));
    return slice_trim(text);
}

struct slice shape_key(struct slice text, struct slice *value)
{
    static const struct slice merge_tag = {"!!merge ", 8};
    size_t start = slice_starts_with(text, merge_tag) ? merge_tag.len : 0, end = start;
    size_t open = 0;
    if (start < text.len && (text.data[start] == '"' || text.data[start] == '\'')) {
        open = 1;
        end = start + quoted_length(slice_cut(text, start, text.len));
    } else if (slice_starts_with(slice_cut(text, start, text.len), SLICE("<<"))) {
        end = start + 2;
    } else {
        while (end < text.len && is_key_char(text.data[end]))
            end++;
    }
    size_t colon = end;
    while (colon < text.len && (text.data[colon] == ' ' || text.data[colon] == '\t'))
        colon++;
    bool is_key = end > start && colon < text.len && text.data[colon] == ':' &&
                  (colon + 1 == text.len || strchr(" \t", text.data[colon + 1]) != NULL);
    if (!is_key)
        return SLICE("");
    if (value != NULL)
        *value = without_comment(slice_trim(slice_cut(text, colon + 1, text.len)));
    return slice_cut(text, start + open, end - open);
}

static bool is_dash(struct slice text)
{
    return text.len > 0 && text.data[0] == '-' &&
           (text.len == 1 || text.data[1] == ' ' || text.data[1] == '\t');
}

bool shape_is_yaml(struct view line)
{
    return is_dash(line.body) || shape_key(line.body, NULL).len > 0;
}

void shape_pause(struct shape *shape)
{
    if (shape->open == OPEN_PLAIN)
        shape->open = OPEN_NOTHING;
}

void shape_pass_comment(struct shape *shape, struct view comment)
{
    bool deep = shape->text_column > 0 ? comment.indent >= shape->text_column
                                       : (long)comment.indent > shape->open_column;
    shape_pause(shape);
    if (shape->open == OPEN_TEXT && !deep)
        shape->open = OPEN_NOTHING;
}

bool shape_open_text(const struct shape *shape, struct view line)
{
    bool comment = line.body.len > 0 && line.body.data[0] == '#'; /* ends a plain scalar */
    bool text = shape->open == OPEN_TEXT || (shape->open == OPEN_PLAIN && !comment) || shape->quote != 0;
    return text && (long)line.indent > shape->open_column;
}

/* Goes through text inside flow collections and quotes, and sees whether they are closed at its end. */
static void follow_flow(struct shape *s, struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (s->quote == '"' && c == '\\')
            i++;
        else if (s->quote != 0)
            s->quote = c == s->quote ? 0 : s->quote;
        else if (c == '"' || c == '\'')
            s->quote = c;
        else if (c == '#' && (i == 0 || text.data[i - 1] == ' '))
            break;
        else if (c == '[' || c == '{')
            s->brackets++;
        else if ((c == ']' || c == '}') && s->brackets > 0)
            s->brackets--;
    }
    s->open = s->brackets > 0 ? OPEN_FLOW : s->quote != 0 ? OPEN_QUOTE : OPEN_NOTHING;
}

static void see_text(struct shape *s, struct view line)
{
    if (s->open == OPEN_TEXT && s->text_column == 0)
        s->text_column = line.indent;
}

void shape_go_on(struct shape *shape, struct view line)
{
    see_text(shape, line);
    if (shape->open == OPEN_QUOTE || shape->open == OPEN_FLOW)
        follow_flow(shape, line.body);
}

/* Anchor and tag before a value say nothing of its form. */
static struct slice skip_properties(struct slice value)
{
    while (value.len > 0 && (value.data[0] == '&' || value.data[0] == '!')) {
        size_t end = 0;
        while (end < value.len && value.data[end] != ' ' && value.data[end] != '\t')
            end++;
        value = slice_trim(slice_cut(value, end, value.len));
    }
    return value;
}

static bool has_blank(struct slice text)
{
    return slice_find_char(text, ' ', 0) < text.len || slice_find_char(text, '\t', 0) < text.len;
}

/* What the value of a key or item at that column leaves open. */
static void open_value(struct shape *s, struct slice value, size_t column)
{
    value = skip_properties(value);
    s->open_column = (long)column;
    s->text_column = 0;
    s->brackets = 0;
    s->quote = 0;
    if (value.len == 0)
        s->open = OPEN_VALUE;
    else if (value.data[0] == '|' || value.data[0] == '>')
        s->open = OPEN_TEXT;
    else if (strchr("[{\"'", value.data[0]) != NULL)
        follow_flow(s, value);
    else
        s->open = has_blank(value) && value.data[0] != '*' ? OPEN_PLAIN : OPEN_NOTHING;
}

/* Finds or makes the level of a key or item in that column. False where none is due there. */
static bool enter_level(struct shape *s, size_t column, bool sequence)
{
    size_t count = s->count;
    while (count > 0 && s->levels[count - 1].column > column)
        count--;
    /* an item may stand in the column of the key that holds its list */
    if (sequence && count > 0 && s->levels[count - 1].column == column && !s->levels[count - 1].sequence) {
        if (s->open != OPEN_VALUE || s->open_column != (long)column)
            return false;
    } else if (count > 0 && s->levels[count - 1].column == column) {
        if (!sequence && s->levels[count - 1].sequence)
            count--; /* back from such an item to the key's own mapping */
        if (count > 0 && s->levels[count - 1].column == column) {
            s->count = count;
            return true;
        }
        return false;
    } else if (s->open != OPEN_VALUE || (long)column <= s->open_column) {
        return false;
    }
    if (count == SHAPE_LEVELS)
        return false;
    s->levels[count].column = column;
    s->levels[count].sequence = sequence;
    s->levels[count].free_keys = s->free_keys_next;
    s->free_keys_next = false;
    s->count = count + 1;
    return true;
}

/* Mappings of CNPG's schema whose keys are free. */
static bool holds_free_keys(struct slice key)
{
    static const char *const names[] = {"tags",       "historyTags", "labels", "annotations",
                                        "parameters", "options",     NULL};
    for (size_t i = 0; names[i] != NULL; i++)
        if (slice_equal(key, slice_of(names[i])))
            return true;
    return false;
}

/* "Note: see the wiki" has the form of a key. Keys of Kubernetes begin in lower case, and values of several
 * words are quoted or stand in a list. */
static bool is_prose(struct slice key, struct slice value, bool free_keys)
{
    value = skip_properties(value);
    bool bare = value.len > 0 && strchr("[{\"'|>*", value.data[0]) == NULL;
    if (bare && has_blank(value))
        return true;
    return isupper((unsigned char)key.data[0]) && !(free_keys && value.len > 0);
}

static bool take_key(struct shape *s, struct slice text, size_t column, bool sure)
{
    struct slice value = {"", 0};
    struct slice key = shape_key(text, &value);
    if (key.len == 0 || !enter_level(s, column, false))
        return false;
    if (!sure && is_prose(key, value, s->levels[s->count - 1].free_keys))
        return false;
    open_value(s, value, column);
    s->free_keys_next = s->open == OPEN_VALUE && holds_free_keys(key);
    return true;
}

/* A scalar or flow collection that stands alone: an item of a list, or a value on the line behind its key. */
static bool take_scalar(struct shape *s, struct slice text, size_t column, bool item, bool sure)
{
    if (text.len == 0 || (!item && (s->open != OPEN_VALUE || (long)column <= s->open_column)))
        return false;
    if (!item && !sure && strchr("[{\"'*", text.data[0]) == NULL)
        return false;
    long owner = s->open_column;
    open_value(s, without_comment(text), column);
    s->open_column = owner;
    return true;
}

bool shape_closes_flow(const struct shape *shape, struct view line)
{
    return shape->open == OPEN_FLOW && shape->quote == 0 &&
           (line.body.data[0] == ']' || line.body.data[0] == '}') && (long)line.indent >= shape->open_column;
}

static bool take(struct shape *s, struct view line, bool sure)
{
    if (s->open == OPEN_FLOW || s->open == OPEN_QUOTE) {
        if ((long)line.indent <= s->open_column && !shape_closes_flow(s, line))
            return false;
        follow_flow(s, line.body);
        return true;
    }
    if (shape_open_text(s, line)) {
        see_text(s, line);
        return true;
    }
    struct slice text = line.body;
    size_t column = line.indent;
    bool item = false;
    while (is_dash(text)) {
        if (!enter_level(s, column, true))
            return false;
        item = true;
        s->open = OPEN_VALUE;
        s->open_column = (long)column;
        size_t skip = 1;
        while (skip < text.len && (text.data[skip] == ' ' || text.data[skip] == '\t'))
            skip++;
        column += skip;
        text = slice_cut(text, skip, text.len);
    }
    if (item && without_comment(text).len == 0)
        return true;
    return take_key(s, text, column, sure) || take_scalar(s, text, column, item, sure);
}

bool shape_take(struct shape *shape, struct view line, bool sure)
{
    struct shape tried = *shape;
    if (!take(&tried, line, sure))
        return false;
    *shape = tried;
    return true;
}
