#include "plan/choose.h"
#include "plan/compose.h"
#include "plan/internal.h"
#include "plan/set_generations.h"
#include "plan/toggle.h"
#include "plan/values.h"

/* What the way back is made of. */
struct way_back {
    struct note note;
    const struct block *recovery, *bootstrap; /* active */
    const struct block *initdb;               /* the commented one that becomes active, or NULL */
    const struct block *entry;    /* the external cluster that becomes a comment, or NULL: it stays */
    const struct block *former;   /* one of another store, in whose place it came, or NULL */
    const struct block *imported; /* the commented one that goes with initdb, or NULL */
    const struct block *empty_bootstrap, *empty_list; /* what gave way to the recovery's, or NULL */
    bool whole;                                       /* `bootstrap:` becomes a comment too */
    bool list_goes;                                   /* so does `externalClusters:` */
    struct relative_style style;                      /* of the recovery, as the commented initdb has it */
};

static bool is_item(const struct block *block)
{
    return block->active && block->kind == BLOCK_EXTERNAL;
}

/* No item stays where these two go. */
static bool are_all_items(const struct manifest *m, const struct block *one, const struct block *other)
{
    for (size_t i = 0; i < m->blocks.count; i++)
        if (is_item(m->blocks.items[i]) && m->blocks.items[i] != one && m->blocks.items[i] != other)
            return false;
    return true;
}

/* The active external cluster, if it goes with its recovery: it was not there before, nor is needed
 * elsewhere. */
static const struct block *going(const struct manifest *m, const struct way_back *way,
                                 const struct node *external)
{
    const struct block *entry = blocks_active_external(&m->blocks, external);
    const struct node *imported = way->initdb == NULL ? NULL : imported_external(m, way->initdb->value);
    if (entry == NULL || way->note.entry_stays || external_is_named(m, entry->name) ||
        (imported != NULL && slice_equal(node_text(imported), entry->name)))
        return NULL;
    return entry;
}

/* former: what the recovery's external cluster was called before. */
static void find_entry(const struct manifest *m, struct slice former, struct way_back *way)
{
    const struct block *entry = going(m, way, m->cluster.entry);
    const struct node *other = cluster_external(&m->cluster, former);
    if (other != m->cluster.entry)
        way->former = going(m, way, other);
    if (entry == NULL || (entry->in_line && !are_all_items(m, entry, NULL)))
        return; /* one item of a list in flow style cannot become a comment */
    way->entry = entry;
    way->list_goes = are_all_items(m, entry, way->former) && !way->note.list_stays;
}

static struct error find_imported(struct draft *draft, struct way_back *way)
{
    const struct manifest *m = &draft->now;
    const struct node *name = way->initdb == NULL ? NULL : imported_external(m, way->initdb->value);
    const struct node *active = name == NULL ? NULL : cluster_external(&m->cluster, node_text(name));
    if (name == NULL || active != NULL)
        return NO_ERROR;
    struct error error = choose_external(draft->arena, m, name, false, way->initdb->head, &way->imported);
    if (!failed(error) && way->imported != NULL && way->imported->parent->active)
        way->list_goes = false; /* the list keeps an item */
    return error;
}

/* The commented one of that kind that holds nothing (any, if there are parts below it that stay comments),
 * nearest to a line; NULL where there is none. */
static const struct block *find_empty(const struct manifest *m, enum block_kind kind, bool any, size_t near)
{
    const struct block *found = NULL;
    for (size_t i = 0; i < m->blocks.count; i++) {
        const struct block *block = m->blocks.items[i];
        if (block->kind == kind && !block->active && (any || block_is_hollow(block)) &&
            (found == NULL || block_distance(block, near) < block_distance(found, near)))
            found = block;
    }
    return found;
}

/* An empty bootstrap or list comes back where nothing else of its kind does. */
static void find_empty_ones(const struct manifest *m, struct way_back *way)
{
    bool imported_list = way->imported != NULL && !way->imported->parent->active;
    if (way->initdb == NULL && way->whole)
        way->empty_bootstrap =
            find_empty(m, BLOCK_BOOTSTRAP, way->note.bootstrap_returns, way->recovery->head);
    if (way->list_goes && !imported_list)
        way->empty_list = find_empty(m, BLOCK_EXTERNALS, false, m->blocks.externals->head);
}

static struct error find_way(struct draft *draft, const struct intent *intent, struct way_back *way)
{
    const struct manifest *m = &draft->now;
    *way = (struct way_back){
        .note = note_find(m), .recovery = m->blocks.recovery, .bootstrap = m->blocks.bootstrap};
    if (way->bootstrap == NULL)
        return refuse_here(
            refuse(draft->arena, REFUSE_ALIAS, "spec.bootstrap is not written where it counts"), m->text,
            m->cluster.spec.value->outer);
    struct error error = choose_initdb(draft->arena, m, &way->note, way->recovery->head, &way->initdb);
    if (failed(error))
        return error;
    way->whole = way->initdb != NULL ? !way->initdb->parent->active : !way->note.bootstrap_stays;
    way->style = way->initdb != NULL ? style_of(way->initdb) : usual_style;
    if (way->initdb == NULL && !way->whole)
        way->style.anchor = ANCHOR_SELF;
    if (way->bootstrap->in_line || (way->recovery->in_line && !way->whole))
        return refuse_here(refuse(draft->arena, REFUSE_FLOW, "the recovery stands in flow style"), m->text,
                           m->cluster.recovery.key->outer);
    find_entry(m, intent->entry_before, way);
    error = find_imported(draft, way);
    if (!failed(error))
        find_empty_ones(m, way);
    return error;
}

/* The note's own style where it gives one. */
static struct comment_style style_for(const struct way_back *way, enum note_part part,
                                      struct relative_style usual, const struct block *block)
{
    return way->note.styles[part].known ? way->note.styles[part].style : style_at(usual, block);
}

static void toggle_methods(struct toggle *toggle, const struct way_back *way)
{
    const struct block *initdb = way->initdb, *parent = initdb != NULL ? initdb->parent : NULL;
    struct relative_style head =
        parent != NULL && !parent->active ? style_of(parent) : style_of_list(way->style);
    if (initdb != NULL && !initdb->in_line)
        toggle_activate(toggle, initdb);
    if (parent != NULL && !parent->active)
        toggle_activate(toggle, parent);
    if (way->empty_bootstrap != NULL)
        toggle_activate(toggle, way->empty_bootstrap);
    if (!way->recovery->in_line)
        toggle_comment(toggle, way->recovery, style_for(way, NOTE_RECOVERY, way->style, way->recovery));
    if (way->whole)
        toggle_comment(toggle, way->bootstrap, style_for(way, NOTE_BOOTSTRAP, head, way->bootstrap));
}

static void toggle_externals(struct draft *draft, struct toggle *toggle, const struct way_back *way)
{
    const struct block *list = draft->now.blocks.externals;
    if (way->imported != NULL) {
        toggle_activate(toggle, way->imported);
        if (!way->imported->parent->active && (list == NULL || way->list_goes))
            toggle_activate(toggle, way->imported->parent);
    }
    if (way->empty_list != NULL)
        toggle_activate(toggle, way->empty_list);
    struct relative_style item = style_of_item(way->style, way->list_goes);
    if (way->entry != NULL && !way->entry->in_line)
        toggle_comment(toggle, way->entry, style_for(way, NOTE_ENTRY, item, way->entry));
    if (way->former != NULL)
        toggle_comment(toggle, way->former, style_at(item, way->former));
    if (way->list_goes)
        toggle_comment(toggle, list, style_for(way, NOTE_LIST, style_of_list(way->style), list));
}

/* Takes out the note and the target of the recovery that ends: their lines are nobody's any more. */
static void remove_leftovers(struct draft *draft, struct toggle *toggle, const struct way_back *way)
{
    const struct manifest *m = &draft->now;
    const struct node *recovery = node_resolve(m->cluster.recovery.value);
    const struct node *target = mapping_key(recovery, SLICE("recoveryTarget"));
    struct editing e = draft_editing(draft, toggle->edits);
    if (target != NULL) {
        if (recovery->style == STYLE_BLOCK)
            toggle_keep(toggle, line_at(&m->lines, target->outer), entry_last_line(&m->lines, target));
        entry_remove(&e, recovery, target);
        draft_remark(draft, REMARK_DONE, (long)target->outer, "the recoveryTarget is taken out");
    }
    if (!way->note.found)
        return;
    const struct line *line = &m->lines.items[way->note.line];
    toggle_keep(toggle, way->note.line, way->note.line);
    edits_add(draft->arena, toggle->edits, line->start, line->next, SLICE(""));
}

/* True where edits change nothing but words within their lines: blocks stay where they are. */
static bool keep_lines(const struct draft *draft, const struct edits *edits)
{
    for (size_t i = 0; i < edits->count; i++)
        if (slice_find_char(edits->items[i].text, '\n', 0) < edits->items[i].text.len)
            return false;
    return draft->now.tree->aliases.count == 0;
}

/* The next recovery is to read what is written now. Where that is a matter of words the edits are left to be
 * done with the others, which saves reading the manifest once more. */
static struct error move_read_generation(struct draft *draft, struct intent *intent, struct way_back *way,
                                         struct edits *edits)
{
    struct error error = generations_move_store(draft, intent);
    if (!failed(error))
        error = generations_edit(draft, intent, way->entry != NULL, edits);
    if (failed(error) || (keep_lines(draft, edits) && way->recovery == draft->now.blocks.recovery))
        return error;
    error = draft_apply(draft, edits);
    *edits = (struct edits){0};
    if (!failed(error)) /* GCOVR_EXCL_BR_LINE: generations are written so that they parse */
        error = generations_set(draft, intent, way->entry != NULL, edits);
    *edits = (struct edits){0};
    /* in the text as it stands now, where it was found before */
    return failed(error) ? error : find_way(draft, intent, way); /* GCOVR_EXCL_BR_LINE */
}

/* A plugin's external cluster is led to another store by a word. Beside one that reads elsewhere in another
 * shape comes one that reads the Cluster's own store, for the next recovery. */
static struct error write_own_entry(struct draft *draft)
{
    const struct cluster *c = &draft->now.cluster;
    const struct block *list = draft->now.blocks.externals;
    bool plugins = c->read.shape == STORE_PLUGIN && c->write.shape == STORE_PLUGIN;
    if (plugins || store_same_place(&c->read, &c->write) || list == NULL ||
        node_resolve(list->value)->style == STYLE_FLOW)
        return NO_ERROR;
    struct edits edits = {0};
    struct values values = values_begin(draft, &edits);
    struct slice name = compose_name(draft->arena, &draft->now);
    struct error error = compose_external(draft, &edits, name, c->write.generation, list->head);
    if (failed(error))
        return error;
    values_want(&values, c->source, name);
    values_edit(&values);
    return draft_apply(draft, &edits);
}

struct error revert_edits(struct draft *draft, struct intent *intent, struct edits *edits)
{
    struct way_back way;
    const struct cluster *c = &draft->now.cluster;
    *intent = (struct intent){.verb = PLAN_REVERT,
                              .read = c->write.generation,
                              .write = c->write.generation,
                              .entry_before = node_text(c->source)};
    if (c->recovery.key == NULL)
        return (struct error){.kind = ERROR_NOTHING, .message = SLICE("the manifest is steady already")};
    struct error error = cluster_check_recovery(draft->arena, c);
    if (!failed(error) && !note_find(&draft->now).store_stays)
        error = write_own_entry(draft);
    if (!failed(error))
        error = find_way(draft, intent, &way);
    if (failed(error))
        return error;
    intent->other_store = way.note.store_stays;
    if (way.note.store_stays)
        intent->read = c->read.generation;
    error = move_read_generation(draft, intent, &way, edits);
    if (failed(error))
        return error;
    struct toggle toggle = toggle_begin(draft, edits);
    intent->entry = node_text(draft->now.cluster.source);
    intent->entry_was_active = way.entry == NULL;
    intent->imported =
        way.imported != NULL ? node_text(imported_external(&draft->now, way.initdb->value)) : SLICE("");
    remove_leftovers(draft, &toggle, &way);
    toggle_methods(&toggle, &way);
    toggle_externals(draft, &toggle, &way);
    if (way.initdb == NULL && way.empty_bootstrap == NULL && !way.note.no_bootstrap &&
        !way.note.bootstrap_stays)
        draft_remark(draft, REMARK_WARNING, (long)way.bootstrap->value->outer,
                     "no commented initdb was found, so the result has no bootstrap: created anew, "
                     "CloudNativePG would "
                     "make it an initdb of database app");
    return NO_ERROR;
}

struct error revert_finish(struct draft *draft, struct edits *edits)
{
    return toggle_apply(draft, edits);
}

struct error revert_draft(struct draft *draft, struct intent *intent)
{
    struct edits edits = {0};
    struct error error = revert_edits(draft, intent, &edits);
    return failed(error) ? error : revert_finish(draft, &edits);
}
