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

/* Nothing is left behind it, at the end of a line or of the text. */
static void an_anchor_without_a_value(void **state)
{
    (void)state;
    const char *before = HEAD
        "  description: &n x\n" BACKUP("x-v1") "  bootstrap:\n    initdb:\n      database: app\n",
               *lines = "    # recovery:\n    #   source: old\n  # externalClusters:\n  #   - name: old\n"
                        "  #     barmanObjectStore: {destinationPath: s3://b, serverName: x-v1}\n"
                        "  #     sslKey: &n";
    struct outcome outcome =
        recovered(arena_format(&arena, "%s%s\n  instances: 1\n", before, lines), &no_options);
    assert_fine(outcome.error);
    assert_holds(outcome.text, "      sslKey:\n  instances: 1\n");
    outcome = recovered(arena_format(&arena, "%s%s", before, lines), &no_options);
    assert_fine(outcome.error);
    assert_true(slice_ends_with(outcome.text, SLICE("      sslKey:")));
    struct slice text = arena_format(&arena, "%s%s\n", before, lines), crlf = SLICE("");
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        end = slice_find_char(text, '\n', at);
        crlf = arena_format(&arena, "%.*s%.*s\r\n", SLICE_ARG(crlf), SLICE_ARG(slice_cut(text, at, end)));
    }
    outcome = recovered(crlf, &no_options);
    assert_fine(outcome.error);
    assert_true(slice_ends_with(outcome.text, SLICE("      sslKey:\r\n")));
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
        TEST(an_anchor_without_a_value),
        TEST(an_anchor_that_an_alias_means),
        TEST(anchors_that_stood_twice_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
