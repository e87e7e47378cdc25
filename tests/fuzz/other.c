#include "other.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

static const struct place_in nowhere = {NULL, NULL};

/* `---` and nothing but comments behind it: null to a parser, and no document to a person. */
static bool is_of_nothing(yaml_document_t *document)
{
    const yaml_node_t *root = yaml_document_get_root_node(document);
    return root->type == YAML_SCALAR_NODE && root->start_mark.index == root->end_mark.index;
}

struct other other_read(struct slice text)
{
    struct other other = {.read = true};
    size_t bom = slice_starts_with(text, SLICE("\xEF\xBB\xBF")) ? 3 : 0; /* libyaml sees to it only unasked */
    yaml_parser_t parser;
    size_t capacity = 0;
    if (!yaml_parser_initialize(&parser))
        abort();
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.data + bom, text.len - bom);
    for (bool end = false; !end;) {
        if (other.count == capacity) {
            capacity = capacity * 2 + 4;
            other.documents = realloc(other.documents, capacity * sizeof *other.documents);
            if (other.documents == NULL)
                abort();
        }
        yaml_document_t *document = &other.documents[other.count];
        if (!yaml_parser_load(&parser, document)) {
            other.read = false;
            other.line = parser.problem_mark.line;
            other.problem = parser.problem == NULL ? "?" : parser.problem; /* static text */
            other.unjudged = parser.context != NULL && strstr(parser.context, "duplicate anchor") != NULL;
            break;
        }
        end = yaml_document_get_root_node(document) == NULL;
        if (end || is_of_nothing(document))
            yaml_document_delete(document);
        else
            other.count++;
    }
    yaml_parser_delete(&parser);
    return other;
}

void other_free(struct other *other)
{
    for (size_t i = 0; i < other->count; i++)
        yaml_document_delete(&other->documents[i]);
    free(other->documents);
    *other = (struct other){0};
}

struct place_in other_root(struct other *other, size_t document)
{
    if (document >= other->count)
        return nowhere;
    yaml_document_t *d = &other->documents[document];
    return (struct place_in){d, yaml_document_get_root_node(d)};
}

static struct slice node_bytes(const yaml_node_t *node)
{
    if (node == NULL || node->type != YAML_SCALAR_NODE)
        return (struct slice){"", 0};
    return (struct slice){(const char *)node->data.scalar.value, node->data.scalar.length};
}

static bool is_plain(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE && node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

bool other_is(struct place_in place, yaml_node_type_t type)
{
    return place.node != NULL && place.node->type == type;
}

static bool is_null(const yaml_node_t *node)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
    for (size_t i = 0; is_plain(node) && i < sizeof nulls / sizeof nulls[0]; i++)
        if (slice_equal(node_bytes(node), slice_of(nulls[i])))
            return true;
    return false;
}

bool other_is_nothing(struct place_in place)
{
    return place.node == NULL || is_null(place.node);
}

struct slice other_text(struct place_in place)
{
    return other_is_nothing(place) ? (struct slice){"", 0} : node_bytes(place.node);
}

struct place_in other_item(struct place_in sequence, size_t index)
{
    if (!other_is(sequence, YAML_SEQUENCE_NODE))
        return nowhere;
    const yaml_node_item_t *start = sequence.node->data.sequence.items.start;
    if (index >= (size_t)(sequence.node->data.sequence.items.top - start))
        return nowhere;
    return (struct place_in){sequence.document, yaml_document_get_node(sequence.document, start[index])};
}

/* --- mappings --- */

struct gathering {
    yaml_document_t *document;
    struct other_entry *entries;
    size_t count, capacity;
    bool *met; /* mappings whose entries are in already, by node number: a bomb of merges is not expanded */
};

static void gather(struct gathering *g, int index);

static void gather_merged(struct gathering *g, const yaml_node_t *value, int index)
{
    if (value->type == YAML_MAPPING_NODE) {
        gather(g, index);
    } else if (value->type == YAML_SEQUENCE_NODE) {
        for (yaml_node_item_t *i = value->data.sequence.items.start; i < value->data.sequence.items.top; i++)
            if (yaml_document_get_node(g->document, *i)->type == YAML_MAPPING_NODE)
                gather(g, *i);
    }
}

/* The mapping's own entries, then what it merges. */
static void gather(struct gathering *g, int index)
{
    const yaml_node_t *mapping = yaml_document_get_node(g->document, index);
    if (g->met[index])
        return;
    g->met[index] = true;
    const yaml_node_pair_t *start = mapping->data.mapping.pairs.start, *top = mapping->data.mapping.pairs.top;
    for (int merges = 0; merges < 2; merges++)
        for (const yaml_node_pair_t *pair = start; pair < top; pair++) {
            const yaml_node_t *key = yaml_document_get_node(g->document, pair->key);
            yaml_node_t *value = yaml_document_get_node(g->document, pair->value);
            bool merge = is_plain(key) && slice_equal(node_bytes(key), SLICE("<<"));
            if (merge && merges)
                gather_merged(g, value, pair->value);
            if (merge || merges)
                continue;
            if (g->count == g->capacity) {
                g->capacity = g->capacity * 2 + 16;
                g->entries = realloc(g->entries, g->capacity * sizeof *g->entries);
                if (g->entries == NULL)
                    abort();
            }
            struct slice text = is_null(key) ? SLICE("null") : node_bytes(key);
            g->entries[g->count] = (struct other_entry){text, value, g->count};
            g->count++;
        }
}

static int node_index(struct place_in place)
{
    return (int)(place.node - place.document->nodes.start) + 1;
}

static struct gathering gather_all(struct place_in mapping)
{
    struct gathering g = {.document = mapping.document};
    if (!other_is(mapping, YAML_MAPPING_NODE))
        return g;
    g.met = calloc((size_t)(g.document->nodes.top - g.document->nodes.start) + 2, sizeof *g.met);
    if (g.met == NULL)
        abort();
    gather(&g, node_index(mapping));
    free(g.met);
    return g;
}

/* qsort need not be stable: of one key the first that was gathered counts. */
static int by_key(const void *a, const void *b)
{
    const struct other_entry *x = a, *y = b;
    int order = slice_compare(x->key, y->key);
    return order != 0 ? order : x->order < y->order ? -1 : x->order > y->order;
}

size_t other_entries(struct place_in mapping, struct other_entry **entries)
{
    struct gathering g = gather_all(mapping);
    size_t kept = 0;
    if (g.count > 0)
        qsort(g.entries, g.count, sizeof *g.entries, by_key);
    for (size_t i = 0; i < g.count; i++)
        if (kept == 0 || !slice_equal(g.entries[kept - 1].key, g.entries[i].key))
            g.entries[kept++] = g.entries[i];
    *entries = g.entries;
    return kept;
}

struct place_in other_get(struct place_in mapping, const char *key)
{
    struct gathering g = gather_all(mapping);
    struct place_in found = nowhere;
    for (size_t i = 0; i < g.count && found.node == NULL; i++)
        if (slice_equal(g.entries[i].key, slice_of(key)))
            found = (struct place_in){mapping.document, g.entries[i].value};
    free(g.entries);
    return found;
}

struct place_in other_at(struct place_in top, ...)
{
    va_list keys;
    va_start(keys, top);
    for (const char *key = va_arg(keys, const char *); key != NULL; key = va_arg(keys, const char *))
        top = other_get(top, key);
    va_end(keys);
    return top;
}

bool other_is_empty(struct place_in place)
{
    if (other_is_nothing(place))
        return true;
    if (place.node->type == YAML_SEQUENCE_NODE)
        return other_item(place, 0).node == NULL;
    if (place.node->type != YAML_MAPPING_NODE)
        return false;
    struct other_entry *entries;
    size_t count = other_entries(place, &entries);
    free(entries);
    return count == 0;
}

/* --- equality --- */

/* Pairs of nodes found equal, or being compared: a graph is walked once. */
struct pairs {
    struct place_in *a, *b;
    size_t size, count; /* size is a power of two */
};

static size_t slot_of(const struct pairs *p, struct place_in a, struct place_in b)
{
    size_t i = ((uintptr_t)a.node / 16 * 31 + (uintptr_t)b.node / 16) & (p->size - 1);
    while (p->a[i].node != NULL && (p->a[i].node != a.node || p->b[i].node != b.node))
        i = (i + 1) & (p->size - 1);
    return i;
}

static void pairs_resize(struct pairs *p, size_t size)
{
    struct pairs larger = {calloc(size, sizeof *p->a), calloc(size, sizeof *p->b), size, p->count};
    if (larger.a == NULL || larger.b == NULL)
        abort();
    for (size_t i = 0; i < p->size; i++)
        if (p->a[i].node != NULL) {
            size_t slot = slot_of(&larger, p->a[i], p->b[i]);
            larger.a[slot] = p->a[i];
            larger.b[slot] = p->b[i];
        }
    free(p->a);
    free(p->b);
    *p = larger;
}

static bool pairs_met(struct pairs *p, struct place_in a, struct place_in b)
{
    if (p->count * 2 >= p->size)
        pairs_resize(p, p->size == 0 ? 64 : p->size * 2);
    size_t slot = slot_of(p, a, b);
    if (p->a[slot].node != NULL)
        return true;
    p->a[slot] = a;
    p->b[slot] = b;
    p->count++;
    return false;
}

static bool is_word(struct slice s)
{
    static const char *const words[] = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ""};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t j = 0;
        while (j < s.len && words[i][j] != '\0' && tolower((unsigned char)s.data[j]) == words[i][j])
            j++;
        if (j == s.len && words[i][j] == '\0')
            return true;
    }
    return false;
}

/* What the plain text is to readers: text, surely something else, or that depends. */
enum reading { READS_TEXT, READS_OTHER, READS_UNSURE };

static enum reading reading_of(struct slice s)
{
    if (is_word(s) || slice_is_digits(s))
        return READS_OTHER;
    return isalpha((unsigned char)s.data[0]) ? READS_TEXT : READS_UNSURE;
}

static enum other_verdict compare_scalars(const yaml_node_t *a, const yaml_node_t *b)
{
    struct slice text = node_bytes(a);
    if (!slice_equal(text, node_bytes(b)) || strcmp((const char *)a->tag, (const char *)b->tag) != 0)
        return OTHER_DIFFERS;
    if (is_plain(a) == is_plain(b))
        return OTHER_SAME;
    enum reading reading = reading_of(text);
    return reading == READS_TEXT ? OTHER_SAME : reading == READS_OTHER ? OTHER_DIFFERS : OTHER_UNSURE;
}

static enum other_verdict compare(struct pairs *met, struct place_in a, struct place_in b);

static enum other_verdict worse(enum other_verdict a, enum other_verdict b)
{
    return a < b ? a : b;
}

static enum other_verdict compare_mappings(struct pairs *met, struct place_in a, struct place_in b)
{
    struct other_entry *left, *right;
    size_t count = other_entries(a, &left), others = other_entries(b, &right);
    enum other_verdict verdict = count == others ? OTHER_SAME : OTHER_DIFFERS;
    for (size_t i = 0; verdict != OTHER_DIFFERS && i < count; i++)
        verdict = slice_equal(left[i].key, right[i].key)
                      ? worse(verdict, compare(met, (struct place_in){a.document, left[i].value},
                                               (struct place_in){b.document, right[i].value}))
                      : OTHER_DIFFERS;
    free(left);
    free(right);
    return verdict;
}

static enum other_verdict compare(struct pairs *met, struct place_in a, struct place_in b)
{
    if (a.node == NULL || b.node == NULL)
        return a.node == b.node ? OTHER_SAME : OTHER_DIFFERS;
    if (is_null(a.node) && is_null(b.node)) /* ~ and null and nothing at all */
        return strcmp((const char *)a.node->tag, (const char *)b.node->tag) == 0 ? OTHER_SAME : OTHER_UNSURE;
    if (a.node->type != b.node->type)
        return OTHER_DIFFERS;
    if (a.node->type == YAML_SCALAR_NODE)
        return compare_scalars(a.node, b.node);
    if (pairs_met(met, a, b))
        return OTHER_SAME;
    if (a.node->type == YAML_MAPPING_NODE)
        return compare_mappings(met, a, b);
    enum other_verdict verdict = OTHER_SAME;
    for (size_t i = 0; verdict != OTHER_DIFFERS; i++) {
        struct place_in x = other_item(a, i), y = other_item(b, i);
        if (x.node == NULL && y.node == NULL)
            break;
        verdict = worse(verdict, compare(met, x, y));
    }
    return verdict;
}

enum other_verdict other_compare(struct place_in a, struct place_in b)
{
    struct pairs met = {NULL, NULL, 0, 0};
    enum other_verdict verdict = compare(&met, a, b);
    free(met.a);
    free(met.b);
    return verdict;
}

bool other_equal(struct place_in a, struct place_in b)
{
    return other_compare(a, b) != OTHER_DIFFERS;
}
