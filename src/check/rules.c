#include "check/rules.h"

const struct rule_text rule_table[RULE_COUNT] = {
    [RULE_UNREADABLE] = {"DR000", SEVERITY_ERROR, "a file that names a Cluster does not parse",
                         "Whoever applies the file fails on it, or reads it in another way. A template that "
                         "is no YAML is a note.",
                         NULL},
    [RULE_METHODS] = {"DR001", SEVERITY_ERROR, "more than one bootstrap method",
                      "The webhook of CloudNativePG rejects the Cluster, and with it every later sync.",
                      check_methods},
    [RULE_READS_WHAT_IT_WRITES] = {"DR002", SEVERITY_ERROR, "a recovery reads what it writes",
                                   "The new Cluster dies on \"Expected empty archive\". Silent where "
                                   "cnpg.io/skipEmptyWalArchiveCheck is enabled.",
                                   check_reads_what_it_writes},
    [RULE_SOURCE] = {"DR003", SEVERITY_ERROR, "a recovery without a source that has a store",
                     "The webhook rejects the Cluster, or its recovery dies for want of a store.",
                     check_source},
    [RULE_SYNC_BRANCH] = {"DR004", SEVERITY_ERROR, "a recovery where GitOps syncs from",
                          "The running Cluster would start to archive into the new generation, and the "
                          "recovered one dies on it. Against HEAD, on a branch that sync-branches names.",
                          NULL},
    [RULE_BLOCK_BEHIND] = {"DR005", SEVERITY_WARNING,
                           "the commented recovery block reads another generation than is written",
                           "Whoever activates it by hand recovers an old database. cnpg-dr recover moves it.",
                           check_block_behind},
    [RULE_NAMES] = {"DR006", SEVERITY_WARNING, "recovery and initdb disagree on database, owner or secret",
                    "CloudNativePG makes an empty database beside the recovered one. Where a commented "
                    "recovery only lacks a name it is a note: cnpg-dr recover fills it in.",
                    check_names},
    [RULE_BUMP] = {"DR007", SEVERITY_ERROR, "a change of the generation that cannot be right",
                   "Against HEAD: flipped to recovery without a bump, bumped backwards, or bumped with "
                   "neither a flip nor the commented block moving along. Silent where the major version of "
                   "PostgreSQL changes.",
                   NULL},
    [RULE_NO_SERVER_NAME] = {"DR008", SEVERITY_NOTE, "no serverName is written down",
                             "The default is in force, which is another one for each shape of a store. One "
                             "that is empty is an error with the plugin, which takes it literally.",
                             check_server_name},
    [RULE_IN_TREE] = {"DR009", SEVERITY_NOTE, "an in-tree object store",
                      "barmanObjectStore is deprecated in CloudNativePG; the Barman Cloud Plugin takes its "
                      "place.",
                      check_in_tree},
    [RULE_NO_ARCHIVER] = {"DR010", SEVERITY_WARNING, "the Barman plugin without isWALArchiver: true",
                          "Where the plugin is away, WAL counts as archived and is lost.", check_archiver},
    [RULE_TARGET] = {"DR011", SEVERITY_WARNING, "a recoveryTarget that does not belong, or is rejected",
                     "One that is left in the commented block stops the next recovery where the last one "
                     "stopped. One that the webhook rejects is an error.",
                     check_target},
    [RULE_DRILL] = {"DR012", SEVERITY_WARNING, "a recovery would be refused today",
                    "The drill: recover and revert, in memory. What cnpg-dr leaves to others (variables, "
                    "templates, a recovery from a Backup) is a note.",
                    check_drill},
    [RULE_DUPLICATE_KEY] = {"DR013", SEVERITY_ERROR, "a key that stands twice",
                            "Readers disagree on which one counts, and some refuse the file.",
                            check_duplicate_keys},
    [RULE_SHARED_GENERATION] = {"DR014", SEVERITY_ERROR, "two Clusters write one generation",
                                "Each overwrites what the other needs: neither can be recovered.", NULL},
    [RULE_BOTH_SHAPES] = {"DR015", SEVERITY_ERROR, "both store shapes in one Cluster",
                          "With isWALArchiver: true the webhook rejects it, without it both archive.",
                          check_both_shapes},
    [RULE_NO_TEXT] = {"DR016", SEVERITY_ERROR, "a name that YAML reads as something else",
                      "A serverName or parameter that is a number, a boolean or null to YAML is refused by "
                      "the API server.",
                      check_text},
};

enum check_rule rule_find(struct slice id)
{
    for (size_t i = 0; i < RULE_COUNT; i++)
        if (slice_equal(slice_of(rule_table[i].id), id))
            return (enum check_rule)i;
    return RULE_COUNT;
}
