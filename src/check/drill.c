/* DR012: the drill. recover and revert in memory, so that a block that has gone stale or broken is found on
 * an ordinary day. The proof of recover goes the way back itself. */
#include "check/rules.h"

static bool is_code(const struct error *error, enum refusal refusal)
{
    return error->code != NULL && strcmp(error->code, refusal_table[refusal].code) == 0;
}

static bool is_one_of(const struct error *error, const enum refusal *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_code(error, list[i]))
            return true;
    return false;
}

/* What rules of their own say. */
static bool is_said_elsewhere(const struct check_subject *s, const struct error *error)
{
    static const enum refusal said[] = {REFUSE_CONFLICT, REFUSE_BOTH_SHAPES,  REFUSE_DUPLICATE_KEY,
                                        REFUSE_NO_STORE, REFUSE_OTHER_PLUGIN, REFUSE_BASEBACKUP,
                                        REFUSE_REPLICA};
    if (is_one_of(error, said, sizeof said / sizeof said[0]))
        return true;
    if (is_code(error, REFUSE_SOURCE))
        return subject_recovers(s);
    if (is_code(error, REFUSE_SAME_GENERATION))
        return true;
    const struct node *name = node_resolve(s->cluster->write.name);
    return is_code(error, REFUSE_GENERATION) && failed(s->fit) &&
           (name == NULL || name->value.len == 0 || name->style == STYLE_PLAIN);
}

/* Nothing is wrong with these; cnpg-dr only cannot do them. */
static enum severity severity_of(const struct error *error)
{
    static const enum refusal beyond[] = {REFUSE_VARIABLE, REFUSE_TEMPLATE, REFUSE_NO_GENERATION};
    return is_one_of(error, beyond, sizeof beyond / sizeof beyond[0]) ? SEVERITY_NOTE
                                                                      : rule_table[RULE_DRILL].severity;
}

/* line: of the file, from 1; 0: not known. */
static void say(struct check_subject *s, const struct error *error, size_t line)
{
    if (is_said_elsewhere(s, error))
        return;
    const struct lines *lines = &s->manifest->lines;
    size_t offset =
        line > 0 && line <= lines->count ? subject_line_start(s, line - 1) : s->cluster->tree->root->start;
    enum severity severity = severity_of(error);
    find_as(s, RULE_DRILL, severity, offset, error->next, "%s: %.*s%s%s%s",
            severity == SEVERITY_NOTE ? "cnpg-dr could not recover it" : "a recovery would be refused today",
            SLICE_ARG(error->message), error->code != NULL ? " (" : "",
            error->code != NULL ? error->code : "", error->code != NULL ? ")" : "");
}

static struct error step(struct check_subject *s, bool recover, struct slice text,
                         const struct proved **result)
{
    struct plan_scope scope = {.file = s->scope->file, .text = text, .pattern = s->scope->pattern};
    struct recover_options options = {.verb = PLAN_RECOVER};
    struct plan_report report;
    return recover ? plan_recover(s->arena, &scope, &options, result, &report)
                   : plan_revert(s->arena, &scope, result, &report);
}

/* The other documents of the file are checked by themselves: the drill is held with this one alone. */
void check_drill(struct check_subject *s)
{
    const struct cluster *c = s->cluster;
    if (c->write.shape == STORE_NONE || c->is_replica || c->basebackup.value != NULL ||
        s->scope->severities[RULE_DRILL] == SEVERITY_OFF)
        return;
    if (failed(s->fit)) {
        say(s, &s->fit, s->fit.line);
        return;
    }
    const struct document *document = &s->manifest->documents.items[s->manifest->chosen];
    struct slice text = slice_cut(s->manifest->text, document->start, document->end);
    bool recovers = subject_recovers(s);
    const struct proved *first, *second;
    struct error error = step(s, !recovers, text, &first);
    if (failed(error)) {
        size_t before = line_at(&s->manifest->lines, document->start);
        say(s, &error, error.line > 0 ? error.line + before : 0);
        return;
    }
    error = step(s, recovers, proved_bytes(first), &second);
    if (failed(error))
        say(s, &error, 0);
}
