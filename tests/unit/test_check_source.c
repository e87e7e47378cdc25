#include "lib/rules.h"

static void a_source_that_leads_nowhere(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD "  bootstrap:\n    recovery: {}\n" EXTERNAL("x-v1") BACKUP("x-v2"), SEVERITY_ERROR, 7, 5,
         "has no source"},
        {HEAD "  bootstrap:\n    recovery: {source: olds}\n" EXTERNAL("x-v1") BACKUP("x-v2"), SEVERITY_ERROR,
         7, 24, "olds names no external cluster"},
        {HEAD RECOVERY COMMENTED_EXTERNAL("x-v1") BACKUP("x-v2"), SEVERITY_ERROR, 8, 15,
         "old names no external cluster"},
        {HEAD RECOVERY
         "  externalClusters:\n    - name: old\n      connectionParameters: {host: h}\n" BACKUP("x"),
         SEVERITY_ERROR, 10, 7, "old has no object store"},
    };
    ASSERT_HAS(RULE_SOURCE, cases);
}

static void a_source_that_leads_to_a_store(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"),
        HEAD RECOVERY EXTERNAL_PLUGIN("x-v1") PLUGIN("x-v2"),
        HEAD INITDB "    # recovery:\n    #   source: nowhere\n" BACKUP("x"),
        HEAD "  bootstrap: {recovery: {backup: {name: b}}}\n" BACKUP("x"),
        HEAD "  bootstrap: {recovery: {volumeSnapshots: {storage: {name: b}}}}\n" BACKUP("x"),
        HEAD "  bootstrap: {recovery: {source: \"${SOURCE}\"}}\n" BACKUP("x"),
        HEAD "  bootstrap: {pg_basebackup: {source: nowhere}}\n" BACKUP("x"),
    };
    ASSERT_LACKS(RULE_SOURCE, texts);
}

TWO_TESTS(a_source_that_leads_nowhere, a_source_that_leads_to_a_store)
