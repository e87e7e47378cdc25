#include "plan/extract.h"
#include "plan/extract_work.h"
#include "text/count.h"
#include "yaml/encoding.h"

static void release(void *object)
{
    struct extract *extract = object;
    arena_free(&extract->scratch);
}

struct extract *extract_begin(struct arena *arena, struct slice cluster)
{
    struct extract *x = arena_alloc(arena, sizeof *x);
    x->arena = arena;
    x->wanted = cluster;
    x->scratch.limit = arena->limit;
    arena_defer(arena, release, x);
    return x;
}

/* Line feeds up to that byte of the window, going on from the last document. */
static struct extract_place place_of(struct extract *x, size_t offset)
{
    if (x->whole)
        return (struct extract_place){offset, 0};
    x->counted.line += count_line_feeds(slice_cut(x->window, x->counted.offset, offset));
    x->counted.offset = offset;
    return (struct extract_place){0, x->counted.line};
}

/* Looks at one document with memory of its own. What the scratch arena runs out of is reported here. */
static struct error look_at(struct extract *x, struct arena *scratch, struct slice document, size_t body)
{
    return ARENA_BEGIN(scratch) ? error_out_of_memory() : extract_document(x, document, body);
}

/* The error, moved from the document to the input, and out of the scratch arena. */
static struct error kept_error(struct extract *x, struct error error)
{
    struct extracted here = {.place = x->here};
    if (error.kind != ERROR_SYSTEM)
        error.message = arena_copy(x->arena, error.message);
    return extracted_error(x, &here, error);
}

static struct error look_at_documents(struct extract *x, struct slice whole, size_t from)
{
    struct error error = NO_ERROR;
    while (!failed(error) && from < whole.len) {
        size_t hit = from + slice_find(slice_cut(whole, from, whole.len), EXTRACT_GROUP);
        if (hit >= whole.len)
            break;
        struct document document = document_around(whole, from, hit);
        x->here = place_of(x, document.start);
        error = look_at(x, &x->scratch, slice_cut(whole, document.start, document.end),
                        document.body - document.start);
        if (failed(error))
            error = kept_error(x, error);
        arena_free(&x->scratch);
        from = document.end;
    }
    return error;
}

/* UTF-16 begins with a mark, or with an ASCII character of two bytes: no marker and no name would be found in
 * it. */
static struct error check_start(struct extract *x, struct slice window)
{
    bool wide = slice_starts_with(window, SLICE("\xFF\xFE")) ||
                slice_starts_with(window, SLICE("\xFE\xFF")) ||
                slice_find_char(slice_cut(window, 0, 2), '\0', 0) < slice_cut(window, 0, 2).len;
    return wide ? encoding_check(x->arena, window) : NO_ERROR;
}

/* As long as nothing was taken, the window begins with the input. */
static struct error look_at_start(struct extract *x, struct slice window, bool ended, size_t *from)
{
    x->whole = !x->begun && ended;
    x->begun = true;
    if (x->sample.len < SAMPLE)
        x->sample = arena_copy(x->arena, slice_cut(window, 0, SAMPLE));
    *from = encoding_bom(window);
    return check_start(x, window);
}

struct error extract_look(struct extract *x, struct slice window, bool ended, size_t *taken)
{
    size_t from = 0;
    struct error error = x->taken ? NO_ERROR : look_at_start(x, window, ended, &from);
    *taken = 0;
    if (failed(error))
        return error;
    x->window = window;
    size_t whole = ended ? window.len : splitter_whole(&x->splitter, window);
    error = look_at_documents(x, slice_cut(window, 0, whole), from);
    if (!x->whole) {
        place_of(x, whole);
        x->counted.offset = 0;
    }
    x->taken = x->taken || whole > 0;
    *taken = whole;
    return error;
}

struct error extract_finish(struct extract *x, const struct extracted **extracted)
{
    *extracted = &x->found;
    return x->hits == 1 ? NO_ERROR : extract_which(x);
}
