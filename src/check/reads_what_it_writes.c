/* DR002: a recovery that reads the generation that it writes. */
#include "check/rules.h"

/* By CNPG's own annotation (pkg/utils/labels_annotations.go). */
static bool allows_full_archive(const struct cluster *c)
{
    const struct node *annotations = node_at(c->tree->root, "metadata", "annotations", (const char *)NULL);
    return slice_equal(node_text(mapping_get(annotations, "cnpg.io/skipEmptyWalArchiveCheck")),
                       SLICE("enabled"));
}

void check_reads_what_it_writes(struct check_subject *s)
{
    const struct cluster *c = s->cluster;
    if (!subject_recovers(s) || c->read.shape == STORE_NONE || c->is_replica ||
        !store_same_place(&c->read, &c->write) || !slice_equal(c->read.generation, c->write.generation) ||
        allows_full_archive(c))
        return;
    const struct node *place = c->write.name != NULL ? c->write.name : c->write.holder;
    find_at(s, RULE_READS_WHAT_IT_WRITES, place->outer,
            SLICE("cnpg-dr recover --retry FILE keeps the source and moves the write generation on"),
            "the recovery reads %.*s and writes the same, and dies on \"Expected empty archive\"",
            SLICE_ARG(c->read.generation));
}
