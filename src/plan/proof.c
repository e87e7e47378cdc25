#include "plan/proof.h"
#include "plan/aliases.h"
#include "plan/proof_changes.h"
#include "plan/proof_parts.h"
#include "plan/proof_way.h"
#include "plan/recovery_fields.h"

struct error proof_keep_aliases(struct draft *draft, const struct intent *intent)
{
    struct changed changed = changed_by(draft, intent);
    return aliases_keep(draft, skip_changed, &changed);
}

static struct error prove_paths(struct draft *draft, const struct intent *intent)
{
    struct changed changed = changed_by(draft, intent);
    struct difference d = tree_difference(draft->arena, draft->before->tree->root, draft->now.tree->root,
                                          skip_changed, &changed);
    return d.found ? not_proved_at(draft, "another field would change", &d) : NO_ERROR;
}

static struct error prove_recovery(struct draft *draft, const struct intent *intent)
{
    const struct cluster *c = &draft->now.cluster;
    struct error error = draft_place(draft, cluster_check_recovery(draft->arena, c));
    if (failed(error))
        return error;
    /* the rules refuse two methods before */
    if (c->initdb.value != NULL || !slice_equal(node_text(c->source), intent->entry)) /* GCOVR_EXCL_BR_LINE */
        return not_proved(draft->arena, "the result is no recovery from that source", intent->entry);
    if (!slice_equal(c->read.generation, intent->read))
        return not_proved(draft->arena, "the result reads another generation", c->read.generation);
    if (!slice_equal(c->write.generation, intent->write))
        return not_proved(draft->arena, "the result writes another generation", c->write.generation);
    if (!intent->other_store && !store_same_place(&c->read, &c->write))
        return not_proved(draft->arena, "the result reads another store",
                          store_describe(draft->arena, &c->read));
    if (store_same_place(&c->read, &c->write) && slice_equal(intent->read, intent->write))
        return refuse(draft->arena, REFUSE_SAME_GENERATION, "the recovery would read %.*s and write the same",
                      SLICE_ARG(intent->read));
    if (intent->target != NULL && recovery_target_asked(intent->target) &&
        !fields_target_is(c, intent->target))
        return not_proved(draft->arena, "the result has another recoveryTarget", SLICE(""));
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
    return d.found ? not_proved(draft->arena, "the recovery block would change", d.path) : NO_ERROR;
}

static struct error prove_steady(struct draft *draft, const struct intent *intent)
{
    const struct cluster *c = &draft->now.cluster;
    /* the rules refuse pg_basebackup before */
    if (c->recovery.value != NULL || c->basebackup.value != NULL) /* GCOVR_EXCL_BR_LINE */
        return not_proved(draft->arena, "the result is not steady", SLICE(""));
    if (!slice_equal(c->write.generation, intent->write))
        return not_proved(draft->arena, "the result writes another generation", c->write.generation);
    return NO_ERROR;
}

/* Where one method takes the other's place and no comment keeps it: the database, its owner and its secret go
 * on. */
static struct error prove_names(struct draft *draft)
{
    const struct cluster *a = &draft->before->cluster, *b = &draft->now.cluster;
    const struct node *before = a->initdb.value != NULL ? a->initdb.value : a->recovery.value;
    const struct node *after = b->initdb.value != NULL ? b->initdb.value : b->recovery.value;
    for (size_t i = 0; i < SHARED_FIELDS; i++) {
        const struct node *value = mapping_get(before, shared_fields[i]);
        if (!node_is_null(value) &&
            tree_difference(draft->arena, value, mapping_get(after, shared_fields[i]), NULL, NULL).found)
            return not_proved(draft->arena, "the result is about another database",
                              slice_of(shared_fields[i]));
    }
    return NO_ERROR;
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
