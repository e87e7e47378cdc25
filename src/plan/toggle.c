#include "plan/toggle.h"
#include "plan/aliases.h"
#include "plan/second_anchors.h"

struct toggle toggle_begin(struct draft *draft, struct edits *edits)
{
    const struct sheet *sheet = &draft->now.sheet;
    return (struct toggle){draft, edits, arena_alloc(draft->arena, sheet->end - sheet->first + 1)};
}

void toggle_keep(struct toggle *t, size_t first, size_t last)
{
    for (size_t line = first; line <= last; line++)
        t->taken[line - t->draft->now.sheet.first] = true;
}

/* True the first time that a line is asked for. */
static bool take(struct toggle *t, size_t line)
{
    bool *taken = &t->taken[line - t->draft->now.sheet.first];
    if (*taken)
        return false;
    *taken = true;
    return true;
}

static void activate_lines(struct toggle *t, const struct block_lines *lines, struct comment_style style)
{
    for (size_t i = 0; i < lines->count; i++)
        if (take(t, lines->items[i]))
            comment_edit_off(t->draft->arena, t->edits, &t->draft->now.lines, lines->items[i], style);
}

void toggle_activate(struct toggle *t, const struct block *block)
{
    activate_lines(t, &block->lines, block->style);
}

void toggle_activate_target(struct toggle *t, const struct block *recovery)
{
    activate_lines(t, &recovery->target, recovery->style);
}

void toggle_comment(struct toggle *t, const struct block *block, struct comment_style style)
{
    const struct sheet *sheet = &t->draft->now.sheet;
    struct block_rule rule = block_rule_for(block->kind, style);
    struct block_lines lines = block_active(t->draft->arena, sheet, block->head, block->last, &rule);
    for (size_t i = 0; i < lines.count; i++)
        if (take(t, lines.items[i]))
            comment_edit_on(t->draft->arena, t->edits, &sheet->lines, lines.items[i], style);
}

struct error toggle_apply(struct draft *draft, struct edits *edits)
{
    struct error error = draft_toggle(draft, edits);
    if (!failed(error))
        error = aliases_settle(draft);
    return failed(error) ? error : second_anchors_remove(draft);
}
