/* DR010: the Barman plugin without isWALArchiver: true. */
#include "check/rules.h"

void check_archiver(struct check_subject *s)
{
    const struct cluster *c = s->cluster;
    if (c->write.shape != STORE_PLUGIN || c->both_shapes)
        return;
    struct slice flag = node_text(mapping_get(c->write.holder, "isWALArchiver"));
    if (slice_equal(flag, SLICE("true")) || slice_equal(flag, SLICE("True")) ||
        slice_equal(flag, SLICE("TRUE")) || is_filled_in_later(flag))
        return;
    find_at(s, RULE_NO_ARCHIVER, c->write.holder->outer,
            SLICE("write isWALArchiver: true beside the plugin's name"),
            "the plugin is no WAL archiver: while it is away, WAL counts as archived and is lost");
}
