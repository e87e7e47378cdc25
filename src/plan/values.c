#include "plan/values.h"
#include "plan/aliases.h"
#include "yaml/scalar.h"

struct values values_begin(struct draft *draft, struct edits *edits)
{
    return (struct values){.draft = draft, .edits = edits};
}

void values_want(struct values *v, const struct node *node, struct slice value)
{
    v->wants = arena_grow(v->draft->arena, v->wants, &v->want_capacity, v->want_count + 1, sizeof *v->wants);
    v->wants[v->want_count++] = (struct want){node, value};
}

void values_link(struct values *v, const struct node *name, const struct node *source)
{
    v->linked[0] = name;
    v->linked[1] = source;
}

/* Edits of one plan go to one list; the struct may have been copied since it began. */
static const struct editing *editing(struct values *v)
{
    v->editing = draft_editing(v->draft, v->edits);
    return &v->editing;
}

static long place_of(const struct node *node)
{
    return (long)node->outer;
}

/* One entry of a mapping that belongs to nobody else; holder is the value as it stands. */
static struct error set_entry(struct values *v, const struct node *holder, const char *key,
                              struct slice value)
{
    struct slice name = slice_of(key);
    if (holder->kind == NODE_ALIAS) {
        struct emit_override change = {node_resolve(holder), name, value};
        alias_expand(v->draft, editing(v), holder, node_resolve(holder), v->draft->now.text, change);
        return NO_ERROR;
    }
    if (holder->first == NULL)
        return draft_refuse(v->draft, refuse(v->draft->arena, REFUSE_MALFORMED, "%s cannot be set here", key),
                            holder->outer);
    const struct node *own = mapping_key(holder, name);
    if (own != NULL) {
        values_want(v, own->next, value);
        return NO_ERROR;
    }
    struct slice text = scalar_write(v->draft->arena, value, NULL);
    if (holder->style == STYLE_BLOCK)
        text = arena_format(v->draft->arena, " %.*s", SLICE_ARG(text));
    entry_add(editing(v), holder, holder->first, name, text);
    draft_remark(v->draft, REMARK_DONE, place_of(holder->first), "%s %.*s is written down", key,
                 SLICE_ARG(value));
    return NO_ERROR;
}

/* A plugin entry without parameters gets them; `parameters:` may stand there, empty. */
static struct error add_parameters(struct values *v, const struct node *plugin, const char *key,
                                   struct slice value)
{
    const struct node *name = mapping_key(plugin, SLICE("name"));
    const struct node *empty = mapping_key(plugin, SLICE("parameters"));
    struct arena *arena = v->draft->arena;
    struct slice scalar = scalar_write(arena, value, NULL);
    const struct editing *e = editing(v);
    if (name == NULL)
        return draft_refuse(v->draft, refuse(arena, REFUSE_MALFORMED, "the plugin has no name of its own"),
                            plugin->outer);
    if (plugin->style == STYLE_FLOW || (empty != NULL && empty->next->kind != NODE_SCALAR)) {
        struct slice text = arena_format(arena, "{%s: %.*s}", key, SLICE_ARG(scalar));
        if (empty == NULL)
            entry_add(e, plugin, name, SLICE("parameters"), text);
        else
            edits_add(arena, e->edits, empty->next->start, empty->next->end, text);
    } else {
        struct slice line =
            arena_format(arena, "%*s%s: %.*s", (int)(mapping_column(e->lines, plugin) + e->style.step), "",
                         key, SLICE_ARG(scalar));
        if (empty == NULL)
            entry_add(e, plugin, name, SLICE("parameters"),
                      arena_format(arena, "%.*s%.*s", SLICE_ARG(e->style.eol), SLICE_ARG(line)));
        else
            lines_insert(e, line_at(e->lines, empty->outer), line);
    }
    draft_remark(v->draft, REMARK_DONE, place_of(name), "%s %.*s is written down", key, SLICE_ARG(value));
    return NO_ERROR;
}

static struct error set_in_store(struct values *v, const struct store *store, const char *key,
                                 struct slice value)
{
    const struct node *holder = store->holder;
    if (store->shape == STORE_IN_TREE || holder->kind == NODE_ALIAS)
        return holder->kind == NODE_ALIAS && store->shape == STORE_PLUGIN
                   ? draft_refuse(v->draft,
                                  refuse(v->draft->arena, REFUSE_ALIAS,
                                         "the plugin entry is an alias, and others share it"),
                                  holder->start)
                   : set_entry(v, holder, key, value);
    const struct node *own = mapping_key(holder, SLICE("parameters"));
    if (own == NULL || (own->next->kind != NODE_ALIAS && node_count(own->next) == 0))
        return add_parameters(v, holder, key, value);
    return set_entry(v, own->next, key, value);
}

struct error values_set_generation(struct values *v, const struct store *store, struct slice name)
{
    if (slice_equal(store->generation, name))
        return NO_ERROR;
    return set_in_store(v, store, "serverName", name);
}

struct error values_set_object(struct values *v, const struct store *store, struct slice name)
{
    return set_in_store(v, store, "barmanObjectName", name);
}

/* --- anchors --- */

static const struct want *want_of(const struct values *v, const struct node *node)
{
    for (size_t i = 0; i < v->want_count; i++)
        if (v->wants[i].node == node)
            return &v->wants[i];
    return NULL;
}

static bool is_linked(const struct values *v, const struct node *node)
{
    return v->linked[0] == node || v->linked[1] == node;
}

/* The scalar that a node's text comes from: itself, or what its alias stands for. */
static const struct node *definition(const struct node *node)
{
    return node->kind == NODE_ALIAS ? node->target : node;
}

static void replace(struct values *v, const struct node *node, struct slice value)
{
    if (node->kind == NODE_ALIAS)
        alias_replace(v->draft, editing(v), node, value);
    else
        entry_replace(editing(v), node, value);
}

/* May the linked name become value, which is another one than it has? No external cluster is called that. */
static bool link_may_be(const struct values *v, struct slice value)
{
    return cluster_external(&v->draft->now.cluster, value) == NULL;
}

/* True where every node that is the anchor or an alias of it may have that value. */
static bool all_may_be(const struct values *v, const struct node *anchor, struct slice value)
{
    const struct node_list *aliases = &v->draft->now.tree->aliases;
    for (size_t i = 0; i <= aliases->count; i++) {
        const struct node *node = i == aliases->count ? anchor : aliases->items[i];
        if (definition(node) != anchor)
            continue;
        const struct want *want = want_of(v, node);
        bool fits =
            want != NULL ? slice_equal(want->value, value) : is_linked(v, node) && link_may_be(v, value);
        if (!fits)
            return false;
    }
    return true;
}

/* The linked name follows its anchor to value: the end of the link that does not share the anchor follows
 * too. */
static void follow_link(struct values *v, const struct node *anchor, struct slice value)
{
    bool shares[2] = {false, false};
    for (size_t i = 0; i < 2; i++)
        shares[i] = v->linked[i] != NULL && definition(v->linked[i]) == anchor;
    for (size_t i = 0; i < 2; i++)
        if (!shares[i] && shares[1 - i])
            replace(v, v->linked[i], value);
}

/* Aliases of an anchor that gets a new value, and must not have it. */
static void keep_others(struct values *v, const struct node *anchor, struct slice value)
{
    const struct node_list *aliases = &v->draft->now.tree->aliases;
    for (size_t i = 0; i < aliases->count; i++) {
        const struct node *alias = aliases->items[i];
        const struct want *want = want_of(v, alias);
        if (alias->target != anchor || (want != NULL && slice_equal(want->value, value)))
            continue;
        replace(v, alias, want != NULL ? want->value : anchor->value);
    }
}

/* One edit serves all wants of one anchor: the first of them makes it. */
static bool is_first_of(const struct values *v, const struct want *want, const struct node *anchor)
{
    const struct want *first = v->wants;
    while (definition(first->node) != anchor)
        first++;
    return first == want;
}

static void apply_want(struct values *v, const struct want *want)
{
    const struct node *anchor = definition(want->node);
    const struct want *anchors = want_of(v, anchor);
    if (slice_equal(anchor->value, want->value))
        return;
    if (anchor == want->node && anchor->anchor.len == 0) {
        replace(v, anchor, want->value);
    } else if (all_may_be(v, anchor, want->value)) {
        if (!is_first_of(v, want, anchor))
            return;
        replace(v, anchor, want->value);
        follow_link(v, anchor, want->value);
    } else if (anchor == want->node) {
        replace(v, anchor, want->value);
        keep_others(v, anchor, want->value);
    } else if (anchors == NULL || slice_equal(anchors->value, anchor->value)) {
        replace(v, want->node, want->value);
    }
}

void values_edit(struct values *v)
{
    for (size_t i = 0; i < v->want_count; i++)
        apply_want(v, &v->wants[i]);
}
