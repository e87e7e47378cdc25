#include "cli/backups_source.h"
#include "cli/pattern.h"
#include "sys/input.h"

static struct slice value(const struct backups_plan *plan, enum option_id option)
{
    return invocation_value(plan->invocation, option);
}

/* What the options ask for, or else the manifest's own recovery. */
static struct error read_target(struct backups_plan *plan, const struct cluster *cluster)
{
    bool assumed_utc;
    plan->target = (struct recovery_target){
        .time = value(plan, OPTION_TARGET_TIME),
        .lsn = value(plan, OPTION_TARGET_LSN),
        .xid = value(plan, OPTION_TARGET_XID),
        .name = value(plan, OPTION_TARGET_NAME),
        .tli = value(plan, OPTION_TARGET_TLI),
        .backup_id = value(plan, OPTION_BACKUP_ID),
        .immediate = plan->invocation->given[OPTION_TARGET_IMMEDIATE],
        .exclusive = plan->invocation->given[OPTION_EXCLUSIVE],
    };
    if (!recovery_target_asked(&plan->target) && cluster != NULL)
        plan->target = target_of(cluster);
    plan->has_target = recovery_target_asked(&plan->target);
    return plan->has_target ? recovery_target_check(plan->arena, &plan->target, &assumed_utc) : NO_ERROR;
}

static struct slice or_else(struct slice a, struct slice b)
{
    return a.len > 0 ? a : b;
}

/* The views of a manifest that recovers, or of one that could. */
static struct error make_sides(struct backups_plan *plan, const struct cluster *cluster)
{
    bool recovering = cluster->recovery.value != NULL;
    struct slice write = cluster->write.generation;
    struct slice read = or_else(value(plan, OPTION_FROM), recovering ? cluster->read.generation : write),
                 next = write;
    struct error error = NO_ERROR;
    if (recovering)
        error = cluster_check_recovery(plan->arena, cluster);
    else if (value(plan, OPTION_TO).len == 0)
        error = generation_after(plan->arena, plan->rule, write, read, &next);
    if (failed(error))
        return error;
    next = or_else(value(plan, OPTION_TO), next);
    struct slice skip = node_text(
        node_at(cluster->tree->root, "metadata", "annotations", "cnpg.io/skipEmptyWalArchiveCheck", NULL));
    struct manifest_view view = {.read = read,
                                 .write = write,
                                 .next = next,
                                 .recovering = recovering,
                                 .skips_empty_check = slice_equal(skip, SLICE("enabled")),
                                 .target = plan->has_target ? &plan->target : NULL};
    plan->count = 1;
    plan->sides[0] = (struct backups_side){.site = site_of(cluster, &cluster->write),
                                           .store = &cluster->write,
                                           .namespace = cluster->namespace,
                                           .view = view};
    if (!recovering || store_same_place(&cluster->read, &cluster->write))
        return NO_ERROR;
    /* The read generation lies in another store: each is looked at for what it is to the recovery. */
    plan->count = 2;
    plan->sides[1] = plan->sides[0];
    plan->sides[0].site = site_of(cluster, &cluster->read);
    plan->sides[0].store = &cluster->read;
    plan->sides[0].view.write = plan->sides[0].view.next = SLICE("");
    plan->sides[1].view.read = SLICE("");
    plan->sides[1].view.target = NULL;
    return NO_ERROR;
}

/* Without a manifest: the store and the generation are options. */
static struct error make_bare_side(struct backups_plan *plan)
{
    struct slice read = value(plan, OPTION_FROM), next = value(plan, OPTION_TO);
    if (read.len == 0 || (value(plan, OPTION_DESTINATION).len == 0 && value(plan, OPTION_LISTING).len == 0))
        return error_next(
            error_make(plan->arena, ERROR_USAGE, "which store and generation are meant is not said"),
            SLICE("name the manifest, or give --destination s3://BUCKET/PATH (or --listing) and --from "
                  "GENERATION"));
    struct error error =
        next.len > 0 ? NO_ERROR : generation_after(plan->arena, plan->rule, read, read, &next);
    plan->count = 1;
    plan->sides[0] = (struct backups_side){
        .view = {
            .read = read, .write = read, .next = next, .target = plan->has_target ? &plan->target : NULL}};
    return error;
}

struct error backups_plan_from(struct arena *arena, const struct invocation *invocation,
                               const struct plan_scope *scope, struct backups_plan *plan)
{
    struct manifest *manifest = arena_alloc(arena, sizeof *manifest);
    *plan = (struct backups_plan){.invocation = invocation,
                                  .arena = arena,
                                  .file = scope->file,
                                  .text = scope->text,
                                  .beside = scope->beside,
                                  .beside_count = scope->beside_count};
    struct error error = generation_rule_compile(arena, scope->pattern, &plan->rule);
    if (!failed(error))
        error = manifest_read(arena, scope, manifest);
    return failed(error) ? error : backups_plan_of(plan, &manifest->cluster);
}

struct error backups_plan_of(struct backups_plan *plan, const struct cluster *cluster)
{
    struct error error = read_target(plan, cluster);
    return failed(error) ? error : make_sides(plan, cluster);
}

struct error backups_plan_make(struct arena *arena, const struct invocation *invocation,
                               struct backups_plan *plan)
{
    struct plan_scope scope = {.file = SLICE(""), .cluster = invocation_value(invocation, OPTION_CLUSTER)};
    *plan = (struct backups_plan){.invocation = invocation, .arena = arena, .text = SLICE("")};
    if (invocation->operand_count > 0)
        scope.file = plan->file = slice_of(invocation->operands[0]);
    struct error error =
        generation_pattern(invocation, arena, or_else(scope.file, SLICE(".")), &scope.pattern);
    if (failed(error))
        return error;
    if (scope.file.len > 0) {
        error = input_read(arena, scope.file, &scope.text);
        return failed(error) ? error : backups_plan_from(arena, invocation, &scope, plan);
    }
    error = generation_rule_compile(arena, scope.pattern, &plan->rule);
    if (!failed(error))
        error = read_target(plan, NULL);
    return failed(error) ? error : make_bare_side(plan);
}

/* The names of a side, sorted by number: the ones found, of the same stem as those of the manifest. */
struct found_names {
    struct generation *items;
    size_t count, capacity;
};

static void add_name(struct backups_plan *plan, struct found_names *names, struct slice name)
{
    struct generation parsed;
    for (size_t i = 0; i < names->count; i++)
        if (slice_equal(names->items[i].name, name))
            return;
    if (name.len == 0 || failed(generation_parse(plan->arena, plan->rule, name, &parsed)))
        return;
    names->items =
        arena_grow(plan->arena, names->items, &names->capacity, names->count + 1, sizeof *names->items);
    size_t at = names->count++;
    while (at > 0 && (generation_compare(&names->items[at - 1], &parsed) == GENERATION_HIGHER ||
                      (generation_compare(&names->items[at - 1], &parsed) != GENERATION_LOWER &&
                       slice_compare(names->items[at - 1].name, name) > 0))) {
        names->items[at] = names->items[at - 1];
        at--;
    }
    names->items[at] = parsed;
}

/* All of the store that are of one kind with a name of the manifest, that one included. */
static struct error find_names(struct backups_plan *plan, const struct source *source, struct slice name,
                               struct found_names *names)
{
    struct generation mine, other;
    struct slice *found;
    size_t count;
    if (name.len == 0)
        return NO_ERROR;
    struct error error = generation_parse(plan->arena, plan->rule, name, &mine);
    if (failed(error))
        return error;
    struct slice beginning = slice_cut(name, 0, mine.stem.len);
    error = catalog_names(source, plan->arena, beginning, &found, &count);
    for (size_t i = 0; i < count && !failed(error); i++)
        if (slice_equal(found[i], name) ||
            (!failed(generation_parse(plan->arena, plan->rule, found[i], &other)) &&
             generation_compare(&mine, &other) != GENERATION_UNRELATED))
            add_name(plan, names, found[i]);
    return error;
}

static struct error following(const void *context, struct arena *arena, struct slice name, struct slice *next)
{
    return generation_next(arena, context, name, next);
}

struct error backups_plan_read(struct backups_plan *plan, struct backups_side *side)
{
    struct error error = backups_source_open(plan, side);
    return failed(error) ? error : backups_plan_look(plan, side);
}

struct error backups_plan_look(struct backups_plan *plan, struct backups_side *side)
{
    struct found_names names = {0};
    /* Those that the manifest names are looked at in any case. */
    add_name(plan, &names, side->view.read);
    add_name(plan, &names, side->view.write);
    struct error error = find_names(plan, &side->source, side->view.write, &names);
    if (!failed(error) && !slice_equal(side->view.read, side->view.write))
        error = find_names(plan, &side->source, side->view.read, &names);
    if (!failed(error) && !slice_equal(side->view.next, side->view.write))
        error = find_names(plan, &side->source, side->view.next, &names);
    if (failed(error))
        return error;
    struct slice *sorted = arena_array(plan->arena, names.count, sizeof *sorted);
    for (size_t i = 0; i < names.count; i++)
        sorted[i] = names.items[i].name;
    struct catalog_request request = {.source = &side->source,
                                      .names = sorted,
                                      .count = names.count,
                                      .target = side->view.target,
                                      .look_into_all = plan->invocation->given[OPTION_ALL_WAL]};
    error = catalog_read(plan->arena, &request, &side->catalog);
    return failed(error) ? error : backups_plan_judge(plan, side);
}

struct error backups_plan_judge(struct backups_plan *plan, struct backups_side *side)
{
    return verdict_read(plan->arena, &side->catalog, &side->view, following, plan->rule, &side->verdict);
}
