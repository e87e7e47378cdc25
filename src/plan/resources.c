#include "plan/resources.h"
#include "plan/manifest.h"
#include "plan/proof_inside.h"
#include "text/count.h"
#include "yaml/encoding.h"

/* A Cluster among the resources. */
struct candidate {
    const struct node *root;
    size_t start, end; /* the bytes that are a manifest of their own */
};

/* What was seen on the way, and the one that is meant. */
struct search {
    struct arena *arena;
    struct slice text;
    const struct transformer *transformer;
    struct candidate found;
    size_t clusters, hits;
    struct slice seen; /* "immich/db (line 3), b (line 40)" */
};

static size_t line_of(struct slice text, size_t offset)
{
    return count_line_feeds(slice_cut(text, 0, offset)) + 1;
}

static void see(struct search *s, const struct candidate *candidate)
{
    const struct node *root = candidate->root;
    struct slice namespace = node_text(node_at(root, "metadata", "namespace", (const char *)NULL));
    struct slice name = node_text(node_at(root, "metadata", "name", (const char *)NULL));
    if (s->seen.len < 400)
        s->seen = arena_format(s->arena, "%.*s%s%.*s%s%.*s (line %zu)", SLICE_ARG(s->seen),
                               s->clusters == 0 ? "" : ", ", SLICE_ARG(namespace),
                               namespace.len > 0 ? "/" : "", SLICE_ARG(name), line_of(s->text, root->outer));
    s->clusters++;
    if (!transformer_means(s->transformer, root))
        return;
    s->found = *candidate;
    s->hits++;
}

/* One, or an error: what is not there cannot be in recovery. */
static struct error check_found(const struct search *s)
{
    struct slice name = s->transformer->name;
    if (s->hits == 1)
        return NO_ERROR;
    if (s->clusters == 0)
        return error_next(refuse(s->arena, REFUSE_NO_CLUSTER,
                                 TRANSFORMER_KIND " %.*s: there is no CloudNativePG Cluster",
                                 SLICE_ARG(name)),
                          SLICE("see that the kustomization holds the Cluster before the transformer runs"));
    return error_next(refuse(s->arena, REFUSE_WHICH_CLUSTER,
                             TRANSFORMER_KIND " %.*s: its target means %s of the Clusters %.*s",
                             SLICE_ARG(name), s->hits == 0 ? "none" : "several", SLICE_ARG(s->seen)),
                      SLICE("name one by target.name, target.namespace or target.labels"));
}

/* An error about a part of the text that begins at that byte, moved to its place in the text. */
static struct error moved(struct slice text, size_t start, struct error error)
{
    size_t line, column;
    if (error.line == 0)
        return error;
    text_position(text, start, &line, &column);
    error.column += error.line == 1 ? column - 1 : 0;
    error.line += line - 1;
    return error;
}

/* The Cluster that was found, as a manifest of its own. */
static struct error transform_part(const struct search *s, struct slice part, const struct proved **result,
                                   struct plan_report *report)
{
    struct plan_scope scope = {.text = part};
    struct error error = plan_structure(s->arena, &scope, &s->transformer->options, result, report);
    for (size_t i = 0; i < report->remark_count; i++)
        if (report->remarks[i].line > 0)
            report->remarks[i].line += line_of(s->text, s->found.start) - 1;
    return moved(s->text, s->found.start, error);
}

/* --- a stream of documents --- */

static struct error see_document(struct search *s, const struct document *document)
{
    struct slice text = slice_cut(s->text, document->start, document->end);
    struct tree *tree;
    if (!may_be_cnpg(text))
        return NO_ERROR;
    struct error error = encoding_check(s->arena, text);
    if (failed(error))
        return moved(s->text, document->start, error);
    error = tree_read(s->arena, s->text, document->start, document->end, &tree);
    if (failed(error))
        return manifest_fault(s->arena, s->text, document, error);
    struct candidate candidate = {tree->root, document->start, document->end};
    if (is_cluster(tree->root))
        see(s, &candidate);
    return NO_ERROR;
}

struct error transform_stream(struct arena *arena, struct slice text, const struct transformer *transformer,
                              const struct proved **result, struct plan_report *report)
{
    struct search search = {.arena = arena, .text = text, .transformer = transformer};
    struct documents documents;
    const struct proved *part;
    *report = (struct plan_report){.remark_count = 0};
    struct error error = documents_split(arena, text, &documents);
    for (size_t i = 0; !failed(error) && i < documents.count; i++)
        error = see_document(&search, &documents.items[i]);
    if (!failed(error))
        error = check_found(&search);
    if (failed(error))
        return error;
    size_t start = search.found.start;
    error = transform_part(&search, slice_cut(text, start, search.found.end), &part, report);
    return failed(error) ? error : prove_in_stream(arena, text, start, part, result);
}

/* --- the items of a list --- */

static bool is_blank(struct slice line)
{
    return slice_trim(line).len == 0 || slice_equal(slice_trim(line), SLICE("\r"));
}

/* The lines of an item in block style, which begin below a key, with blank lines behind it, which may be part
 * of its last value. */
static struct candidate block_item(struct slice text, const struct node *item)
{
    struct candidate c = {item, item->outer, item->end};
    while (text.data[c.start - 1] != '\n')
        c.start--;
    do
        c.end = slice_find_char(text, '\n', c.end) + 1;
    while (c.end < text.len && is_blank(slice_cut(text, c.end, slice_find_char(text, '\n', c.end))));
    c.end = c.end < text.len ? c.end : text.len;
    return c;
}

/* The item's text with a blank in place of its dash: a document in which every byte stands where it stood. */
static struct slice without_dash(struct search *s)
{
    struct slice text = arena_copy(s->arena, slice_cut(s->text, s->found.start, s->found.end));
    char *bytes = (char *)text.data; /* our own copy */
    for (size_t i = 0; i < s->found.root->outer - s->found.start; i++)
        if (bytes[i] == '-')
            bytes[i] = ' ';
    return text;
}

static struct error no_list(struct arena *arena, struct slice text, const struct node *node, const char *what)
{
    struct error error = error_make(arena, ERROR_USAGE, "%s", what);
    error = error_next(error, SLICE("a KRM function gets a ResourceList on standard input; an exec plugin is "
                                    "called with the file of its configuration"));
    return node == NULL ? error : refuse_here(error, text, node->outer);
}

static struct error read_list(struct arena *arena, struct slice text, struct tree **tree)
{
    struct documents documents;
    struct error error = encoding_check(arena, text);
    if (!failed(error))
        error = documents_split(arena, text, &documents);
    if (failed(error))
        return error;
    if (documents.count != 1)
        return no_list(arena, text, NULL, "the input is no ResourceList");
    error = tree_read(arena, text, 0, text.len, tree);
    if (!failed(error))
        error = tree_check(arena, *tree);
    if (failed(error))
        return error;
    const struct node *root = (*tree)->root, *items = node_resolve(mapping_get(root, "items"));
    if (!slice_equal(node_text(mapping_get(root, "kind")), SLICE("ResourceList")))
        return no_list(arena, text, root, "the input is no ResourceList");
    if (mapping_get(root, "functionConfig") == NULL)
        return no_list(arena, text, root, "the ResourceList has no functionConfig");
    if (items != NULL && items->kind != NODE_SEQUENCE && !node_is_null(items))
        return no_list(arena, text, items, "the items of the ResourceList are no list");
    return NO_ERROR;
}

static void see_items(struct search *s, const struct node *items)
{
    for (const struct node *item = sequence_first(items); item != NULL; item = item->next) {
        struct candidate candidate = {item, item->outer, item->end};
        if (item->kind != NODE_MAPPING || !is_cluster(item))
            continue;
        if (item->style == STYLE_BLOCK)
            candidate = block_item(s->text, item);
        see(s, &candidate);
    }
}

struct error transform_list(struct arena *arena, struct slice text, const struct proved **result,
                            struct plan_report *report)
{
    struct tree *tree;
    struct transformer transformer;
    struct search search = {.arena = arena, .text = text, .transformer = &transformer};
    const struct proved *part;
    *report = (struct plan_report){.remark_count = 0};
    struct error error = read_list(arena, text, &tree);
    if (!failed(error))
        error = transformer_read(arena, text, mapping_get(tree->root, "functionConfig"), &transformer);
    if (failed(error))
        return error;
    see_items(&search, mapping_get(tree->root, "items"));
    error = check_found(&search);
    if (!failed(error))
        error = transform_part(&search, without_dash(&search), &part, report);
    return failed(error) ? error
                         : prove_in_list(arena, tree, search.found.root, search.found.start, part, result);
}
