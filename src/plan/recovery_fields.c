#include "plan/recovery_fields.h"
#include "yaml/scalar.h"

const char *const shared_fields[SHARED_FIELDS] = {"database", "owner", "secret"};

static const struct emit_override no_change = {NULL, {"", 0}, {"", 0}};

static void fill_one(struct draft *draft, const struct editing *e, struct names_source from, const char *key)
{
    const struct node *recovery = node_resolve(draft->now.cluster.recovery.value);
    const struct node *value = mapping_get(from.initdb, key);
    if (node_is_null(value) || mapping_get(recovery, key) != NULL)
        return;
    const struct node *resolved = node_resolve(value);
    bool scalar = resolved->kind == NODE_SCALAR;
    const struct node *after = mapping_key(recovery, SLICE("source"));
    struct slice text;
    if (scalar)
        text = scalar_write(draft->arena, resolved->value, resolved);
    else if (recovery->style == STYLE_FLOW)
        text = emit_flow_value(draft->arena, from.text, resolved, no_change);
    else
        text = emit_block_value(draft->arena, &e->style, from.text, resolved,
                                mapping_column(e->lines, recovery), no_change);
    if (scalar && recovery->style == STYLE_BLOCK)
        text = arena_format(draft->arena, " %.*s", SLICE_ARG(text));
    entry_add(e, recovery, after, slice_of(key), text);
    struct slice shown = scalar ? resolved->value : node_text(mapping_get(resolved, "name"));
    draft_remark(draft, REMARK_DONE, (long)after->outer, "%s %.*s is filled in, as initdb has it", key,
                 SLICE_ARG(shown));
}

void fields_fill(struct draft *draft, struct edits *edits, struct names_source from)
{
    struct editing editing = draft_editing(draft, edits);
    for (size_t i = 0; i < SHARED_FIELDS; i++)
        fill_one(draft, &editing, from, shared_fields[i]);
}

/* One row per field of recoveryTarget. */
struct target_field {
    const char *key;
    struct slice value; /* empty: not asked for */
    bool flag;          /* a boolean: written plain */
};

enum { TARGET_FIELDS = 8 };

static void list_fields(const struct recovery_target *t, struct target_field fields[TARGET_FIELDS])
{
    const struct slice no = {"", 0}, yes = SLICE("true");
    const struct target_field rows[TARGET_FIELDS] = {
        {"backupID", t->backup_id, false}, {"targetTime", t->time, false},
        {"targetLSN", t->lsn, false},      {"targetXID", t->xid, false},
        {"targetName", t->name, false},    {"targetImmediate", t->immediate ? yes : no, true},
        {"targetTLI", t->tli, false},      {"exclusive", t->exclusive ? yes : no, true},
    };
    memcpy(fields, rows, sizeof rows);
}

bool fields_target_is(const struct cluster *cluster, const struct recovery_target *target)
{
    const struct node *there = node_resolve(mapping_get(cluster->recovery.value, "recoveryTarget"));
    struct target_field fields[TARGET_FIELDS];
    size_t asked = 0;
    list_fields(target, fields);
    for (size_t i = 0; i < TARGET_FIELDS; i++) {
        asked += fields[i].value.len > 0;
        if (fields[i].value.len > 0 &&
            !slice_equal(node_text(mapping_get(there, fields[i].key)), fields[i].value))
            return false;
    }
    return node_count(there) == asked * 2;
}

/* Strings are quoted: the fields are of type string, and 007 or 12:30 are none unquoted. */
static struct slice field_text(struct arena *arena, const struct target_field *field)
{
    return field->flag ? field->value : scalar_write(arena, field->value, NULL);
}

static struct slice target_text(const struct editing *e, const struct node *recovery,
                                const struct recovery_target *target)
{
    struct target_field fields[TARGET_FIELDS];
    struct slice text = {"", 0};
    bool flow = recovery->style == STYLE_FLOW;
    size_t column = flow ? 0 : mapping_column(e->lines, recovery) + e->style.step;
    list_fields(target, fields);
    for (size_t i = 0; i < TARGET_FIELDS; i++) {
        if (fields[i].value.len == 0)
            continue;
        struct slice value = field_text(e->arena, &fields[i]);
        if (flow)
            text = arena_format(e->arena, "%.*s%s%s: %.*s", SLICE_ARG(text), text.len > 0 ? ", " : "",
                                fields[i].key, SLICE_ARG(value));
        else
            text = arena_format(e->arena, "%.*s%.*s%*s%s: %.*s", SLICE_ARG(text), SLICE_ARG(e->style.eol),
                                (int)column, "", fields[i].key, SLICE_ARG(value));
    }
    return flow ? arena_format(e->arena, "{%.*s}", SLICE_ARG(text)) : text;
}

void fields_set_target(struct draft *draft, struct edits *edits, const struct recovery_target *target)
{
    struct editing e = draft_editing(draft, edits);
    const struct node *recovery = node_resolve(draft->now.cluster.recovery.value);
    const struct node *old = mapping_key(recovery, SLICE("recoveryTarget"));
    const struct node *after = NULL; /* the last of the others */
    for (const struct node *key = recovery->first; key != NULL; key = key->next->next)
        if (key != old)
            after = key;
    if (old != NULL) {
        entry_remove(&e, recovery, old);
        draft_remark(draft, REMARK_DONE, (long)old->outer, "the recoveryTarget that was there is taken out");
    }
    if (!recovery_target_asked(target))
        return;
    entry_add(&e, recovery, after, SLICE("recoveryTarget"), target_text(&e, recovery, target));
    draft_remark(draft, REMARK_DONE, (long)recovery->first->outer, "the recovery target is written");
}
