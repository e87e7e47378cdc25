#include "lib/rules.h"

#define UNNAMED_PLUGIN(parameters)                                                                           \
    "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n      isWALArchiver: true\n      parameters: "  \
    "{" parameters "}\n"

static void a_name_that_lacks(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD INITDB "  backup:\n    barmanObjectStore:\n      destinationPath: s3://b\n", SEVERITY_NOTE, 11,
         7, "the Cluster writes db by default"},
        {HEAD INITDB BACKUP("\"\""), SEVERITY_NOTE, 11, 7, "writes db by default"},
        {HEAD INITDB UNNAMED_PLUGIN("barmanObjectName: s"), SEVERITY_NOTE, 10, 7, "writes db by default"},
        {HEAD INITDB UNNAMED_PLUGIN("serverName: \"\""), SEVERITY_ERROR, 12, 32, "takes literally"},
        /* the default of the read side is the external cluster's name in-tree, and the Cluster's with the
           plugin */
        {HEAD RECOVERY
         "  externalClusters:\n    - name: old\n      barmanObjectStore: {destinationPath: s3://b}\n" BACKUP(
             "x"),
         SEVERITY_NOTE, 11, 26, "the Cluster reads old by default"},
        {HEAD RECOVERY "  externalClusters:\n    - name: old\n      plugin: {name: "
                       "barman-cloud.cloudnative-pg.io}\n" PLUGIN("x"),
         SEVERITY_NOTE, 11, 15, "the Cluster reads db by default"},
    };
    ASSERT_HAS(RULE_NO_SERVER_NAME, cases);
    struct findings findings = checked(cases[0].text);
    assert_holds(finding_of(&findings, RULE_NO_SERVER_NAME)->next, "write serverName: db");
}

static void a_name_that_is_written(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD INITDB BACKUP("x"),
        HEAD INITDB PLUGIN("db"),
        HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"),
        HEAD INITDB,
        /* nothing reads it */
        HEAD INITDB
        "  externalClusters: [{name: old, barmanObjectStore: {destinationPath: s3://b}}]\n" BACKUP("x"),
        HEAD INITDB "  plugins: [{name: another.example.com, parameters: {}}]\n" BACKUP("x"),
        HEAD INITDB "  description: {<<: &s {destinationPath: s3://b, serverName: x}}\n"
                    "  backup: {barmanObjectStore: {<<: *s}}\n",
    };
    ASSERT_LACKS(RULE_NO_SERVER_NAME, texts);
}

TWO_TESTS(a_name_that_lacks, a_name_that_is_written)
