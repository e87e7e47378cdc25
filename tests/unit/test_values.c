#include "lib/plan.h"

/* Generations that share an anchor, with each other or with another field. */

static void assert_named(const char *text, const char *from, const char *to, const char *want)
{
    const struct recover_options options = {.verb = PLAN_RECOVER, .from = slice_of(from), .to = slice_of(to)};
    struct outcome outcome = recovered(slice_of(text), &options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, want);
}

#define STEADY HEAD INITDB "    # recovery:\n    #   source: old\n"

/* An external cluster that stands, in the store of the Cluster or in another one. */
#define STANDS(path, name)                                                                                   \
    "  externalClusters:\n"                                                                                  \
    "    - name: old\n"                                                                                      \
    "      barmanObjectStore:\n"                                                                             \
    "        destinationPath: " path "\n"                                                                    \
    "        serverName: " name "\n"

/* One name in two stores: the anchor moves once, for both. */
static void both_want_the_same(void **state)
{
    (void)state;
    assert_named(STEADY STANDS("s3://other", "&n x-v1") BACKUP("*n"), "x-v3", "x-v3",
                 STANDS("s3://other", "&n x-v3") BACKUP("*n"));
}

static void another_field_keeps_its_value(void **state)
{
    (void)state;
    assert_named(STEADY STANDS("s3://other", "&n x-v1") BACKUP("*n") "  description: *n\n", "x-v3", "x-v3",
                 STANDS("s3://other", "&n x-v3") BACKUP("*n") "  description: x-v1\n");
}

static void each_wants_its_own(void **state)
{
    (void)state;
    assert_named(STEADY BACKUP("&n x-v1") STANDS("s3://b", "*n"), "x-v0", "x-v2",
                 BACKUP("&n x-v2") STANDS("s3://b", "x-v0"));
    assert_named(STEADY STANDS("s3://b", "&n x-v1") BACKUP("*n"), "x-v0", "x-v2",
                 STANDS("s3://b", "&n x-v0") BACKUP("x-v2"));
}

/* The anchor has what it is to have: the alias alone goes. */
static void the_anchor_stays(void **state)
{
    (void)state;
    assert_named(STEADY BACKUP("&n x-v1") STANDS("s3://b", "*n"), "x-v0", "x-v1",
                 BACKUP("&n x-v1") STANDS("s3://b", "x-v0"));
    assert_named(STEADY STANDS("s3://b", "&n x-v1") BACKUP("*n"), "x-v1", "x-v2",
                 STANDS("s3://b", "&n x-v1") BACKUP("x-v2"));
}

/* The store has no place that a name could go to. */
static void a_store_without_a_field(void **state)
{
    (void)state;
    assert_refused_at(recovered(SLICE(HEAD "  backup: {barmanObjectStore: {}}\n"), &no_options).error, "R031",
                      6, 31, "serverName cannot be set here");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both_want_the_same), TEST(another_field_keeps_its_value), TEST(each_wants_its_own),
        TEST(the_anchor_stays),   TEST(a_store_without_a_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
