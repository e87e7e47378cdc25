/* DR012: the drill. recover and revert in memory, so that a block that has gone stale or broken is found on
 * an ordinary day. The proof of recover goes the way back itself. */
#include "plan/drill.h"
#include "check/rules.h"

/* With more documents a file is not edited as a whole for each Cluster in it, but the Cluster's document
 * alone. */
enum { SHARED = 8 };

static bool is_one_of(const struct error *error, const enum refusal *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_refusal(error, list[i]))
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
    if (is_refusal(error, REFUSE_SOURCE))
        return subject_recovers(s);
    if (is_refusal(error, REFUSE_SAME_GENERATION))
        return true;
    const struct node *name = node_resolve(s->cluster->write.name);
    return is_refusal(error, REFUSE_GENERATION) && failed(s->fit) &&
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

/* Recover, and its way back; of a Cluster that recovers, revert and then recover. */
static struct error drill(struct check_subject *s, size_t *first_line)
{
    const struct document *document = &s->manifest->documents.items[s->manifest->chosen];
    struct slice text = slice_cut(s->manifest->text, document->start, document->end);
    struct plan_scope scope = {.file = s->scope->file, .text = text, .pattern = s->scope->pattern};
    struct recover_options options = {.verb = PLAN_RECOVER};
    struct plan_report report;
    const struct proved *result;
    bool recovers = subject_recovers(s);
    if (!recovers && s->manifest->documents.count <= SHARED)
        return plan_drill(s->arena, s->manifest, s->scope->rule);
    *first_line = line_at(&s->manifest->lines, document->start);
    if (!recovers)
        return plan_recover(s->arena, &scope, &options, &result, &report);
    struct error error = plan_revert(s->arena, &scope, &result, &report);
    if (failed(error))
        return error;
    scope.text = proved_bytes(result);
    error = plan_recover(s->arena, &scope, &options, &result, &report);
    error.line = 0; /* of a text that nobody sees */
    return error;
}

void check_drill(struct check_subject *s)
{
    const struct cluster *c = s->cluster;
    size_t first_line = 0;
    if (c->write.shape == STORE_NONE || c->is_replica || c->basebackup.value != NULL)
        return;
    struct error error = failed(s->fit) ? s->fit : drill(s, &first_line);
    if (failed(error))
        say(s, &error, error.line > 0 ? error.line + first_line : 0);
}
