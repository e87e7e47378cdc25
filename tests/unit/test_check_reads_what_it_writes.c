#include "lib/rules.h"

static void one_generation_on_both_sides(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v1"), SEVERITY_ERROR, 17, 19,
         "reads x-v1 and writes the same"},
        {HEAD RECOVERY EXTERNAL_PLUGIN("x-v1") PLUGIN("x-v1"), SEVERITY_ERROR, 21, 21, "reads x-v1"},
        /* both by default: the Cluster's name */
        {HEAD RECOVERY
         "  externalClusters:\n"
         "    - name: db\n"
         "      barmanObjectStore: {destinationPath: s3://b}\n"
         "    - name: old\n"
         "      plugin: {name: barman-cloud.cloudnative-pg.io, parameters: {barmanObjectName: store}}\n"
         "  plugins:\n"
         "    - name: barman-cloud.cloudnative-pg.io\n"
         "      parameters: {barmanObjectName: store}\n",
         SEVERITY_ERROR, 15, 7, "reads db and writes the same"},
        {"apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db, annotations: "
         "{cnpg.io/skipEmptyWalArchiveCheck: disabled}}\nspec:\n" RECOVERY EXTERNAL("x") BACKUP("x"),
         SEVERITY_ERROR, 16, 19, "reads x"},
    };
    ASSERT_HAS(RULE_READS_WHAT_IT_WRITES, cases);
}

static void two_generations(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"),
        /* one name in two stores */
        HEAD RECOVERY "  externalClusters:\n"
                      "    - name: old\n"
                      "      barmanObjectStore: {destinationPath: s3://c, serverName: x-v1}\n" BACKUP("x-v1"),
        HEAD RECOVERY EXTERNAL("x-v1") PLUGIN("x-v1"),
        /* steady: what the comment reads counts once it is active */
        HEAD INITDB COMMENTED_RECOVERY COMMENTED_EXTERNAL("x-v1") BACKUP("x-v1"),
        HEAD INITDB EXTERNAL("x-v1") BACKUP("x-v1"),
        "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db, annotations: "
        "{cnpg.io/skipEmptyWalArchiveCheck: enabled}}\nspec:\n" RECOVERY EXTERNAL("x") BACKUP("x"),
        HEAD "  replica: {enabled: true, source: old}\n" RECOVERY EXTERNAL("x") BACKUP("x"),
    };
    ASSERT_LACKS(RULE_READS_WHAT_IT_WRITES, texts);
}

TWO_TESTS(one_generation_on_both_sides, two_generations)
