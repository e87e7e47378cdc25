#include "plan/plan.h"
#include "plan/drill.h"
#include "plan/proof.h"

void report_before(const struct draft *draft, struct plan_report *report)
{
    const struct cluster *c = &draft->before->cluster;
    *report = (struct plan_report){.cluster = c->name,
                                   .namespace = c->namespace,
                                   .read_before = c->read.generation,
                                   .write_before = c->write.generation};
}

void report_after(const struct draft *draft, struct plan_report *report)
{
    report->read = draft->now.cluster.read.generation;
    report->write = draft->now.cluster.write.generation;
    report->remarks = draft->remarks;
    report->remark_count = draft->remark_count;
}

/* --- the note --- */

/* The note as a comment line above the block that became active, in that block's own style. */
static void insert_note(struct draft *draft, struct edits *edits, const struct intent *intent)
{
    const struct manifest *m = &draft->now;
    const struct block *above = intent->whole ? m->blocks.bootstrap : m->blocks.recovery;
    struct comment_style style = intent->style;
    size_t column = style.own_column || style.column > above->column ? above->column : style.column;
    struct editing e = draft_editing(draft, edits);
    size_t at = m->lines.items[above->head].start;
    edits_add(draft->arena, edits, at, at,
              arena_format(draft->arena, "%*s#%s%.*s%.*s", (int)column, "",
                           style.strip == STRIP_HASH ? "" : " ",
                           SLICE_ARG(note_text(draft->arena, &intent->note)), SLICE_ARG(e.style.eol)));
}

/* The text after revert; empty where that is refused. */
static struct slice text_after_revert(struct draft *draft)
{
    struct draft back = draft_begin(draft->arena, &draft->now);
    struct intent intent;
    return failed(revert_draft(&back, &intent)) ? SLICE("") : back.now.text;
}

/* A note that stood in the steady manifest would have revert go another way back. */
static struct error drop_old_notes(struct draft *draft)
{
    struct edits edits = {0};
    note_remove_all(draft, &edits);
    return draft_apply(draft, &edits);
}

/* Writes the note where revert would come to another text without it. */
static struct error add_note(struct draft *draft, struct intent *intent)
{
    const struct note *note = &intent->note;
    if (!note_says_anything(note))
        return NO_ERROR;
    struct draft noted = *draft;
    struct edits edits = {0};
    insert_note(&noted, &edits, intent);
    struct error error = draft_apply(&noted, &edits);
    if (failed(error)) /* GCOVR_EXCL_BR_LINE */
        return error;  /* GCOVR_EXCL_LINE: a comment more changes nothing that is read */
    if (slice_equal(text_after_revert(draft), text_after_revert(&noted)))
        return NO_ERROR;
    draft_remark(&noted, REMARK_DONE, (long)noted.now.lines.items[note_find(&noted.now).line].start,
                 "a note is written for revert, which takes it out again");
    *draft = noted;
    return NO_ERROR;
}

/* --- the entrances --- */

static struct error recover_proved(struct draft *draft, const struct recover_options *options,
                                   const struct generation_rule *rule, const struct proved **result)
{
    struct intent intent;
    struct error error = recover_draft(draft, options, rule, &intent);
    if (!failed(error))
        error = proof_keep_aliases(draft, &intent);
    if (!failed(error) && draft->before->cluster.recovery.key == NULL)
        error = drop_old_notes(draft);
    if (!failed(error) && draft->before->cluster.recovery.key == NULL)
        error = add_note(draft, &intent);
    return failed(error) ? error : prove(draft, &intent, rule, result);
}

struct error plan_recover(struct arena *arena, const struct plan_scope *scope,
                          const struct recover_options *options, const struct proved **result,
                          struct plan_report *report)
{
    struct manifest manifest;
    const struct generation_rule *rule = NULL;
    struct recover_options checked = *options;
    bool assumed_utc = false;
    *report = (struct plan_report){.remark_count = 0};
    struct error error = generation_rule_compile(arena, scope->pattern, &rule);
    if (!failed(error))
        error = recovery_target_check(arena, &checked.target, &assumed_utc);
    if (!failed(error))
        error = manifest_read(arena, scope, &manifest);
    if (failed(error))
        return error_in(error, scope->file);
    struct draft draft = draft_begin(arena, &manifest);
    report_before(&draft, report);
    if (assumed_utc)
        draft_remark(&draft, REMARK_DONE, NOWHERE, "the target time has no offset and is taken as UTC");
    error = recover_proved(&draft, &checked, rule, result);
    report_after(&draft, report);
    return error_in(error, scope->file);
}

struct error plan_drill(struct arena *arena, const struct manifest *manifest,
                        const struct generation_rule *rule)
{
    struct draft draft = draft_begin(arena, manifest);
    struct recover_options options = {.verb = PLAN_RECOVER};
    const struct proved *result;
    return recover_proved(&draft, &options, rule, &result);
}

struct error plan_revert(struct arena *arena, const struct plan_scope *scope, const struct proved **result,
                         struct plan_report *report)
{
    struct manifest manifest;
    struct intent intent;
    const struct generation_rule *rule = NULL;
    *report = (struct plan_report){.remark_count = 0};
    struct error error = generation_rule_compile(arena, scope->pattern, &rule);
    if (!failed(error))
        error = manifest_read(arena, scope, &manifest);
    if (failed(error))
        return error_in(error, scope->file);
    struct draft draft = draft_begin(arena, &manifest);
    report_before(&draft, report);
    error = revert_draft(&draft, &intent);
    if (!failed(error))
        error = proof_keep_aliases(&draft, &intent);
    if (!failed(error))
        error = prove(&draft, &intent, rule, result);
    report_after(&draft, report);
    return error_in(error, scope->file);
}
