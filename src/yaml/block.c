#include "yaml/block.h"

/* Comments below a comment are held against a shape of their own, which begins as the block's is at their
 * first one. */
struct scan {
    struct arena *arena;
    const struct sheet *sheet;
    const struct block_rule *rule;
    size_t head_column;
    struct shape shape, nested;
    bool active; /* what is commented is commented inside of the block */
    bool in_nested;
    bool staying;          /* inside the value of the key that stays */
    size_t staying_column; /* of that key */
    struct shape unstayed; /* the block's as it was before that key, and is behind its value */
    struct block_lines lines, stayed;
};

static void add_line(struct scan *s, struct block_lines *lines, size_t line)
{
    lines->items =
        arena_grow(s->arena, lines->items, &lines->capacity, lines->count + 1, sizeof *lines->items);
    lines->items[lines->count++] = line;
}

static struct view line_view(const struct scan *s, size_t line)
{
    return view_of(line_text(&s->sheet->lines, line));
}

static bool is_comment(struct view view)
{
    return view.body.len > 0 && view.body.data[0] == '#';
}

/* Is the line part of what stays? It begins with its key, and goes on with all that is deeper. */
static bool goes_on_staying(const struct scan *s, struct view line)
{
    return s->staying && line.indent > s->staying_column;
}

/* before: the block's shape without the line. It is large, and kept only where the key begins. */
static void see_staying(struct scan *s, struct view line, const struct shape *before)
{
    if (goes_on_staying(s, line))
        return;
    s->staying = s->rule->stays.len > 0 && slice_equal(shape_key(line.body, NULL), s->rule->stays);
    s->staying_column = line.indent;
    if (s->staying)
        s->unstayed = *before;
}

static bool fits(const struct scan *s, struct shape *shape, struct view line)
{
    return line.body.len > 0 && (line.indent > s->head_column || shape_closes_flow(shape, line)) &&
           shape_take(shape, line, false);
}

/* True where the text under all levels of comment goes on with the comments before it, or is YAML of the
 * block itself. */
static bool take_nested(struct scan *s, struct view view)
{
    struct view under;
    while (is_comment(view)) {
        if (!comment_off(view, s->rule->style, &under))
            return false;
        view = under;
    }
    if (!s->in_nested || !fits(s, &s->nested, view)) {
        struct shape shape = s->shape;
        if (!fits(s, &shape, view))
            return false;
        s->nested = shape;
    }
    s->in_nested = true;
    see_staying(s, view, &s->shape);
    return true;
}

/* Takes in what stands under one level of comment, if it belongs to the block. Beside an active block that is
 * a comment of it already. */
static bool take_under(struct scan *s, struct view under)
{
    if (s->active || (is_comment(under) && !shape_open_text(&s->shape, under))) {
        bool taken = take_nested(s, under);
        if (taken && !s->active)
            shape_pass_comment(&s->shape, under); /* which it is in the active block */
        return taken;
    }
    bool behind = s->staying && !goes_on_staying(s, under); /* whatever that value left open */
    const struct shape *before = behind ? &s->unstayed : &s->shape;
    struct shape shape = *before;
    if (!fits(s, &shape, under))
        return false;
    see_staying(s, under, before);
    s->shape = shape;
    s->in_nested = false;
    return true;
}

/* A comment that is held against the block; one that does not fit ends a plain scalar, as any comment does.
 */
static void take_comment(struct scan *s, size_t line)
{
    struct view under;
    bool taken = comment_off(line_view(s, line), s->rule->style, &under) && take_under(s, under);
    if (!taken || s->active)
        shape_pass_comment(&s->shape, line_view(s, line));
    if (taken)
        add_line(s, s->staying ? &s->stayed : &s->lines, line);
}

/* A commented key or item at or left of the head: another block begins. */
static bool ends_block(const struct scan *s, struct view under)
{
    return under.indent <= s->head_column && shape_is_yaml(under);
}

static bool is_complete(const struct scan *s)
{
    return s->rule->head_only && s->shape.open != OPEN_FLOW && s->shape.open != OPEN_QUOTE;
}

/* The value in flow style of a head that is complete may stand on the line below it. */
static bool flow_follows(const struct scan *s, size_t line)
{
    struct view under;
    return s->shape.open == OPEN_VALUE && sheet_kind(s->sheet, line) == LINE_COMMENT &&
           comment_off(line_view(s, line), s->rule->style, &under) && under.indent > s->head_column &&
           under.body.len > 0 && strchr("[{", under.body.data[0]) != NULL;
}

/* Comments from that line on; stops before content. */
static void take_comments(struct scan *s, size_t line)
{
    for (; line < s->sheet->end && (!is_complete(s) || flow_follows(s, line)); line++) {
        enum line_kind kind = sheet_kind(s->sheet, line);
        struct view under;
        if (kind == LINE_CONTENT)
            return;
        if (kind == LINE_BLANK) {
            shape_pause(&s->shape);
            continue;
        }
        if (comment_off(line_view(s, line), s->rule->style, &under) && ends_block(s, under))
            return;
        take_comment(s, line);
    }
}

static struct scan scan_start(struct arena *arena, const struct sheet *sheet, const struct block_rule *rule)
{
    return (struct scan){.arena = arena, .sheet = sheet, .rule = rule, .shape = shape_start()};
}

struct block_lines block_commented(struct arena *arena, const struct sheet *sheet, size_t head,
                                   const struct block_rule *rule, struct block_lines *stayed)
{
    struct scan s = scan_start(arena, sheet, rule);
    struct view under;
    if (comment_off(line_view(&s, head), rule->style, &under) && shape_take(&s.shape, under, true)) {
        s.head_column = under.indent;
        add_line(&s, &s.lines, head);
        take_comments(&s, head + 1);
    }
    if (stayed != NULL)
        *stayed = s.stayed;
    return s.lines;
}

struct block_lines block_active(struct arena *arena, const struct sheet *sheet, size_t head, size_t last,
                                const struct block_rule *rule)
{
    struct scan s = scan_start(arena, sheet, rule);
    s.active = true;
    s.head_column = line_view(&s, head).indent;
    for (size_t line = head; line <= last; line++) {
        enum line_kind kind = sheet_kind(sheet, line);
        if (kind == LINE_CONTENT) {
            shape_take(&s.shape, line_view(&s, line), true);
            s.in_nested = false;
            s.staying = false;
        }
        if (kind == LINE_TEXT)
            shape_go_on(&s.shape, line_view(&s, line));
        if (kind == LINE_CONTENT || kind == LINE_TEXT)
            add_line(&s, &s.lines, line);
        else if (kind == LINE_COMMENT)
            take_comment(&s, line);
        else
            shape_pause(&s.shape);
    }
    take_comments(&s, last + 1);
    return s.lines;
}

struct slice block_text(struct arena *arena, const struct sheet *sheet, const struct block_lines *lines,
                        struct comment_style style)
{
    size_t size = 0;
    for (size_t i = 0; i < lines->count; i++)
        size += line_text(&sheet->lines, lines->items[i]).len + 2;
    char *text = arena_alloc(arena, size + 1);
    size_t n = 0;
    for (size_t i = 0; i < lines->count; i++) {
        struct view under = view_of(line_text(&sheet->lines, lines->items[i]));
        comment_off(under, style, &under);
        memset(text + n, ' ', under.indent);
        n += under.indent;
        memcpy(text + n, under.body.data, under.body.len);
        n += under.body.len;
        text[n++] = '\n';
    }
    return (struct slice){text, n};
}
