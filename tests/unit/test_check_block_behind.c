#include "lib/rules.h"

static void a_block_that_reads_another_generation(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD INITDB COMMENTED_RECOVERY COMMENTED_EXTERNAL("x-v1") BACKUP("x-v2"), SEVERITY_WARNING, 12, 3,
         "reads x-v1, and x-v2 is what the Cluster writes"},
        /* the external cluster is active already: its dash */
        {HEAD INITDB COMMENTED_RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"), SEVERITY_WARNING, 12, 5,
         "reads x-v1"},
        /* the default of the entry is its own name */
        {HEAD INITDB COMMENTED_RECOVERY
         "  # externalClusters:\n  #   - name: old\n  #     barmanObjectStore:\n"
         "  #       destinationPath: s3://b\n" BACKUP("x-v2"),
         SEVERITY_WARNING, 12, 3, "reads old"},
        {HEAD "  # bootstrap:\n  #   recovery:\n  #     source: old\n" COMMENTED_EXTERNAL("x-v1")
             BACKUP("x-v2"),
         SEVERITY_WARNING, 10, 3, "reads x-v1"},
    };
    ASSERT_HAS(RULE_BLOCK_BEHIND, cases);
}

static void a_block_that_is_ready(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD INITDB COMMENTED_RECOVERY COMMENTED_EXTERNAL("x-v2") BACKUP("x-v2"),
        HEAD INITDB COMMENTED_RECOVERY EXTERNAL("x-v2") BACKUP("x-v2"),
        HEAD INITDB COMMENTED_RECOVERY BACKUP("x-v2"),
        HEAD INITDB COMMENTED_EXTERNAL("x-v1") BACKUP("x-v2"),
        HEAD INITDB EXTERNAL("x-v1") BACKUP("x-v2"),
        HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"),
        /* the block of before the move to the plugin: the drill says it */
        HEAD INITDB COMMENTED_RECOVERY COMMENTED_EXTERNAL("x-v1") PLUGIN("x-v2"),
        HEAD INITDB COMMENTED_RECOVERY COMMENTED_EXTERNAL("x-v1"),
    };
    ASSERT_LACKS(RULE_BLOCK_BEHIND, texts);
}

TWO_TESTS(a_block_that_reads_another_generation, a_block_that_is_ready)
