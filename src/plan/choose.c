#include "plan/choose.h"
#include "plan/recovery_fields.h"
#include "yaml/equal.h"

/* The place of a line's first character. */
static struct error at_line(const struct manifest *m, struct error error, size_t line)
{
    return refuse_here(error, m->text,
                       m->lines.items[line].start + view_of(line_text(&m->lines, line)).indent);
}

/* A block that does not parse is shown at the line where it does not. */
static struct error refuse_broken(struct arena *arena, const struct manifest *m, const struct block *block,
                                  const char *what)
{
    return at_line(m,
                   refuse(arena, REFUSE_STALE_BLOCK, "the commented %s would not parse: %.*s", what,
                          SLICE_ARG(block->fault.message)),
                   block->fault.line - 1);
}

/* The anchor that a node defines or uses; empty: none. */
static struct slice anchor_of(const struct node *node)
{
    return node == NULL ? SLICE("") : node->kind == NODE_ALIAS ? node->value : node->anchor;
}

static bool is_named_by(const struct block *external, const struct node *reference)
{
    struct slice anchor = anchor_of(mapping_get(external->value, "name"));
    return slice_equal(external->name, node_text(reference)) ||
           (anchor.len > 0 && slice_equal(anchor, anchor_of(reference)));
}

/* The text of a node of the external cluster that the source names: what the source's own anchor gives it,
 * whatever an anchor of that name is elsewhere. */
static struct slice text_beside(const struct node *node, const struct node *source)
{
    bool shared = node->kind == NODE_ALIAS && slice_equal(node->value, anchor_of(source));
    return node_text(shared ? source : node);
}

/* What a commented external cluster gives to the recovery with that source. */
static struct store gives(const struct manifest *m, const struct block *external, const struct node *source)
{
    struct store store = external_store(external->value, m->cluster.name);
    if (store.name != NULL)
        store.generation = text_beside(store.name, source);
    else if (store.shape == STORE_IN_TREE)
        store.generation = text_beside(mapping_get(external->value, "name"), source);
    return store;
}

/* How near a store is to what is now written: that very generation 2, one of its name in another store 1,
 * else 0. */
static int nearness(const struct manifest *m, const struct store *store)
{
    const struct store *write = &m->cluster.write;
    if (!slice_equal(store->generation, write->generation))
        return 0;
    return store_same_place(store, write) ? 2 : 1;
}

/* The same for what a commented recovery would read. */
static int recovery_nearness(const struct manifest *m, const struct block *recovery)
{
    const struct node *entry = cluster_external(&m->cluster, recovery->name);
    const struct node *source = mapping_get(recovery->value, "source");
    struct store store = external_store(entry, m->cluster.name);
    int nearest = entry == NULL ? 0 : nearness(m, &store);
    for (size_t i = 0; entry == NULL && i < m->blocks.count; i++) {
        const struct block *block = m->blocks.items[i];
        if (block->kind != BLOCK_EXTERNAL || block->active || !is_named_by(block, source))
            continue;
        store = gives(m, block, source);
        if (nearness(m, &store) > nearest)
            nearest = nearness(m, &store);
    }
    return nearest;
}

/* True where a commented recovery has a source in its next lines, which is not its own in this column: it was
 * meant to be one. */
static bool stray_has_source(const struct manifest *m, size_t line)
{
    for (size_t next = line + 1; next < m->sheet.end && next <= line + 3; next++) {
        struct slice text = slice_trim(line_text(&m->lines, next));
        while (text.len > 0 && text.data[0] == '#')
            text = slice_trim(slice_cut(text, 1, text.len));
        if (slice_equal(shape_key(text, NULL), SLICE("source")))
            return true;
    }
    return false;
}

static struct error refuse_several(struct arena *arena, const struct manifest *m, const struct block **found,
                                   size_t count)
{
    struct slice lines = {"", 0};
    for (size_t i = 0; i < count && i < 16; i++)
        lines = arena_format(arena, "%.*s%s%zu", SLICE_ARG(lines), i == 0 ? "" : ", ", found[i]->head + 1);
    return at_line(m,
                   refuse(arena, REFUSE_SEVERAL_BLOCKS, "several commented recovery blocks (lines %.*s)",
                          SLICE_ARG(lines)),
                   found[0]->head);
}

/* What a commented recovery without a source lacks, where it was meant to have one: a Backup is named by
 * nothing but its name. Empty where it lacks nothing. */
static struct slice lacks(struct arena *arena, const struct manifest *m, const struct block *recovery)
{
    if (node_is_null(recovery->value) && stray_has_source(m, recovery->head))
        return SLICE("its source does not stand below it");
    const struct node *source = mapping_get(recovery->value, "source");
    const struct node *backup = mapping_get(recovery->value, "backup");
    if (source != NULL && source->kind == NODE_ALIAS && source->target == NULL)
        return arena_format(arena, "its source *%.*s has no anchor", SLICE_ARG(source->value));
    if (node_count(node_resolve(backup)) > 0 && mapping_get(backup, "name") == NULL)
        return SLICE("its backup has no name");
    return SLICE("");
}

/* Nothing can be used: say so where something was meant to be. */
static struct error refuse_unusable(struct arena *arena, const struct manifest *m)
{
    for (size_t i = 0; i < m->blocks.count; i++) {
        const struct block *block = m->blocks.items[i];
        if (block->kind != BLOCK_RECOVERY || block->active)
            continue;
        if (block->fragment == NULL)
            return refuse_broken(arena, m, block, "recovery block");
        struct slice lacking = lacks(arena, m, block);
        if (lacking.len > 0)
            return at_line(m,
                           refuse(arena, REFUSE_STALE_BLOCK,
                                  "the commented recovery block would not serve: %.*s", SLICE_ARG(lacking)),
                           block->head);
    }
    for (size_t i = 0; i < m->blocks.stray_count; i++)
        if (stray_has_source(m, m->blocks.stray[i]))
            return at_line(
                m,
                refuse(arena, REFUSE_STALE_BLOCK,
                       "the commented recovery would be no method of spec.bootstrap in this place"),
                m->blocks.stray[i]);
    return NO_ERROR;
}

/* What is filled in from initdb. */
static bool skip_filled(void *context, const struct place *place)
{
    (void)context;
    for (size_t i = 0; i < SHARED_FIELDS; i++)
        if (place_is(place, shared_fields[i], (const char *)NULL))
            return true;
    return false;
}

/* Two recoveries of which either comes to the same, once it has what initdb fills in. */
static bool say_the_same(struct arena *arena, const struct manifest *m, const struct block *a,
                         const struct block *b)
{
    bool differ = tree_difference(arena, a->value, b->value, skip_filled, NULL).found;
    for (size_t i = 0; i < SHARED_FIELDS && !differ; i++) {
        const struct node *x = mapping_get(a->value, shared_fields[i]),
                          *y = mapping_get(b->value, shared_fields[i]);
        const struct node *own = mapping_get(m->cluster.initdb.value, shared_fields[i]);
        differ = tree_difference(arena, x != NULL ? x : own, y != NULL ? y : own, NULL, NULL).found;
    }
    return !differ;
}

struct error choose_recovery(struct arena *arena, const struct manifest *m, const struct block **recovery)
{
    const struct block **found = arena_array(arena, m->blocks.count + 1, sizeof *found);
    size_t count = 0;
    int nearest = 0;
    for (size_t i = 0; i < m->blocks.count; i++) {
        const struct block *block = m->blocks.items[i];
        if (block->kind == BLOCK_RECOVERY && !block->active && block->name.len > 0)
            found[count++] = block;
    }
    *recovery = count > 0 ? found[0] : NULL;
    if (count == 0)
        return refuse_unusable(arena, m);
    if (count == 1)
        return NO_ERROR;
    *recovery = NULL;
    bool same = true; /* two that say the same are one */
    for (size_t i = 0; i < count; i++) {
        int near = recovery_nearness(m, found[i]);
        if (near == 0 || near < nearest)
            continue;
        if (near > nearest) {
            *recovery = found[i];
            same = true;
        }
        nearest = near;
        same = same && say_the_same(arena, m, *recovery, found[i]);
        if (node_count(found[i]->value) > node_count((*recovery)->value))
            *recovery = found[i]; /* that needs the least to be filled in */
    }
    return *recovery != NULL && same ? NO_ERROR : refuse_several(arena, m, found, count);
}

/* How well a commented external cluster serves: before all it has a store, or none, as is asked for. */
static int fitness(const struct manifest *m, const struct block *external, const struct node *reference,
                   bool store)
{
    struct store read = gives(m, external, reference);
    bool has_store = read.shape != STORE_NONE;
    return (has_store == store ? 3 : 0) + nearness(m, &read);
}

struct error choose_external(struct arena *arena, const struct manifest *m, const struct node *reference,
                             bool store, size_t near, const struct block **external)
{
    const struct block *broken = NULL;
    int best = -1;
    *external = NULL;
    for (size_t i = 0; i < m->blocks.count; i++) {
        const struct block *block = m->blocks.items[i];
        if (block->kind != BLOCK_EXTERNAL || block->active)
            continue;
        if (block->fragment == NULL)
            broken = block;
        if (!is_named_by(block, reference))
            continue;
        int fit = fitness(m, block, reference, store);
        if (fit > best || (fit == best && block_distance(block, near) < block_distance(*external, near))) {
            *external = block;
            best = fit;
        }
    }
    if (*external != NULL || broken == NULL)
        return NO_ERROR;
    return refuse_broken(arena, m, broken, "external cluster");
}

struct error choose_initdb(struct arena *arena, const struct manifest *m, const struct note *note,
                           size_t near, const struct block **initdb)
{
    size_t number = 0;
    *initdb = NULL;
    if (note->no_bootstrap || note->bootstrap_stays || note->bootstrap_returns)
        return NO_ERROR;
    for (size_t i = 0; i < m->blocks.count; i++) {
        const struct block *block = m->blocks.items[i];
        if (block->kind != BLOCK_INITDB || block->active)
            continue;
        number++;
        if (note->initdb > 0 ? number == note->initdb
                             : *initdb == NULL || block_distance(block, near) < block_distance(*initdb, near))
            *initdb = block;
    }
    if (*initdb == NULL || (*initdb)->fragment != NULL)
        return NO_ERROR;
    return refuse_broken(arena, m, *initdb, "initdb");
}

bool external_is_named(const struct manifest *m, struct slice name)
{
    static const char *const fields[] = {"source", "primary", "self", NULL};
    const struct node *replica = mapping_get(m->cluster.spec.value, "replica");
    for (size_t i = 0; fields[i] != NULL; i++)
        if (slice_equal(node_text(mapping_get(replica, fields[i])), name))
            return true;
    return false;
}

const struct node *imported_external(const struct manifest *m, const struct node *initdb)
{
    const struct node *name =
        mapping_get(node_at(initdb, "import", "source", (const char *)NULL), "externalCluster");
    return node_text(name).len == 0 || external_is_named(m, node_text(name)) ? NULL : name;
}
