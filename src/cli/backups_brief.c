#include "cli/backups_brief.h"
#include "cli/backups_plan.h"
#include "store/picture_mermaid.h"

static const char *const severities[] = {
    [FINDING_ERROR] = "error", [FINDING_WARNING] = "warning", [FINDING_NOTE] = "note"};

static void add_words(struct backups_brief *brief, const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->finding_count; i++) {
        const struct finding *finding = &verdict->findings[i];
        brief->words[brief->count++] =
            (struct backups_word){finding_table[finding->id].code, severities[finding->severity],
                                  finding->generation, finding->sentence, finding->next};
        brief->trouble |= finding->severity != FINDING_NOTE;
    }
}

/* What the recovery would read; a manifest with two stores has it in the first one. */
static void take_read(struct arena *arena, const struct verdict *verdict, struct backups_brief *brief)
{
    brief->store = verdict->catalog->source->name;
    brief->reads = verdict->view->read;
    brief->diagram = picture_mermaid(arena, &verdict, 1);
    if (verdict->read == NO_GENERATION)
        return;
    const struct generation_verdict *judged = &verdict->generations[verdict->read];
    if (judged->choice.kind == CHOICE_MADE)
        brief->backup_id = judged->choice.backup->id;
    brief->until = instant_format(arena, judged->window.until);
    if (judged->window.until != INSTANT_NONE)
        brief->until_text = instant_text(arena, judged->window.until);
}

void backups_brief(const struct invocation *invocation, const struct plan_scope *scope,
                   struct backups_brief *brief)
{
    struct arena *arena = invocation->arena;
    struct backups_plan *plan = arena_alloc(arena, sizeof *plan);
    size_t words = 0;
    *brief = (struct backups_brief){.error = NO_ERROR};
    struct error error = backups_plan_from(arena, invocation, scope, plan);
    for (size_t i = 0; i < plan->count && !failed(error); i++) {
        error = backups_plan_read(plan, &plan->sides[i]);
        words += plan->sides[i].verdict.finding_count;
    }
    if (failed(error)) {
        brief->error = error_in(error, scope->file);
        return;
    }
    brief->words = arena_array(arena, words, sizeof *brief->words);
    brief->can_recover = true;
    take_read(arena, &plan->sides[0].verdict, brief);
    for (size_t i = 0; i < plan->count; i++) {
        add_words(brief, &plan->sides[i].verdict);
        brief->can_recover &= verdict_can_recover(&plan->sides[i].verdict);
    }
    brief->first_empty = plan->sides[plan->count - 1].verdict.first_empty;
}
