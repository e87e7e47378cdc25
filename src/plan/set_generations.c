#include "plan/set_generations.h"
#include "plan/values.h"

/* One generation's anchor can serve the other too, and a store's entry must be there before its name: what
 * one round moved or made, the next one puts right. */
enum { ROUNDS = 4 };

static struct error refuse_store(struct draft *draft)
{
    const struct cluster *c = &draft->now.cluster;
    struct slice read = store_describe(draft->arena, &c->read),
                 write = store_describe(draft->arena, &c->write);
    struct error error =
        refuse(draft->arena, REFUSE_OTHER_STORE,
               "the recovery reads from %.*s, and the Cluster archives to %.*s; --from names a "
               "generation of %.*s",
               SLICE_ARG(read), SLICE_ARG(write), SLICE_ARG(read));
    return draft_refuse(draft, error, c->entry->outer);
}

struct error generations_move_store(struct draft *draft, const struct intent *intent)
{
    const struct cluster *c = &draft->now.cluster;
    struct edits edits = {0};
    struct values values = values_begin(draft, &edits);
    if (store_same_place(&c->read, &c->write) || intent->other_store)
        return NO_ERROR;
    if (c->read.shape != STORE_PLUGIN || c->write.shape != STORE_PLUGIN)
        return refuse_store(draft);
    draft_remark(draft, REMARK_DONE, (long)c->entry->outer,
                 "the recovery now reads from %.*s, where the Cluster archives to",
                 SLICE_ARG(store_describe(draft->arena, &c->write)));
    struct error error = values_set_object(&values, &c->read, c->write.place);
    if (failed(error))
        return error;
    values_edit(&values);
    return draft_apply(draft, &edits);
}

struct error generations_edit(struct draft *draft, const struct intent *intent, bool link,
                              struct edits *edits)
{
    const struct cluster *c = &draft->now.cluster;
    struct values values = values_begin(draft, edits);
    if (link)
        values_link(&values, mapping_get(c->entry, "name"), c->source);
    struct error error = values_set_generation(&values, &c->read, intent->read);
    if (!failed(error))
        error = values_set_generation(&values, &c->write, intent->write);
    if (failed(error))
        return error;
    if (c->write.name != NULL && slice_equal(c->write.generation, intent->write))
        values_want(&values, c->write.name, intent->write); /* an anchor that both share must not move it */
    values_edit(&values);
    return NO_ERROR;
}

void generations_write_first(struct draft *draft, const struct intent *intent, struct edits *edits)
{
    const struct node *name = draft->now.cluster.write.name;
    struct values values = values_begin(draft, edits);
    if (name == NULL || name->kind != NODE_SCALAR ||
        slice_find_char(slice_cut(draft->now.text, name->start, name->end), '\n', 0) <
            name->end - name->start)
        return;
    for (const struct node *up = name; up != NULL; up = up->parent)
        if (up->anchor.len > 0)
            return;
    values_want(&values, name, intent->write);
    values_edit(&values);
}

static bool are_set(const struct cluster *c, const struct intent *intent)
{
    return slice_equal(c->read.generation, intent->read) && slice_equal(c->write.generation, intent->write);
}

struct error generations_set(struct draft *draft, const struct intent *intent, bool link, struct edits *edits)
{
    const struct cluster *c = &draft->now.cluster;
    struct error error = are_set(c, intent) ? draft_apply(draft, edits) : NO_ERROR;
    int round = 0;
    while (round < ROUNDS && !failed(error) && !are_set(c, intent)) { /* GCOVR_EXCL_BR_LINE: two are enough */
        struct edits more = {0};
        error = generations_edit(draft, intent, link, round == 0 ? edits : &more);
        if (!failed(error))
            error = draft_apply(draft, round == 0 ? edits : &more);
        if (!failed(error))
            error = draft_place(draft, cluster_check_recovery(draft->arena, c));
        round++;
    }
    return error; /* what did not come out, the proof says */
}
