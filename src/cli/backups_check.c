#include "cli/backups_check.h"
#include "cli/backups_plan.h"

/* The system identifier of the database that a recovery is to bring back: that of the generation that is
 * written, unless that one is an initdb in disguise. Empty where nothing tells. */
static struct slice wanted_database(const struct verdict *verdict)
{
    if (verdict->write == NO_GENERATION)
        return SLICE("");
    const struct lineage_link *link = &verdict->links[verdict->write];
    if (link->origin == ORIGIN_DISGUISED && link->old_holder != NO_GENERATION)
        return verdict->links[link->old_holder].system_id;
    for (size_t i = verdict->write; link->system_id.len == 0 && link->parent != NO_GENERATION && i > 0; i--)
        link = &verdict->links[link->parent]; /* no base backup of its own yet */
    return link->system_id;
}

/* The newest generation that holds the database and can be recovered from, or NO_GENERATION. */
static size_t newest_holder(const struct verdict *verdict)
{
    struct slice database = wanted_database(verdict);
    for (size_t i = verdict->catalog->count; i > 0; i--) {
        const struct archive *archive = &verdict->catalog->archives[i - 1];
        struct choice choice = choose_backup(archive, verdict->view->target);
        if (choice.kind == CHOICE_MADE && slice_equal(choice.backup->system_id, database))
            return i - 1;
    }
    return NO_GENERATION;
}

/* What the step reads and writes, before the store has its say. */
static struct error set_view(struct backups_plan *plan, const struct recover_options *options,
                             struct manifest_view *view)
{
    bool step = options->verb != PLAN_RECOVER;
    struct error error = NO_ERROR;
    if (options->verb == PLAN_ADVANCE && options->from.len == 0)
        view->read = view->write;
    if (step && options->to.len == 0)
        error = generation_after(plan->arena, plan->rule, view->write, view->read, &view->next);
    if (step)
        view->recovering = false; /* what is written now is no part of the next recovery */
    return error;
}

/* The first finding that stops a recovery, as a refusal. */
static struct error refuse_errors(struct arena *arena, const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        if (finding->severity != FINDING_ERROR)
            continue;
        struct error error = refuse(arena, REFUSE_BACKUPS, "%.*s", SLICE_ARG(finding->sentence));
        return finding->next.len > 0 ? error_next(error, finding->next) : error;
    }
    return NO_ERROR;
}

static void warn(const struct invocation *invocation, struct slice file, const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->finding_count; i++)
        if (verdict->findings[i].severity == FINDING_WARNING)
            console_warning(&invocation->console, file, 0, verdict->findings[i].sentence);
}

static struct error choose(struct backups_plan *plan, struct backups_side *side,
                           struct recover_options *options)
{
    struct manifest_view *view = &side->view;
    bool steady = options->verb == PLAN_RECOVER && !view->recovering;
    size_t holder = steady && options->from.len == 0 ? newest_holder(&side->verdict) : NO_GENERATION;
    struct error error = NO_ERROR;
    if (holder != NO_GENERATION && holder != side->verdict.read) {
        options->from = view->read = side->catalog.archives[holder].name;
        if (options->to.len == 0)
            error = generation_after(plan->arena, plan->rule, view->write, view->read, &view->next);
    }
    bool may_move = options->to.len == 0 && (steady || options->verb != PLAN_RECOVER);
    if (!failed(error))
        error = backups_plan_judge(plan, side);
    if (failed(error) || !may_move || side->verdict.first_empty.len == 0 ||
        slice_equal(side->verdict.first_empty, view->next))
        return error;
    options->to = view->next = side->verdict.first_empty;
    return backups_plan_judge(plan, side);
}

struct error backups_check(const struct invocation *invocation, const struct plan_scope *scope,
                           struct recover_options *options)
{
    struct arena *arena = invocation->arena;
    struct backups_plan *plan = arena_alloc(arena, sizeof *plan);
    struct error error = backups_plan_from(arena, invocation, scope, plan);
    for (size_t i = 0; i < plan->count && !failed(error); i++) {
        struct backups_side *side = &plan->sides[i];
        if (options->verb != PLAN_RECOVER && plan->count > 1)
            return error_next(
                error_make(arena, ERROR_USAGE, "--check-backups with --retry or --advance needs one store"),
                SLICE("leave it out, and look with cnpg-dr backups"));
        error = set_view(plan, options, &side->view);
        if (!failed(error))
            error = backups_plan_read(plan, side);
        if (!failed(error) && plan->count == 1)
            error = choose(plan, side, options);
        if (!failed(error))
            error = refuse_errors(arena, &side->verdict);
        if (!failed(error))
            warn(invocation, scope->file, &side->verdict);
    }
    return error;
}
