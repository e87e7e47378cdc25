/* DR005: a commented recovery block that reads another generation than the one now written. */
#include "check/rules.h"

void check_block_behind(struct check_subject *s)
{
    const struct cluster *c = s->cluster;
    if (s->external == NULL || c->write.shape == STORE_NONE)
        return;
    struct store read = external_store(s->external, c->name);
    if (read.shape != c->write.shape || slice_equal(read.generation, c->write.generation))
        return;
    find_at(s, RULE_BLOCK_BEHIND, subject_line_start(s, s->external_line),
            SLICE("point it at the generation that is written; cnpg-dr recover does so by itself"),
            "the commented recovery reads %.*s, and %.*s is what the Cluster writes",
            SLICE_ARG(read.generation), SLICE_ARG(c->write.generation));
}
