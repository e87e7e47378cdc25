#include "plan/proof_changes.h"

/* The external cluster that the place is in, or NULL. */
static const struct node *external_of(const struct place *place)
{
    for (; place->up != NULL; place = place->up)
        if (place_is(place->up, "spec", "externalClusters", (const char *)NULL))
            return place->value;
    return NULL;
}

static bool is_named(const struct node *external, struct slice name)
{
    return name.len > 0 && slice_equal(node_text(mapping_get(external, "name")), name);
}

static bool is_entry(const struct changed *c, const struct node *external)
{
    return is_named(external, c->intent->entry) || is_named(external, c->intent->entry_before);
}

/* An external cluster that comes, goes or changes with the recovery or with an initdb. */
static bool may_change(const struct changed *c, const struct node *external)
{
    if (is_entry(c, external))
        return !c->entry_counts;
    return is_named(external, c->intent->imported) && !c->methods_count;
}

/* Parameters, a mapping or null, that hold nothing but these two, or nothing at all: they are written where
 * there were none. */
static bool hold_only(const struct node *parameters, struct slice one, struct slice other)
{
    parameters = node_resolve(parameters);
    if (node_is_null(parameters))
        return true;
    for (const struct node *key = parameters->first; key != NULL; key = key->next->next)
        if (!slice_equal(node_text(key), one) && !slice_equal(node_text(key), other))
            return false;
    return true;
}

static bool is_write_name(const struct changed *c, const struct place *place)
{
    const struct slice name = SLICE("serverName");
    if (c->shape == STORE_IN_TREE)
        return place_is(place, "spec", "backup", "barmanObjectStore", "serverName", (const char *)NULL);
    if (place_is(place, "spec", "plugins", "*", "parameters", (const char *)NULL))
        return hold_only(place->value, name, name) &&
               slice_equal(node_text(mapping_get(place->up->value, "name")), SLICE(BARMAN_PLUGIN));
    return place_is(place, "spec", "plugins", "*", "parameters", "serverName", (const char *)NULL) &&
           slice_equal(node_text(mapping_get(place->up->up->value, "name")), SLICE(BARMAN_PLUGIN));
}

bool names_read_generation(const struct place *place)
{
    if (place_is(place, "spec", "externalClusters", "*", "plugin", "parameters", (const char *)NULL))
        return hold_only(place->value, SLICE("serverName"), SLICE("barmanObjectName"));
    return place_is(place, "spec", "externalClusters", "*", "barmanObjectStore", "serverName",
                    (const char *)NULL) ||
           place_is(place, "spec", "externalClusters", "*", "plugin", "parameters", "serverName",
                    (const char *)NULL) ||
           place_is(place, "spec", "externalClusters", "*", "plugin", "parameters", "barmanObjectName",
                    (const char *)NULL);
}

/* A list of nothing but external clusters that may come and go is as good as none. */
static bool is_empty_list(const struct changed *c, const struct node *list)
{
    list = node_resolve(list);
    if (node_is_null(list))
        return true;
    for (const struct node *item = list->first; item != NULL; item = item->next)
        if (!may_change(c, item))
            return false;
    return true;
}

/* Only below these keys of the spec anything may differ; the rest of a document need not be held against each
 * rule. */
static bool is_far_away(const struct place *place)
{
    const struct slice near[] = {SLICE("bootstrap"), SLICE("externalClusters"), SLICE("backup"),
                                 SLICE("plugins")};
    const struct place *second = place;
    while (second->up != NULL && second->up->up != NULL)
        second = second->up;
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++)
        if (slice_equal(second->key, near[i]))
            return false;
    return true;
}

bool skip_changed(void *context, const struct place *place)
{
    const struct changed *c = context;
    if (is_far_away(place))
        return false;
    if (place_is(place, "spec", "bootstrap", (const char *)NULL))
        return !c->methods_count || node_is_null(place->value);
    if (place_is(place, "spec", "externalClusters", (const char *)NULL))
        return is_empty_list(c, place->value);
    if (place_is(place, "spec", "externalClusters", "*", (const char *)NULL))
        return may_change(c, place->value);
    const struct node *external = external_of(place);
    if (external != NULL)
        return is_entry(c, external) && names_read_generation(place);
    return is_write_name(c, place);
}

struct changed changed_by(const struct draft *draft, const struct intent *intent)
{
    bool steady = draft->before->cluster.recovery.value == NULL;
    return (struct changed){.intent = intent,
                            .shape = draft->before->cluster.write.shape,
                            .methods_count = intent->structure && intent->verb == PLAN_REVERT && steady,
                            .entry_counts = intent->entry_was_active};
}

bool skip_recovery(void *context, const struct place *place)
{
    const struct node *before = context;
    if (place_is(place, "source", (const char *)NULL) ||
        place_is(place, "recoveryTarget", (const char *)NULL))
        return true;
    bool filled = place_is(place, "database", (const char *)NULL) ||
                  place_is(place, "owner", (const char *)NULL) ||
                  place_is(place, "secret", (const char *)NULL);
    return filled && mapping_key(node_resolve(before), place->key) == NULL;
}

bool skip_external(void *context, const struct place *place)
{
    (void)context;
    if (place_is(place, "plugin", "parameters", (const char *)NULL))
        return hold_only(place->value, SLICE("serverName"), SLICE("barmanObjectName"));
    return place_is(place, "name", (const char *)NULL) ||
           place_is(place, "barmanObjectStore", "serverName", (const char *)NULL) ||
           place_is(place, "plugin", "parameters", "serverName", (const char *)NULL) ||
           place_is(place, "plugin", "parameters", "barmanObjectName", (const char *)NULL);
}
