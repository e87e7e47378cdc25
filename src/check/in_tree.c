/* DR009: an in-tree object store. No version is named: the one that is to drop it moved four times. */
#include "check/rules.h"

void check_in_tree(struct check_subject *s)
{
    if (s->cluster->write.shape == STORE_IN_TREE)
        find_at(s, RULE_IN_TREE,
                s->cluster->write.holder->parent != NULL ? subject_field_start(s, s->cluster->backup)
                                                         : s->cluster->write.holder->outer,
                SLICE("move to the Barman Cloud Plugin and its ObjectStore"),
                "spec.backup.barmanObjectStore is deprecated");
}
