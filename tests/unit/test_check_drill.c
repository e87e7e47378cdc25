#include "lib/rules.h"

static void a_recovery_that_would_be_refused(void **state)
{
    (void)state;
    const struct has cases[] = {
        /* a block that has gone broken */
        {HEAD INITDB "    # recovery:\n    #   source: [old\n" BACKUP("x"), SEVERITY_WARNING, 9, 5,
         "a recovery would be refused today"},
        /* one of before a store was moved */
        {HEAD INITDB COMMENTED_RECOVERY
         "  # externalClusters:\n  #   - name: old\n  #     barmanObjectStore:\n"
         "  #       destinationPath: s3://elsewhere\n" BACKUP("x"),
         SEVERITY_WARNING, 12, 3, "(R022)"},
        /* two blocks that cannot be told apart */
        {HEAD INITDB COMMENTED_RECOVERY COMMENTED_RECOVERY COMMENTED_EXTERNAL("y") BACKUP("x"),
         SEVERITY_WARNING, 9, 5, "(R021)"},
        {HEAD "  bootstrap: {}\n" BACKUP("x-v9999999999999999999"), SEVERITY_WARNING, 10, 7, "(R024)"},
        /* what cnpg-dr leaves to others */
        {HEAD INITDB BACKUP("\"${NAME}\""), SEVERITY_NOTE, 12, 7, "cnpg-dr could not recover it"},
        {HEAD "  bootstrap: {recovery: {backup: {name: b}}}\n" BACKUP("x"), SEVERITY_NOTE, 6, 3,
         "cnpg-dr could not recover it"},
    };
    ASSERT_HAS(RULE_DRILL, cases);
}

static void in_a_file_of_many_documents(void **state)
{
    (void)state;
    struct slice text = SLICE("");
    for (int i = 0; i < 12; i++)
        text = arena_format(&arena, "%.*s# %d\na: b\n---\n", SLICE_ARG(text), i);
    text = arena_format(&arena, "%.*s%s", SLICE_ARG(text),
                        HEAD INITDB "    # recovery:\n    #   source: [old\n" BACKUP("x"));
    struct findings findings = checked(text.data);
    const struct finding *found = finding_of(&findings, RULE_DRILL);
    assert_non_null(found);
    assert_int_equal(found->line, 36 + 9);
    assert_int_equal(found->column, 5);
}

static void a_recovery_that_would_do(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD INITDB BACKUP("x"),
        HEAD INITDB PLUGIN("x"),
        HEAD BACKUP("x"),
        HEAD INITDB COMMENTED_RECOVERY COMMENTED_EXTERNAL("x") BACKUP("x"),
        HEAD INITDB "    # recovery: is done by hand, see the pages\n" BACKUP("x"),
        HEAD RECOVERY EXTERNAL("x-v1") BACKUP("x-v2"),
        /* a rule of its own says these */
        HEAD INITDB,
        HEAD INITDB "    recovery: {source: old}\n" EXTERNAL("x") BACKUP("x"),
        HEAD INITDB BACKUP("x") PLUGIN("x"),
        HEAD INITDB BACKUP("x") "  bootstrap: {}\n",
        HEAD RECOVERY BACKUP("x"),
        HEAD RECOVERY EXTERNAL("x") BACKUP("x"),
        /* no recovery of a generation */
        HEAD "  bootstrap: {pg_basebackup: {source: a}}\n" BACKUP("x"),
        HEAD "  replica: {enabled: true, source: old}\n" RECOVERY EXTERNAL("x") BACKUP("x"),
    };
    ASSERT_LACKS(RULE_DRILL, texts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_recovery_that_would_be_refused),
        TEST(in_a_file_of_many_documents),
        TEST(a_recovery_that_would_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
