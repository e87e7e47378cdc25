#include "plan/note_facts.h"

bool parts_has_others(const struct manifest *m, const struct block *one)
{
    for (size_t i = 0; i < m->blocks.count; i++)
        if (m->blocks.items[i]->active && m->blocks.items[i]->kind == BLOCK_EXTERNAL &&
            m->blocks.items[i] != one)
            return true;
    return false;
}

/* The block as a comment now that was active before; *number: which of the commented initdbs it is, from 1,
 * counted as choose_initdb counts, or 0 where it is the only one. NULL where none was. */
static const struct block *initdb_now(const struct draft *draft, size_t *number)
{
    const struct block *was = draft->before->blocks.initdb, *found = NULL;
    size_t count = 0;
    *number = 0;
    for (size_t i = 0; was != NULL && i < draft->now.blocks.count; i++) {
        const struct block *block = draft->now.blocks.items[i];
        if (block->kind != BLOCK_INITDB || block->active)
            continue;
        count++;
        size_t origin = draft_origin(draft, draft->now.lines.items[block->head].start);
        if (line_at(&draft->before->lines, origin) != was->head)
            continue;
        found = block;
        *number = count;
    }
    if (count == 1)
        *number = 0;
    return found;
}

/* How revert would comment a block out, going by the initdb that is a comment now. */
static void add_style(struct note *note, enum note_part part, struct relative_style guess,
                      const struct block *block)
{
    if (block == NULL || block->active || style_equal(style_at(guess, block), block->style))
        return;
    note->styles[part].known = true;
    note->styles[part].style = block->style;
}

static void add_styles(struct note *note, const struct draft *draft, const struct parts *parts,
                       const struct block *initdb)
{
    const struct manifest *before = draft->before;
    const struct block *list = before->blocks.externals, *recovery = parts->recovery, *item = parts->external;
    struct relative_style method = usual_style;
    if (initdb != NULL)
        method = style_of(initdb);
    else if (note->bootstrap_stays || recovery == NULL)
        method.anchor = ANCHOR_SELF;
    bool own_head = initdb != NULL && !initdb->parent->active;
    bool list_goes = list == NULL || block_is_hollow(list) ||
                     (parts->imported != NULL && !parts_has_others(before, parts->imported));
    bool whole = item != NULL && !item->parent->active && list_goes;
    if (recovery != NULL && !recovery->in_line)
        add_style(note, NOTE_RECOVERY, method, recovery);
    if (recovery != NULL)
        add_style(note, NOTE_BOOTSTRAP, own_head ? style_of(initdb->parent) : style_of_list(method),
                  recovery->parent);
    if (item != NULL && !item->in_line)
        add_style(note, NOTE_ENTRY, style_of_item(method, whole), item);
    add_style(note, NOTE_LIST, style_of_list(method), whole ? item->parent : NULL);
}

struct note note_facts(const struct draft *draft, const struct parts *parts)
{
    const struct manifest *before = draft->before;
    const struct block *initdb = before->blocks.initdb, *bootstrap = before->blocks.bootstrap;
    const struct block *list = before->blocks.externals;
    bool flow_list = list != NULL && list->value->style == STYLE_FLOW && !block_is_hollow(list);
    bool whole = parts->recovery != NULL && !parts->recovery->parent->active;
    bool no_bootstrap = bootstrap == NULL || block_is_hollow(bootstrap);
    struct note note = {.entry_stays = parts->active != NULL || flow_list,
                        .store_stays = parts->other_store,
                        .list_stays = list != NULL && node_is_null(list->value),
                        .no_bootstrap = initdb == NULL && no_bootstrap,
                        .bootstrap_stays = initdb == NULL && !no_bootstrap && !whole,
                        .bootstrap_returns = initdb == NULL && !no_bootstrap && whole};
    add_styles(&note, draft, parts, initdb_now(draft, &note.initdb));
    return note;
}
