/* DR003: a recovery whose source leads to no store. */
#include "check/rules.h"

void check_source(struct check_subject *s)
{
    const struct cluster *c = s->cluster;
    const struct node *recovery = c->recovery.value;
    if (!subject_recovers(s) || mapping_get(recovery, "backup") != NULL ||
        mapping_get(recovery, "volumeSnapshots") != NULL || is_filled_in_later(node_text(c->source)))
        return;
    struct slice source = node_text(c->source);
    if (source.len == 0)
        find_at(s, RULE_SOURCE, subject_field_start(s, c->recovery),
                SLICE("name the external cluster that the recovery reads"),
                "bootstrap.recovery has no source");
    else if (c->entry == NULL)
        find_at(s, RULE_SOURCE, c->source->outer, SLICE("write the entry, or correct the name"),
                "the source %.*s names no external cluster", SLICE_ARG(source));
    else if (c->read.shape == STORE_NONE)
        find_at(s, RULE_SOURCE, c->entry->outer,
                SLICE("give the entry the store that holds the backups; a connection is not enough"),
                "the external cluster %.*s has no object store", SLICE_ARG(source));
}
