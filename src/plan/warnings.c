#include "plan/warnings.h"

/* The value of a commented "serverName: x", "name: x" or "source: x", without quotes, anchor and list dash.
 */
static struct slice commented_name(struct slice line)
{
    static const char *const keys[] = {"serverName", "name", "source", NULL};
    struct slice text = slice_trim(line), value = {"", 0};
    while (text.len > 0 && (text.data[0] == '#' || text.data[0] == '-'))
        text = slice_trim(slice_cut(text, 1, text.len));
    struct slice key = shape_key(text, &value);
    bool names = false;
    for (size_t i = 0; keys[i] != NULL; i++)
        names = names || slice_equal(key, slice_of(keys[i]));
    if (!names)
        return SLICE("");
    if (value.len > 0 && value.data[0] == '&')
        value = slice_trim(slice_cut(value, slice_find_char(value, ' ', 0), value.len));
    bool quoted = value.len > 1 && (value.data[0] == '"' || value.data[0] == '\'');
    return quoted ? slice_cut(value, 1, value.len - 1) : value;
}

static void warn_of_later_ones(struct draft *draft, const struct generation_rule *rule,
                               const struct generation *write)
{
    const struct manifest *m = draft->before;
    for (size_t line = m->sheet.first; line < m->sheet.end; line++) {
        struct generation named;
        if (sheet_kind(&m->sheet, line) != LINE_COMMENT)
            continue;
        struct slice name = commented_name(line_text(&m->lines, line));
        if (name.len == 0 || failed(generation_parse(draft->arena, rule, name, &named)))
            continue;
        enum generation_order order = generation_compare(&named, write);
        if (order != GENERATION_SAME && order != GENERATION_HIGHER)
            continue;
        draft_remark(
            draft, REMARK_WARNING, NOWHERE,
            "line %zu has %.*s in a comment: if that generation has been used, name a later one with --to",
            line + 1, SLICE_ARG(name));
        return; /* one is enough to look */
    }
}

void warn_of_generations(struct draft *draft, const struct generation_rule *rule, struct slice write)
{
    struct generation before, after;
    const struct cluster *c = &draft->before->cluster;
    if (slice_equal(write, c->write.generation) ||
        failed(generation_parse(draft->arena, rule, c->write.generation, &before)) ||
        failed(generation_parse(draft->arena, rule, write, &after)))
        return;
    if (generation_is_postgres_major(&before, c->image))
        draft_remark(draft, REMARK_WARNING, NOWHERE,
                     "the number of %.*s is PostgreSQL's major version too: if it is meant as that, name the "
                     "generation with --to",
                     SLICE_ARG(c->write.generation));
    warn_of_later_ones(draft, rule, &after);
}

void warn_of_target(struct draft *draft, const struct recovery_target *t)
{
    bool stops = t->time.len > 0 || t->lsn.len > 0 || t->xid.len > 0 || t->name.len > 0 || t->immediate;
    if (t->backup_id.len > 0 && !stops)
        draft_remark(draft, REMARK_WARNING, NOWHERE,
                     "a backup id alone says where the recovery begins: it replays to the end of the archive "
                     "(--target-immediate stops at the backup)");
    if (t->exclusive && !stops)
        draft_remark(draft, REMARK_WARNING, NOWHERE, "--exclusive means nothing without a target");
}

void warn_of_same_generation(struct draft *draft)
{
    const struct cluster *c = &draft->now.cluster;
    if (store_same_place(&c->read, &c->write) && slice_equal(c->read.generation, c->write.generation))
        draft_remark(
            draft, REMARK_WARNING, (long)c->recovery.key->outer,
            "read and write generation are both %.*s: CloudNativePG will say \"Expected empty archive\"",
            SLICE_ARG(c->write.generation));
}
