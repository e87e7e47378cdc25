#include "yaml/documents.h"
#include "text/lines.h"
#include "yaml/encoding.h"

char document_marker(struct slice line)
{
    if (line.len < 3 || (line.data[0] != '-' && line.data[0] != '.'))
        return 0;
    if (line.data[1] != line.data[0] || line.data[2] != line.data[0])
        return 0;
    if (line.len > 3 && line.data[3] != ' ' && line.data[3] != '\t' && line.data[3] != '\r' &&
        line.data[3] != '\n')
        return 0;
    return line.data[0];
}

static bool has_content(struct slice line)
{
    line = slice_trim(line);
    return line.len > 0 && line.data[0] != '#' && line.data[0] != '\r';
}

/* The documents so far, and the one that is being read. */
struct splitter {
    struct arena *arena;
    struct documents *out;
    size_t capacity;
    struct document open;
    bool content;    /* the open document holds more than comments */
    bool directives; /* lines with % came, the `---` that they need did not yet */
};

static void finish(struct splitter *s, size_t end)
{
    if (s->content) {
        s->out->items =
            arena_grow(s->arena, s->out->items, &s->capacity, s->out->count + 1, sizeof *s->out->items);
        s->open.end = end;
        s->out->items[s->out->count++] = s->open;
    }
    s->content = false;
    s->directives = false;
    s->open = (struct document){end, end, end};
}

static struct error directive(struct splitter *s, struct slice text, size_t at, struct slice line)
{
    if (slice_starts_with(line, SLICE("%TAG"))) {
        struct error error = refuse(s->arena, REFUSE_TAG_DIRECTIVE, "a %%TAG directive");
        text_position(text, at, &error.line, &error.column);
        return error;
    }
    s->directives = true;
    return NO_ERROR;
}

struct error documents_split(struct arena *arena, struct slice text, struct documents *out)
{
    *out = (struct documents){NULL, 0};
    size_t at = encoding_bom(text);
    struct splitter s = {.arena = arena, .out = out, .open = {at, at, at}};
    while (at < text.len) {
        size_t end = slice_find_char(text, '\n', at);
        size_t next = end < text.len ? end + 1 : end;
        struct slice line = slice_cut(text, at, end);
        char marker = document_marker(line);
        if (marker == '-') {
            if (!s.directives)
                finish(&s, at);
            s.directives = false;
            s.open.body = at + 3;
            s.content = has_content(slice_cut(line, 3, line.len));
        } else if (marker == '.') {
            finish(&s, at);
            s.open = (struct document){next, next, next};
        } else if (line.len > 0 && line.data[0] == '%' && !s.content && s.open.body == s.open.start) {
            struct error error = directive(&s, text, at, line);
            if (failed(error))
                return error;
        } else if (!s.content) {
            s.content = has_content(line);
        }
        at = next;
    }
    finish(&s, text.len);
    return NO_ERROR;
}
