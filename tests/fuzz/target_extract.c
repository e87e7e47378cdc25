/*
 * Fuzzes extract: any stream, in one piece and in pieces of a size that the first byte chooses.
 *
 * Both must come to the same end. What is found must be a text of the input, and one Cluster to a reader that
 * shares no code with it (yaml_parser_load). Where the manifest reader, which goes line by line and parses
 * everything, takes the whole text and finds one Cluster in it, extract must find the same one.
 */
#include "cnpg/cluster.h"
#include "found.h"
#include "plan/extract.h"
#include "text/lines.h"
#include "yaml/documents.h"
#include "yaml/encoding.h"
#include <stdint.h>
#include <yaml.h>

struct outcome {
    struct error error;
    struct extracted found;
    size_t line;
};

static void finish(struct extract *extract, struct outcome *outcome)
{
    const struct extracted *found;
    outcome->error = extract_finish(extract, &found);
    if (failed(outcome->error))
        return;
    outcome->found = *found;
    outcome->line = extracted_line(extract, found);
}

static struct outcome in_one_piece(struct arena *arena, struct slice input)
{
    struct outcome outcome = {.error = NO_ERROR};
    size_t taken;
    struct extract *extract = extract_begin(arena, SLICE(""));
    outcome.error = extract_look(extract, input, true, &taken);
    if (!failed(outcome.error))
        finish(extract, &outcome);
    return outcome;
}

/* Each window in memory of its own, so that a sanitizer sees who keeps a part of it. */
static struct outcome in_pieces(struct arena *arena, struct slice input, size_t piece)
{
    struct outcome outcome = {.error = NO_ERROR};
    struct extract *extract = extract_begin(arena, SLICE(""));
    size_t start = 0, end = 0, taken;
    for (bool ended = false; !failed(outcome.error) && !ended; start += taken) {
        ended = end == input.len;
        end = end + piece < input.len ? end + piece : input.len;
        char *window = malloc(end - start + (end == start));
        MUST(window != NULL, "no memory");
        if (end > start)
            memcpy(window, input.data + start, end - start);
        outcome.error = extract_look(extract, (struct slice){window, end - start}, ended, &taken);
        MUST(taken <= end - start, "more is taken than there is");
        free(window);
    }
    if (!failed(outcome.error))
        finish(extract, &outcome);
    return outcome;
}

static void must_be_the_same(const struct outcome *a, const struct outcome *b)
{
    MUST(a->error.kind == b->error.kind, "in one piece: %.*s; in pieces: %.*s", SLICE_ARG(a->error.message),
         SLICE_ARG(b->error.message));
    MUST(a->error.line == b->error.line && a->error.column == b->error.column, "at %zu:%zu and %zu:%zu",
         a->error.line, a->error.column, b->error.line, b->error.column);
    MUST(a->error.code == NULL || strcmp(a->error.code, b->error.code) == 0, "%s and %s", a->error.code,
         b->error.code);
    if (failed(a->error))
        return;
    MUST(slice_equal(a->found.text, b->found.text), "another text");
    MUST(a->line == b->line && a->found.json == b->found.json, "line %zu and %zu", a->line, b->line);
}

/* The text of a key of the mapping, to the other reader; empty where it is none. */
static struct slice other_text(yaml_document_t *document, yaml_node_t *mapping, const char *name)
{
    for (yaml_node_pair_t *pair = mapping->data.mapping.pairs.start; pair < mapping->data.mapping.pairs.top;
         pair++) {
        yaml_node_t *key = yaml_document_get_node(document, pair->key);
        yaml_node_t *value = yaml_document_get_node(document, pair->value);
        if (key->type == YAML_SCALAR_NODE && value->type == YAML_SCALAR_NODE &&
            strcmp((const char *)key->data.scalar.value, name) == 0)
            return slice_of((const char *)value->data.scalar.value);
    }
    return SLICE("");
}

static void must_be_one_cluster(struct slice text)
{
    yaml_parser_t parser;
    yaml_document_t document;
    yaml_parser_initialize(&parser);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.data, text.len);
    if (!yaml_parser_load(&parser, &document)) { /* an alias without its anchor, which the caller refuses */
        yaml_parser_delete(&parser);
        return;
    }
    yaml_node_t *root = yaml_document_get_root_node(&document);
    MUST(root != NULL && root->type == YAML_MAPPING_NODE, "the root is no mapping");
    MUST(slice_starts_with(other_text(&document, root, "apiVersion"), SLICE("postgresql.cnpg.io/")),
         "no apiVersion");
    MUST(slice_equal(other_text(&document, root, "kind"), SLICE("Cluster")), "no Cluster");
    yaml_document_delete(&document);
    MUST(yaml_parser_load(&parser, &document), "what is behind does not parse");
    MUST(yaml_document_get_root_node(&document) == NULL, "more than one document");
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
}

static void must_be_a_part(struct slice input, const struct outcome *outcome)
{
    struct slice text = outcome->found.text;
    if (outcome->found.column > 0) /* an item was moved to the left */
        return;
    while (text.len > 0 && memchr("\r\n", text.data[text.len - 1], 2) != NULL)
        text.len--;
    MUST(slice_find(input, text) < input.len, "not a part of the input");
}

/* apiVersion or kind stands there twice: which of them counts, readers disagree on, and extract looks at all.
 */
static bool says_twice(const struct node *root)
{
    static const char *const keys[] = {"apiVersion", "kind"};
    for (size_t i = 0; root != NULL && root->kind == NODE_MAPPING && i < 2; i++) {
        size_t count = 0;
        for (const struct node *key = root->first; key != NULL; key = key->next->next)
            count += slice_equal(node_text(key), slice_of(keys[i]));
        if (count > 1)
            return true;
    }
    return false;
}

/* The one Cluster to the reader of manifests; false where it finds none, several, or something that it
 * refuses. */
static bool by_lines(struct arena *arena, struct slice input, struct slice *name, size_t *line)
{
    struct documents documents;
    size_t clusters = 0, column;
    if (failed(encoding_check(arena, input)) || failed(documents_split(arena, input, &documents)))
        return false;
    for (size_t i = 0; i < documents.count; i++) {
        struct tree *tree;
        const struct document *document = &documents.items[i];
        if (failed(tree_read(arena, input, document->start, document->end, &tree)) ||
            failed(tree_check(arena, tree)))
            return false;
        if (slice_ends_with(node_text(mapping_get(tree->root, "kind")), SLICE("List")) ||
            says_twice(tree->root))
            return false;
        if (!is_cluster(tree->root))
            continue;
        *name = cluster_read(tree).name;
        text_position(input, document->body, line, &column);
        clusters++;
    }
    return clusters == 1;
}

static void must_agree_with_manifests(struct arena *arena, struct slice input, const struct outcome *outcome)
{
    struct slice name = {"", 0};
    size_t line;
    struct tree *tree;
    /* Escapes and merges may hide what a document is from extract: it says so where it is described. */
    if (slice_find_char(input, '\\', 0) < input.len || slice_find(input, SLICE("<<")) < input.len ||
        !by_lines(arena, input, &name, &line))
        return;
    MUST(!failed(outcome->error), "the one Cluster is not found: %.*s", SLICE_ARG(outcome->error.message));
    struct slice text = outcome->found.text;
    struct error error = tree_read(arena, text, 0, text.len, &tree);
    if (outcome->found.json && failed(error))
        return; /* JSON that libyaml cannot read */
    MUST(!failed(error), "the text that is found does not parse: %.*s", SLICE_ARG(error.message));
    MUST(is_cluster(tree->root) && slice_equal(cluster_read(tree).name, name), "another Cluster is found");
    MUST(outcome->line >= line, "line %zu and %zu", outcome->line, line);
}

/* A function of its own, so that no variable of it lives where setjmp is. */
__attribute__((noinline)) static void run(struct arena *arena, struct slice input, size_t piece)
{
    struct outcome one = in_one_piece(arena, input), some = in_pieces(arena, input, piece);
    must_be_the_same(&one, &some);
    if (!failed(one.error)) {
        must_be_a_part(input, &one);
        if (!one.found.json)
            must_be_one_cluster(one.found.text);
    }
    must_agree_with_manifests(arena, input, &one);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = ARENA_EMPTY;
    if (size > 1 && !ARENA_BEGIN(&arena))
        run(&arena, (struct slice){(const char *)data + 1, size - 1}, (size_t)data[0] + 1);
    arena_free(&arena);
    return 0;
}
