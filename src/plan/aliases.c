#include "plan/aliases.h"

/* A manifest has a handful of aliases that share an anchor with a generation. */
enum { MOST_ROUNDS = 32 };

static const struct emit_override no_change = {NULL, {"", 0}, {"", 0}};

void alias_replace(struct draft *draft, const struct editing *editing, const struct node *alias,
                   struct slice value)
{
    entry_replace(editing, alias, value);
    draft_remark(draft, REMARK_DONE, (long)alias->start, "the alias *%.*s is replaced by its value %.*s",
                 SLICE_ARG(alias->value), SLICE_ARG(value));
}

/* Block style below a key of a block mapping; anywhere else flow style fits. An alias is no document, and a
 * key is a scalar. */
static bool takes_block(const struct node *alias, const struct node *value)
{
    const struct node *parent = alias->parent;
    return value->kind != NODE_SCALAR && parent->kind == NODE_MAPPING && parent->style == STYLE_BLOCK;
}

void alias_expand(struct draft *draft, const struct editing *e, const struct node *alias,
                  const struct node *node, struct slice source, struct emit_override change)
{
    size_t start = alias->start;
    struct slice text;
    if (takes_block(alias, node)) {
        text = emit_block_value(draft->arena, &e->style, source, node,
                                mapping_column(e->lines, alias->parent), change);
        while (e->lines->text.data[start - 1] == ' ') /* it stands behind a key */
            start--;
    } else {
        text = emit_flow_value(draft->arena, source, node, change);
    }
    edits_add(draft->arena, e->edits, start, alias->end, text);
    draft_remark(draft, REMARK_DONE, (long)alias->start,
                 "the alias *%.*s is replaced by what it stands for%s%.*s%s%.*s", SLICE_ARG(alias->value),
                 change.mapping != NULL ? ", with " : "", SLICE_ARG(change.key),
                 change.mapping != NULL ? " " : "", SLICE_ARG(change.value));
}

/* The last node of that tree with the anchor. */
static const struct node *anchored(const struct tree *tree, struct slice name)
{
    for (size_t i = tree->anchored.count; i-- > 0;)
        if (slice_equal(tree->anchored.items[i]->anchor, name))
            return tree->anchored.items[i];
    return NULL;
}

/* What an anchor stood for before blocks changed places; *tree is where. */
static const struct node *former_value(const struct manifest *before, struct slice name,
                                       const struct tree **tree)
{
    const struct node *node = anchored(before->tree, name);
    *tree = before->tree;
    for (size_t i = 0; node == NULL && i < before->blocks.count; i++)
        if (before->blocks.items[i]->fragment != NULL) {
            *tree = before->blocks.items[i]->fragment;
            node = anchored(*tree, name);
        }
    return node;
}

struct error aliases_settle(struct draft *draft)
{
    struct edits edits = {0};
    struct editing editing = draft_editing(draft, &edits);
    const struct node_list *aliases = &draft->now.tree->aliases;
    for (size_t i = 0; i < aliases->count; i++) {
        const struct node *alias = aliases->items[i];
        const struct tree *tree;
        if (alias->target != NULL)
            continue;
        const struct node *value = former_value(draft->before, alias->value, &tree);
        if (value == NULL)
            return draft_refuse(draft,
                                refuse(draft->arena, REFUSE_STALE_BLOCK,
                                       "the alias *%.*s would have no anchor once the block is active",
                                       SLICE_ARG(alias->value)),
                                alias->start);
        if (value->kind == NODE_SCALAR)
            alias_replace(draft, &editing, alias, value->value);
        else
            alias_expand(draft, &editing, alias, value, tree->text, no_change);
    }
    return draft_apply(draft, &edits);
}

struct error aliases_keep(struct draft *draft, place_skip *skip, void *context)
{
    for (size_t round = 0; round < MOST_ROUNDS && draft->now.tree->aliases.count > 0; round++) {
        struct difference d =
            tree_difference(draft->arena, draft->before->tree->root, draft->now.tree->root, skip, context);
        if (d.alias == NULL)
            return NO_ERROR;
        struct edits edits = {0};
        struct editing editing = draft_editing(draft, &edits);
        alias_expand(draft, &editing, d.alias, node_resolve(d.alias_before), draft->before->text, no_change);
        struct error error = draft_apply(draft, &edits);
        if (failed(error)) /* GCOVR_EXCL_BR_LINE */
            return error;  /* GCOVR_EXCL_LINE: what an alias stands for parses where the alias did */
    }
    return NO_ERROR;
}
