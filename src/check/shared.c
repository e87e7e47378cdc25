#include "check/shared.h"
#include "check/rules.h"
#include <stdlib.h>

/* An archive by what makes it the same as another. */
struct entry {
    struct slice key; /* store and generation in one text */
    size_t index;
};

static size_t folder_length(struct slice file)
{
    while (file.len > 0 && file.data[file.len - 1] != '/')
        file.len--;
    return file.len;
}

/* How many bytes of folders two paths have in common. */
static size_t nearness(struct slice a, struct slice b)
{
    size_t common = 0, end = 0;
    while (common < a.len && common < b.len && a.data[common] == b.data[common])
        if (a.data[common++] == '/')
            end = common;
    return end;
}

static int by_name(const void *a, const void *b)
{
    const struct shared_store *x = a, *y = b;
    int order = slice_compare(x->store->name, y->store->name);
    return order != 0 ? order : slice_compare(x->file, y->file);
}

static bool namespaces_fit(struct slice a, struct slice b)
{
    return a.len == 0 || b.len == 0 || slice_equal(a, b);
}

/* The ObjectStore that the archive names, or NULL. stores are sorted by name. */
static const struct object_store *store_of(const struct shared_archive *archive,
                                           const struct shared_store *stores, size_t count)
{
    size_t low = 0, high = count, best = 0;
    struct slice name = archive->archive->place;
    const struct object_store *found = NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(stores[middle].store->name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < count && slice_equal(stores[low].store->name, name); low++) {
        size_t near = nearness(archive->file, stores[low].file);
        if (namespaces_fit(archive->archive->namespace, stores[low].store->namespace) &&
            (found == NULL || near > best)) {
            found = stores[low].store;
            best = near;
        }
    }
    return found;
}

/* Fields are parted by a byte that no value can hold unescaped in a path of a store. */
static struct slice key_of(struct arena *arena, const struct shared_archive *a,
                           const struct object_store *store)
{
    const struct archive *archive = a->archive;
    if (archive->shape == STORE_IN_TREE)
        return arena_format(arena, "%.*s\n%.*s\n%.*s", SLICE_ARG(archive->place),
                            SLICE_ARG(archive->endpoint), SLICE_ARG(archive->generation));
    if (store != NULL && !is_filled_in_later(store->path) && !is_filled_in_later(store->endpoint))
        return arena_format(arena, "%.*s\n%.*s\n%.*s", SLICE_ARG(store->path), SLICE_ARG(store->endpoint),
                            SLICE_ARG(archive->generation));
    struct slice folder = slice_cut(a->file, 0, folder_length(a->file));
    bool known = archive->namespace.len > 0;
    return arena_format(arena, "ObjectStore\n%s%.*s\n%.*s\n%.*s", known ? "" : "in ",
                        SLICE_ARG(known ? archive->namespace : folder), SLICE_ARG(archive->place),
                        SLICE_ARG(archive->generation));
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = slice_compare(x->key, y->key);
    return order != 0 ? order : x->index < y->index ? -1 : x->index > y->index;
}

static int by_index(const void *a, const void *b)
{
    const struct shared_finding *x = a, *y = b;
    return x->archive < y->archive ? -1 : x->archive > y->archive;
}

static bool is_same_cluster(const struct archive *a, const struct archive *b)
{
    return slice_equal(a->cluster, b->cluster) && namespaces_fit(a->namespace, b->namespace);
}

static struct finding make_finding(struct arena *arena, const struct shared_archive *this,
                                   const struct shared_archive *other, enum severity severity)
{
    const struct archive *a = this->archive, *b = other->archive;
    return (struct finding){
        .rule = RULE_SHARED_GENERATION,
        .severity = severity == SEVERITY_DEFAULT ? rule_table[RULE_SHARED_GENERATION].severity : severity,
        .line = a->line,
        .column = a->column,
        .cluster = a->cluster,
        .namespace = a->namespace,
        .message =
            arena_format(arena, "%.*s and the Cluster %.*s (%.*s:%zu) both write %.*s in the same store",
                         SLICE_ARG(a->cluster), SLICE_ARG(b->cluster), SLICE_ARG(other->file), b->line,
                         SLICE_ARG(a->generation)),
        .next = SLICE("give each a serverName of its own")};
}

void shared_find(struct arena *arena, const struct shared_archive *archives, size_t archive_count,
                 const struct shared_store *stores, size_t store_count, enum severity severity,
                 struct shared_finding **found, size_t *count)
{
    struct shared_store *sorted = arena_array(arena, store_count, sizeof *sorted);
    struct entry *entries = arena_array(arena, archive_count, sizeof *entries);
    *found = arena_array(arena, archive_count, sizeof **found);
    *count = 0;
    for (size_t i = 0; i < store_count; i++)
        sorted[i] = stores[i];
    if (store_count > 1)
        qsort(sorted, store_count, sizeof *sorted, by_name);
    for (size_t i = 0; i < archive_count; i++) {
        const struct object_store *store =
            archives[i].archive->shape == STORE_PLUGIN ? store_of(&archives[i], sorted, store_count) : NULL;
        entries[i] = (struct entry){key_of(arena, &archives[i], store), i};
    }
    if (archive_count > 1)
        qsort(entries, archive_count, sizeof *entries, by_key);
    for (size_t i = 1, first = 0; i < archive_count; i++) {
        if (!slice_equal(entries[first].key, entries[i].key)) {
            first = i;
            continue;
        }
        const struct shared_archive *this = &archives[entries[i].index],
                                    *other = &archives[entries[first].index];
        if (is_same_cluster(this->archive, other->archive) || this->archive->ignored ||
            other->archive->ignored)
            continue;
        (*found)[(*count)++] =
            (struct shared_finding){entries[i].index, make_finding(arena, this, other, severity)};
    }
    if (*count > 1)
        qsort(*found, *count, sizeof **found, by_index);
}
