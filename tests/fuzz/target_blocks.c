/*
 * Fuzzes the comment blocks: any manifest. What one level of comment takes off a line, the same style puts on
 * again; each commented block that becomes active is found again, and becomes the comment that it was, byte
 * for byte; what a block says is what the other reader reads in its text.
 */
#include "cnpg/blocks.h"
#include "found.h"
#include "other.h"
#include "plan/manifest.h"
#include "yaml/encoding.h"
#include <stdint.h>

static struct arena arena;

/* A Cluster of a text that need not be one that a command would take. */
struct reading {
    struct lines lines;
    struct sheet sheet;
    struct cluster cluster;
    struct blocks blocks;
};

static bool read_cluster(struct slice text, const struct document *document, struct reading *r)
{
    struct tree *tree;
    if (failed(tree_read(&arena, text, document->start, document->end, &tree)) || !is_cluster(tree->root))
        return false;
    r->cluster = cluster_read(tree);
    if (failed(cluster_check_form(&arena, &r->cluster)))
        return false;
    r->lines = lines_split(&arena, text);
    r->sheet = sheet_of(&arena, &r->lines, tree, document->start, document->end);
    r->blocks = blocks_find(&arena, &r->sheet, &r->cluster);
    return true;
}

static struct slice apply(struct slice text, struct edits *edits)
{
    MUST(edits_sort(edits), "edits of lines overlap");
    return edits_apply(&arena, text, edits);
}

/* --- a line --- */

/* One level off and on again, in each style that the comment can have. */
static void line_and_back(const struct reading *r, size_t line)
{
    struct view view = view_of(line_text(&r->lines, line)), under;
    if (view.body.data[0] != '#')
        return; /* a byte order mark stands before it: no block takes such a line */
    for (size_t target = 0; target < view.indent + 12; target++) {
        struct comment_style style;
        if (!comment_style_for(view, target, &style))
            continue;
        MUST(comment_off(view, style, &under) && under.indent == target, "line %zu has no text in column %zu",
             line + 1, target);
        struct edits off = {0}, on = {0};
        comment_edit_off(&arena, &off, &r->lines, line, style);
        struct slice without = apply(r->lines.text, &off);
        struct lines lines = lines_split(&arena, without);
        struct view now = view_of(line_text(&lines, line));
        if (now.body.len == 0)
            continue; /* nothing stands under it: no block takes such a line */
        MUST(now.indent == target && slice_equal(now.body, under.body),
             "line %zu is another without its hash", line + 1);
        comment_edit_on(&arena, &on, &lines, line, style);
        MUST(slice_equal(apply(without, &on), r->lines.text), "line %zu is another with its hash again",
             line + 1);
    }
}

/* --- a block --- */

static void check_order(const struct reading *r, const struct block *block)
{
    MUST(block->head <= block->last && block->head >= r->sheet.first && block->last < r->sheet.end,
         "a block from line %zu to %zu", block->head + 1, block->last + 1);
    if (block->active)
        return;
    const struct block_lines *lists[] = {&block->lines, &block->target};
    for (size_t k = 0; k < 2 && !block->in_line; k++)
        for (size_t i = 0; i < lists[k]->count; i++) {
            size_t line = lists[k]->items[i];
            struct view under;
            MUST(i == 0 || lists[k]->items[i - 1] < line, "the lines of a block are not in order");
            MUST(sheet_kind(&r->sheet, line) == LINE_COMMENT, "line %zu of a commented block is none",
                 line + 1);
            MUST(comment_off(view_of(line_text(&r->lines, line)), block->style, &under),
                 "line %zu has another style", line + 1);
        }
}

/* What the block says is what its text says to the other reader. */
static void check_fragment(const struct reading *r, const struct block *block)
{
    if (block->in_line)
        return;
    struct slice text = block_text(&arena, &r->sheet, &block->lines, block->style);
    struct other other = other_read(text);
    bool head_only = block->kind == BLOCK_BOOTSTRAP || block->kind == BLOCK_EXTERNALS;
    MUST(block->fragment == NULL || !failed(block->fault), "a block with a fragment and a fault");
    MUST(block->fragment != NULL || failed(block->fault) || head_only, "a block without a fragment");
    if (failed(block->fault)) {
        const struct error *e = &block->fault;
        MUST(e->kind == ERROR_REFUSED && e->line >= block->head + 1 && e->line <= block->last + 1,
             "a fault at line %zu", e->line);
        MUST(!other.read || !IS_REFUSAL(*e, REFUSE_NOT_YAML), "the other reader takes the block in line %zu",
             block->head + 1);
    } else if (block->fragment != NULL && other.read && other.count == 1) { /* else an anchor is elsewhere */
        struct place_in root = other_root(&other, 0), value = other_item(root, 0);
        static const char *const keys[] = {"bootstrap", "recovery", "initdb", "externalClusters"};
        if (block->kind != BLOCK_EXTERNAL)
            value = other_get(root, keys[block->kind]);
        MUST(value.node != NULL, "the block in line %zu is none to the other reader", block->head + 1);
        struct slice name = other_text(other_get(value, block->kind == BLOCK_RECOVERY ? "source" : "name"));
        bool named = block->kind == BLOCK_RECOVERY || block->kind == BLOCK_EXTERNAL;
        MUST(!named || slice_equal(name, block->name), "the block in line %zu is called %.*s",
             block->head + 1, SLICE_ARG(block->name));
    }
    other_free(&other);
}

static const struct block *active_at(const struct reading *r, size_t line, enum block_kind kind)
{
    for (size_t i = 0; i < r->blocks.count; i++)
        if (r->blocks.items[i]->active && r->blocks.items[i]->kind == kind &&
            r->blocks.items[i]->head == line)
            return r->blocks.items[i];
    return NULL;
}

static void take_off(const struct reading *r, struct edits *edits, const struct block *block)
{
    for (size_t i = 0; i < block->lines.count; i++)
        comment_edit_off(&arena, edits, &r->lines, block->lines.items[i], block->style);
}

static void put_on(const struct reading *r, struct edits *edits, const struct block *block,
                   const struct block *as)
{
    struct block_rule rule = block_rule_for(as->kind, as->style);
    struct block_lines lines = block_active(&arena, &r->sheet, block->head, block->last, &rule);
    for (size_t i = 0; i < lines.count; i++)
        comment_edit_on(&arena, edits, &r->lines, lines.items[i], as->style);
}

/* Lines that both blocks take stand in the way of both. */
static bool shares_lines(const struct block *a, const struct block *b)
{
    for (size_t i = 0; i < a->lines.count; i++)
        for (size_t j = 0; j < b->lines.count; j++)
            if (a->lines.items[i] == b->lines.items[j])
                return true;
    return false;
}

static bool is_taken(const struct block *block, size_t line)
{
    for (size_t i = 0; block != NULL && i < block->lines.count; i++)
        if (block->lines.items[i] == line)
            return true;
    return false;
}

/* Lines with one hash that go on below lines with two, `# # a:` and `#   b: c`, are not the block's; once it
 * is active nothing tells the ones from the others. The proof refuses to edit such a block. */
static bool is_mixed(const struct reading *r, const struct block *block, struct slice back)
{
    struct lines now = lines_split(&arena, back);
    bool nested = false;
    for (size_t line = block->head; line < now.count; line++) {
        struct view under;
        bool same = slice_equal(line_text(&r->lines, line), line_text(&now, line));
        bool off = comment_off(view_of(line_text(&r->lines, line)), block->style, &under);
        if (!same)
            return nested && off && !is_taken(block, line) && !is_taken(block->parent, line);
        nested = is_taken(block, line) ? off && slice_starts_with(under.body, SLICE("#")) : nested;
    }
    return false;
}

/* A comment that is not the block's own became text of a block scalar in it: of such lines nothing tells any
 * more what they were. */
static bool has_new_text(const struct reading *before, const struct reading *after, const struct block *block)
{
    for (size_t line = block->head; line < before->sheet.end && line < after->sheet.end; line++)
        if (!is_taken(block, line) && sheet_kind(&before->sheet, line) == LINE_COMMENT &&
            sheet_kind(&after->sheet, line) == LINE_TEXT)
            return true;
    return false;
}

/* The block becomes active with its parent, is found again, and becomes a comment again. */
static void block_and_back(const struct reading *r, const struct document *document,
                           const struct block *block)
{
    const struct block *parent = block->parent != NULL && !block->parent->active ? block->parent : NULL;
    struct edits off = {0}, on = {0};
    if (block->in_line || failed(block->fault) || (parent != NULL && shares_lines(block, parent)))
        return;
    take_off(r, &off, block);
    if (parent != NULL)
        take_off(r, &off, parent);
    struct slice active = apply(r->lines.text, &off);
    struct document moved = *document;
    moved.end = moved.end + active.len - r->lines.text.len;
    struct reading now;
    if (!read_cluster(active, &moved, &now))
        return; /* what stands around it does not go with it; recover would refuse it */
    const struct block *found = active_at(&now, block->head, block->kind);
    const struct block *head = parent != NULL ? active_at(&now, parent->head, parent->kind) : NULL;
    if (found == NULL || (parent != NULL && head == NULL))
        return; /* it is part of another block now */
    if (found->last > block->last)
        return; /* content behind it is part of it now */
    if (has_new_text(r, &now, block))
        return;
    put_on(&now, &on, found, block);
    if (parent != NULL)
        put_on(&now, &on, head, parent);
    struct slice back = apply(active, &on);
    MUST(slice_equal(back, r->lines.text) || is_mixed(r, block, back),
         "the block in line %zu is another comment than it was", block->head + 1);
}

/* --- a manifest --- */

static void check_cluster(struct slice text, const struct document *document)
{
    struct reading r;
    if (!read_cluster(text, document, &r))
        return;
    size_t seen = 0, wanted = 0;
    for (size_t i = 0; i < text.len; i++)
        wanted = wanted * 31 + (unsigned char)text.data[i];
    for (size_t line = r.sheet.first; line < r.sheet.end; line++)
        if (sheet_kind(&r.sheet, line) == LINE_COMMENT && seen++ == wanted % 32)
            line_and_back(&r, line);
    for (size_t i = 0; i < r.blocks.count; i++) {
        check_order(&r, r.blocks.items[i]);
        if (r.blocks.items[i]->active)
            continue;
        check_fragment(&r, r.blocks.items[i]);
        if (i < 64)
            block_and_back(&r, document, r.blocks.items[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct documents documents;
    arena = ARENA_EMPTY;
    if (ARENA_BEGIN(&arena))
        FOUND("out of memory");
    struct slice text = arena_copy(&arena, (struct slice){(const char *)data, size});
    struct plan_scope scope = {.text = text};
    struct manifest manifest;
    bool taken = !failed(manifest_read(&arena, &scope, &manifest));
    MUST(!taken || manifest.tree != NULL, "a manifest without a tree");
    if (!failed(encoding_check(&arena, text)) && !failed(documents_split(&arena, text, &documents)))
        for (size_t i = 0; i < documents.count && i < 4; i++)
            check_cluster(text, &documents.items[i]);
    arena_free(&arena);
    return 0;
}
