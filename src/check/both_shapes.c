/* DR015: both store shapes. */
#include "check/rules.h"

void check_both_shapes(struct check_subject *s)
{
    const struct cluster *c = s->cluster;
    if (!c->both_shapes)
        return;
    bool archiver = slice_equal(node_text(mapping_get(c->write.holder, "isWALArchiver")), SLICE("true"));
    find_at(s, RULE_BOTH_SHAPES,
            c->both_place->parent != NULL ? subject_field_start(s, c->backup) : c->both_place->outer,
            archiver
                ? SLICE("remove spec.backup.barmanObjectStore, as the plugin archives")
                : SLICE("remove spec.backup.barmanObjectStore and give the plugin isWALArchiver: true, or "
                        "remove the plugin"),
            "the Cluster has spec.backup.barmanObjectStore and the plugin " BARMAN_PLUGIN ", and %s",
            archiver ? "the webhook rejects it" : "both archive");
}
