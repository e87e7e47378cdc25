#include "plan/internal.h"
#include "plan/recovery_fields.h"
#include "plan/set_generations.h"
#include "plan/warnings.h"

static struct error next_generations(struct draft *draft, const struct recover_options *options,
                                     const struct generation_rule *rule, struct intent *intent)
{
    const struct cluster *c = &draft->now.cluster;
    bool step = options->verb == PLAN_RETRY || options->verb == PLAN_ADVANCE;
    intent->read = options->verb == PLAN_ADVANCE ? c->write.generation : c->read.generation;
    intent->write = c->write.generation;
    struct error error = NO_ERROR;
    if (step && options->to.len > 0 && slice_equal(options->to, c->write.generation))
        intent->read = c->read.generation; /* the end that --to names is reached */
    else if (step && options->to.len == 0)
        error = generation_after(draft->arena, rule, c->write.generation, c->read.generation, &intent->write);
    if (options->from.len > 0)
        intent->read = options->from;
    if (options->to.len > 0)
        intent->write = options->to;
    if (!failed(error))
        error = generation_check_name(draft->arena, intent->read);
    return failed(error) ? error : generation_check_name(draft->arena, intent->write);
}

static bool wants_target_edit(const struct draft *draft, const struct recover_options *options)
{
    bool there = mapping_get(draft->now.cluster.recovery.value, "recoveryTarget") != NULL;
    if (recovery_target_asked(&options->target))
        return !fields_target_is(&draft->now.cluster, &options->target);
    return there && (options->no_target || options->verb == PLAN_ADVANCE);
}

static struct error recover_again(struct draft *draft, const struct recover_options *options,
                                  const struct generation_rule *rule, struct intent *intent)
{
    const struct cluster *c = &draft->now.cluster;
    struct error error = cluster_check_recovery(draft->arena, c);
    bool asked = options->verb != PLAN_RECOVER || options->from.len > 0 || options->to.len > 0 ||
                 options->no_target || recovery_target_asked(&options->target);
    if (!asked) {
        if (!failed(error))
            warn_of_same_generation(draft);
        return (struct error){.kind = ERROR_NOTHING, .message = SLICE("the manifest is recovering already")};
    }
    if (!failed(error))
        error = next_generations(draft, options, rule, intent);
    if (failed(error))
        return error;
    intent->recovery = c->recovery.value;
    intent->external = c->entry;
    intent->target = &options->target;
    bool same =
        slice_equal(intent->read, c->read.generation) && slice_equal(intent->write, c->write.generation);
    if (same && !wants_target_edit(draft, options))
        return (struct error){.kind = ERROR_NOTHING,
                              .message = SLICE("everything that was asked for already holds")};
    intent->other_store = options->verb != PLAN_ADVANCE || options->from.len > 0;
    struct edits edits = {0};
    if (!same)
        error = generations_move_store(draft, intent);
    if (failed(error))
        return error;
    if (wants_target_edit(draft, options))
        fields_set_target(draft, &edits, &options->target);
    error = generations_set(draft, intent, !intent->entry_was_active, &edits);
    intent->entry = node_text(draft->now.cluster.source);
    warn_of_generations(draft, rule, intent->write);
    warn_of_target(draft, &options->target);
    return error;
}

struct error recover_draft(struct draft *draft, const struct recover_options *options,
                           const struct generation_rule *rule, struct intent *intent)
{
    const struct cluster *c = &draft->now.cluster;
    *intent = (struct intent){
        .verb = options->verb, .other_store = options->from.len > 0, .entry_before = node_text(c->source)};
    if (c->recovery.key != NULL)
        return recover_again(draft, options, rule, intent);
    if (options->verb != PLAN_RECOVER)
        return refuse_here(refuse(draft->arena, REFUSE_STEADY, "%s on a steady manifest",
                                  options->verb == PLAN_RETRY ? "--retry" : "--advance"),
                           draft->now.text, c->tree->root->start);
    return recover_steady(draft, options, rule, intent);
}
