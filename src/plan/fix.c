#include "plan/fix.h"
#include "plan/proof.h"
#include "yaml/scalar.h"

static bool is_wanted(const struct editing *e, struct fix_lines lines, const struct node *node)
{
    size_t line = line_at(e->lines, node->outer) + 1;
    for (size_t i = 0; i < lines.count; i++)
        if (lines.items[i] == line)
            return true;
    return false;
}

static void quote(const struct editing *e, struct fix_lines lines, const struct node *value)
{
    if (scalar_is_no_text(value) && !node_is_null(value) && value->anchor.len == 0 &&
        is_wanted(e, lines, value))
        entry_replace(e, value, value->value);
}

static void quote_parameters(const struct editing *e, struct fix_lines lines, const struct node *plugin)
{
    const struct node *parameters = mapping_get(plugin, "parameters");
    quote(e, lines, mapping_get(parameters, "serverName"));
    quote(e, lines, mapping_get(parameters, "barmanObjectName"));
}

static void quote_all(const struct editing *e, struct fix_lines lines, const struct cluster *c)
{
    quote(e, lines, mapping_get(mapping_get(c->backup.value, "barmanObjectStore"), "serverName"));
    for (const struct node *item = sequence_first(c->plugins.value); item != NULL; item = item->next)
        quote_parameters(e, lines, item);
    for (const struct node *item = sequence_first(c->externals.value); item != NULL; item = item->next) {
        quote(e, lines, mapping_get(mapping_get(item, "barmanObjectStore"), "serverName"));
        quote_parameters(e, lines, mapping_get(item, "plugin"));
    }
}

static void write_name(const struct editing *e, struct fix_lines lines, const struct cluster *c)
{
    const struct store *write = &c->write;
    const struct node *holder = store_parameters(write);
    if (holder == NULL || write->name != NULL || holder->kind != NODE_MAPPING || holder->first == NULL ||
        holder->anchor.len > 0 || !is_wanted(e, lines, write->holder))
        return;
    struct slice text = scalar_write(e->arena, write->generation, NULL);
    if (holder->style == STYLE_BLOCK)
        text = arena_format(e->arena, " %.*s", SLICE_ARG(text));
    entry_add(e, holder, holder->first, SLICE("serverName"), text);
}

struct error plan_fix(struct arena *arena, const struct manifest *manifest, const struct fix_wish *wish,
                      const struct proved **result)
{
    struct draft draft = draft_begin(arena, manifest);
    struct edits edits = {0};
    if (manifest->cluster.spec.key == NULL)
        return error_make(arena, ERROR_NOTHING, "the spec is merged from elsewhere");
    struct editing e = draft_editing(&draft, &edits);
    quote_all(&e, wish->quote, &manifest->cluster);
    write_name(&e, wish->name, &manifest->cluster);
    if (edits.count == 0)
        return error_make(arena, ERROR_NOTHING, "nothing is to be mended");
    struct error error = draft_apply(&draft, &edits);
    return failed(error) ? error : prove_fix(&draft, result);
}
