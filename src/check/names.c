/* DR006: recovery and initdb disagree on the effective database, owner or secret. CNPG's defaults are the
 * same for both (api/v1 cluster_defaults.go): database app, owner = database, and a Secret NAME-app of its
 * own making. */
#include "check/rules.h"

enum { NAMES = 3 };

struct names {
    struct slice effective[NAMES];
    bool written[NAMES];
};

static struct names names_of(const struct check_subject *s, const struct node *method)
{
    const struct node *values[NAMES] = {mapping_get(method, "database"), mapping_get(method, "owner"),
                                        mapping_get(node_resolve(mapping_get(method, "secret")), "name")};
    struct names names;
    for (size_t i = 0; i < NAMES; i++) {
        names.effective[i] = node_text(values[i]);
        names.written[i] = names.effective[i].len > 0;
    }
    if (!names.written[0])
        names.effective[0] = SLICE("app");
    if (!names.written[1])
        names.effective[1] = names.effective[0];
    if (!names.written[2])
        names.effective[2] = arena_format(s->arena, "%.*s-app", SLICE_ARG(s->cluster->name));
    return names;
}

/* The commented initdb of a Cluster that recovers; the active one goes before it. */
static const struct node *initdb_of(const struct check_subject *s)
{
    if (s->cluster->initdb.value != NULL || failed(s->form))
        return s->cluster->initdb.value;
    const struct node *found = NULL;
    for (size_t i = 0; i < s->manifest->blocks.count; i++) {
        const struct block *block = s->manifest->blocks.items[i];
        if (block->kind != BLOCK_INITDB || block->active || block->value == NULL)
            continue;
        if (found != NULL)
            return NULL; /* which of them is meant is not known */
        found = block->value;
    }
    return found;
}

void check_names(struct check_subject *s)
{
    static const char *const keys[NAMES] = {"database", "owner", "secret"};
    const struct cluster *c = s->cluster;
    bool active = subject_recovers(s);
    const struct node *recovery = active                ? c->recovery.value
                                  : s->recovery != NULL ? s->recovery->value
                                                        : NULL;
    const struct node *initdb = initdb_of(s);
    if (recovery == NULL || initdb == NULL || (!active && c->initdb.value == NULL))
        return;
    struct names wanted = names_of(s, initdb), given = names_of(s, recovery);
    enum severity severity = SEVERITY_OFF;
    struct slice list = SLICE("");
    for (size_t i = 0; i < NAMES; i++) {
        if (slice_equal(wanted.effective[i], given.effective[i]) ||
            (i == 1 && !wanted.written[1] && !given.written[1])) /* the owner follows the database */
            continue;
        list =
            arena_format(s->arena, "%.*s%s%s %.*s (initdb: %.*s)", SLICE_ARG(list), list.len > 0 ? ", " : "",
                         keys[i], SLICE_ARG(given.effective[i]), SLICE_ARG(wanted.effective[i]));
        if (given.written[i] || active)
            severity = SEVERITY_WARNING;
        else if (severity == SEVERITY_OFF)
            severity = SEVERITY_NOTE;
    }
    if (severity == SEVERITY_OFF)
        return;
    size_t place = active ? subject_field_start(s, c->recovery) : subject_line_start(s, s->recovery->head);
    find_as(s, RULE_NAMES, severity, place,
            severity == SEVERITY_NOTE ? SLICE("write it into the block; cnpg-dr recover does so by itself")
                                      : SLICE("let both say the same"),
            "%s has %.*s", active ? "bootstrap.recovery" : "the commented recovery", SLICE_ARG(list));
}
