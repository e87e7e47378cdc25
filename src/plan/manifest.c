#include "plan/manifest.h"
#include "yaml/encoding.h"

/* A document that is a Cluster. */
struct candidate {
    size_t document;
    struct tree *tree;
    struct cluster cluster;
};

struct candidates {
    struct candidate *items;
    size_t count, capacity;
};

struct error manifest_fault(struct arena *arena, struct slice text, const struct document *document,
                            struct error error)
{
    struct slice body = slice_cut(text, document->start, document->end);
    size_t at = slice_find(body, SLICE("{{"));
    if (at == body.len || !is_refusal(&error, REFUSE_NOT_YAML))
        return error;
    return refuse_here(refuse(arena, REFUSE_TEMPLATE, "a template that is no YAML"), text,
                       document->start + at);
}

static struct error read_document(struct arena *arena, struct slice text, const struct document *document,
                                  struct tree **tree)
{
    struct error error = tree_read(arena, text, document->start, document->end, tree);
    return failed(error) ? manifest_fault(arena, text, document, error) : NO_ERROR;
}

static struct error read_documents(struct arena *arena, struct manifest *m, struct candidates *found)
{
    for (size_t i = 0; i < m->documents.count; i++) {
        struct tree *tree = NULL;
        struct error error = read_document(arena, m->text, &m->documents.items[i], &tree);
        if (!failed(error))
            error = tree_check(arena, tree);
        if (failed(error))
            return error;
        if (!is_cluster(tree->root))
            continue;
        found->items =
            arena_grow(arena, found->items, &found->capacity, found->count + 1, sizeof *found->items);
        found->items[found->count++] = (struct candidate){i, tree, cluster_read(tree)};
    }
    return NO_ERROR;
}

/* Does "[NAMESPACE/]NAME" mean this Cluster? */
static bool is_meant(const struct cluster *cluster, struct slice wanted)
{
    size_t slash = slice_find_char(wanted, '/', 0);
    if (slash == wanted.len)
        return wanted.len == 0 || slice_equal(cluster->name, wanted);
    return slice_equal(cluster->namespace, slice_cut(wanted, 0, slash)) &&
           slice_equal(cluster->name, slice_cut(wanted, slash + 1, wanted.len));
}

/* "ns/a (line 3), b (line 40)" */
static struct slice list_clusters(struct arena *arena, const struct manifest *m,
                                  const struct candidates *found)
{
    struct slice list = {"", 0};
    for (size_t i = 0; i < found->count; i++) {
        const struct cluster *c = &found->items[i].cluster;
        size_t line, column;
        text_position(m->text, c->tree->root->start, &line, &column);
        list =
            arena_format(arena, "%.*s%s%.*s%s%.*s (line %zu)", SLICE_ARG(list), i == 0 ? "" : ", ",
                         SLICE_ARG(c->namespace), c->namespace.len > 0 ? "/" : "", SLICE_ARG(c->name), line);
        if (list.len > 400 && i + 1 < found->count)
            return arena_format(arena, "%.*s and %zu more", SLICE_ARG(list), found->count - i - 1);
    }
    return list;
}

static struct error choose(struct arena *arena, struct manifest *m, const struct candidates *found,
                           struct slice wanted)
{
    size_t hits = 0;
    const struct candidate *chosen = NULL;
    for (size_t i = 0; i < found->count; i++)
        if (is_meant(&found->items[i].cluster, wanted)) {
            chosen = &found->items[i];
            hits++;
        }
    if (found->count == 0)
        return refuse(arena, REFUSE_NO_CLUSTER, "the file holds no CloudNativePG Cluster");
    if (hits == 0)
        return refuse(arena, REFUSE_WHICH_CLUSTER, "no Cluster is called %.*s; there is %.*s",
                      SLICE_ARG(wanted), SLICE_ARG(list_clusters(arena, m, found)));
    if (hits > 1)
        return refuse(arena, REFUSE_WHICH_CLUSTER, "%zu Clusters could be meant: %.*s", hits,
                      SLICE_ARG(list_clusters(arena, m, found)));
    m->chosen = chosen->document;
    m->tree = chosen->tree;
    m->cluster = chosen->cluster;
    return NO_ERROR;
}

/* Everything that follows from the chosen document's tree. */
static struct error look_at_cluster(struct arena *arena, struct manifest *m)
{
    struct error error = cluster_check(arena, &m->cluster);
    if (failed(error))
        return error;
    const struct document *document = &m->documents.items[m->chosen];
    m->sheet = sheet_of(arena, &m->lines, m->tree, document->start, document->end);
    m->blocks = blocks_find(arena, &m->sheet, &m->cluster);
    return NO_ERROR;
}

struct error manifest_read(struct arena *arena, const struct plan_scope *scope, struct manifest *out)
{
    struct candidates found = {0};
    *out = (struct manifest){.text = scope->text};
    struct error error = encoding_check(arena, scope->text);
    if (!failed(error))
        error = documents_split(arena, scope->text, &out->documents);
    if (!failed(error))
        error = read_documents(arena, out, &found);
    if (!failed(error))
        error = choose(arena, out, &found, scope->cluster);
    if (failed(error))
        return error;
    out->lines = lines_split(arena, scope->text);
    return look_at_cluster(arena, out);
}

struct error manifest_reread(struct arena *arena, const struct manifest *before, struct slice text,
                             struct manifest *out)
{
    *out = (struct manifest){.text = text, .chosen = before->chosen};
    struct documents *documents = &out->documents;
    documents->count = before->documents.count;
    documents->items = arena_array(arena, documents->count, sizeof *documents->items);
    for (size_t i = 0; i < documents->count; i++) {
        documents->items[i] = before->documents.items[i];
        if (i == before->chosen)
            documents->items[i].end += text.len - before->text.len; /* wraps where it shrinks, and is right */
        if (i > before->chosen) {
            documents->items[i].start += text.len - before->text.len;
            documents->items[i].body += text.len - before->text.len;
            documents->items[i].end += text.len - before->text.len;
        }
    }
    struct error error = read_document(arena, text, &documents->items[out->chosen], &out->tree);
    if (failed(error))
        return error;
    if (!is_cluster(out->tree->root))
        return refuse(arena, REFUSE_NOT_PROVED, "the edited document is no Cluster any more");
    out->cluster = cluster_read(out->tree);
    out->lines = lines_split(arena, text);
    return look_at_cluster(arena, out);
}
