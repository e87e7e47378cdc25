#include "plan/structure.h"
#include "plan/aliases.h"
#include "plan/compose.h"
#include "plan/internal.h"
#include "plan/proof.h"
#include "plan/recovery_fields.h"
#include "plan/set_generations.h"
#include "plan/values.h"
#include "plan/warnings.h"
#include "yaml/scalar.h"

static const struct emit_override as_it_is = {NULL, {"", 0}, {"", 0}};

/* --- one method in place of another --- */

/* In which style the method stands that goes; refused where others share it. */
static struct error find_method(struct draft *draft, bool *flow)
{
    const struct node *bootstrap = draft->now.cluster.bootstrap.value;
    if (bootstrap->kind != NODE_MAPPING || draft->now.cluster.bootstrap.key == NULL)
        return draft_refuse(
            draft, refuse(draft->arena, REFUSE_ALIAS, "spec.bootstrap is not written where it counts"),
            bootstrap->outer);
    *flow = bootstrap->style == STYLE_FLOW;
    return NO_ERROR;
}

/* The method's key and all of its value become that text. */
static void replace_method(const struct editing *e, const struct field *method, bool flow, struct slice text)
{
    size_t end = flow ? method->value->end : e->lines->items[entry_last_line(e->lines, method->key)].end;
    edits_add(e->arena, e->edits, method->key->outer, end, text);
}

/* Anchors may have gone with the method. */
static struct error change_method(struct draft *draft, struct edits *edits)
{
    struct error error = draft_apply(draft, edits);
    return failed(error) ? error : aliases_settle(draft);
}

/* "initdb:" with the names that the recovery has, in block style. */
static struct slice initdb_block(struct draft *draft, const struct editing *e, const struct node *recovery,
                                 size_t column)
{
    struct slice text = SLICE("initdb:");
    size_t count = 0;
    for (size_t i = 0; i < SHARED_FIELDS; i++) {
        const struct node *value = mapping_get(recovery, shared_fields[i]);
        if (node_is_null(value))
            continue;
        struct slice written =
            emit_block_value(draft->arena, &e->style, draft->now.text, value, column, as_it_is);
        text = arena_format(draft->arena, "%.*s%.*s%*s%s:%.*s", SLICE_ARG(text), SLICE_ARG(e->style.eol),
                            (int)column, "", shared_fields[i], SLICE_ARG(written));
        count++;
    }
    return count > 0 ? text : SLICE("initdb: {}");
}

static struct slice initdb_flow(struct draft *draft, const struct node *recovery)
{
    struct slice text = SLICE("");
    for (size_t i = 0; i < SHARED_FIELDS; i++) {
        const struct node *value = mapping_get(recovery, shared_fields[i]);
        if (!node_is_null(value))
            text = arena_format(draft->arena, "%.*s%s%s: %.*s", SLICE_ARG(text), text.len > 0 ? ", " : "",
                                shared_fields[i],
                                SLICE_ARG(emit_flow_value(draft->arena, draft->now.text, value, as_it_is)));
    }
    return arena_format(draft->arena, "initdb: {%.*s}", SLICE_ARG(text));
}

/* --- into recovery --- */

/* A value that is there and says nothing: null, or empty brackets. */
static bool is_nothing(const struct node *value)
{
    value = node_resolve(value);
    return node_is_null(value) || (value->style == STYLE_FLOW && value->first == NULL);
}

static void replace_nothing(const struct editing *e, const struct node *value, struct slice text)
{
    edits_add(e->arena, e->edits, value->start, value->end,
              value->start == value->end ? arena_format(e->arena, " %.*s", SLICE_ARG(text)) : text);
}

static struct error write_recovery(struct draft *draft, struct slice source)
{
    struct edits edits = {0};
    struct editing e = draft_editing(draft, &edits);
    const struct manifest *m = &draft->now;
    const struct cluster *c = &m->cluster;
    struct slice name = scalar_write(draft->arena, source, NULL);
    struct error error = NO_ERROR;
    bool flow = false;
    if (c->initdb.value != NULL) {
        error = find_method(draft, &flow);
        if (failed(error))
            return error;
        size_t column = flow ? 0 : mapping_column(e.lines, c->bootstrap.value) + e.style.step;
        replace_method(&e, &c->initdb, flow,
                       flow ? arena_format(draft->arena, "recovery: {source: %.*s}", SLICE_ARG(name))
                            : arena_format(draft->arena, "recovery:%.*s%*ssource: %.*s",
                                           SLICE_ARG(e.style.eol), (int)column, "", SLICE_ARG(name)));
    } else if (c->bootstrap.key != NULL && is_nothing(c->bootstrap.value)) {
        replace_nothing(&e, c->bootstrap.value,
                        arena_format(draft->arena, "{recovery: {source: %.*s}}", SLICE_ARG(name)));
    } else {
        error = compose_recovery(draft, &edits, source, compose_place(m), "");
    }
    return failed(error) ? error : change_method(draft, &edits);
}

static struct error write_external(struct draft *draft, const struct intent *intent)
{
    struct edits empty = {0}, edits = {0};
    const struct node *list = draft->now.cluster.externals.value;
    if (list != NULL && node_is_null(list)) {
        struct editing e = draft_editing(draft, &empty);
        replace_nothing(&e, list, SLICE("[]"));
    }
    struct error error = draft_apply(draft, &empty);
    const struct manifest *m = &draft->now;
    if (m->cluster.externals.key == NULL && node_resolve(m->cluster.spec.value)->style == STYLE_FLOW)
        error = draft_refuse(draft, refuse(draft->arena, REFUSE_FLOW, "the spec stands in flow style"),
                             m->cluster.spec.value->outer);
    if (!failed(error))
        error = compose_external(draft, &edits, intent->entry, intent->read, compose_place(m));
    return failed(error) ? error : draft_apply(draft, &edits);
}

/* Names, target and generations, once the recovery and its external cluster stand. */
static struct error set_values(struct draft *draft, const struct structure_options *options,
                               const struct intent *intent)
{
    const struct node *initdb = draft->before->cluster.initdb.value;
    struct edits edits = {0};
    struct error error = draft_place(draft, cluster_check_recovery(draft->arena, &draft->now.cluster));
    if (!failed(error))
        error = generations_move_store(draft, intent);
    if (failed(error))
        return error;
    fields_fill(draft, &edits, (struct names_source){initdb, draft->before->text});
    if (recovery_target_asked(&options->target))
        fields_set_target(draft, &edits, &options->target);
    if (initdb == NULL)
        draft_remark(draft, REMARK_WARNING, NOWHERE,
                     "no initdb says which database it is: CloudNativePG makes an empty database app");
    return generations_set(draft, intent, !intent->entry_was_active, &edits);
}

static struct error enter_recovery(struct draft *draft, const struct structure_options *options,
                                   struct intent *intent)
{
    const struct manifest *m = draft->before;
    intent->entry = options->external.len > 0 ? options->external : compose_name(draft->arena, m);
    intent->external = cluster_external(&m->cluster, intent->entry);
    intent->entry_was_active = intent->external != NULL;
    intent->entry_written = intent->external == NULL;
    intent->other_store = intent->external != NULL; /* whoever names it means its store */
    struct error error = write_recovery(draft, intent->entry);
    if (!failed(error) && intent->entry_written)
        error = write_external(draft, intent);
    return failed(error) ? error : set_values(draft, options, intent);
}

static struct error stay_in_recovery(struct draft *draft, const struct structure_options *options,
                                     struct intent *intent)
{
    const struct node *source = draft->now.cluster.source;
    struct recover_options again = {
        .verb = PLAN_RECOVER, .from = options->read, .to = options->write, .target = options->target};
    if (options->external.len > 0 && source != NULL && !slice_equal(node_text(source), options->external))
        return refuse_here(refuse(draft->arena, REFUSE_SOURCE,
                                  "the Cluster is in recovery from %.*s already, not from %.*s",
                                  SLICE_ARG(node_text(source)), SLICE_ARG(options->external)),
                           draft->now.text, source->outer);
    struct error error = recover_draft(draft, &again, NULL, intent);
    intent->entry = node_text(draft->now.cluster.source);
    intent->target = &options->target;
    return error.kind == ERROR_NOTHING ? NO_ERROR : error; /* held against the intent all the same */
}

/* --- into initdb --- */

static struct error leave_recovery(struct draft *draft)
{
    struct edits edits = {0};
    struct editing e = draft_editing(draft, &edits);
    const struct cluster *c = &draft->now.cluster;
    bool flow;
    struct error error = cluster_check_recovery(draft->arena, c);
    if (!failed(error))
        error = find_method(draft, &flow);
    if (failed(error))
        return error;
    size_t column = flow ? 0 : mapping_column(e.lines, c->bootstrap.value) + e.style.step;
    replace_method(&e, &c->recovery, flow,
                   flow ? initdb_flow(draft, c->recovery.value)
                        : initdb_block(draft, &e, c->recovery.value, column));
    return change_method(draft, &edits);
}

static struct error set_write(struct draft *draft, struct slice write)
{
    struct edits edits = {0};
    struct values values = values_begin(draft, &edits);
    struct error error = values_set_generation(&values, &draft->now.cluster.write, write);
    if (failed(error))
        return error;
    values_edit(&values);
    return draft_apply(draft, &edits);
}

static struct error enter_initdb(struct draft *draft, const struct structure_options *options,
                                 struct intent *intent)
{
    const struct cluster *c = &draft->before->cluster;
    struct error error = c->recovery.key != NULL ? leave_recovery(draft) : NO_ERROR;
    intent->verb = PLAN_REVERT;
    intent->read = SLICE("");
    if (is_nothing(c->bootstrap.value))
        draft_remark(draft, REMARK_WARNING, NOWHERE,
                     "the Cluster has no bootstrap, which CloudNativePG takes for an initdb of database app");
    return failed(error) ? error : set_write(draft, options->write);
}

/* --- the entrance --- */

static struct error check_options(struct arena *arena, struct structure_options *options, bool *assumed_utc)
{
    struct error error = generation_check_name(arena, options->write);
    *assumed_utc = false;
    if (failed(error) || options->mode == STRUCTURE_INITDB)
        return error;
    error = generation_check_name(arena, options->read);
    return failed(error) ? error : recovery_target_check(arena, &options->target, assumed_utc);
}

static struct error structure_draft(struct draft *draft, const struct structure_options *options,
                                    struct intent *intent)
{
    *intent = (struct intent){.verb = PLAN_RECOVER,
                              .structure = true,
                              .read = options->read,
                              .write = options->write,
                              .target = &options->target};
    struct error error = options->mode == STRUCTURE_INITDB ? enter_initdb(draft, options, intent)
                         : draft->before->cluster.recovery.value != NULL
                             ? stay_in_recovery(draft, options, intent)
                             : enter_recovery(draft, options, intent);
    intent->structure = true;
    if (failed(error))
        return error;
    if (options->mode == STRUCTURE_RECOVERY)
        warn_of_target(draft, &options->target);
    return proof_keep_aliases(draft, intent);
}

struct error plan_structure(struct arena *arena, const struct plan_scope *scope,
                            const struct structure_options *options, const struct proved **result,
                            struct plan_report *report)
{
    struct manifest manifest;
    struct structure_options checked = *options;
    struct intent intent;
    bool assumed_utc;
    *report = (struct plan_report){.remark_count = 0};
    struct error error = check_options(arena, &checked, &assumed_utc);
    if (!failed(error))
        error = manifest_read(arena, scope, &manifest);
    if (failed(error))
        return error_in(error, scope->file);
    struct draft draft = draft_begin(arena, &manifest);
    report_before(&draft, report);
    if (assumed_utc)
        draft_remark(&draft, REMARK_DONE, NOWHERE, "the target time has no offset and is taken as UTC");
    error = structure_draft(&draft, &checked, &intent);
    if (!failed(error))
        error = prove(&draft, &intent, NULL, result);
    report_after(&draft, report);
    return error_in(error, scope->file);
}
