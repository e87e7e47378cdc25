#include "lib/rules.h"

static void several_methods(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD INITDB "    recovery: {source: old}\n" EXTERNAL("x-v1") BACKUP("x-v2"), SEVERITY_ERROR, 6, 3,
         "holds initdb and recovery"},
        {HEAD "  bootstrap: {pg_basebackup: {source: a}, initdb: {}}\n", SEVERITY_ERROR, 6, 3,
         "holds initdb and pg_basebackup"},
        {HEAD "  bootstrap: {pg_basebackup: {source: a}, initdb: {}, recovery: {}}\n", SEVERITY_ERROR, 6, 3,
         "holds initdb and recovery and pg_basebackup"},
    };
    ASSERT_HAS(RULE_METHODS, cases);
}

static void one_method_or_none(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD INITDB COMMENTED_RECOVERY COMMENTED_EXTERNAL("x") BACKUP("x"),
        HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"),
        HEAD "  bootstrap:\n    # initdb: {}\n    recovery: {source: old}\n" EXTERNAL("x-v1") BACKUP("x-v2"),
        HEAD "  bootstrap: {}\n" BACKUP("x"),
        HEAD BACKUP("x"),
        HEAD "  description: {initdb: {}, recovery: {}}\n" BACKUP("x"),
    };
    ASSERT_LACKS(RULE_METHODS, texts);
}

TWO_TESTS(several_methods, one_method_or_none)
