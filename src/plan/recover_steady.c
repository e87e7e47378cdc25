#include "plan/choose.h"
#include "plan/compose.h"
#include "plan/internal.h"
#include "plan/note_facts.h"
#include "plan/recovery_fields.h"
#include "plan/set_generations.h"
#include "plan/toggle.h"
#include "plan/warnings.h"

static struct error name_generations(struct draft *draft, const struct recover_options *options,
                                     const struct generation_rule *rule, struct intent *intent)
{
    const struct cluster *c = &draft->before->cluster;
    struct slice write = c->write.generation;
    intent->read = options->from.len > 0 ? options->from : write;
    intent->write = options->to;
    struct error error = NO_ERROR;
    if (options->to.len == 0)
        error = generation_after(draft->arena, rule, write, intent->read, &intent->write);
    if (!failed(error))
        error = generation_check_name(draft->arena, intent->read);
    if (!failed(error))
        error = generation_check_name(draft->arena, intent->write);
    if (failed(error) && options->from.len == 0 && options->to.len == 0 && c->write.name != NULL)
        error = refuse_here(error, draft->before->text, c->write.name->outer);
    return error;
}

static struct error find_external(struct draft *draft, struct parts *parts)
{
    const struct manifest *m = &draft->now;
    if (parts->recovery == NULL) {
        parts->source = compose_name(draft->arena, m);
        return NO_ERROR;
    }
    parts->source = parts->recovery->name;
    parts->active = cluster_external(&m->cluster, parts->source);
    if (external_store(parts->active, m->cluster.name).shape != STORE_NONE)
        return NO_ERROR;
    parts->active = NULL; /* one without a store cannot be recovered from: a commented one may be meant */
    return choose_external(draft->arena, m, mapping_get(parts->recovery->value, "source"), true,
                           parts->recovery->head, &parts->external);
}

/* The names of the commented initdb serve where no active one is. */
static void find_names(struct draft *draft, struct parts *parts)
{
    const struct manifest *m = &draft->now;
    const struct block *initdb = m->blocks.initdb;
    struct note note = {.found = false};
    size_t near = parts->recovery != NULL ? parts->recovery->head : m->sheet.first;
    if (initdb == NULL) {
        struct error error = choose_initdb(draft->arena, m, &note, near, &initdb);
        if (failed(error)) {
            draft_remark(draft, REMARK_WARNING, NOWHERE, "line %zu: %.*s; revert will refuse it", error.line,
                         SLICE_ARG(error.message));
            return;
        }
    }
    if (initdb == NULL)
        return;
    parts->names.initdb = initdb->value;
    parts->names.text = initdb->active ? m->text : initdb->fragment->text;
}

static struct error find_parts(struct draft *draft, const struct recover_options *options,
                               struct parts *parts)
{
    const struct manifest *m = &draft->now;
    const struct block *initdb = m->blocks.initdb;
    struct error error = NO_ERROR;
    *parts = (struct parts){.style = {ANCHOR_SELF, 0, STRIP_HASH_BLANK}};
    if (!options->fresh_block)
        error = choose_recovery(draft->arena, m, &parts->recovery);
    if (!failed(error))
        error = find_external(draft, parts);
    if (failed(error))
        return error;
    if (parts->recovery != NULL)
        parts->style = style_of(parts->recovery);
    const struct node *reads = parts->active != NULL     ? parts->active
                               : parts->external != NULL ? parts->external->value
                                                         : NULL;
    struct store store = external_store(reads, m->cluster.name);
    parts->other_store =
        options->from.len > 0 && reads != NULL && !store_same_place(&store, &m->cluster.write);
    const struct node *imported = initdb == NULL ? NULL : imported_external(m, initdb->value);
    const struct node *external =
        imported == NULL ? NULL : cluster_external(&m->cluster, node_text(imported));
    if (external != NULL && external != parts->active)
        parts->imported = blocks_active_external(&m->blocks, external);
    find_names(draft, parts);
    return NO_ERROR;
}

/* A recoveryTarget in the commented block belongs to an earlier recovery: its lines stay as they are. */
static void see_old_target(struct draft *draft, struct toggle *toggle, const struct block *recovery,
                           bool keep)
{
    if (recovery->target.count == 0)
        return;
    long place = (long)draft->now.lines.items[recovery->target.items[0]].start;
    if (keep)
        toggle_activate_target(toggle, recovery);
    else
        draft_remark(
            draft, REMARK_DONE, place,
            "the recoveryTarget of an earlier recovery stays a comment (--keep-target makes it count)");
}

static void toggle_externals(struct draft *draft, struct toggle *toggle, const struct parts *parts)
{
    const struct manifest *m = &draft->now;
    const struct block *item = parts->external, *list = item != NULL ? item->parent : NULL;
    bool list_goes =
        block_is_hollow(m->blocks.externals) ||
        (parts->imported != NULL && !parts_has_others(m, parts->imported) && (list == NULL || !list->active));
    if (item != NULL)
        toggle_activate(toggle, item);
    if (list != NULL && !list->active && (m->blocks.externals == NULL || list_goes))
        toggle_activate(toggle, list);
    struct relative_style style = item != NULL ? style_of(item) : style_of_item(parts->style, list_goes);
    if (parts->imported != NULL)
        toggle_comment(toggle, parts->imported, style_at(style, parts->imported));
    if (list_goes)
        toggle_comment(
            toggle, m->blocks.externals,
            style_at(list != NULL ? style_of(list) : style_of_list(parts->style), m->blocks.externals));
}

/* An external cluster in a second, commented list can only join the active one where it follows it directly,
 * and no bootstrap becomes active in between. */
static bool can_join(const struct manifest *m, const struct block *item, const struct block *recovery)
{
    const struct block *last = NULL;
    for (size_t i = 0; i < m->blocks.count; i++)
        if (m->blocks.items[i]->active && m->blocks.items[i]->kind == BLOCK_EXTERNAL)
            last = m->blocks.items[i];
    if (last == NULL || last->in_line || last->column != item->column || last->last > item->head)
        return false;
    for (size_t line = last->last + 1; line < item->head; line++)
        if (sheet_kind(&m->sheet, line) == LINE_CONTENT || line == recovery->parent->head)
            return false;
    return true;
}

static void check_join(struct draft *draft, struct parts *parts)
{
    const struct manifest *m = &draft->now;
    const struct block *item = parts->external;
    if (item == NULL || item->parent->active || m->blocks.externals == NULL ||
        block_is_hollow(m->blocks.externals))
        return;
    if (parts->imported != NULL && !parts_has_others(m, parts->imported))
        return; /* the active list becomes a comment */
    if (!can_join(m, item, parts->recovery))
        parts->external = NULL; /* it is written into the active list instead */
}

static struct error toggle_methods(struct draft *draft, struct toggle *toggle, struct parts *parts,
                                   bool keep_target)
{
    const struct manifest *m = &draft->now;
    const struct block *recovery = parts->recovery, *bootstrap = m->blocks.bootstrap,
                       *initdb = m->blocks.initdb;
    const struct block *parent = recovery != NULL ? recovery->parent : NULL;
    bool hollow = block_is_hollow(bootstrap);
    bool whole = parent != NULL ? !parent->active : hollow || (initdb != NULL && initdb->in_line);
    if (recovery != NULL && recovery->in_line && node_count(node_resolve(parent->value)) > 2)
        return refuse(draft->arena, REFUSE_FLOW,
                      "the commented bootstrap holds several methods in flow style");
    if (bootstrap != NULL && initdb == NULL && !hollow && node_resolve(bootstrap->value)->style == STYLE_FLOW)
        return refuse_here(
            refuse(draft->arena, REFUSE_FLOW,
                   "spec.bootstrap is an empty { }, in which nothing can become active: take it out"),
            m->text, bootstrap->value->outer);
    if (bootstrap != NULL && bootstrap->in_line)
        return refuse_here(refuse(draft->arena, REFUSE_FLOW, "the spec stands in flow style"), m->text,
                           m->cluster.spec.value->outer);
    if (recovery != NULL)
        see_old_target(draft, toggle, recovery, keep_target);
    if (recovery != NULL && !recovery->in_line)
        toggle_activate(toggle, recovery);
    if (parent != NULL && !parent->active)
        toggle_activate(toggle, parent);
    if (initdb != NULL && !initdb->in_line)
        toggle_comment(toggle, initdb, style_at(parts->style, initdb));
    if (whole && bootstrap != NULL)
        toggle_comment(toggle, bootstrap,
                       style_at(parent != NULL ? style_of(parent) : style_of_list(parts->style), bootstrap));
    return NO_ERROR;
}

/* Where a recovery goes that has to be written: behind initdb, which it changes places with. */
static size_t place_behind(const struct manifest *m)
{
    const struct block *initdb = m->blocks.initdb, *bootstrap = m->blocks.bootstrap;
    return initdb != NULL ? initdb->last : bootstrap != NULL ? bootstrap->last : compose_place(m);
}

static struct error toggle_steady(struct draft *draft, const struct recover_options *options,
                                  const struct intent *intent, struct parts *parts)
{
    struct edits edits = {0};
    struct toggle toggle = toggle_begin(draft, &edits);
    check_join(draft, parts);
    parts->behind = place_behind(&draft->now);
    struct error error = toggle_methods(draft, &toggle, parts, options->keep_target);
    if (failed(error))
        return error;
    for (size_t line = parts->behind; parts->recovery == NULL && line < draft->now.sheet.end; line++)
        if (toggle.taken[line - draft->now.sheet.first])
            parts->behind = line; /* comments behind initdb that became part of it */
    toggle_externals(draft, &toggle, parts);
    generations_write_first(draft, intent, &edits);
    return toggle_apply(draft, &edits);
}

/* What no commented block gives. An item of a list that stands is written first: a new bootstrap may go
 * behind it. */
static struct error write_missing(struct draft *draft, const struct parts *parts, bool fresh,
                                  struct intent *intent)
{
    struct edits edits = {0};
    struct error error = NO_ERROR;
    bool list_stands = draft->now.blocks.externals != NULL;
    size_t behind = compose_place(&draft->now);
    if (parts->recovery == NULL && (draft->now.blocks.bootstrap == NULL || behind < parts->behind))
        behind = parts->behind; /* not into the bootstrap */
    intent->entry_written = parts->active == NULL && parts->external == NULL;
    if (intent->entry_written && list_stands)
        error = compose_external(draft, &edits, parts->source, intent->read, behind);
    if (!failed(error) && parts->recovery == NULL)
        error = compose_recovery(draft, &edits, parts->source, parts->behind,
                                 fresh ? "" : ", since no commented one was found");
    if (!failed(error) && intent->entry_written && !list_stands)
        error = compose_external(draft, &edits, parts->source, intent->read, behind);
    return failed(error) ? error : draft_apply(draft, &edits);
}

static void set_fields(struct draft *draft, struct edits *edits, const struct recover_options *options,
                       const struct parts *parts)
{
    const struct cluster *c = &draft->now.cluster;
    bool stale = mapping_get(c->recovery.value, "recoveryTarget") != NULL && !options->keep_target;
    if (!options->no_fill)
        fields_fill(draft, edits, parts->names);
    if (recovery_target_asked(&options->target) || stale)
        fields_set_target(draft, edits, &options->target);
    bool named = mapping_get(c->recovery.value, "database") != NULL ||
                 (mapping_get(parts->names.initdb, "database") != NULL && !options->no_fill);
    if (!named && draft->before->blocks.initdb == NULL)
        draft_remark(
            draft, REMARK_WARNING, (long)c->recovery.key->outer,
            "no initdb says which database it is: CloudNativePG makes an empty database app where recovery "
            "names none");
}

static struct error set_values(struct draft *draft, const struct recover_options *options,
                               const struct parts *parts, const struct intent *intent)
{
    struct edits edits = {0};
    struct error error = generations_move_store(draft, intent);
    if (failed(error))
        return error;
    set_fields(draft, &edits, options, parts);
    return generations_set(draft, intent, !intent->entry_was_active, &edits);
}

/* A block that does not serve is reported where it stands in the manifest that was given. */
static struct error stale_block(struct draft *draft, const struct parts *parts, struct error error)
{
    if (parts->recovery == NULL)
        return error;
    struct error stale =
        refuse(draft->arena, REFUSE_STALE_BLOCK, "the commented recovery block would not serve: %.*s",
               SLICE_ARG(error.message));
    const struct lines *lines = &draft->before->lines;
    size_t line = parts->recovery->head;
    return refuse_here(stale, lines->text, lines->items[line].start + view_of(line_text(lines, line)).indent);
}

struct error recover_steady(struct draft *draft, const struct recover_options *options,
                            const struct generation_rule *rule, struct intent *intent)
{
    struct parts parts;
    struct error error = name_generations(draft, options, rule, intent);
    if (!failed(error))
        error = find_parts(draft, options, &parts);
    if (failed(error))
        return error;
    intent->entry_was_active = parts.active != NULL;
    intent->imported = parts.imported != NULL ? parts.imported->name : SLICE("");
    intent->recovery = parts.recovery != NULL ? parts.recovery->value : NULL;
    intent->target = &options->target;
    error = toggle_steady(draft, options, intent, &parts);
    intent->external = parts.active != NULL     ? parts.active
                       : parts.external != NULL ? parts.external->value
                                                : NULL;
    intent->note = note_facts(draft, &parts);
    intent->style = parts.recovery != NULL
                        ? parts.recovery->style
                        : (struct comment_style){.own_column = true, .strip = STRIP_HASH_BLANK};
    intent->whole =
        parts.recovery != NULL ? !parts.recovery->parent->active : draft->now.blocks.bootstrap == NULL;
    if (!failed(error))
        error = write_missing(draft, &parts, options->fresh_block, intent);
    if (!failed(error))
        error = draft_place(draft, cluster_check_recovery(draft->arena, &draft->now.cluster));
    if (failed(error))
        return stale_block(draft, &parts, error);
    error = set_values(draft, options, &parts, intent);
    intent->entry = node_text(draft->now.cluster.source);
    warn_of_generations(draft, rule, intent->write);
    warn_of_target(draft, &options->target);
    return error;
}
