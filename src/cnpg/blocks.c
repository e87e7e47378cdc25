#include "cnpg/blocks.h"
#include "yaml/anchors.h"

/* Where the search is, and what the lines before it were. */
struct finder {
    struct arena *arena;
    const struct sheet *sheet;
    const struct cluster *cluster;
    struct blocks *found;
    struct block *methods;       /* the active bootstrap, where the line could be part of it; else NULL */
    struct block *items;         /* the same for the active externalClusters */
    struct block *method, *item; /* the first active ones that begin lines of their own, or NULL */
    struct block *parent;        /* the commented one, while nothing but comments follow it */
    bool *taken; /* lines of a commented block, from the sheet's first on: no other begins there */
};

size_t node_last_line(const struct lines *lines, const struct node *node)
{
    return line_at(lines, node->end > node->start ? node->end - 1 : node->start);
}

static struct block *add_block(struct finder *f, enum block_kind kind, struct block *parent)
{
    struct blocks *b = f->found;
    struct block *block = arena_alloc(f->arena, sizeof *block);
    block->kind = kind;
    block->parent = parent;
    b->items = arena_grow(f->arena, b->items, &b->capacity, b->count + 1, sizeof *b->items);
    b->items[b->count++] = block;
    return block;
}

/* --- active blocks --- */

static bool is_flow(const struct node *node)
{
    node = node_resolve(node);
    return node != NULL && node->style == STYLE_FLOW;
}

static struct block *add_active(struct finder *f, enum block_kind kind, struct block *parent,
                                const struct node *key, const struct node *value)
{
    const struct lines *lines = &f->sheet->lines;
    struct block *block = add_block(f, kind, parent);
    block->active = true;
    block->in_line =
        parent == NULL ? is_flow(f->cluster->spec.value) : parent->in_line || is_flow(parent->value);
    block->value = value;
    block->head = line_at(lines, key->outer);
    block->column = view_of(line_text(lines, block->head)).indent;
    bool head_only = (kind == BLOCK_BOOTSTRAP || kind == BLOCK_EXTERNALS) && !is_flow(value);
    block->last = head_only ? block->head : node_last_line(lines, value);
    return block;
}

/* An item begins with its dash, which no node has: on the item's own line, or on a line above it. */
static void move_to_dash(const struct finder *f, struct block *item)
{
    while (item->head > f->sheet->first) { /* GCOVR_EXCL_BR_LINE: there is a dash */
        struct view view = view_of(line_text(&f->sheet->lines, item->head));
        if (sheet_kind(f->sheet, item->head) == LINE_CONTENT && view.body.data[0] == '-')
            break;
        item->head--;
    }
    item->column = view_of(line_text(&f->sheet->lines, item->head)).indent;
}

static void add_active_blocks(struct finder *f)
{
    const struct cluster *c = f->cluster;
    struct blocks *b = f->found;
    if (c->bootstrap.key != NULL) {
        b->bootstrap = add_active(f, BLOCK_BOOTSTRAP, NULL, c->bootstrap.key, c->bootstrap.value);
        if (c->initdb.key != NULL)
            f->method = b->initdb = add_active(f, BLOCK_INITDB, b->bootstrap, c->initdb.key, c->initdb.value);
        if (c->recovery.key != NULL)
            f->method = b->recovery =
                add_active(f, BLOCK_RECOVERY, b->bootstrap, c->recovery.key, c->recovery.value);
    }
    if (c->externals.key == NULL)
        return;
    b->externals = add_active(f, BLOCK_EXTERNALS, NULL, c->externals.key, c->externals.value);
    const struct node *list = c->externals.value;
    for (const struct node *item = list->kind == NODE_SEQUENCE ? list->first : NULL; item != NULL;
         item = item->next) {
        struct block *block = add_active(f, BLOCK_EXTERNAL, b->externals, item, item);
        if (block->in_line)
            continue;
        move_to_dash(f, block);
        if (f->item == NULL)
            f->item = block;
    }
}

/* --- commented blocks --- */

/* A comment that could be a block's first line: its key, or an item. */
struct head {
    size_t line;
    struct view comment;
    struct slice key; /* empty for an item */
    bool item;
};

/* The value of a head stands below it, or is no plain text: "# recovery: see the wiki" is prose. */
static bool head_value(struct slice value)
{
    return value.len == 0 || strchr("{[&*!", value.data[0]) != NULL;
}

static bool read_head(const struct finder *f, size_t line, struct head *head)
{
    static const char *const keys[] = {"bootstrap", "recovery", "initdb", "externalClusters", NULL};
    struct view comment = view_of(line_text(&f->sheet->lines, line));
    struct slice text = slice_trim(slice_cut(comment.body, 1, comment.body.len)), value;
    *head = (struct head){.line = line, .comment = comment};
    if (slice_equal(text, SLICE("-")) || slice_starts_with(text, SLICE("- "))) {
        struct slice first = slice_trim(slice_cut(text, 1, text.len));
        bool below = first.len == 0 || first.data[0] == '#'; /* its first key stands on the line below */
        head->item = true;
        return below || shape_key(first, NULL).len > 0 || first.data[0] == '{';
    }
    struct slice key = shape_key(text, &value);
    for (size_t i = 0; keys[i] != NULL; i++)
        if (slice_equal(key, slice_of(keys[i]))) {
            head->key = key;
            return head_value(value);
        }
    return false;
}

/* The column in which the comment's text stands once it is off in that way; false where it cannot come off
 * so. */
static bool column_under(struct view comment, enum comment_strip strip, size_t *column)
{
    struct view under;
    struct comment_style style = {.column = comment.indent, .strip = strip};
    if (!comment_off(comment, style, &under))
        return false;
    *column = under.indent;
    return true;
}

/* A style in which the head comes out at or right of least: in the parent's way, else in the usual ones. */
static bool style_from(struct view comment, const struct block *parent, size_t least,
                       struct comment_style *style)
{
    enum comment_strip ways[] = {parent != NULL ? parent->style.strip : STRIP_HASH_BLANK, STRIP_HASH_BLANK,
                                 STRIP_HASH, STRIP_IN_PLACE};
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        size_t column;
        if (column_under(comment, ways[i], &column) && column >= least) {
            *style = (struct comment_style){.column = comment.indent, .strip = ways[i]};
            return true;
        }
    }
    return false;
}

/* The style of a method or an item: it must come out where its parent has its parts. */
static bool part_style(const struct finder *f, const struct head *head, enum block_kind parent_kind,
                       struct block **parent, struct comment_style *style)
{
    size_t least = f->found->column + (parent_kind == BLOCK_BOOTSTRAP ? 1 : 0);
    if (f->parent != NULL && f->parent->kind == parent_kind) {
        if (is_flow(f->parent->value))
            return false;
        *parent = f->parent;
        return style_from(head->comment, f->parent, least, style);
    }
    *parent = parent_kind == BLOCK_BOOTSTRAP ? f->methods : f->items;
    if (*parent == NULL || is_flow((*parent)->value))
        return false;
    const struct block *sibling = parent_kind == BLOCK_BOOTSTRAP ? f->method : f->item;
    if (sibling != NULL)
        return comment_style_for(head->comment, sibling->column, style);
    return style_from(head->comment, NULL, least, style);
}

/* Errors of a fragment point at the manifest. */
static struct error fault_at(const struct block *block, struct error error)
{
    size_t index =
        error.line - 1 < block->lines.count ? error.line - 1 : 0; /* what is behind the end: its head */
    error.line = block->lines.items[index] + 1;
    error.column = 0;
    return error;
}

static void read_fragment(struct finder *f, struct block *block)
{
    struct slice text = block_text(f->arena, f->sheet, &block->lines, block->style);
    struct tree *tree = NULL;
    struct error error = tree_read(f->arena, text, 0, text.len, &tree);
    if (failed(error)) {
        block->fault = fault_at(block, error);
        return;
    }
    const struct node *top = tree->root; /* at least the head is in it */
    block->fragment = tree;
    block->value = top->kind == NODE_MAPPING ? top->first->next : top->first;
}

static void read_name(struct block *block)
{
    if (block->kind == BLOCK_RECOVERY || block->kind == BLOCK_EXTERNAL)
        block->name = node_text(mapping_get(block->value, block->kind == BLOCK_RECOVERY ? "source" : "name"));
}

struct block_rule block_rule_for(enum block_kind kind, struct comment_style style)
{
    return (struct block_rule){.style = style,
                               .head_only = kind == BLOCK_BOOTSTRAP || kind == BLOCK_EXTERNALS,
                               .stays = kind == BLOCK_RECOVERY ? SLICE("recoveryTarget") : SLICE("")};
}

/* Where the hash stands at each line's own column, the head's column shows less of the block than that style
 * does. */
static void find_lines(struct finder *f, struct block *block, const struct head *head,
                       struct comment_style style)
{
    struct block_rule rule = block_rule_for(block->kind, style);
    block->style = style;
    block->lines = block_commented(f->arena, f->sheet, head->line, &rule, &block->target);
    if (rule.head_only)
        return;
    rule.style = (struct comment_style){.own_column = true, .strip = style.strip};
    struct block_lines target, more = block_commented(f->arena, f->sheet, head->line, &rule, &target);
    if (more.count <= block->lines.count)
        return;
    block->style = rule.style;
    block->lines = more;
    block->target = target;
}

/* The methods and items that stand in the parent's own flow collection. */
static void add_in_line(struct finder *f, struct block *parent)
{
    const struct node *value = node_resolve(parent->value);
    if (!is_flow(value))
        return;
    bool methods = parent->kind == BLOCK_BOOTSTRAP;
    if (value->kind != (methods ? NODE_MAPPING : NODE_SEQUENCE))
        return; /* {} where CNPG has a list, or [] where it has a mapping: no methods, no items */
    for (const struct node *child = value->first; child != NULL;
         child = methods ? child->next->next : child->next) {
        enum block_kind kind = !methods                                         ? BLOCK_EXTERNAL
                               : slice_equal(node_text(child), SLICE("initdb")) ? BLOCK_INITDB
                                                                                : BLOCK_RECOVERY;
        struct block *part = add_block(f, kind, parent);
        part->in_line = true;
        part->column = parent->column;
        part->head = parent->head;
        part->last = parent->last;
        part->style = parent->style;
        part->fragment = parent->fragment;
        part->value = methods ? child->next : child;
    }
}

static struct block *add_commented(struct finder *f, enum block_kind kind, struct block *parent,
                                   const struct head *head, struct comment_style style)
{
    bool head_only = kind == BLOCK_BOOTSTRAP || kind == BLOCK_EXTERNALS;
    struct block *block = add_block(f, kind, parent);
    struct view under;
    find_lines(f, block, head, style);
    comment_off(head->comment, style, &under);
    block->column = under.indent;
    block->head = head->line;
    block->last = block->lines.items[block->lines.count - 1];
    for (size_t i = 0; i < block->lines.count; i++)
        f->taken[block->lines.items[i] - f->sheet->first] = true;
    struct slice value;
    shape_key(under.body, &value);
    if (!head_only || value.len > 0 || block->lines.count > 1) /* a bare `bootstrap:` says nothing more */
        read_fragment(f, block);
    if (head_only)
        add_in_line(f, block);
    return block;
}

static void add_stray(struct finder *f, size_t line)
{
    struct blocks *b = f->found;
    b->stray = arena_grow(f->arena, b->stray, &b->stray_capacity, b->stray_count + 1, sizeof *b->stray);
    b->stray[b->stray_count++] = line;
}

/* Adds the method or item that begins with this head. */
static void add_part(struct finder *f, const struct head *head)
{
    bool method = !head->item;
    enum block_kind kind = head->item                                ? BLOCK_EXTERNAL
                           : slice_equal(head->key, SLICE("initdb")) ? BLOCK_INITDB
                                                                     : BLOCK_RECOVERY;
    struct block *parent = NULL;
    struct comment_style style;
    if (!part_style(f, head, method ? BLOCK_BOOTSTRAP : BLOCK_EXTERNALS, &parent, &style)) {
        if (kind == BLOCK_RECOVERY)
            add_stray(f, head->line);
        return;
    }
    add_commented(f, kind, parent, head, style);
}

/* Another commented key of spec ends the commented list or bootstrap before it. */
static void leave_parent(struct finder *f, size_t line)
{
    struct view under;
    if (f->parent != NULL &&
        comment_off(view_of(line_text(&f->sheet->lines, line)), f->parent->style, &under) &&
        under.indent <= f->found->column && under.body.len > 0 && under.body.data[0] != '-' &&
        shape_is_yaml(under))
        f->parent = NULL;
}

static void take_comment(struct finder *f, size_t line)
{
    struct head head;
    struct comment_style style;
    if (f->taken[line - f->sheet->first])
        return;
    if (!read_head(f, line, &head)) {
        leave_parent(f, line);
        return;
    }
    bool bootstrap = slice_equal(head.key, SLICE("bootstrap"));
    if (!bootstrap && !slice_equal(head.key, SLICE("externalClusters")))
        add_part(f, &head);
    else if (comment_style_for(head.comment, f->found->column, &style))
        f->parent = add_commented(f, bootstrap ? BLOCK_BOOTSTRAP : BLOCK_EXTERNALS, NULL, &head, style);
}

/* A line of content: which of spec's keys the lines after it belong to. Methods can stand behind an
 * externalClusters that is a comment whenever they are active. */
static void take_content(struct finder *f, size_t line)
{
    const struct blocks *b = f->found;
    struct view view = view_of(line_text(&f->sheet->lines, line));
    f->parent = NULL;
    if (view.indent != b->column || view.body.data[0] == '-') /* in flow style it may stand further left */
        return;
    bool bootstrap = b->bootstrap != NULL && line == b->bootstrap->head;
    bool externals = b->externals != NULL && line == b->externals->head;
    f->methods = bootstrap ? b->bootstrap : externals ? f->methods : NULL;
    f->items = externals ? b->externals : NULL;
}

static bool comes_before(const struct block *a, const struct block *b)
{
    return a->head < b->head;
}

/* Active and commented blocks come from two passes, each in order. */
static void merge_passes(struct arena *arena, struct blocks *blocks, size_t active)
{
    struct block **merged = arena_array(arena, blocks->count, sizeof *merged);
    for (size_t i = 0, j = active, n = 0; n < blocks->count; n++) {
        bool first = j == blocks->count || (i < active && comes_before(blocks->items[i], blocks->items[j]));
        merged[n] = blocks->items[first ? i++ : j++];
    }
    blocks->items = merged;
}

/* Aliases of a fragment whose anchor is elsewhere: active, or in another commented block. Of these only
 * scalars count, so that no alias can come to contain itself. */
static void bind_aliases(struct finder *f)
{
    struct anchor_table anchors = {0};
    const struct node_list *active = &f->cluster->tree->anchored;
    for (size_t i = 0; i < f->found->count; i++) {
        const struct tree *tree = f->found->items[i]->fragment;
        for (size_t j = 0; tree != NULL && j < tree->anchored.count; j++)
            if (tree->anchored.items[j]->kind == NODE_SCALAR)
                anchor_table_set(f->arena, &anchors, tree->anchored.items[j]);
    }
    for (size_t i = 0; i < active->count; i++)
        anchor_table_set(f->arena, &anchors, active->items[i]);
    for (size_t i = 0; i < f->found->count; i++) {
        const struct tree *tree = f->found->items[i]->fragment;
        for (size_t j = 0; tree != NULL && j < tree->aliases.count; j++)
            if (tree->aliases.items[j]->target == NULL)
                tree->aliases.items[j]->target = anchor_table_get(&anchors, tree->aliases.items[j]->value);
    }
    for (size_t i = 0; i < f->found->count; i++)
        read_name(f->found->items[i]);
}

/* A commented recovery outside of the spec: it may be meant, but cannot become active where it stands. */
static void see_strays(struct finder *f, size_t first, size_t end)
{
    struct head head;
    for (size_t line = first; line < end; line++)
        if (sheet_kind(f->sheet, line) == LINE_COMMENT && read_head(f, line, &head) &&
            slice_equal(head.key, SLICE("recovery")))
            add_stray(f, line);
}

struct blocks blocks_find(struct arena *arena, const struct sheet *sheet, const struct cluster *cluster)
{
    struct blocks found = {0};
    struct finder f = {.arena = arena, .sheet = sheet, .cluster = cluster, .found = &found};
    const struct node *spec = node_resolve(cluster->spec.value);
    add_active_blocks(&f);
    size_t active = found.count;
    for (size_t i = 0; i < active; i++)
        read_name(found.items[i]);
    if (cluster->spec.key == NULL || spec->kind != NODE_MAPPING || is_flow(spec))
        return found;
    size_t first = line_at(&sheet->lines, cluster->spec.key->outer), line = first + 1;
    size_t spec_column = view_of(line_text(&sheet->lines, first)).indent;
    found.column = view_of(line_text(&sheet->lines, line_at(&sheet->lines, spec->first->outer))).indent;
    f.taken = arena_alloc(arena, sheet->end - sheet->first + 1);
    for (; line < sheet->end; line++) {
        enum line_kind kind = sheet_kind(sheet, line);
        if (kind == LINE_CONTENT && view_of(line_text(&sheet->lines, line)).indent <= spec_column)
            break;
        if (kind == LINE_CONTENT)
            take_content(&f, line);
        else if (kind == LINE_COMMENT)
            take_comment(&f, line);
    }
    see_strays(&f, sheet->first, first);
    see_strays(&f, line, sheet->end);
    bind_aliases(&f);
    merge_passes(arena, &found, active);
    return found;
}

size_t block_distance(const struct block *block, size_t line)
{
    return line < block->head ? block->head - line : line > block->last ? line - block->last : 0;
}

bool block_is_hollow(const struct block *block)
{
    return block != NULL && !block->in_line && block->value != NULL &&
           block->value->kind == (block->kind == BLOCK_BOOTSTRAP ? NODE_MAPPING : NODE_SEQUENCE) &&
           block->value->style == STYLE_FLOW && block->value->first == NULL;
}

struct block *blocks_active_external(const struct blocks *blocks, const struct node *entry)
{
    for (size_t i = 0; i < blocks->count; i++)
        if (blocks->items[i]->active && blocks->items[i]->kind == BLOCK_EXTERNAL &&
            blocks->items[i]->value == entry)
            return blocks->items[i];
    return NULL;
}
