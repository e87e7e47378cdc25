#include "report/backups.h"

static void put_word(struct json_answer *answer, json_t *array, const struct backups_word *word)
{
    json_t *object = json_append_object(answer, array);
    json_put_slice(answer, object, "id", slice_of(word->code));
    json_put_slice(answer, object, "severity", slice_of(word->severity));
    json_put_slice_or_null(answer, object, "generation", word->generation);
    json_put_slice(answer, object, "message", word->text);
    json_put_slice_or_null(answer, object, "next", word->next);
}

void backups_brief_put(struct json_answer *answer, json_t *object, const struct backups_brief *brief)
{
    json_t *backups = json_put_object(answer, object, "backups");
    if (failed(brief->error))
        json_put_error(answer, backups, "error", brief->error);
    else
        json_put_null(answer, backups, "error");
    json_put_slice_or_null(answer, backups, "store", brief->store);
    json_put_bool(answer, backups, "can_recover", brief->can_recover);
    json_put_slice_or_null(answer, backups, "reads", brief->reads);
    json_put_slice_or_null(answer, backups, "would_recover_from", brief->backup_id);
    json_put_slice_or_null(answer, backups, "until", brief->until);
    json_put_slice_or_null(answer, backups, "first_empty", brief->first_empty);
    json_t *findings = json_put_array(answer, backups, "findings");
    for (size_t i = 0; i < brief->count; i++)
        put_word(answer, findings, &brief->words[i]);
}

/* "B001, B003": the findings that stop a recovery. */
static struct slice errors_of(struct arena *arena, const struct backups_brief *brief)
{
    struct slice codes = SLICE("");
    for (size_t i = 0; i < brief->count; i++)
        if (strcmp(brief->words[i].severity, "error") == 0)
            codes = arena_format(arena, "%.*s%s%s", SLICE_ARG(codes), codes.len > 0 ? ", " : "",
                                 brief->words[i].code);
    return codes;
}

struct slice backups_brief_line(struct arena *arena, const struct backups_brief *brief)
{
    if (failed(brief->error))
        return SLICE("not known");
    if (!brief->can_recover)
        return arena_format(arena, "a recovery would fail: %.*s", SLICE_ARG(errors_of(arena, brief)));
    if (brief->backup_id.len == 0)
        return SLICE("the store does not show what a recovery would take");
    return arena_format(arena, "%.*s from %.*s%s%.*s%s", SLICE_ARG(brief->backup_id), SLICE_ARG(brief->reads),
                        brief->until_text.len > 0 ? ", and WAL up to " : "", SLICE_ARG(brief->until_text),
                        brief->until_text.len > 0 ? " UTC" : "");
}
