/* DR016: a serverName or plugin parameter that YAML reads as a number, a boolean or null. */
#include "check/rules.h"
#include "yaml/scalar.h"

static void check_value(struct check_subject *s, struct slice key, const struct node *value)
{
    const struct node *node = node_resolve(value);
    if (scalar_is_no_text(node))
        find_at(s, RULE_NO_TEXT, value->outer, SLICE("put it in quotes"), "%.*s %.*s is no text to YAML",
                SLICE_ARG(key), SLICE_ARG(node->value));
}

static void check_parameters(struct check_subject *s, const struct node *plugin)
{
    const struct node *parameters = node_resolve(mapping_get(plugin, "parameters"));
    if (parameters == NULL || parameters->kind != NODE_MAPPING)
        return;
    for (const struct node *key = parameters->first; key != NULL; key = key->next->next)
        if (!node_is_merge_key(key))
            check_value(s, node_text(key), key->next);
}

void check_text(struct check_subject *s)
{
    const struct cluster *c = s->cluster;
    const struct slice name = SLICE("serverName");
    check_value(s, name,
                mapping_get(node_resolve(mapping_get(c->backup.value, "barmanObjectStore")), name.data));
    for (const struct node *item = sequence_first(c->plugins.value); item != NULL; item = item->next)
        check_parameters(s, node_resolve(item));
    for (const struct node *item = sequence_first(c->externals.value); item != NULL; item = item->next) {
        check_value(s, name, mapping_get(node_resolve(mapping_get(item, "barmanObjectStore")), name.data));
        check_parameters(s, node_resolve(mapping_get(item, "plugin")));
    }
}
