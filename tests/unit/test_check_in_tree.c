#include "lib/rules.h"

static void an_in_tree_store(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD INITDB BACKUP("x"), SEVERITY_NOTE, 9, 3, "deprecated"},
        {HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"), SEVERITY_NOTE, 14, 3, "deprecated"},
        {HEAD "  backup: {barmanObjectStore: {destinationPath: s3://b}}\n", SEVERITY_NOTE, 6, 3,
         "deprecated"},
    };
    ASSERT_HAS(RULE_IN_TREE, cases);
    struct findings findings = checked(cases[0].text);
    struct slice said = finding_of(&findings, RULE_IN_TREE)->message;
    for (size_t i = 0; i < said.len; i++) /* the version that drops it has moved four times */
        assert_false(said.data[i] >= '0' && said.data[i] <= '9');
}

static void another_store_or_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD INITDB PLUGIN("x"),
        HEAD INITDB,
        HEAD INITDB "  backup: {volumeSnapshot: {className: c}}\n",
        HEAD INITDB "  # backup:\n  #   barmanObjectStore: {destinationPath: s3://b}\n",
        /* reading from one is a matter of the old Cluster */
        HEAD RECOVERY EXTERNAL("x-v1") PLUGIN("x-v2"),
    };
    ASSERT_LACKS(RULE_IN_TREE, texts);
}

TWO_TESTS(an_in_tree_store, another_store_or_none)
