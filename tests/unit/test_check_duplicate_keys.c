#include "lib/rules.h"

#include <stdio.h>

static void a_key_that_stands_twice(void **state)
{
    (void)state;
    const struct has cases[] = {
        {HEAD INITDB "      database: b\n" BACKUP("x"), SEVERITY_ERROR, 9, 7,
         "the key database stands twice"},
        {HEAD INITDB BACKUP("x") "  instances: 1\n  instances: 2\n", SEVERITY_ERROR, 14, 3, "instances"},
        {HEAD "  a: {b: [{c: 1, \"c\": 2}]}\n" BACKUP("x"), SEVERITY_ERROR, 6, 18, "the key c"},
        {HEAD BACKUP("x") "kind: Cluster\n", SEVERITY_ERROR, 10, 1, "the key kind"},
    };
    ASSERT_HAS(RULE_DUPLICATE_KEY, cases);
}

/* Above some number of keys they are sorted, and not each held against each. */
static void among_many_keys(void **state)
{
    (void)state;
    for (int twice = 0; twice < 2; twice++) {
        struct slice text = SLICE(HEAD "  a:\n");
        for (int i = 0; i < 60; i++)
            text = arena_format(&arena, "%.*s    k%d: x\n", SLICE_ARG(text), i == 50 && twice ? 7 : i);
        text = arena_format(&arena, "%.*s    <<: {}\n    <<: {}\n%s", SLICE_ARG(text), BACKUP("x"));
        struct findings findings = checked(text.data);
        const struct finding *found = finding_of(&findings, RULE_DUPLICATE_KEY);
        assert_int_equal(found != NULL, twice);
        if (twice)
            assert_int_equal(found->line, 6 + 51);
    }
}

static void keys_that_stand_once(void **state)
{
    (void)state;
    static const char *const texts[] = {
        HEAD INITDB COMMENTED_RECOVERY BACKUP("x"),
        HEAD "  a: {b: 1}\n  c: {b: 2}\n" BACKUP("x"),
        HEAD "  a: [{b: 1}, {b: 2}]\n" BACKUP("x"),
        HEAD "  a: {b: 1, B: 2, b1: 3}\n" BACKUP("x"),
        HEAD "  d: &d {b: 1}\n  a: {<<: *d, b: 2}\n" BACKUP("x"),
        HEAD "  d: &d {b: 1}\n  a: {<<: *d, <<: *d}\n" BACKUP("x"),
        HEAD "  a: |\n    b: 1\n    b: 2\n" BACKUP("x"),
        HEAD BACKUP("x") "---\nb: 1\nb: 2\n",
    };
    ASSERT_LACKS(RULE_DUPLICATE_KEY, texts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_key_that_stands_twice),
        TEST(among_many_keys),
        TEST(keys_that_stand_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
