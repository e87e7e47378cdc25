#include "cli/check_fix.h"
#include "check/file.h"
#include "cli/check_scope.h"
#include "plan/fix.h"
#include "sys/input.h"
#include "sys/replace.h"

/* The lines on which a rule has found something. */
static struct fix_lines lines_of(struct arena *arena, const struct findings *findings, enum check_rule rule)
{
    size_t *lines = arena_array(arena, findings->count, sizeof *lines), count = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].rule == rule)
            lines[count++] = findings->items[i].line;
    return (struct fix_lines){lines, count};
}

/* Mends the first Cluster from document number *next on that can be; *next is set behind it. */
static struct error fix_one(struct arena *arena, const struct check_scope *scope, size_t *next, bool *done)
{
    struct file_check found;
    struct findings unused = {0};
    struct check_subject subject;
    struct manifest m = {.text = scope->text};
    const struct proved *result;
    check_file(arena, scope, &found);
    struct fix_wish wish = {lines_of(arena, &found.findings, RULE_NO_TEXT),
                            lines_of(arena, &found.findings, RULE_NO_SERVER_NAME)};
    *done = wish.quote.count + wish.name.count == 0 || failed(documents_split(arena, m.text, &m.documents));
    if (*done)
        return NO_ERROR;
    m.lines = lines_split(arena, m.text);
    for (; *next < m.documents.count; ++*next) {
        struct error error;
        m.chosen = *next;
        if (!check_subject_read(arena, scope, &m, &unused, &subject, &error) || failed(subject.form) ||
            failed(plan_fix(arena, &m, &wish, &result)))
            continue;
        ++*next;
        return replace_file(arena, scope->file, result);
    }
    *done = true;
    return NO_ERROR;
}

static struct error fix_next(const struct invocation *invocation, struct arena *arena, struct slice file,
                             size_t *next, bool *done)
{
    struct file_scope scope;
    if (ARENA_BEGIN(arena))
        return error_out_of_memory();
    struct settings_memory settings = {.keep = arena};
    struct error error = file_scope_read(invocation, arena, &settings, file, &scope);
    *done = failed(error) || scope.skipped;
    if (*done)
        return NO_ERROR; /* the check itself says what is wrong */
    error = input_read(arena, file, &scope.check.text);
    if (!failed(error))
        error = fix_one(arena, &scope.check, next, done);
    if (failed(error) || *done)
        return error;
    console_note(&invocation->console, file, 0,
                 SLICE("mended: a name in quotes, or a serverName written down"));
    return NO_ERROR;
}

struct error check_fix(const struct invocation *invocation, struct slice file)
{
    size_t next = 0;
    bool done = false;
    struct error error = NO_ERROR;
    while (!done && !failed(error)) {
        struct arena arena = ARENA_EMPTY;
        error = fix_next(invocation, &arena, file, &next, &done);
        if (failed(error)) {
            error.message = arena_copy(invocation->arena, error.message);
            error.next = arena_copy(invocation->arena, error.next);
            error.file = file;
        }
        arena_free(&arena);
    }
    return error;
}
