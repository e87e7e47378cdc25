#include "plan/proof_parts.h"
#include "base/refusals.h"

struct slice proved_bytes(const struct proved *proved)
{
    return proved->bytes;
}

struct slice proved_before(const struct proved *proved)
{
    return proved->before;
}

const struct edits *proved_edits(const struct proved *proved)
{
    return &proved->edits;
}

struct error not_proved(struct arena *arena, const char *what, struct slice path)
{
    return refuse(arena, REFUSE_NOT_PROVED, "%s%s%.*s", what, path.len > 0 ? ": " : "", SLICE_ARG(path));
}

struct error not_proved_at(struct draft *draft, const char *what, const struct difference *d)
{
    struct error error = not_proved(draft->arena, what, d->path);
    return d->before == NULL ? error : refuse_here(error, draft->before->text, d->before->outer);
}

struct error prove_bytes(struct draft *draft)
{
    const struct document *old = &draft->before->documents.items[draft->before->chosen];
    const struct document *new = &draft->now.documents.items[draft->now.chosen];
    struct slice a = draft->before->text, b = draft->now.text;
    struct documents split;
    struct error error = documents_split(draft->arena, b, &split);
    if (failed(error))
        return draft_place(draft, error);
    if (split.count != draft->now.documents.count || split.items[draft->now.chosen].end != new->end ||
        !slice_equal(slice_cut(a, 0, old->start), slice_cut(b, 0, new->start)) ||
        !slice_equal(slice_cut(a, old->end, a.len), slice_cut(b, new->end, b.len)))
        return not_proved(draft->arena, "another document would change", SLICE(""));
    return draft_place(draft, tree_check(draft->arena, draft->now.tree));
}

const struct proved *make_proved(const struct draft *draft)
{
    struct proved *result = arena_alloc(draft->arena, sizeof *result);
    *result = (struct proved){draft->before->text, draft->now.text, draft->total};
    return result;
}
