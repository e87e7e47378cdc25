/* DR001: more than one bootstrap method. */
#include "check/rules.h"

void check_methods(struct check_subject *s)
{
    const struct cluster *c = s->cluster;
    const struct node *methods[] = {c->initdb.value, c->recovery.value, c->basebackup.value};
    static const char *const names[] = {"initdb", "recovery", "pg_basebackup"};
    struct slice list = SLICE("");
    size_t count = 0;
    for (size_t i = 0; i < 3; i++)
        if (methods[i] != NULL)
            list = arena_format(s->arena, "%.*s%s%s", SLICE_ARG(list), count++ > 0 ? " and " : "", names[i]);
    if (count > 1)
        find_at(s, RULE_METHODS, subject_field_start(s, c->bootstrap),
                SLICE("keep the one that is meant; the other becomes a comment"), "spec.bootstrap holds %.*s",
                SLICE_ARG(list));
}
