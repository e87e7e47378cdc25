#include "plan/proof_way.h"
#include "plan/proof_bytes.h"
#include "plan/proof_changes.h"
#include "plan/proof_parts.h"

static bool is_hashes(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr(" \t#", text.data[i]) == NULL)
            return false;
    return true;
}

/* Does the edit give a line of that text more of a comment, or less? */
static bool changes_level(const struct lines *lines, const struct edit *edit)
{
    struct edit change = edit_trim(lines->text, *edit);
    struct slice old = slice_cut(lines->text, change.start, change.end);
    size_t start = lines->items[line_at(lines, change.start)].start;
    return old.len + change.text.len > 0 && is_hashes(old) && is_hashes(change.text) &&
           is_hashes(slice_cut(lines->text, start, change.start));
}

/* The tree knows no comments: a line of prose that fits behind a block which is new, or which lost its head,
 * would go with it the second time. */
static struct error prove_comments(struct draft *draft, const struct edits *both)
{
    const struct lines *lines = &draft->before->lines;
    for (size_t i = 0; i < both->count; i++)
        if (changes_level(lines, &both->items[i]))
            return refuse_here(
                not_proved(draft->arena, "revert would leave this comment another one", SLICE("")),
                lines->text, both->items[i].start);
    return NO_ERROR;
}

/* What revert came to is read, and held against what was given. */
static struct error prove_text_back(struct draft *draft, const struct intent *intent, struct draft *back,
                                    struct edits *edits)
{
    struct error error = revert_finish(back, edits);
    if (failed(error))
        return not_proved(draft->arena, "revert would be refused", error.message);
    struct changed changed = changed_by(draft, intent);
    changed.methods_count = true;
    changed.entry_counts = !intent->entry_written;
    struct difference d = tree_difference(draft->arena, draft->before->tree->root, back->now.tree->root,
                                          skip_changed, &changed);
    if (d.found)
        return not_proved_at(draft, "revert would not lead back", &d);
    /* GCOVR_EXCL_START: only where revert is wrong */
    if (!slice_equal(back->now.cluster.write.generation, intent->write))
        return not_proved(draft->arena, "revert would not keep the write generation",
                          back->now.cluster.write.generation);
    /* GCOVR_EXCL_STOP */
    struct edits both = edits_compose(draft->arena, &draft->total, &back->total);
    return prove_comments(draft, &both);
}

struct error prove_way_back(struct draft *draft, const struct intent *intent)
{
    struct draft back = draft_begin(draft->arena, &draft->now);
    struct intent done;
    struct edits edits = {0};
    struct error error = revert_edits(&back, &done, &edits);
    if (failed(error))
        return not_proved(draft->arena, "revert would be refused", error.message);
    if (edits_sort(&edits)) { /* GCOVR_EXCL_BR_LINE: else they overlap, which revert_finish says */
        struct edits whole = edits_compose(draft->arena, &back.total, &edits);
        struct edits both = edits_compose(draft->arena, &draft->total, &whole);
        if (bytes_are_back(draft->before, &both, intent->write))
            return prove_comments(draft, &both);
    }
    return prove_text_back(draft, intent, &back, &edits);
}

void see_way_forth(struct draft *draft, const struct generation_rule *rule)
{
    struct draft forth = draft_begin(draft->arena, &draft->now);
    struct recover_options options = {.verb = PLAN_RECOVER};
    struct intent done;
    struct error error = recover_draft(&forth, &options, rule, &done);
    if (failed(error)) {
        draft_remark(draft, REMARK_WARNING, NOWHERE, "the next recover would be refused: %.*s",
                     SLICE_ARG(error.message));
        return;
    }
    struct difference d =
        tree_difference(draft->arena, draft->before->cluster.recovery.value, forth.now.cluster.recovery.value,
                        skip_recovery, (void *)draft->before->cluster.recovery.value);
    if (!d.found)
        d = tree_difference(draft->arena, draft->before->cluster.entry, forth.now.cluster.entry,
                            skip_external, NULL);
    if (d.found)
        draft_remark(draft, REMARK_WARNING, NOWHERE, "the next recovery would not be the one that was: %.*s",
                     SLICE_ARG(d.path));
}
