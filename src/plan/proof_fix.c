/* What check mends. */
#include "plan/proof.h"
#include "plan/proof_changes.h"
#include "plan/proof_parts.h"

static bool skip_written(void *context, const struct place *place)
{
    (void)context;
    return place_is(place, "spec", "backup", "barmanObjectStore", "serverName", (const char *)NULL) ||
           place_is(place, "spec", "plugins", "*", "parameters", "serverName", (const char *)NULL) ||
           place_is(place, "spec", "plugins", "*", "parameters", "barmanObjectName", (const char *)NULL) ||
           names_read_generation(place);
}

static bool is_same_archive(const struct store *a, const struct store *b)
{
    return store_same_place(a, b) && slice_equal(a->generation, b->generation);
}

/* The external clusters are the same ones: no other field has changed. What a recovery reads is one of them.
 */
static bool are_same_archives(const struct cluster *a, const struct cluster *b)
{
    const struct node *x = sequence_first(a->externals.value), *y = sequence_first(b->externals.value);
    for (; x != NULL; x = x->next, y = y->next) {
        struct store before = external_store(x, a->name), after = external_store(y, b->name);
        if (!is_same_archive(&before, &after))
            return false;
    }
    return is_same_archive(&a->write, &b->write);
}

struct error prove_fix(struct draft *draft, const struct proved **proved)
{
    struct error error = prove_bytes(draft);
    if (failed(error))
        return error;
    struct difference d =
        tree_difference(draft->arena, draft->before->tree->root, draft->now.tree->root, skip_written, NULL);
    if (d.found)
        return not_proved_at(draft, "another field would change", &d);
    if (!are_same_archives(&draft->before->cluster, &draft->now.cluster))
        return not_proved(draft->arena, "the result has another generation", SLICE(""));
    *proved = make_proved(draft);
    return NO_ERROR;
}
