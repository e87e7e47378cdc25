#include "yaml/splitter.h"
#include "yaml/encoding.h"

/* A marker, and the byte behind it that makes it one. */
enum { MARKER_SEEN = 4 };

/* The marker of the line that begins at at, as document_marker; 0 too where its end is not to be seen yet. */
static char marker_at(struct slice text, size_t at)
{
    if (text.len - at < MARKER_SEEN || (text.data[at] != '-' && text.data[at] != '.'))
        return 0;
    return document_marker(slice_cut(text, at, at + MARKER_SEEN));
}

/* The last marker line that begins at from or later, and not with the text; 0: none. */
static size_t last_marker(struct slice text, size_t from)
{
    for (size_t at = text.len; at > 0 && at >= from; at--)
        if (text.data[at - 1] == '\n' && marker_at(text, at) != 0)
            return at;
    return 0;
}

/* Behind the marker line, or the marker alone where more stands in its line. */
static size_t body_of(struct slice text, size_t start)
{
    char marker = document_marker(slice_cut(text, start, start + MARKER_SEEN));
    if (marker == 0)
        return start;
    size_t line_end = slice_find_char(text, '\n', start);
    struct slice rest = slice_cut(text, start + 3, line_end);
    size_t blanks = 0;
    while (blanks < rest.len && memchr(" \t\r", rest.data[blanks], 3) != NULL)
        blanks++;
    if (blanks < rest.len && marker == '-')
        return start + 3 + blanks;
    return line_end < text.len ? line_end + 1 : text.len;
}

/* Goes on to the end of the JSON value, and sees what follows it. False where that is no further one, or not
 * to be seen yet. */
static bool pass_value(struct splitter *s, struct slice window)
{
    if (s->form == FORM_JSON) {
        enum json_extent extent = json_scan(&s->json, window);
        if (extent == JSON_NOT)
            s->form = FORM_YAML;
        if (extent != JSON_WHOLE)
            return false;
        s->form = FORM_JSON_ENDED;
    }
    s->json = (struct json_scan){.at = json_skip_blanks(window, s->json.at)};
    if (s->json.at == window.len)
        return false;
    s->form = window.data[s->json.at] == '{' ? FORM_JSON : FORM_YAML;
    return s->form == FORM_JSON;
}

/* What the window begins with. Blanks say nothing yet; they are passed once. */
static enum splitter_form form_of(struct splitter *s, struct slice window)
{
    bool unended = document_marker(slice_cut(window, 0, MARKER_SEEN)) == '.' &&
                   slice_find_char(window, '\n', 0) == window.len;
    if (s->json.at == 0 && unended) /* behind `...` a comment may stand, and hold anything */
        return FORM_YAML;
    if (s->json.at == 0)
        s->json.at = body_of(window, encoding_bom(window));
    s->json.at = json_skip_blanks(window, s->json.at);
    if (s->json.at == window.len)
        return FORM_UNKNOWN;
    return window.data[s->json.at] == '{' ? FORM_JSON : FORM_YAML;
}

size_t splitter_whole(struct splitter *s, struct slice window)
{
    size_t marker = last_marker(window, s->looked);
    if (marker > 0) {
        *s = (struct splitter){.looked = 0};
        return marker;
    }
    s->looked = window.len < MARKER_SEEN ? 0 : window.len - MARKER_SEEN + 1;
    if (s->form == FORM_UNKNOWN)
        s->form = form_of(s, window);
    size_t whole = 0;
    while ((s->form == FORM_JSON || s->form == FORM_JSON_ENDED) && pass_value(s, window))
        whole = s->json.at;
    s->looked -= whole < s->looked ? whole : s->looked;
    s->json.at -= whole;
    return whole;
}

struct document document_around(struct slice text, size_t from, size_t at)
{
    size_t start = at, end = at;
    while (start > from && !(text.data[start - 1] == '\n' &&
                             document_marker(slice_cut(text, start, start + MARKER_SEEN)) != 0))
        start--;
    do
        end = slice_find_char(text, '\n', end) + 1;
    while (end < text.len && document_marker(slice_cut(text, end, end + MARKER_SEEN)) == 0);
    size_t body = body_of(text, start);
    if (text.data[start] == '.') /* `...` belongs to what it ends */
        start = body;
    return (struct document){start, body, end < text.len ? end : text.len};
}
