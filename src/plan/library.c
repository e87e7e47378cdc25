/* The public library over the plan: include/cnpgdr/cnpgdr.h. */
#include "base/refusals.h"
#include "cnpgdr/cnpgdr.h"
#include "plan/plan.h"
#include "text/diff.h"
#include <stdlib.h>

#ifndef VERSION
#define VERSION "unknown"
#endif

struct cnpgdr_result {
    struct arena arena;
    struct error error;
    struct slice name;
    const struct proved *proved; /* NULL unless it was done */
    struct plan_report report;
    struct slice diff;
    bool diffed;
};

static struct cnpgdr_text text_of(struct slice s)
{
    return (struct cnpgdr_text){s.data, s.len};
}

static struct plan_scope scope_of(const struct cnpgdr_manifest *manifest)
{
    return (struct plan_scope){.file = slice_of(manifest->name == NULL ? "manifest" : manifest->name),
                               .text = {manifest->text.data, manifest->text.len},
                               .cluster = slice_of(manifest->cluster),
                               .pattern = manifest->generation_pattern};
}

static struct recover_options options_of(const struct cnpgdr_recover_options *o)
{
    static const enum plan_verb verbs[] = {PLAN_RECOVER, PLAN_RETRY, PLAN_ADVANCE};
    return (struct recover_options){.verb = verbs[o->step],
                                    .from = slice_of(o->from),
                                    .to = slice_of(o->to),
                                    .target = {.time = slice_of(o->target_time),
                                               .lsn = slice_of(o->target_lsn),
                                               .xid = slice_of(o->target_xid),
                                               .name = slice_of(o->target_name),
                                               .tli = slice_of(o->target_tli),
                                               .backup_id = slice_of(o->backup_id),
                                               .immediate = o->target_immediate,
                                               .exclusive = o->exclusive},
                                    .no_target = o->no_target,
                                    .keep_target = o->keep_target,
                                    .no_fill = o->no_fill,
                                    .fresh_block = o->fresh_block};
}

/* options is NULL for revert. */
static enum cnpgdr_status run(const struct cnpgdr_manifest *manifest,
                              const struct cnpgdr_recover_options *options, struct cnpgdr_result **out)
{
    struct cnpgdr_result *result = calloc(1, sizeof *result);
    *out = result;
    if (result == NULL)
        return CNPGDR_SYSTEM;
    if (ARENA_BEGIN(&result->arena)) {
        cnpgdr_result_free(result);
        *out = NULL;
        return CNPGDR_SYSTEM;
    }
    struct plan_scope scope = scope_of(manifest);
    result->name = scope.file;
    if (options == NULL) {
        result->error = plan_revert(&result->arena, &scope, &result->proved, &result->report);
    } else {
        struct recover_options wanted = options_of(options);
        result->error = plan_recover(&result->arena, &scope, &wanted, &result->proved, &result->report);
    }
    return (enum cnpgdr_status)result->error.kind;
}

enum cnpgdr_status cnpgdr_recover(const struct cnpgdr_manifest *manifest,
                                  const struct cnpgdr_recover_options *options, struct cnpgdr_result **result)
{
    return run(manifest, options, result);
}

enum cnpgdr_status cnpgdr_revert(const struct cnpgdr_manifest *manifest, struct cnpgdr_result **result)
{
    return run(manifest, NULL, result);
}

struct cnpgdr_text cnpgdr_result_text(const struct cnpgdr_result *result)
{
    return text_of(result->proved == NULL ? SLICE("") : proved_bytes(result->proved));
}

struct cnpgdr_text cnpgdr_result_diff(struct cnpgdr_result *result)
{
    if (result->proved == NULL || result->diffed || ARENA_BEGIN(&result->arena))
        return text_of(result->diff);
    result->diff = diff_unified(&result->arena, result->name, proved_before(result->proved),
                                proved_edits(result->proved));
    result->diffed = true;
    return text_of(result->diff);
}

struct cnpgdr_error cnpgdr_result_error(const struct cnpgdr_result *result)
{
    const struct error *e = &result->error;
    return (struct cnpgdr_error){e->code, text_of(e->message), text_of(e->next), e->line, e->column};
}

struct cnpgdr_generations cnpgdr_result_generations(const struct cnpgdr_result *result)
{
    const struct plan_report *r = &result->report;
    return (struct cnpgdr_generations){text_of(r->cluster),     text_of(r->namespace),
                                       text_of(r->read_before), text_of(r->write_before),
                                       text_of(r->read),        text_of(r->write)};
}

size_t cnpgdr_result_remark_count(const struct cnpgdr_result *result)
{
    return result->report.remark_count;
}

struct cnpgdr_remark cnpgdr_result_remark(const struct cnpgdr_result *result, size_t index)
{
    const struct remark *remark = &result->report.remarks[index];
    return (struct cnpgdr_remark){remark->kind == REMARK_WARNING, remark->line, text_of(remark->text)};
}

void cnpgdr_result_free(struct cnpgdr_result *result)
{
    if (result == NULL)
        return;
    arena_free(&result->arena);
    free(result);
}

const char *cnpgdr_explain(const char *code)
{
    for (size_t i = 0; i < REFUSAL_COUNT; i++)
        if (strcmp(refusal_table[i].code, code) == 0)
            return refusal_table[i].explanation;
    return NULL;
}

const char *cnpgdr_version(void)
{
    return VERSION;
}
