#include "plan/warnings.h"
#include <ctype.h>

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

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.';
}

/* The next word of the text that could be a generation's name, from *at on; empty at its end. */
static struct slice next_word(struct slice text, size_t *at)
{
    while (*at < text.len && !is_name_char(text.data[*at]))
        ++*at;
    size_t start = *at;
    while (*at < text.len && is_name_char(text.data[*at]))
        ++*at;
    struct slice word = slice_cut(text, start, *at);
    while (word.len > 0 && word.data[word.len - 1] == '.') /* the end of a sentence */
        word.len--;
    return word;
}

static enum generation_order order_of(struct draft *draft, const struct generation_rule *rule,
                                      struct slice name, const struct generation *write)
{
    struct generation named;
    if (name.len == 0 || failed(generation_parse(draft->arena, rule, name, &named)))
        return GENERATION_UNRELATED;
    return generation_compare(&named, write);
}

/* The later generation that a comment names, or the one to be written where a commented value has it; empty:
 * none. In prose the next generation is mostly an example. */
static struct slice named_in_comment(struct draft *draft, const struct generation_rule *rule,
                                     struct slice line, const struct generation *write)
{
    struct slice value = commented_name(line), word;
    if (order_of(draft, rule, value, write) == GENERATION_SAME)
        return value;
    for (size_t at = 0; (word = next_word(line, &at)).len > 0 || at < line.len;)
        if (order_of(draft, rule, word, write) == GENERATION_HIGHER)
            return word;
    return SLICE("");
}

static void warn_of_later_ones(struct draft *draft, const struct generation_rule *rule,
                               const struct generation *write)
{
    const struct manifest *m = draft->before;
    for (size_t line = m->sheet.first; line < m->sheet.end; line++) {
        if (sheet_kind(&m->sheet, line) != LINE_COMMENT)
            continue;
        struct slice name = named_in_comment(draft, rule, line_text(&m->lines, line), write);
        if (name.len == 0)
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
