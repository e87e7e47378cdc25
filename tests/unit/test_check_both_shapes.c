#include "lib/rules.h"

static void a_store_of_each_shape(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD INITDB BACKUP("x") PLUGIN("x"), SEVERITY_ERROR, 9, 3, "the webhook rejects it"},
        {HEAD INITDB PLUGIN("x") BACKUP("x"), SEVERITY_ERROR, 15, 3, "the webhook rejects it"},
        {HEAD INITDB BACKUP("x") "  plugins: [{name: barman-cloud.cloudnative-pg.io}]\n", SEVERITY_ERROR, 9,
         3, "both archive"},
    };
    ASSERT_HAS(RULE_BOTH_SHAPES, cases);
}

static void one_shape(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD INITDB BACKUP("x"),
        HEAD INITDB PLUGIN("x"),
        HEAD INITDB,
        HEAD INITDB BACKUP("x") "  plugins: [{name: barman-cloud.cloudnative-pg.io, enabled: false}]\n",
        HEAD INITDB BACKUP("x") "  plugins: [{name: another.example.com}]\n",
        HEAD INITDB "  # backup:\n  #   barmanObjectStore: {}\n" PLUGIN("x"),
        HEAD INITDB "  backup: {retentionPolicy: 30d}\n" PLUGIN("x"),
        HEAD RECOVERY EXTERNAL("x-v1") PLUGIN("x-v2"),
    };
    ASSERT_LACKS(RULE_BOTH_SHAPES, texts);
}

TWO_TESTS(a_store_of_each_shape, one_shape)
