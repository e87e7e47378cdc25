#include "plan/second_anchors.h"
#include "yaml/anchors.h"
#include <stdlib.h>

static int by_place(const void *key, const void *item)
{
    const struct node *a = key, *b = *(const struct node *const *)item;
    return (a->outer > b->outer) - (a->outer < b->outer);
}

/* Which of the anchors an alias means, one for each. No alias is without one by now. */
static bool *find_used(struct arena *arena, const struct tree *tree)
{
    const struct node_list *anchored = &tree->anchored;
    bool *used = arena_array(arena, anchored->count + 1, sizeof *used);
    for (size_t i = 0; i < tree->aliases.count; i++) {
        struct node **found = bsearch(tree->aliases.items[i]->target, anchored->items, anchored->count,
                                      sizeof *anchored->items, by_place);
        used[found - anchored->items] = true;
    }
    return used;
}

/* Which of the anchors are active now, and were comments in the manifest that was given. */
static bool *find_new(const struct draft *draft)
{
    const struct node_list *anchored = &draft->now.tree->anchored;
    const struct manifest *before = draft->before;
    struct origin_walk walk = {0, 0, 0};
    bool *new = arena_array(draft->arena, anchored->count + 1, sizeof *new);
    for (size_t i = 0; i < anchored->count; i++) {
        size_t origin = draft_origin_next(draft, &walk, anchored->items[i]->outer);
        new[i] = sheet_kind(&before->sheet, line_at(&before->lines, origin)) == LINE_COMMENT;
    }
    return new;
}

/* The anchor goes with the blanks behind it; where nothing follows it on its line, with those before it. */
static void remove_anchor(struct draft *draft, struct edits *edits, const struct node *node)
{
    struct slice text = draft->now.text;
    size_t start = slice_find_char(text, '&', node->outer), end = start + 1 + node->anchor.len, next = end;
    while (next < text.len && text.data[next] == ' ')
        next++;
    if (next == text.len || text.data[next] == '\n' || text.data[next] == '\r')
        while (text.data[start - 1] == ' ')
            start--;
    else
        end = next;
    edits_add(draft->arena, edits, start, end, SLICE(""));
    draft_remark(draft, REMARK_DONE, (long)node->outer,
                 "the anchor &%.*s is taken out: another one has that name, and no alias means this one",
                 SLICE_ARG(node->anchor));
}

struct error second_anchors_remove(struct draft *draft)
{
    const struct node_list *anchored = &draft->now.tree->anchored;
    bool *used = find_used(draft->arena, draft->now.tree), *new = find_new(draft);
    struct anchor_table names = {0};
    struct edits edits = {0};
    for (size_t i = 0; i < anchored->count; i++)
        if (!new[i])
            anchor_table_set(draft->arena, &names, anchored->items[i]);
    for (size_t i = 0; i < anchored->count; i++) {
        struct node *node = anchored->items[i];
        if (!new[i])
            continue;
        if (anchor_table_get(&names, node->anchor) == NULL)
            anchor_table_set(draft->arena, &names, node);
        else if (!used[i])
            remove_anchor(draft, &edits, node);
    }
    return draft_apply(draft, &edits);
}
