#include "plan/compose.h"
#include "yaml/scalar.h"

/* Text that grows line by line, in the file's own line ends. */
struct page {
    struct arena *arena;
    const struct house_style *style;
    struct slice text;
};

static void add_line(struct page *page, size_t column, const char *key, struct slice value)
{
    page->text = arena_format(page->arena, "%.*s%.*s%*s%s:%.*s", SLICE_ARG(page->text),
                              SLICE_ARG(page->text.len > 0 ? page->style->eol : SLICE("")), (int)column, "",
                              key, SLICE_ARG(value));
}

static struct slice scalar_value(struct arena *arena, struct slice value)
{
    return arena_format(arena, " %.*s", SLICE_ARG(scalar_write(arena, value, NULL)));
}

/* Which names NAME-backup, NAME-backup-2 and on are taken, up to as many as there are external clusters. */
struct taken {
    struct slice base;
    bool *numbers; /* 1 for the base itself */
    size_t count;
};

static void take_name(struct taken *taken, struct slice name)
{
    if (!slice_starts_with(name, taken->base))
        return;
    struct slice rest = slice_cut(name, taken->base.len, name.len);
    struct slice digits = slice_cut(rest, 1, rest.len);
    size_t number = 0;
    if (rest.len == 0)
        taken->numbers[1] = true;
    if (rest.len < 2 || rest.data[0] != '-' || digits.data[0] == '0' || !slice_is_digits(digits))
        return;
    for (size_t i = 0; i < digits.len && number < taken->count; i++)
        number = number * 10 + (size_t)(digits.data[i] - '0');
    if (number > 1 && number < taken->count)
        taken->numbers[number] = true;
}

struct slice compose_name(struct arena *arena, const struct manifest *m)
{
    struct taken taken = {.base = arena_format(arena, "%.*s-backup", SLICE_ARG(m->cluster.name))};
    const struct node *list = node_resolve(m->cluster.externals.value);
    size_t number = 1;
    taken.count = node_count(list) + m->blocks.count + 2;
    taken.numbers = arena_array(arena, taken.count, sizeof *taken.numbers);
    for (const struct node *item = sequence_first(list); item != NULL; item = item->next)
        take_name(&taken, node_text(mapping_get(item, "name")));
    for (size_t i = 0; i < m->blocks.count; i++)
        if (m->blocks.items[i]->kind == BLOCK_EXTERNAL)
            take_name(&taken, m->blocks.items[i]->name);
    while (number + 1 < taken.count && taken.numbers[number])
        number++;
    return number == 1 ? taken.base : arena_format(arena, "%.*s-%zu", SLICE_ARG(taken.base), number);
}

size_t compose_place(const struct manifest *m)
{
    const struct node *spec = node_resolve(m->cluster.spec.value);
    const struct block *bootstrap = m->blocks.bootstrap;
    const struct node *last = spec->first;
    for (const struct node *key = spec->first; key != NULL; key = key->next->next)
        last = key;
    if (bootstrap == NULL)
        return entry_last_line(&m->lines, last);
    size_t line = bootstrap->last;
    for (size_t i = 0; i < m->blocks.count; i++)
        if (m->blocks.items[i]->parent == bootstrap && m->blocks.items[i]->last > line)
            line = m->blocks.items[i]->last;
    return line;
}

static struct error refuse_flow(struct draft *draft, const struct node *node, const char *what)
{
    return draft_refuse(draft, refuse(draft->arena, REFUSE_FLOW, "%s stands in flow style", what),
                        node->outer);
}

struct error compose_recovery(struct draft *draft, struct edits *edits, struct slice source, size_t behind,
                              const char *why)
{
    const struct manifest *m = &draft->now;
    struct editing e = draft_editing(draft, edits);
    struct page page = {draft->arena, &e.style, {"", 0}};
    size_t column = m->blocks.column + e.style.step;
    if (node_resolve(m->cluster.spec.value)->style == STYLE_FLOW)
        return refuse_flow(draft, m->cluster.spec.value, "the spec");
    if (m->blocks.bootstrap == NULL)
        add_line(&page, m->blocks.column, "bootstrap", SLICE(""));
    for (size_t i = 0; i < m->blocks.count;
         i++) /* the methods of this bootstrap say in which column they stand */
        if (m->blocks.bootstrap != NULL && m->blocks.items[i]->parent == m->blocks.bootstrap)
            column = m->blocks.items[i]->column;
    add_line(&page, column, "recovery", SLICE(""));
    add_line(&page, column + e.style.step, "source", scalar_value(draft->arena, source));
    lines_insert(&e, behind, page.text);
    draft_remark(draft, REMARK_DONE, (long)m->lines.items[behind].start, "a recovery block is written%s",
                 why);
    return NO_ERROR;
}

/* What an external cluster takes over from the Cluster's own in-tree store: where it is, how to get in, and
 * how many WAL files are fetched at once. What is left out (data, tags) is about writing. */
static const char *const location_keys[] = {
    "destinationPath",  "endpointURL",       "endpointCA", "s3Credentials",
    "azureCredentials", "googleCredentials", "wal"};

static void add_in_tree(struct draft *draft, const struct editing *e, struct page *page, size_t column,
                        struct slice generation)
{
    const struct node *store = draft->now.cluster.write.holder;
    add_line(page, column, "barmanObjectStore", SLICE(""));
    column += e->style.step;
    add_line(page, column, "serverName", scalar_value(draft->arena, generation));
    for (size_t i = 0; i < sizeof location_keys / sizeof location_keys[0]; i++) {
        const struct node *value = mapping_get(store, location_keys[i]);
        if (value != NULL)
            add_line(page, column, location_keys[i],
                     emit_block_value(draft->arena, &e->style, draft->now.text, value, column,
                                      (struct emit_override){NULL, {"", 0}, {"", 0}}));
    }
}

static void add_plugin(struct draft *draft, const struct editing *e, struct page *page, size_t column,
                       struct slice generation)
{
    struct arena *arena = draft->arena;
    add_line(page, column, "plugin", SLICE(""));
    column += e->style.step;
    add_line(page, column, "name", SLICE(" " BARMAN_PLUGIN));
    add_line(page, column, "parameters", SLICE(""));
    column += e->style.step;
    if (draft->now.cluster.write.place.len > 0)
        add_line(page, column, "barmanObjectName", scalar_value(arena, draft->now.cluster.write.place));
    add_line(page, column, "serverName", scalar_value(arena, generation));
}

/* "- name: x" and the lines below it. */
static struct slice item_text(struct draft *draft, const struct editing *e, size_t dash, struct slice name,
                              struct slice generation)
{
    struct page page = {draft->arena, &e->style, {"", 0}};
    page.text = arena_format(draft->arena, "%*s- name:%.*s", (int)dash, "",
                             SLICE_ARG(scalar_value(draft->arena, name)));
    if (draft->now.cluster.write.shape == STORE_PLUGIN)
        add_plugin(draft, e, &page, dash + 2, generation);
    else
        add_in_tree(draft, e, &page, dash + 2, generation);
    return page.text;
}

/* The same for a list in flow style, on one line. */
static struct slice flow_item_text(struct draft *draft, struct slice name, struct slice generation)
{
    struct arena *arena = draft->arena;
    const struct store *write = &draft->now.cluster.write;
    const struct emit_override none = {NULL, {"", 0}, {"", 0}};
    struct slice own = scalar_write(arena, name, NULL), text = {"", 0};
    if (write->shape == STORE_PLUGIN)
        return arena_format(arena,
                            "{name: %.*s, plugin: {name: " BARMAN_PLUGIN
                            ", parameters: {barmanObjectName: %.*s, serverName: %.*s}}}",
                            SLICE_ARG(own), SLICE_ARG(scalar_write(arena, write->place, NULL)),
                            SLICE_ARG(scalar_write(arena, generation, NULL)));
    text = arena_format(arena, "{name: %.*s, barmanObjectStore: {serverName: %.*s", SLICE_ARG(own),
                        SLICE_ARG(scalar_write(arena, generation, NULL)));
    for (size_t i = 0; i < sizeof location_keys / sizeof location_keys[0]; i++) {
        const struct node *value = mapping_get(write->holder, location_keys[i]);
        if (value != NULL)
            text = arena_format(arena, "%.*s, %s: %.*s", SLICE_ARG(text), location_keys[i],
                                SLICE_ARG(emit_flow_value(arena, draft->now.text, value, none)));
    }
    return arena_format(arena, "%.*s}}", SLICE_ARG(text));
}

static void append_to_flow(struct draft *draft, const struct editing *e, const struct node *list,
                           struct slice item)
{
    const struct node *last = list->first;
    while (last != NULL && last->next != NULL)
        last = last->next;
    size_t at = last != NULL ? last->end : list->start + 1;
    edits_add(draft->arena, e->edits, at, at,
              arena_format(draft->arena, "%s%.*s", last != NULL ? ", " : "", SLICE_ARG(item)));
}

struct error compose_external(struct draft *draft, struct edits *edits, struct slice name,
                              struct slice generation, size_t behind)
{
    const struct manifest *m = &draft->now;
    struct editing e = draft_editing(draft, edits);
    const struct block *list = m->blocks.externals;
    const struct node *value = m->cluster.externals.value;
    size_t dash = m->blocks.column + e.style.dash;
    size_t line = behind;
    if (list != NULL && value->kind == NODE_ALIAS)
        return draft_refuse(draft, refuse(draft->arena, REFUSE_ALIAS, "spec.externalClusters is an alias"),
                            value->start);
    if (list != NULL && value->kind == NODE_SEQUENCE && value->style == STYLE_FLOW) {
        append_to_flow(draft, &e, value, flow_item_text(draft, name, generation));
    } else if (list == NULL) {
        struct page page = {draft->arena, &e.style, {"", 0}};
        add_line(&page, m->blocks.column, "externalClusters", SLICE(""));
        lines_insert(&e, line,
                     arena_format(draft->arena, "%.*s%.*s%.*s", SLICE_ARG(page.text), SLICE_ARG(e.style.eol),
                                  SLICE_ARG(item_text(draft, &e, dash, name, generation))));
    } else {
        line = list->head;
        for (size_t i = 0; i < m->blocks.count; i++)
            if (m->blocks.items[i]->parent == list && m->blocks.items[i]->active) {
                line = m->blocks.items[i]->last;
                dash = m->blocks.items[i]->column;
            }
        lines_insert(&e, line, item_text(draft, &e, dash, name, generation));
    }
    draft_remark(draft, REMARK_DONE, (long)m->lines.items[line].start,
                 "the external cluster %.*s is written, which reads the Cluster's own store",
                 SLICE_ARG(name));
    return NO_ERROR;
}
