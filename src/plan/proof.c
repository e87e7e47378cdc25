#include "plan/proof.h"
#include "plan/aliases.h"
#include "plan/proof_bytes.h"
#include "plan/proved_made.h"
#include "plan/recovery_fields.h"

struct slice proved_bytes(const struct proved *proved)
{
    return proved->bytes;
}

struct slice proved_before(const struct proved *proved)
{
    return proved->before;
}

const struct edits *proved_edits(const struct proved *proved)
{
    return &proved->edits;
}

/* --- what may differ --- */

/* What a comparison leaves out. */
struct changed {
    const struct intent *intent;
    enum store_shape shape; /* of the Cluster's own store */
    bool methods_count;     /* spec.bootstrap is compared too */
    bool entry_counts; /* the recovery's external cluster is compared, but for its generation and store */
    const struct node *before; /* a recovery: fields that it lacks may be filled in */
};

/* The external cluster that the place is in, or NULL. */
static const struct node *external_of(const struct place *place)
{
    for (; place->up != NULL; place = place->up)
        if (place_is(place->up, "spec", "externalClusters", (const char *)NULL))
            return place->value;
    return NULL;
}

static bool is_named(const struct node *external, struct slice name)
{
    return name.len > 0 && slice_equal(node_text(mapping_get(external, "name")), name);
}

static bool is_entry(const struct changed *c, const struct node *external)
{
    return is_named(external, c->intent->entry) || is_named(external, c->intent->entry_before);
}

/* An external cluster that comes, goes or changes with the recovery or with an initdb. */
static bool may_change(const struct changed *c, const struct node *external)
{
    if (is_entry(c, external))
        return !c->entry_counts;
    return is_named(external, c->intent->imported) && !c->methods_count;
}

/* Parameters that hold nothing but these two, or nothing at all: they are written where there were none. */
static bool hold_only(const struct node *parameters, struct slice one, struct slice other)
{
    parameters = node_resolve(parameters);
    if (node_is_null(parameters))
        return true;
    for (const struct node *key = parameters->first; key != NULL; key = key->next->next)
        if (parameters->kind != NODE_MAPPING ||
            !(slice_equal(node_text(key), one) || slice_equal(node_text(key), other)))
            return false;
    return true;
}

static bool is_write_name(const struct changed *c, const struct place *place)
{
    const struct slice name = SLICE("serverName");
    if (c->shape == STORE_IN_TREE)
        return place_is(place, "spec", "backup", "barmanObjectStore", "serverName", (const char *)NULL);
    if (place_is(place, "spec", "plugins", "*", "parameters", (const char *)NULL))
        return hold_only(place->value, name, name) &&
               slice_equal(node_text(mapping_get(place->up->value, "name")), SLICE(BARMAN_PLUGIN));
    return place_is(place, "spec", "plugins", "*", "parameters", "serverName", (const char *)NULL) &&
           slice_equal(node_text(mapping_get(place->up->up->value, "name")), SLICE(BARMAN_PLUGIN));
}

/* The generation and the store of an external cluster, whichever shape it has. */
static bool is_read_name(const struct place *place)
{
    if (place_is(place, "spec", "externalClusters", "*", "plugin", "parameters", (const char *)NULL))
        return hold_only(place->value, SLICE("serverName"), SLICE("barmanObjectName"));
    return place_is(place, "spec", "externalClusters", "*", "barmanObjectStore", "serverName",
                    (const char *)NULL) ||
           place_is(place, "spec", "externalClusters", "*", "plugin", "parameters", "serverName",
                    (const char *)NULL) ||
           place_is(place, "spec", "externalClusters", "*", "plugin", "parameters", "barmanObjectName",
                    (const char *)NULL);
}

/* A list of nothing but external clusters that may come and go is as good as none. */
static bool is_empty_list(const struct changed *c, const struct node *list)
{
    list = node_resolve(list);
    if (node_is_null(list))
        return true;
    for (const struct node *item = list->first; item != NULL; item = item->next)
        if (!may_change(c, item))
            return false;
    return true;
}

/* Only below these keys of the spec anything may differ; the rest of a document need not be held against each
 * rule. */
static bool is_far_away(const struct place *place)
{
    const struct slice near[] = {SLICE("bootstrap"), SLICE("externalClusters"), SLICE("backup"),
                                 SLICE("plugins")};
    const struct place *second = place;
    while (second->up != NULL && second->up->up != NULL)
        second = second->up;
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++)
        if (slice_equal(second->key, near[i]))
            return false;
    return true;
}

static bool skip_changed(void *context, const struct place *place)
{
    const struct changed *c = context;
    if (is_far_away(place))
        return false;
    if (place_is(place, "spec", "bootstrap", (const char *)NULL))
        return !c->methods_count || node_is_null(place->value);
    if (place_is(place, "spec", "externalClusters", (const char *)NULL))
        return is_empty_list(c, place->value);
    if (place_is(place, "spec", "externalClusters", "*", (const char *)NULL))
        return may_change(c, place->value);
    const struct node *external = external_of(place);
    if (external != NULL)
        return is_entry(c, external) && is_read_name(place);
    return is_write_name(c, place);
}

static struct changed changed_by(const struct draft *draft, const struct intent *intent)
{
    bool steady = draft->before->cluster.recovery.value == NULL;
    return (struct changed){.intent = intent,
                            .shape = draft->before->cluster.write.shape,
                            .methods_count = intent->structure && intent->verb == PLAN_REVERT && steady,
                            .entry_counts = intent->entry_was_active};
}

struct error proof_keep_aliases(struct draft *draft, const struct intent *intent)
{
    struct changed changed = changed_by(draft, intent);
    return aliases_keep(draft, skip_changed, &changed);
}

/* --- the parts of the proof --- */

static struct error not_proved(struct draft *draft, const char *what, struct slice path)
{
    return refuse(draft->arena, REFUSE_NOT_PROVED, "%s%s%.*s", what, path.len > 0 ? ": " : "",
                  SLICE_ARG(path));
}

/* Where in the manifest that was given the difference stands, as far as there is such a place. */
static struct error moved(struct draft *draft, const char *what, const struct difference *d)
{
    struct error error = not_proved(draft, what, d->path);
    return d->before == NULL ? error : refuse_here(error, draft->before->text, d->before->outer);
}

static struct error prove_bytes(struct draft *draft)
{
    const struct document *old = &draft->before->documents.items[draft->before->chosen];
    const struct document *new = &draft->now.documents.items[draft->now.chosen];
    struct slice a = draft->before->text, b = draft->now.text;
    struct documents split;
    struct error error = documents_split(draft->arena, b, &split);
    if (failed(error))
        return draft_place(draft, error);
    if (split.count != draft->now.documents.count || split.items[draft->now.chosen].end != new->end ||
        !slice_equal(slice_cut(a, 0, old->start), slice_cut(b, 0, new->start)) ||
        !slice_equal(slice_cut(a, old->end, a.len), slice_cut(b, new->end, b.len)))
        return not_proved(draft, "another document would change", SLICE(""));
    return draft_place(draft, tree_check(draft->arena, draft->now.tree));
}

static struct error prove_paths(struct draft *draft, const struct intent *intent)
{
    struct changed changed = changed_by(draft, intent);
    struct difference d = tree_difference(draft->arena, draft->before->tree->root, draft->now.tree->root,
                                          skip_changed, &changed);
    return d.found ? moved(draft, "another field would change", &d) : NO_ERROR;
}

static struct error prove_recovery(struct draft *draft, const struct intent *intent)
{
    const struct cluster *c = &draft->now.cluster;
    struct error error = draft_place(draft, cluster_check_recovery(draft->arena, c));
    if (failed(error))
        return error;
    /* the rules refuse two methods before */
    if (c->initdb.value != NULL || !slice_equal(node_text(c->source), intent->entry)) /* GCOVR_EXCL_BR_LINE */
        return not_proved(draft, "the result is no recovery from that source", intent->entry);
    if (!slice_equal(c->read.generation, intent->read))
        return not_proved(draft, "the result reads another generation", c->read.generation);
    if (!slice_equal(c->write.generation, intent->write))
        return not_proved(draft, "the result writes another generation", c->write.generation);
    if (!intent->other_store && !store_same_place(&c->read, &c->write))
        return not_proved(draft, "the result reads another store", store_describe(draft->arena, &c->read));
    if (store_same_place(&c->read, &c->write) && slice_equal(intent->read, intent->write))
        return refuse(draft->arena, REFUSE_SAME_GENERATION, "the recovery would read %.*s and write the same",
                      SLICE_ARG(intent->read));
    if (intent->target != NULL && recovery_target_asked(intent->target) &&
        !fields_target_is(c, intent->target))
        return not_proved(draft, "the result has another recoveryTarget", SLICE(""));
    return NO_ERROR;
}

static bool has_open_alias(const struct node *top)
{
    for (const struct node *node = top; node != NULL;) {
        if (node->kind == NODE_ALIAS && node->target == NULL)
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

static bool skip_recovery(void *context, const struct place *place)
{
    const struct node *before = context;
    if (place_is(place, "source", (const char *)NULL) ||
        place_is(place, "recoveryTarget", (const char *)NULL))
        return true;
    bool filled = place_is(place, "database", (const char *)NULL) ||
                  place_is(place, "owner", (const char *)NULL) ||
                  place_is(place, "secret", (const char *)NULL);
    return filled && mapping_key(node_resolve(before), place->key) == NULL;
}

static bool skip_external(void *context, const struct place *place)
{
    (void)context;
    if (place_is(place, "plugin", "parameters", (const char *)NULL))
        return hold_only(place->value, SLICE("serverName"), SLICE("barmanObjectName"));
    return place_is(place, "name", (const char *)NULL) ||
           place_is(place, "barmanObjectStore", "serverName", (const char *)NULL) ||
           place_is(place, "plugin", "parameters", "serverName", (const char *)NULL) ||
           place_is(place, "plugin", "parameters", "barmanObjectName", (const char *)NULL);
}

/* The recovery and its external cluster are what they were, active or in the comment. */
static struct error prove_blocks(struct draft *draft, const struct intent *intent)
{
    const struct cluster *c = &draft->now.cluster;
    struct difference d = {.found = false};
    if (intent->recovery != NULL && !has_open_alias(intent->recovery))
        d = tree_difference(draft->arena, intent->recovery, c->recovery.value, skip_recovery,
                            (void *)intent->recovery);
    if (!d.found && intent->external != NULL && !has_open_alias(intent->external))
        d = tree_difference(draft->arena, intent->external, c->entry, skip_external, NULL);
    return d.found ? not_proved(draft, "the recovery block would change", d.path) : NO_ERROR;
}

static bool is_hashes(struct slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if (strchr(" \t#", text.data[i]) == NULL)
            return false;
    return true;
}

/* Does the edit give a line of that text more of a comment, or less? */
static bool changes_level(const struct lines *lines, const struct edit *edit)
{
    struct edit change = edit_trim(lines->text, *edit);
    struct slice old = slice_cut(lines->text, change.start, change.end);
    size_t start = lines->items[line_at(lines, change.start)].start;
    return old.len + change.text.len > 0 && is_hashes(old) && is_hashes(change.text) &&
           is_hashes(slice_cut(lines->text, start, change.start));
}

/* The tree knows no comments: a line of prose that fits behind a block which is new, or which lost its head,
 * would go with it the second time. */
static struct error prove_comments(struct draft *draft, const struct edits *both)
{
    const struct lines *lines = &draft->before->lines;
    for (size_t i = 0; i < both->count; i++)
        if (changes_level(lines, &both->items[i]))
            return refuse_here(not_proved(draft, "revert would leave this comment another one", SLICE("")),
                               lines->text, both->items[i].start);
    return NO_ERROR;
}

/* What revert came to is read, and held against what was given. */
static struct error prove_text_back(struct draft *draft, const struct intent *intent, struct draft *back,
                                    struct edits *edits)
{
    struct error error = revert_finish(back, edits);
    if (failed(error))
        return not_proved(draft, "revert would be refused", error.message);
    struct changed changed = changed_by(draft, intent);
    changed.methods_count = true;
    changed.entry_counts = !intent->entry_written;
    struct difference d = tree_difference(draft->arena, draft->before->tree->root, back->now.tree->root,
                                          skip_changed, &changed);
    if (d.found)
        return moved(draft, "revert would not lead back", &d);
    /* GCOVR_EXCL_START: only where revert is wrong */
    if (!slice_equal(back->now.cluster.write.generation, intent->write))
        return not_proved(draft, "revert would not keep the write generation",
                          back->now.cluster.write.generation);
    /* GCOVR_EXCL_STOP */
    struct edits both = edits_compose(draft->arena, &draft->total, &back->total);
    return prove_comments(draft, &both);
}

/* After recover: revert gives the old tree, but for the generations and what was filled in. */
static struct error prove_way_back(struct draft *draft, const struct intent *intent)
{
    struct draft back = draft_begin(draft->arena, &draft->now);
    struct intent done;
    struct edits edits = {0};
    struct error error = revert_edits(&back, &done, &edits);
    if (failed(error))
        return not_proved(draft, "revert would be refused", error.message);
    if (edits_sort(&edits)) { /* GCOVR_EXCL_BR_LINE: else they overlap, which revert_finish says */
        struct edits whole = edits_compose(draft->arena, &back.total, &edits);
        struct edits both = edits_compose(draft->arena, &draft->total, &whole);
        if (bytes_are_back(draft->before, &both, intent->write))
            return prove_comments(draft, &both);
    }
    return prove_text_back(draft, intent, &back, &edits);
}

/* After revert: recover gives the recovery that was, but for generations and target. Only warned about: the
 * way back itself is right, and the next recovery is another day. */
static void see_way_forth(struct draft *draft, const struct generation_rule *rule)
{
    struct draft forth = draft_begin(draft->arena, &draft->now);
    struct recover_options options = {.verb = PLAN_RECOVER};
    struct intent done;
    struct error error = recover_draft(&forth, &options, rule, &done);
    if (failed(error)) {
        draft_remark(draft, REMARK_WARNING, NOWHERE, "the next recover would be refused: %.*s",
                     SLICE_ARG(error.message));
        return;
    }
    struct difference d =
        tree_difference(draft->arena, draft->before->cluster.recovery.value, forth.now.cluster.recovery.value,
                        skip_recovery, (void *)draft->before->cluster.recovery.value);
    if (!d.found)
        d = tree_difference(draft->arena, draft->before->cluster.entry, forth.now.cluster.entry,
                            skip_external, NULL);
    if (d.found)
        draft_remark(draft, REMARK_WARNING, NOWHERE, "the next recovery would not be the one that was: %.*s",
                     SLICE_ARG(d.path));
}

static struct error prove_steady(struct draft *draft, const struct intent *intent)
{
    const struct cluster *c = &draft->now.cluster;
    /* the rules refuse pg_basebackup before */
    if (c->recovery.value != NULL || c->basebackup.value != NULL) /* GCOVR_EXCL_BR_LINE */
        return not_proved(draft, "the result is not steady", SLICE(""));
    if (!slice_equal(c->write.generation, intent->write))
        return not_proved(draft, "the result writes another generation", c->write.generation);
    return NO_ERROR;
}

/* Where one method takes the other's place and no comment keeps it: the database, its owner and its secret go
 * on. */
static struct error prove_names(struct draft *draft)
{
    static const char *const names[] = {"database", "owner", "secret"};
    const struct cluster *a = &draft->before->cluster, *b = &draft->now.cluster;
    const struct node *before = a->initdb.value != NULL ? a->initdb.value : a->recovery.value;
    const struct node *after = b->initdb.value != NULL ? b->initdb.value : b->recovery.value;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct node *value = mapping_get(before, names[i]);
        if (!node_is_null(value) &&
            tree_difference(draft->arena, value, mapping_get(after, names[i]), NULL, NULL).found)
            return not_proved(draft, "the result is about another database", slice_of(names[i]));
    }
    return NO_ERROR;
}

static const struct proved *make_proved(const struct draft *draft)
{
    struct proved *result = arena_alloc(draft->arena, sizeof *result);
    *result = (struct proved){draft->before->text, draft->now.text, draft->total};
    return result;
}

struct error prove(struct draft *draft, const struct intent *intent, const struct generation_rule *rule,
                   const struct proved **proved)
{
    bool revert = intent->verb == PLAN_REVERT, steady = draft->before->cluster.recovery.value == NULL;
    struct error error = prove_bytes(draft);
    if (!failed(error))
        error = prove_paths(draft, intent);
    if (!failed(error))
        error = revert ? prove_steady(draft, intent) : prove_recovery(draft, intent);
    if (!failed(error) && !revert)
        error = prove_blocks(draft, intent);
    if (!failed(error) && intent->structure)
        error = prove_names(draft);
    if (!failed(error) && !revert && steady && !intent->structure)
        error = prove_way_back(draft, intent);
    if (failed(error))
        return error;
    if (revert && !intent->structure)
        see_way_forth(draft, rule);
    *proved = make_proved(draft);
    return NO_ERROR;
}

/* --- what check mends --- */

static bool skip_written(void *context, const struct place *place)
{
    (void)context;
    return place_is(place, "spec", "backup", "barmanObjectStore", "serverName", (const char *)NULL) ||
           place_is(place, "spec", "plugins", "*", "parameters", "serverName", (const char *)NULL) ||
           place_is(place, "spec", "plugins", "*", "parameters", "barmanObjectName", (const char *)NULL) ||
           is_read_name(place);
}

static bool is_same_archive(const struct store *a, const struct store *b)
{
    return store_same_place(a, b) && slice_equal(a->generation, b->generation);
}

static const struct node *first_external(const struct cluster *c)
{
    const struct node *list = node_resolve(c->externals.value);
    return list != NULL && list->kind == NODE_SEQUENCE ? list->first : NULL;
}

static bool are_same_archives(const struct cluster *a, const struct cluster *b)
{
    const struct node *x = first_external(a), *y = first_external(b);
    for (; x != NULL && y != NULL; x = x->next, y = y->next) {
        struct store before = external_store(x, a->name), after = external_store(y, b->name);
        if (!is_same_archive(&before, &after))
            return false;
    }
    return x == y && is_same_archive(&a->write, &b->write) && is_same_archive(&a->read, &b->read);
}

struct error prove_fix(struct draft *draft, const struct proved **proved)
{
    struct error error = prove_bytes(draft);
    if (failed(error))
        return error;
    struct difference d =
        tree_difference(draft->arena, draft->before->tree->root, draft->now.tree->root, skip_written, NULL);
    /* GCOVR_EXCL_START: only where the fix is wrong */
    if (d.found)
        return moved(draft, "another field would change", &d);
    if (!are_same_archives(&draft->before->cluster, &draft->now.cluster))
        return not_proved(draft, "the result has another generation", SLICE(""));
    /* GCOVR_EXCL_STOP */
    *proved = make_proved(draft);
    return NO_ERROR;
}
