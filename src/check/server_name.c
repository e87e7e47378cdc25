/* DR008: no serverName written down, or an empty one. */
#include "check/rules.h"

static void check_side(struct check_subject *s, const struct store *store, const char *what)
{
    if (store->shape == STORE_NONE)
        return;
    if (store->name != NULL && node_text(store->name).len > 0)
        return;
    bool literal = store->shape == STORE_PLUGIN && !node_is_null(store->name) && store == &s->cluster->write;
    if (literal)
        find_as(s, RULE_NO_SERVER_NAME, SEVERITY_ERROR, store->name->outer,
                SLICE("write the name of the generation, or leave the key out"),
                "serverName is empty, which the plugin takes literally");
    else
        find_at(s, RULE_NO_SERVER_NAME, store->holder->outer,
                arena_format(s->arena, "write serverName: %.*s, so that the next one can be told from it",
                             SLICE_ARG(store->generation)),
                "no serverName is written down, so the Cluster %s %.*s by default", what,
                SLICE_ARG(store->generation));
}

void check_server_name(struct check_subject *s)
{
    check_side(s, &s->cluster->write, "writes");
    if (subject_recovers(s))
        check_side(s, &s->cluster->read, "reads");
}
