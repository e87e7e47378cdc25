#include "plan/extract_work.h"
#include "plan/manifest.h"
#include "text/count.h"
#include "yaml/encoding.h"
#include "yaml/item.h"
#include "yaml/same.h"

/* The shortest text that says what its place in the document says: without the blank lines at its end or,
 * where they belong to a scalar, with them. */
static struct error prove_copy(struct arena *arena, struct slice document, struct outline_mark start,
                               struct slice copy, struct slice *proved)
{
    const struct slice tried[] = {text_without_blank_end(arena, copy), copy};
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        bool same;
        struct error error = same_node(arena, document, start, tried[i], &same);
        *proved = tried[i];
        if (failed(error) || same)
            return error;
    }
    struct error error =
        refuse(arena, REFUSE_NOT_PROVED, "the Cluster, copied, does not say the same any more");
    error.line = start.line + 1;
    error.column = start.column + 1;
    return error;
}

static struct error take_items(struct extract *x, struct slice document, const struct outline *outline)
{
    for (size_t i = 0; i < outline->count; i++) {
        const struct outline_item *item = &outline->items[i];
        struct extracted found = {.place.line = item->start.line, .first_column = item->start.column};
        struct slice proved;
        if (!extract_see(x, &item->resource, item->start.line))
            continue;
        struct slice copy = item_text(&x->scratch, document, item, &found.column);
        struct error error = prove_copy(&x->scratch, document, item->start, copy, &proved);
        if (failed(error))
            return error;
        extract_keep(x, proved, found);
    }
    return NO_ERROR;
}

static struct error take_document(struct extract *x, struct slice document, size_t body,
                                  const struct outline *outline)
{
    struct slice proved;
    if (!extract_see(x, &outline->root, outline->start.line))
        return NO_ERROR;
    struct slice before = slice_cut(document, 0, body);
    struct error error =
        prove_copy(&x->scratch, document, outline->start, slice_cut(document, body, document.len), &proved);
    size_t lines = count_line_feeds(before);
    if (!failed(error)) /* a marker line is ASCII: as many columns as bytes */
        extract_keep(x, proved,
                     (struct extracted){.place.line = lines, .first_column = lines > 0 ? 0 : body});
    return error;
}

static struct error look_at_yaml(struct extract *x, struct slice document, size_t body)
{
    struct outline outline;
    bool candidate = extract_can_be(document);
    if (!candidate && x->others.count >= LISTED)
        return NO_ERROR;
    struct error error = encoding_check(&x->scratch, document);
    if (!failed(error))
        error = outline_read(&x->scratch, document, EXTRACT_GROUP, &outline);
    if (!failed(error))
        error = outline.list ? take_items(x, document, &outline) : take_document(x, document, body, &outline);
    struct document all = {0, 0, document.len};
    /* What cannot be the Cluster is only looked at to be named in a message: it need not be YAML. */
    return failed(error) && candidate ? manifest_fault(&x->scratch, document, &all, error) : NO_ERROR;
}

/* Behind the JSON object at at, with the blanks that follow, where nothing but another one follows; else at.
 */
static size_t pass_json(struct slice document, size_t at, size_t *end)
{
    struct json_scan scan = {.at = at};
    if (document.data[at] != '{' || json_scan(&scan, document) != JSON_WHOLE)
        return at;
    *end = scan.at;
    size_t next = json_skip_blanks(document, scan.at);
    return next == document.len || document.data[next] == '{' ? next : at;
}

/* A brace that is not closed: of YAML or JSON, but what else is in it is JSON. */
static struct error check_json_end(struct extract *x, struct slice text)
{
    struct json_scan scan = {.at = 0};
    if (text.data[0] != '{' || !extract_can_be(text) || json_scan(&scan, text) != JSON_UNFINISHED)
        return NO_ERROR;
    struct error error = refuse(&x->scratch, REFUSE_NOT_YAML, "JSON that is cut short");
    return error_next(refuse_here(error, text, text.len),
                      SLICE("see whether the command that prints it succeeds"));
}

struct error extract_document(struct extract *x, struct slice document, size_t body)
{
    size_t first = json_skip_blanks(document, body), at = first, end;
    x->inside = (struct extract_place){0, 0};
    for (size_t next; at < document.len && (next = pass_json(document, at, &end)) > at; at = next)
        extract_json(x, document, at, end);
    if (at == document.len)
        return NO_ERROR;
    size_t start = at == first ? 0 : at; /* with its marker line, if it is the first one */
    x->here.line += count_line_feeds(slice_cut(document, 0, start));
    struct slice rest = slice_cut(document, start, document.len);
    struct error error = check_json_end(x, slice_cut(document, at, document.len));
    if (failed(error)) {
        error.line += count_line_feeds(slice_cut(document, start, at));
        return error;
    }
    return look_at_yaml(x, rest, start == 0 ? body : 0);
}
