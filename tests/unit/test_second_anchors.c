#include "lib/plan.h"

static struct outcome with_list(const char *list)
{
    const char *store = "  backup:\n    barmanObjectStore:\n      destinationPath: &path s3://b\n"
                        "      serverName: &current x-v2\n";
    return recovered(
        arena_format(&arena, "%s    # recovery:\n    #   source: old\n%s%s", HEAD INITDB, store, list),
        &no_options);
}

/* The first is the one that stood; the other means nothing. */
static void an_anchor_that_nothing_means(void **state)
{
    (void)state;
    struct outcome outcome = with_list("  # externalClusters:\n"
                                       "  #   - name: old\n"
                                       "  #     barmanObjectStore: &old\n"
                                       "  #       destinationPath: &path s3://b # there\n"
                                       "  #       serverName: &current x-v1\n"
                                       "  #       s3Credentials: &current\n"
                                       "  #         inheritFromIAMRole: true\n");
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      destinationPath: &path s3://b\n      serverName: &current x-v3\n");
    assert_holds(outcome.text, "      barmanObjectStore: &old\n"
                               "        destinationPath: s3://b # there\n"
                               "        serverName: x-v2\n"
                               "        s3Credentials:\n");
}

static void an_anchor_that_an_alias_means(void **state)
{
    (void)state;
    struct outcome outcome = with_list("  # externalClusters:\n"
                                       "  #   - name: old\n"
                                       "  #     barmanObjectStore:\n"
                                       "  #       destinationPath: &path s3://b\n"
                                       "  #       endpointURL: *path\n");
    assert_fine(outcome.error);
    assert_holds(
        outcome.text,
        "        destinationPath: &path s3://b\n        serverName: x-v2\n        endpointURL: *path\n");
}

/* YAML allows it, and it is nobody's business here. */
static void anchors_that_stood_twice_before(void **state)
{
    (void)state;
    struct outcome outcome =
        recovered(SLICE(HEAD "  imageName: &a x\n  description: &a y\n" INITDB BACKUP("x-v1")), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "  imageName: &a x\n  description: &a y\n");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(an_anchor_that_nothing_means),
        TEST(an_anchor_that_an_alias_means),
        TEST(anchors_that_stood_twice_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
