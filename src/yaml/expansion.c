#include "yaml/expansion.h"

struct count {
    const struct tree *tree;
    size_t *weights; /* of each anchored node, in the tree's order: how many nodes it stands for */
    size_t total;    /* nodes so far, with those behind aliases */
    size_t limit;
    const struct node *last; /* the alias that goes too far */
};

/* The place of an anchored node in the tree's list, which is in the order of the text. */
static size_t anchored_index(const struct tree *tree, const struct node *node)
{
    size_t low = 0, high = tree->anchored.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (tree->anchored.items[middle]->outer <= node->outer)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* False where the limit is passed. Trees are no deeper than their limit. */
static bool count_node(struct count *c, const struct node *node)
{
    size_t before = c->total++;
    if (node->kind == NODE_ALIAS && node->target != NULL)
        c->total += c->weights[anchored_index(c->tree, node->target)] - 1;
    if (c->total > c->limit) {
        c->last = node;
        return false;
    }
    for (const struct node *child = node->first; child != NULL; child = child->next)
        if (!count_node(c, child))
            return false;
    if (node->anchor.len > 0)
        c->weights[anchored_index(c->tree, node)] = c->total - before;
    return true;
}

struct error expansion_check(struct arena *arena, const struct tree *tree)
{
    if (tree->aliases.count == 0)
        return NO_ERROR;
    struct count c = {.tree = tree, .limit = tree->node_count * EXPANSION_FACTOR + EXPANSION_BASE};
    c.weights = arena_array(arena, tree->anchored.count + 1, sizeof *c.weights);
    if (count_node(&c, tree->root))
        return NO_ERROR;
    return refuse_here(refuse(arena, REFUSE_ALIAS,
                              "aliases of aliases stand for more than %zu values, of a text that holds %zu",
                              c.limit, tree->node_count),
                       tree->text, c.last->outer);
}
