/*
 * Fuzzes the YAML layer: any bytes, judged by the other reader.
 *
 * Both readers must take the same texts, but for what is refused on purpose (encoding, %TAG, depth, aliases
 * of nothing, tags, keys that are no scalars), and read the same from them. Spans must hold what their node
 * says, lines must be what sheet_of calls them, trees must equal themselves, and what is written out again
 * must read as it was.
 */
#include "found.h"
#include "other.h"
#include "yaml/comment.h"
#include "yaml/documents.h"
#include "yaml/emit.h"
#include "yaml/encoding.h"
#include "yaml/equal.h"
#include "yaml/scalar.h"
#include <stdint.h>

static const struct emit_override no_change = {NULL, {"", 0}, {"", 0}};

/* What this run has read. */
struct both {
    struct arena *arena;
    struct slice text;
    struct lines lines;
    struct documents documents;
    struct tree **trees;
    struct other other;
    int *anchored; /* node numbers of the other reader for the anchored nodes of one tree */
};

static struct slice join(struct arena *arena, struct slice a, struct slice b, struct slice c)
{
    char *text = arena_alloc(arena, a.len + b.len + c.len + 1);
    struct slice parts[] = {a, b, c};
    size_t n = 0;
    for (size_t i = 0; i < 3; i++) {
        if (parts[i].len > 0)
            memcpy(text + n, parts[i].data, parts[i].len);
        n += parts[i].len;
    }
    return (struct slice){text, n};
}

static struct slice blanks(struct arena *arena, size_t count)
{
    char *text = arena_alloc(arena, count + 1);
    memset(text, ' ', count);
    return (struct slice){text, count};
}

/* --- the same structure --- */

static int number_of(struct place_in place)
{
    return (int)(place.node - place.document->nodes.start);
}

/* The anchored node's place in the tree's list, which is in the order of the text. */
static size_t anchored_index(const struct tree *tree, const struct node *node)
{
    size_t low = 0, high = tree->anchored.count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        *(tree->anchored.items[middle]->outer <= node->outer ? &low : &high) = middle;
    }
    MUST(tree->anchored.items[low] == node, "an anchored node is not in the tree's list");
    return low;
}

static void same_node(struct both *b, const struct tree *tree, const struct node *node,
                      struct place_in place);

static void same_children(struct both *b, const struct tree *tree, const struct node *node,
                          struct place_in place)
{
    const struct node *child = node->first;
    if (node->kind == NODE_SEQUENCE) {
        for (size_t i = 0; child != NULL || other_item(place, i).node != NULL; i++) {
            MUST(child != NULL && other_item(place, i).node != NULL, "a sequence of another length");
            same_node(b, tree, child, other_item(place, i));
            child = child->next;
        }
        return;
    }
    yaml_node_pair_t *pair = place.node->data.mapping.pairs.start;
    for (; child != NULL || pair < place.node->data.mapping.pairs.top; pair++) {
        MUST(child != NULL && pair < place.node->data.mapping.pairs.top, "a mapping of another length");
        yaml_document_t *d = place.document;
        same_node(b, tree, child, (struct place_in){d, yaml_document_get_node(d, pair->key)});
        same_node(b, tree, child->next, (struct place_in){d, yaml_document_get_node(d, pair->value)});
        child = child->next->next;
    }
}

static void same_node(struct both *b, const struct tree *tree, const struct node *node, struct place_in place)
{
    static const yaml_node_type_t types[] = {YAML_SCALAR_NODE, YAML_MAPPING_NODE, YAML_SEQUENCE_NODE};
    if (node->kind == NODE_ALIAS) {
        MUST(b->anchored[anchored_index(tree, node->target)] == number_of(place), "an alias of another node");
        return;
    }
    if (node->anchor.len > 0)
        b->anchored[anchored_index(tree, node)] = number_of(place);
    MUST(other_is(place, types[node->kind]), "a node of another kind at byte %zu", node->outer);
    if (node->kind != NODE_SCALAR) {
        same_children(b, tree, node, place);
        return;
    }
    struct slice value = {(const char *)place.node->data.scalar.value, place.node->data.scalar.length};
    MUST(slice_equal(node->value, value), "another value at byte %zu: %.*s", node->start, SLICE_ARG(value));
    bool plain = place.node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    MUST((node->style == STYLE_PLAIN) == plain, "another style at byte %zu", node->start);
    MUST(node_is_null(node) == (other_is_nothing(place) && (node->tag == NULL || node->value.len == 0)),
         "null at byte %zu", node->start);
}

/* --- spans --- */

static bool holds_alias(const struct node *top)
{
    for (const struct node *node = top; node != NULL;) {
        if (node->kind == NODE_ALIAS)
            return true;
        if (node->first != NULL) {
            node = node->first;
            continue;
        }
        while (node != top && node->next == NULL)
            node = node->parent;
        node = node == top ? NULL : node->next;
    }
    return false;
}

static const struct node *last_leaf(const struct node *node)
{
    while (node->first != NULL) {
        node = node->first;
        while (node->next != NULL)
            node = node->next;
    }
    return node;
}

static bool is_block_scalar(const struct node *node)
{
    return node->style == STYLE_LITERAL || node->style == STYLE_FOLDED;
}

/* The text reads as one document: as what place is. A slice of a text may lack anchors and the blank lines of
 * a |+ scalar; who calls has seen to that. */
static void reads_as(struct slice text, struct place_in place, const char *key, const char *what)
{
    struct other again = other_read(text);
    MUST(again.read || again.unjudged, "%s does not parse (%s): %.*s", what, again.problem, SLICE_ARG(text));
    if (again.read) {
        struct place_in got = other_root(&again, 0);
        if (key != NULL)
            got = other_get(got, key);
        MUST(again.count == 1 && other_compare(got, place) != OTHER_DIFFERS,
             "%s reads as something else: %.*s", what, SLICE_ARG(text));
    }
    other_free(&again);
}

/* A value on one line, behind a key in the same kind of collection. */
static void scalar_span(struct both *b, const struct node *node, struct place_in place, struct slice span)
{
    bool one_line = slice_find_char(span, '\n', 0) == span.len;
    if (is_block_scalar(node)) {
        MUST(span.len > 0 && strchr("|>", span.data[0]) != NULL, "a block scalar begins with %.*s",
             SLICE_ARG(span));
    } else if (node->style != STYLE_PLAIN) {
        char quote = node->style == STYLE_SINGLE ? '\'' : '"';
        MUST(span.len >= 2 && span.data[0] == quote && span.data[span.len - 1] == quote, "quotes: %.*s",
             SLICE_ARG(span));
    } else if (span.len == 0) {
        MUST(node->value.len == 0, "no text, and the value %.*s", SLICE_ARG(node->value));
    }
    if (is_block_scalar(node) || !one_line || span.len == 0 || node->tag != NULL)
        return;
    bool flow = node->parent != NULL && node->parent->style == STYLE_FLOW;
    struct slice text =
        join(b->arena, flow ? SLICE("{k: ") : SLICE("k: "), span, flow ? SLICE("}") : SLICE(""));
    bool only_key = slice_equal(span, SLICE("-")) || slice_equal(span, SLICE("?")); /* "-: x" */
    if (span.len < 1000 && !only_key &&
        !slice_ends_with(span, SLICE(":"))) /* longer keys are none; "a:: b" has the key "a:" */
        reads_as(text, place, "k", "a scalar");
}

/* A collection cut out. Only where that is no quadratic work. */
static void collection_span(struct both *b, const struct node *node, struct place_in place, struct slice span)
{
    bool flow = node->style == STYLE_FLOW;
    bool outermost = node->parent == NULL || node->parent->style == STYLE_BLOCK;
    if (flow) {
        const char *ends = node->kind == NODE_MAPPING ? "{}" : "[]";
        /* [a: b] holds a mapping without braces */
        bool single = node->kind == NODE_MAPPING && node->parent != NULL &&
                      node->parent->style == STYLE_FLOW && node->parent->kind == NODE_SEQUENCE &&
                      (span.len == 0 || span.data[0] != '{');
        if (single)
            return;
        MUST(span.len >= 2 && span.data[0] == ends[0] && span.data[span.len - 1] == ends[1], "brackets: %.*s",
             SLICE_ARG(span));
    }
    if (holds_alias(node) || (flow && !outermost) || node->depth > 4 || node->tag != NULL)
        return;
    if (is_block_scalar(last_leaf(node)))
        return; /* its trailing blank lines may be part of it */
    size_t line = b->lines.items[line_at(&b->lines, node->start)].start;
    size_t first = line == 0 ? encoding_bom(b->text) : line, column = node->start - first;
    struct slice text = join(b->arena, blanks(b->arena, flow ? 0 : column), span, SLICE("\n"));
    reads_as(text, place, NULL, "a collection");
}

static void spans(struct both *b, const struct node *node, struct place_in place)
{
    MUST(node->outer <= node->start && node->start <= node->end && node->end <= b->text.len,
         "a span that is none");
    const struct node *parent = node->parent;
    MUST(parent == NULL || (node->outer >= parent->start && node->end <= parent->end),
         "the node at byte %zu stands outside of its parent", node->outer);
    struct slice span = slice_cut(b->text, node->start, node->end);
    if (node->kind == NODE_ALIAS) {
        MUST(slice_equal(span, join(b->arena, SLICE("*"), node->value, SLICE(""))), "an alias: %.*s",
             SLICE_ARG(span));
    } else if (node->kind == NODE_SCALAR) {
        scalar_span(b, node, place, span);
    } else {
        collection_span(b, node, place, span);
        size_t i = 0;
        for (const struct node *child = node->first; child != NULL; child = child->next, i++) {
            MUST(child->next == NULL || child->end <= child->next->outer, "nodes that overlap at byte %zu",
                 child->outer);
            yaml_document_t *d = place.document;
            struct place_in down = other_item(place, i);
            if (node->kind == NODE_MAPPING) {
                yaml_node_pair_t *pair = &place.node->data.mapping.pairs.start[i / 2];
                down = (struct place_in){d, yaml_document_get_node(d, i % 2 == 0 ? pair->key : pair->value)};
            }
            spans(b, child, down);
        }
    }
}

static size_t expanded(const struct node *node, size_t bound);
static bool holds_duplicate(const struct node *top);

/* --- lines --- */

/* Comments emptied: the text must say the same. A line of text that begins with # changed: it must not. */
static void lines_are(struct both *b, size_t index, size_t pick)
{
    const struct document *d = &b->documents.items[index];
    struct sheet sheet = sheet_of(b->arena, &b->lines, b->trees[index], d->start, d->end);
    char *emptied = arena_alloc(b->arena, b->text.len + b->lines.count + 1);
    size_t n = 0, seen = 0, changed = 0;
    char *other = arena_alloc(b->arena, b->text.len + 2);
    for (size_t line = sheet.first; line < sheet.end; line++) {
        struct slice text = line_text(&b->lines, line);
        struct view view = view_of(text);
        enum line_kind kind = sheet_kind(&sheet, line);
        struct slice said = slice_cut(text, encoding_bom(text), text.len);
        MUST((kind == LINE_BLANK) == (slice_trim(said).len == 0), "line %zu is blank, or not", line + 1);
        if (kind == LINE_COMMENT)
            text = slice_cut(text, 0, slice_find_char(text, '#', 0) + 1);
        if (text.len > 0)
            memcpy(emptied + n, text.data, text.len);
        n += text.len;
        if (b->lines.items[line].next > b->lines.items[line].end)
            emptied[n++] = '\n';
        if (kind == LINE_TEXT && view.body.len > 0 && view.body.data[0] == '#' && seen++ == pick)
            changed = b->lines.items[line].start + view.indent + 1;
    }
    struct other again = other_read((struct slice){emptied, n});
    MUST(again.read && again.count >= 1 && other_equal(other_root(&again, 0), other_root(&b->other, index)),
         "without its comments the document reads as something else");
    other_free(&again);
    if (changed == 0 || expanded(b->trees[index]->root, 4000) >= 4000 ||
        holds_duplicate(b->trees[index]->root))
        return;
    memcpy(other, b->text.data, changed);
    other[changed] = '!';
    memcpy(other + changed + 1, b->text.data + changed, b->text.len - changed);
    again = other_read((struct slice){other, b->text.len + 1});
    MUST(!again.read || !other_equal(other_root(&again, index), other_root(&b->other, index)),
         "a comment at byte %zu is taken for text", changed);
    other_free(&again);
}

/* --- written out again --- */

/* How many nodes the node has with all aliases resolved, up to a bound: what emit would write. */
static size_t expanded(const struct node *node, size_t bound)
{
    size_t count = 1;
    node = node_resolve(node);
    for (const struct node *child = node == NULL ? NULL : node->first; child != NULL && count < bound;
         child = child->next)
        count += expanded(child, bound - count);
    return count;
}

static bool holds_tag(const struct node *node)
{
    node = node_resolve(node);
    if (node == NULL || node->tag != NULL)
        return node != NULL;
    for (const struct node *child = node->first; child != NULL; child = child->next)
        if (holds_tag(child))
            return true;
    return false;
}

static struct slice key_text(const struct node *key)
{
    return node_is_null(key) ? SLICE("null") : node_resolve(key)->value;
}

/* Two keys of one text, somewhere in it: readers disagree on what that says. Of very large mappings nobody
 * asks. */
static bool holds_duplicate(const struct node *top)
{
    const struct node *node = node_resolve(top);
    size_t count = 0;
    if (node == NULL)
        return false;
    for (const struct node *a = node->first; node->kind == NODE_MAPPING && a != NULL;
         a = a->next->next, count++)
        for (const struct node *b = node->first; b != a; b = b->next->next)
            if (count > 200 || slice_equal(key_text(a), key_text(b)))
                return true;
    for (const struct node *child = node->first; child != NULL; child = child->next)
        if (holds_duplicate(child))
            return true;
    return false;
}

static void written_again(struct both *b, const struct tree *tree, const struct node *node,
                          struct place_in place, size_t dash)
{
    if (node_resolve(node) == NULL || expanded(node, 4000) >= 4000 || holds_tag(node) ||
        holds_duplicate(node))
        return;
    struct house_style style = {SLICE("\n"), 2, dash};
    struct slice block = emit_block_value(b->arena, &style, tree->text, node, 0, no_change);
    struct slice flow = emit_flow_value(b->arena, tree->text, node, no_change);
    struct slice texts[] = {join(b->arena, SLICE("k:"), block, SLICE("\n")),
                            join(b->arena, SLICE("k: "), flow, SLICE("\n"))};
    for (size_t i = 0; i < 2; i++) {
        reads_as(texts[i], place, "k", i == 0 ? "a node in block style" : "a node in flow style");
        struct tree *again;
        struct error error = tree_read(b->arena, texts[i], 0, texts[i].len, &again);
        MUST(!failed(error), "what is written is refused: %.*s", SLICE_ARG(error.message));
        struct difference d = tree_difference(b->arena, node, again->root->first->next, NULL, NULL);
        /* a plain scalar of several lines is quoted, which matters where somebody could take it for a date */
        if (d.found && d.before != NULL && d.before->kind == NODE_SCALAR &&
            memchr(tree->text.data + d.before->start, '\n', d.before->end - d.before->start) != NULL)
            continue;
        MUST(!d.found, "what is written differs at %.*s: %.*s", SLICE_ARG(d.path), SLICE_ARG(texts[i]));
    }
}

static void scalar_again(struct both *b, const struct node *scalar)
{
    for (size_t quoted = 0; quoted < 2; quoted++) {
        struct slice text = scalar_write(b->arena, scalar->value, quoted ? scalar : NULL);
        MUST(!failed(encoding_check(b->arena, text)), "a scalar is written so that it is refused");
        struct other again = other_read(join(b->arena, SLICE("k: "), text, SLICE("")));
        MUST(again.read, "a scalar does not parse as it is written: %.*s", SLICE_ARG(text));
        struct place_in value = other_get(other_root(&again, 0), "k");
        MUST(other_is(value, YAML_SCALAR_NODE) && value.node->data.scalar.length == scalar->value.len &&
                 memcmp(value.node->data.scalar.value, scalar->value.data, scalar->value.len) == 0,
             "a scalar is another one as it is written: %.*s", SLICE_ARG(text));
        other_free(&again);
    }
}

/* --- one document, and all --- */

static size_t pick_from(struct slice text)
{
    size_t hash = 5381;
    for (size_t i = 0; i < text.len; i++)
        hash = hash * 33 + (unsigned char)text.data[i];
    return hash;
}

static void one_document(struct both *b, size_t index)
{
    const struct tree *tree = b->trees[index];
    struct place_in root = other_root(&b->other, index);
    size_t pick = pick_from(b->text), n = 0;
    MUST(tree->root != NULL, "a document without a root");
    b->anchored = arena_array(b->arena, tree->anchored.count + 1, sizeof *b->anchored);
    same_node(b, tree, tree->root, root);
    if (slice_find(slice_cut(b->text, encoding_bom(b->text), b->text.len), SLICE("\xEF\xBB\xBF")) +
            encoding_bom(b->text) <
        b->text.len)
        return; /* a BOM is nothing at the start of a line, and text anywhere else */
    spans(b, tree->root, root);
    lines_are(b, index, pick % 4);
    struct tree *again;
    const struct document *d = &b->documents.items[index];
    MUST(!failed(tree_read(b->arena, b->text, d->start, d->end, &again)),
         "read once, refused the second time");
    struct difference difference = tree_difference(b->arena, tree->root, again->root, NULL, NULL);
    MUST(!difference.found, "a document differs from itself at %.*s", SLICE_ARG(difference.path));
    written_again(b, tree, tree->root, root, pick % 2 * 2);
    for (const struct node *node = tree->root->first; node != NULL; node = node->next, n++)
        if (tree->root->kind == NODE_MAPPING && n / 2 == pick % 7)
            scalar_again(b, node_resolve(node)->kind == NODE_SCALAR ? node_resolve(node) : tree->root->first);
}

/* Two documents of one text: both readers must find them alike, or not. */
static void two_documents(struct both *b, size_t index)
{
    const struct node *one = b->trees[index]->root, *two = b->trees[index + 1]->root;
    bool wide = expanded(one, 4000) + expanded(two, 4000) >= 4000;
    if (wide || holds_duplicate(one) || holds_duplicate(two) || holds_tag(one) || holds_tag(two))
        return;
    struct difference d = tree_difference(b->arena, one, two, NULL, NULL);
    enum other_verdict verdict =
        other_compare(other_root(&b->other, index), other_root(&b->other, index + 1));
    MUST(!d.found || verdict != OTHER_SAME, "two equal documents differ at %.*s", SLICE_ARG(d.path));
    MUST(d.found || verdict != OTHER_DIFFERS, "two documents that differ are called equal");
}

static bool is_ours(struct error error)
{
    static const enum refusal ours[] = {REFUSE_ENCODING, REFUSE_TAG_DIRECTIVE, REFUSE_NESTING,
                                        REFUSE_TEMPLATE, REFUSE_ALIAS,         REFUSE_MALFORMED};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (IS_REFUSAL(error, ours[i]))
            return true;
    return false;
}

static struct error read_trees(struct both *b)
{
    b->trees = arena_array(b->arena, b->documents.count + 1, sizeof *b->trees);
    for (size_t i = 0; i < b->documents.count; i++) {
        const struct document *d = &b->documents.items[i];
        MUST(d->start <= d->body && d->body <= d->end && d->end <= b->text.len, "a document that is none");
        MUST(i == 0 || d[-1].end <= d->start, "documents that overlap");
        struct error error = tree_read(b->arena, b->text, d->start, d->end, &b->trees[i]);
        if (!failed(error))
            error = tree_check(b->arena, b->trees[i]);
        if (failed(error))
            return error;
    }
    return NO_ERROR;
}

static void has_place(struct both *b, struct error error)
{
    MUST(error.kind == ERROR_REFUSED && error.code != NULL && error.message.len > 0,
         "an error that says nothing");
    MUST(error.line >= 1 && error.line <= b->lines.count + 1 && error.column >= 1, "an error at %zu:%zu",
         error.line, error.column);
}

/* Comments that belong to no document are not read, whatever is in them. */
static bool has_control(const struct both *b)
{
    return !b->other.read && strstr(b->other.problem, "control characters") != NULL;
}

/* A line of nothing but a tab, outside of all documents, is blank (1.2.2 §6.7), but not to libyaml. */
static bool has_tab_outside(const struct both *b)
{
    if (b->other.read || b->other.line >= b->lines.count)
        return false;
    size_t at = b->lines.items[b->other.line].start;
    for (size_t i = 0; i < b->documents.count; i++)
        if (at >= b->documents.items[i].start && at < b->documents.items[i].end)
            return false;
    struct slice line = line_text(&b->lines, b->other.line);
    return slice_find_char(line, '\t', 0) < line.len && slice_trim(line).len == 0;
}

/* Around `...` libyaml takes less than YAML allows (1.2.2 §9.2): a document behind it needs no `---`, and
 * nothing need stand before it. */
static bool has_end_marker(const struct both *b)
{
    for (size_t i = 0; i < b->lines.count; i++) {
        struct slice line = line_text(&b->lines, i);
        if (document_marker(slice_cut(line, i == 0 ? encoding_bom(line) : 0, line.len)) == '.')
            return true;
    }
    return false;
}

/* A directive behind a document that no `...` ends is taken by libyaml, and is no YAML (1.2.2 §9.2). One that
 * no document follows is not read. */
static bool has_directive(const struct both *b)
{
    for (size_t i = 0; i < b->lines.count; i++) {
        struct slice line = line_text(&b->lines, i);
        if (slice_starts_with(slice_cut(line, i == 0 ? encoding_bom(line) : 0, line.len), SLICE("%")))
            return true;
    }
    return false;
}

/* A comment behind a BOM in the middle of a file makes a document without a node; the other reader names
 * none. */
static void drop_documents_of_nothing(struct both *b)
{
    size_t kept = 0;
    for (size_t i = 0; i < b->documents.count; i++) {
        const struct node *root = b->trees[i]->root;
        if (root == NULL || (root->kind == NODE_SCALAR && root->end == root->outer))
            continue;
        b->documents.items[kept] = b->documents.items[i];
        b->trees[kept++] = b->trees[i];
    }
    b->documents.count = kept;
}

static void judge(struct both *b)
{
    b->lines = lines_split(b->arena, b->text);
    struct error error = encoding_check(b->arena, b->text);
    if (!failed(error))
        error = documents_split(b->arena, b->text, &b->documents);
    if (!failed(error))
        error = read_trees(b);
    if (failed(error))
        has_place(b, error);
    if (failed(error) && is_ours(error))
        return;
    b->other = other_read(b->text);
    if (failed(error)) {
        MUST(!b->other.read || has_directive(b), "refused, and the other reader takes it: %.*s",
             SLICE_ARG(error.message));
        return;
    }
    if (b->other.unjudged || has_control(b) || has_tab_outside(b) ||
        (!b->other.read && (has_end_marker(b) || has_directive(b))))
        return;
    MUST(b->other.read, "taken, and the other reader refuses it: %s", b->other.problem);
    drop_documents_of_nothing(b);
    MUST(b->other.count == b->documents.count, "%zu documents, and %zu to the other reader",
         b->documents.count, b->other.count);
    for (size_t i = 0; i < b->documents.count; i++)
        one_document(b, i);
    for (size_t i = 0; i + 1 < b->documents.count; i++)
        two_documents(b, i);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct both b = {.arena = &arena};
    arena = ARENA_EMPTY;
    if (ARENA_BEGIN(&arena))
        FOUND("out of memory");
    b.text = arena_copy(&arena, (struct slice){(const char *)data, size});
    judge(&b);
    other_free(&b.other);
    arena_free(&arena);
    return 0;
}
