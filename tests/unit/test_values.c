#include "lib/plan.h"

/* How generations are written: where they share an anchor, with each other or with another field, and where
 * there was nothing. */

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

/* A source that shares its anchor goes along, and the name at its other end. */
static void the_link_of_source_and_name(void **state)
{
    (void)state;
    static const char *const cases[][5] = {
        /* what else is active, source, name and serverName, then what becomes of the three */
        {"", "x-v1", "&n x-v1", "*n", "source: x-v3|- name: &n x-v3|serverName: *n"},
        {"", "&n x-v1", "x-v1", "*n", "source: &n x-v3|- name: x-v3|serverName: *n"},
        {"", "&n x-v1", "*n", "*n", "source: &n x-v3|- name: *n|serverName: *n"},
        {"    - name: x-v3\n      connectionParameters: {host: h}\n", "&n x-v1", "*n", "*n",
         "source: &n x-v1|- name: *n|serverName: x-v3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *list = cases[i][0][0] == '\0' ? "  # externalClusters:\n" : "  externalClusters:\n";
        struct slice text = arena_format(
            &arena,
            "%s    # recovery:\n    #   source: %s\n%s%s  #   - name: %s\n  #     barmanObjectStore:\n"
            "  #       destinationPath: s3://b\n  #       serverName: %s\n%s",
            HEAD INITDB, cases[i][1], list, cases[i][0], cases[i][2], cases[i][3], BACKUP("x-v3"));
        struct outcome outcome = recovered(text, &no_options);
        assert_fine(outcome.error);
        struct slice want = slice_of(cases[i][4]);
        for (size_t at = 0, end; at < want.len; at = end + 1) {
            end = slice_find_char(want, '|', at);
            assert_holds(outcome.text,
                         arena_format(&arena, " %.*s\n", SLICE_ARG(slice_cut(want, at, end))).data);
        }
    }
}

/* A plugin that has no parameters gets them, in its own style. */
static void parameters_that_are_made(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n",
         "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n      parameters:\n        serverName: "
         "x-v2\n"},
        {"  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n      parameters:\n",
         "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n      parameters:\n        serverName: "
         "x-v2\n"},
        {"  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n      parameters: {}\n",
         "  plugins:\n    - name: barman-cloud.cloudnative-pg.io\n      parameters: {serverName: x-v2}\n"},
        {"  plugins: [{name: barman-cloud.cloudnative-pg.io}]\n",
         "  plugins: [{name: barman-cloud.cloudnative-pg.io, parameters: {serverName: x-v2}}]\n"},
        {"  plugins: [{name: barman-cloud.cloudnative-pg.io, parameters: {}}]\n",
         "  plugins: [{name: barman-cloud.cloudnative-pg.io, parameters: {serverName: x-v2}}]\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_named(arena_format(&arena, "%s%s", HEAD INITDB, cases[i][0]).data, "x-v1", "x-v2",
                     cases[i][1]);
    assert_refused_at(recovered(SLICE(HEAD INITDB "  description: &p {name: barman-cloud.cloudnative-pg.io}\n"
                                                  "  plugins:\n    - <<: *p\n"),
                                &no_options)
                          .error,
                      "R031", 11, 7, "the plugin has no name of its own");
}

/* The store has no place that a name could go to. */
static void a_store_without_a_field(void **state)
{
    (void)state;
    assert_refused_at(
        recovered(SLICE(HEAD "  plugins: [{name: barman-cloud.cloudnative-pg.io, parameters: [x]}]\n"),
                  &no_options)
            .error,
        "R031", 6, 64, "parameters is no mapping");
    const struct recover_options from = {.verb = PLAN_RECOVER, .from = SLICE("x-v0")};
    assert_refused_at(
        recovered(
            SLICE(HEAD RECOVERY "  externalClusters: [{name: old, barmanObjectStore: {}}]\n" BACKUP("x-v1")),
            &from)
            .error,
        "R031", 9, 53, "serverName cannot be set here");
    assert_refused_at(recovered(SLICE(HEAD "  backup: {barmanObjectStore: {}}\n"), &no_options).error, "R031",
                      6, 31, "serverName cannot be set here");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both_want_the_same),      TEST(another_field_keeps_its_value), TEST(each_wants_its_own),
        TEST(the_anchor_stays),        TEST(the_link_of_source_and_name),   TEST(parameters_that_are_made),
        TEST(a_store_without_a_field),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
