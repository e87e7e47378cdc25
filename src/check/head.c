#include "check/head.h"
#include "check/rules.h"
#include "yaml/encoding.h"

/* The Clusters of the commit. */
struct past {
    struct cluster *items;
    size_t count, capacity;
};

static bool open_text(struct arena *arena, struct slice text, struct manifest *m)
{
    *m = (struct manifest){.text = text};
    if (!may_be_cnpg(text) || failed(encoding_check(arena, text)) ||
        failed(documents_split(arena, text, &m->documents)))
        return false;
    m->lines = lines_split(arena, text);
    return true;
}

static struct past read_past(struct arena *arena, struct slice text)
{
    struct manifest m;
    struct past past = {0};
    if (!open_text(arena, text, &m))
        return past;
    for (size_t i = 0; i < m.documents.count; i++) {
        const struct document *document = &m.documents.items[i];
        struct tree *tree;
        if (!may_be_cnpg(slice_cut(text, document->start, document->end)) ||
            failed(tree_read(arena, text, document->start, document->end, &tree)) || !is_cluster(tree->root))
            continue;
        past.items = arena_grow(arena, past.items, &past.capacity, past.count + 1, sizeof *past.items);
        past.items[past.count++] = cluster_read(tree);
    }
    return past;
}

static const struct cluster *find_past(const struct past *past, const struct cluster *now)
{
    for (size_t i = 0; i < past->count; i++)
        if (slice_equal(past->items[i].name, now->name) &&
            slice_equal(past->items[i].namespace, now->namespace))
            return &past->items[i];
    return NULL;
}

/* The digits that the tag of an image begins with; empty where it has no tag. */
static struct slice major_of(struct slice image)
{
    size_t colon = image.len, end;
    while (colon > 0 && image.data[colon - 1] != ':' && image.data[colon - 1] != '/')
        colon--;
    if (colon == 0 || image.data[colon - 1] == '/')
        return SLICE("");
    for (end = colon; end < image.len && image.data[end] >= '0' && image.data[end] <= '9';)
        end++;
    return slice_cut(image, colon, end);
}

/* There a new name is right: pg_upgrade makes a new system, which has no place in the old archive. */
static bool is_major_upgrade(const struct cluster *before, const struct cluster *now)
{
    struct slice catalog[] = {
        node_text(mapping_get(mapping_get(before->spec.value, "imageCatalogRef"), "major")),
        node_text(mapping_get(mapping_get(now->spec.value, "imageCatalogRef"), "major"))};
    return !slice_equal(major_of(before->image), major_of(now->image)) ||
           !slice_equal(catalog[0], catalog[1]);
}

static size_t name_place(const struct check_subject *s)
{
    const struct store *write = &s->cluster->write;
    return write->name != NULL ? write->name->outer : write->holder->outer;
}

static void check_sync_branch(struct check_subject *s, const struct cluster *before)
{
    const struct cluster *now = s->cluster;
    if (before->recovery.value != NULL && slice_equal(before->write.generation, now->write.generation))
        return;
    find_at(s, RULE_SYNC_BRANCH, subject_field_start(s, now->recovery),
            SLICE("commit it on a branch of its own: cnpg-dr commit FILE makes both commits"),
            "a recovery where GitOps syncs from: the running Cluster would archive into %.*s",
            SLICE_ARG(now->write.generation));
}

static bool block_moved_along(const struct check_subject *s)
{
    const struct cluster *now = s->cluster;
    return s->external != NULL &&
           slice_equal(external_store(s->external, now->name).generation, now->write.generation);
}

static void check_bump(struct check_subject *s, const struct cluster *before)
{
    const struct cluster *now = s->cluster;
    struct generation old, new;
    struct slice was = before->write.generation, is = now->write.generation;
    if (before->write.shape == STORE_NONE || !store_same_place(&before->write, &now->write) ||
        is_major_upgrade(before, now) || failed(generation_parse(s->arena, s->scope->rule, was, &old)) ||
        failed(generation_parse(s->arena, s->scope->rule, is, &new)))
        return;
    bool flipped = before->recovery.value == NULL && now->recovery.value != NULL;
    if (slice_equal(was, is)) {
        if (flipped)
            find_at(s, RULE_BUMP, name_place(s), SLICE("cnpg-dr recover does both"),
                    "flipped to recovery, and %.*s is written as before", SLICE_ARG(is));
    } else if (generation_compare(&new, &old) == GENERATION_LOWER)
        find_at(s, RULE_BUMP, name_place(s), SLICE("an older generation holds another history: go forward"),
                "the generation goes back from %.*s to %.*s", SLICE_ARG(was), SLICE_ARG(is));
    else if (now->recovery.value == NULL && !block_moved_along(s))
        find_at(s, RULE_BUMP, name_place(s),
                SLICE("leave the name as it was, or let the commented recovery read the new one"),
                "the generation moves from %.*s to %.*s without a recovery", SLICE_ARG(was), SLICE_ARG(is));
}

void check_against_head(struct arena *arena, const struct check_scope *scope, struct slice head, bool syncs,
                        struct findings *findings)
{
    struct manifest m;
    struct check_subject subject;
    struct error error;
    struct past past = read_past(arena, head);
    if (past.count == 0 || !open_text(arena, scope->text, &m))
        return;
    struct ignored ignored = ignored_read(arena, scope->text);
    for (; m.chosen < m.documents.count; m.chosen++) {
        const struct document *document = &m.documents.items[m.chosen];
        if (!may_be_cnpg(slice_cut(m.text, document->start, document->end)) ||
            !check_subject_read(arena, scope, &m, findings, &subject, &error))
            continue;
        const struct cluster *before = find_past(&past, &m.cluster);
        if (before == NULL || m.cluster.write.shape == STORE_NONE)
            continue;
        if (syncs && subject_recovers(&subject))
            check_sync_branch(&subject, before);
        check_bump(&subject, before);
    }
    findings_settle(findings, &ignored);
}
