#include "plan/draft.h"

struct draft draft_begin(struct arena *arena, const struct manifest *before)
{
    return (struct draft){.arena = arena, .before = before, .now = *before};
}

/* The columns from a key to the dashes of its list, from the first list in the spec; a level where there is
 * none. */
static size_t dash_columns(const struct manifest *m, size_t step)
{
    const struct node *spec = node_resolve(m->cluster.spec.value);
    for (const struct node *key = spec->first; key != NULL; key = key->next->next) {
        const struct node *list = key->next;
        if (list->kind != NODE_SEQUENCE || list->style != STYLE_BLOCK)
            continue;
        size_t line = line_at(&m->lines, list->start);
        size_t dash = view_of(line_text(&m->lines, line)).indent;
        return dash > m->blocks.column ? dash - m->blocks.column : 0;
    }
    return step;
}

struct editing draft_editing(struct draft *draft, struct edits *edits)
{
    const struct manifest *m = &draft->now;
    size_t outer =
        m->cluster.spec.key->outer - m->lines.items[line_at(&m->lines, m->cluster.spec.key->outer)].start;
    size_t step = m->blocks.column > outer ? m->blocks.column - outer : 2;
    struct house_style style = {line_ending(&m->lines), step, dash_columns(m, step)};
    return (struct editing){draft->arena, &m->lines, style, edits};
}

/* What is refused in a result is reported where it stands in the manifest that was given. That one did parse:
 * a result that does not is no fault of its. */
static struct error refuse_result(struct draft *draft, struct slice text, enum refusal parse,
                                  struct error error)
{
    struct error place = error;
    if (is_refusal(&error, REFUSE_NOT_YAML))
        error = refuse(draft->arena, parse, "with the edits the manifest would not parse: %.*s",
                       SLICE_ARG(error.message));
    if (place.line == 0)
        return error;
    return draft_refuse(draft, error, text_offset(text, place.line, place.column));
}

struct error draft_refuse(const struct draft *draft, struct error error, size_t offset)
{
    return refuse_here(error, draft->before->text, draft_origin(draft, offset));
}

struct error draft_place(const struct draft *draft, struct error error)
{
    return failed(error) ? draft_refuse(draft, error, text_offset(draft->now.text, error.line, error.column))
                         : NO_ERROR;
}

/* parse: the refusal where the result does not parse. */
static struct error apply(struct draft *draft, struct edits *edits, enum refusal parse)
{
    if (edits->count == 0)
        return NO_ERROR;
    if (!edits_sort(edits))
        return refuse(draft->arena, REFUSE_NOT_PROVED, "two edits of the plan overlap");
    struct slice text = edits_apply(draft->arena, draft->now.text, edits);
    draft->total = edits_compose(draft->arena, &draft->total, edits);
    struct manifest next;
    struct error error = manifest_reread(draft->arena, &draft->now, text, &next);
    if (failed(error))
        return refuse_result(draft, text, parse, error);
    draft->now = next;
    return NO_ERROR;
}

struct error draft_apply(struct draft *draft, struct edits *edits)
{
    return apply(draft, edits, REFUSE_NOT_PROVED);
}

struct error draft_toggle(struct draft *draft, struct edits *edits)
{
    return apply(draft, edits, REFUSE_STALE_BLOCK);
}

size_t draft_origin_next(const struct draft *draft, struct origin_walk *walk, size_t offset)
{
    for (; walk->edits < draft->total.count; walk->edits++) {
        const struct edit *edit = &draft->total.items[walk->edits];
        size_t start = edit->start + walk->added - walk->removed;
        if (start > offset)
            break;
        if (offset < start + edit->text.len)
            return edit->start;
        walk->added += edit->text.len;
        walk->removed += edit->end - edit->start;
    }
    return offset + walk->removed - walk->added;
}

size_t draft_origin(const struct draft *draft, size_t offset)
{
    struct origin_walk walk = {0, 0, 0};
    return draft_origin_next(draft, &walk, offset);
}

void draft_remark(struct draft *draft, enum remark_kind kind, long offset, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct slice text = arena_vformat(draft->arena, format, args);
    va_end(args);
    size_t line = 0;
    if (offset >= 0)
        line = line_at(&draft->before->lines, draft_origin(draft, (size_t)offset)) + 1;
    draft->remarks = arena_grow(draft->arena, draft->remarks, &draft->remark_capacity,
                                draft->remark_count + 1, sizeof *draft->remarks);
    draft->remarks[draft->remark_count++] = (struct remark){kind, line, text};
}
