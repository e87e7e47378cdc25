#include "lib/cluster.h"
#include "lib/yaml.h"

#include "plan/resources.h"
#include <stdio.h>

static struct plan_report report;

static struct error streamed(const char *text, const char *config, struct slice *result)
{
    struct transformer transformer;
    const struct proved *proved = NULL;
    struct error error = transformer_read(&arena, slice_of(config), root_of(config), &transformer);
    assert_fine(error);
    error = transform_stream(&arena, slice_of(text), &transformer, &proved, &report);
    assert_true(failed(error) == (proved == NULL));
    *result = proved == NULL ? SLICE("") : proved_bytes(proved);
    return error;
}

static struct error listed(const char *text, struct slice *result)
{
    const struct proved *proved = NULL;
    struct error error = transform_list(&arena, slice_of(text), &proved, &report);
    assert_true(failed(error) == (proved == NULL));
    *result = proved == NULL ? SLICE("") : proved_bytes(proved);
    return error;
}

#define CONFIG(mode)                                                                                         \
    "apiVersion: cnpg-dr.dev/v1alpha1\n"                                                                     \
    "kind: RecoveryTransformer\n"                                                                            \
    "mode: " mode "\n"                                                                                       \
    "generations: {read: x-v1, write: x-v2}\n"

#define OTHER(name) "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " name "\n"
#define NAMED(name)                                                                                          \
    "apiVersion: postgresql.cnpg.io/v1\n"                                                                    \
    "kind: Cluster\n"                                                                                        \
    "metadata:\n"                                                                                            \
    "  labels: {app: " name "}\n"                                                                            \
    "  name: " name "\n"                                                                                     \
    "spec:\n" INITDB BACKUP("x-v1")
#define NAMED_AFTER(name)                                                                                    \
    "apiVersion: postgresql.cnpg.io/v1\n"                                                                    \
    "kind: Cluster\n"                                                                                        \
    "metadata:\n"                                                                                            \
    "  labels: {app: " name "}\n"                                                                            \
    "  name: " name "\n"                                                                                     \
    "spec:\n" INITDB BACKUP("x-v2")

/* --- a stream of documents --- */

static void the_others_stay(void **state)
{
    (void)state;
    struct slice result;
    assert_fine(streamed("# first\n" OTHER("a") "---\n" NAMED("db") "--- # more\n" OTHER("b") "---\n"
                                                                                              "not: [yaml\n",
                         CONFIG("initdb"), &result));
    assert_slice(result,
                 "# first\n" OTHER("a") "---\n" NAMED_AFTER("db") "--- # more\n" OTHER("b") "---\n"
                                                                                            "not: "
                                                                                            "[yaml\n");
    assert_slice(report.write, "x-v2");
    assert_fine(streamed(NAMED("db") "...\n", CONFIG("initdb"), &result));
    assert_slice(result, NAMED_AFTER("db") "...\n");
}

static void one_of_several(void **state)
{
    (void)state;
    struct slice result;
    assert_fine(streamed(NAMED("a") "---\n" NAMED("b") "---\n" NAMED("c"),
                         CONFIG("initdb") "target: {name: b}\n", &result));
    assert_slice(result, NAMED("a") "---\n" NAMED_AFTER("b") "---\n" NAMED("c"));
    assert_fine(
        streamed(NAMED("a") "---\n" NAMED("b"), CONFIG("initdb") "target: {labels: {app: a}}\n", &result));
    assert_slice(result, NAMED_AFTER("a") "---\n" NAMED("b"));
}

static void none_is_an_error(void **state)
{
    (void)state;
    struct slice result;
    assert_refused(streamed("", CONFIG("initdb"), &result), "R027", "no CloudNativePG Cluster");
    assert_refused(streamed(OTHER("a"), CONFIG("initdb"), &result), "R027", "no CloudNativePG Cluster");
    assert_refused(
        streamed("apiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\n", CONFIG("initdb"), &result),
        "R027", "no CloudNativePG Cluster");
    assert_refused(streamed(NAMED("a") "---\n" NAMED("b"), CONFIG("initdb") "target: {name: c}\n", &result),
                   "R008", "means none of the Clusters a (line 1), b (line 15)");
}

static void several_are_an_error(void **state)
{
    (void)state;
    struct slice result, many = SLICE("");
    assert_refused(streamed(NAMED("a") "---\n" NAMED("b"), CONFIG("initdb"), &result), "R008",
                   "means several of the Clusters a (line 1), b (line 15)");
    for (size_t i = 0; i < 200; i++)
        many = arena_format(&arena, "%.*s---\n" NAMED("a"), SLICE_ARG(many));
    struct error error = streamed(many.data, CONFIG("initdb"), &result);
    assert_refused(error, "R008", "several");
    assert_true(error.message.len < 600);
}

static void places_in_the_stream(void **state)
{
    (void)state;
    struct slice result;
    assert_refused_at(streamed(OTHER("a") "---\n" HEAD INITDB, CONFIG("initdb"), &result), "R002", 11, 3, "");
    assert_refused_at(streamed(OTHER("a") "---\n" HEAD "  a: [\n", CONFIG("initdb"), &result), "R014", 12, 1,
                      "");
    assert_refused_at(streamed(OTHER("a") "---\n" HEAD "  a: {{ .x }}\n", CONFIG("initdb"), &result), "R012",
                      11, 7, "");
    assert_refused_at(streamed(OTHER("a") "---\n" HEAD "  a: \xFF\n", CONFIG("initdb"), &result), "R015", 11,
                      6, "");
    assert_fine(
        streamed(OTHER("a") "---\n" HEAD "  bootstrap: {}\n" BACKUP("x"), CONFIG("recovery"), &result));
    assert_int_equal(report.remarks[0].line, 11); /* where the bootstrap stands */
    assert_fine(streamed(OTHER("a") "---\n" HEAD BACKUP("x"), CONFIG("initdb"), &result));
    assert_int_equal(report.remarks[0].line, 0); /* there is none */
}

/* --- a ResourceList --- */

#define LIST "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"
#define FUNCTION(mode)                                                                                       \
    "functionConfig:\n"                                                                                      \
    "  apiVersion: cnpg-dr.dev/v1alpha1\n"                                                                   \
    "  kind: RecoveryTransformer\n"                                                                          \
    "  metadata: {name: shop, annotations: {config.kubernetes.io/local-config: \"true\"}}\n"                 \
    "  mode: " mode "\n"                                                                                     \
    "  generations: {read: x-v1, write: x-v2}\n"

/* An item whose keys stand behind that many blanks. */
#define ITEM(dash, in, method, name)                                                                         \
    dash "apiVersion: postgresql.cnpg.io/v1\n" in "kind: Cluster\n" in                                       \
         "metadata: {name: db, annotations: {internal.config.kubernetes.io/index: '1'}}\n" in "spec:\n" in   \
         "  backup:\n" in "    barmanObjectStore: {destinationPath: s3://b, serverName: " name "}\n" in      \
         "  bootstrap:\n" in method
#define STEADY(in) "    initdb:\n" in "      database: app\n" in "      owner: |+\n" in "        o\n\n\n"
#define RECOVERED(in)                                                                                        \
    "    recovery:\n" in "      source: db-backup\n" in "      database: app\n" in "      owner: |+\n" in    \
    "        o\n\n\n"
#define A_CONFIG_MAP(dash, in) dash "apiVersion: v1\n" in "kind: ConfigMap\n" in "metadata: {name: a}\n"

static void an_item_of_a_list(void **state)
{
    (void)state;
    struct slice result;
    assert_fine(listed(LIST "items:\n" A_CONFIG_MAP("- ", "  ")
                           ITEM("- ", "  ", "    initdb: {database: app}\n", "x-v1") A_CONFIG_MAP("- ", "  ")
                               FUNCTION("recovery"),
                       &result));
    assert_slice(result, LIST "items:\n" A_CONFIG_MAP("- ", "  ") ITEM(
                             "- ", "  ",
                             "    recovery:\n        source: db-backup\n        database: app\n"
                             "    externalClusters:\n      - name: db-backup\n        barmanObjectStore:\n"
                             "          serverName: x-v1\n          destinationPath: s3://b\n",
                             "x-v2") A_CONFIG_MAP("- ", "  ") FUNCTION("recovery"));
}

static void however_it_is_written(void **state)
{
    (void)state;
    struct slice result;
    assert_fine(listed(FUNCTION("initdb") LIST "items:\n" A_CONFIG_MAP("  - ", "    ")
                           ITEM("  -   ", "      ", STEADY("      "), "x-v1"),
                       &result));
    assert_slice(result, FUNCTION("initdb") LIST "items:\n" A_CONFIG_MAP("  - ", "    ")
                             ITEM("  -   ", "      ", STEADY("      "), "x-v2"));
    assert_fine(listed(
        LIST "items:\n- # why\n" ITEM("  ", "  ", STEADY("  "), "x-v1") "\n# end\n" A_CONFIG_MAP("- ", "  ")
            FUNCTION("initdb"),
        &result));
    assert_slice(result, LIST "items:\n- # why\n" ITEM("  ", "  ", STEADY("  "),
                                                       "x-v2") "\n# end\n" A_CONFIG_MAP("- ", "  ")
                             FUNCTION("initdb"));
}

/* Lines that end in CR LF, blank ones too. */
static void other_line_ends(void **state)
{
    (void)state;
    struct slice result;
#define TEXT(name)                                                                                           \
    "kind: ResourceList\r\nfunctionConfig: {apiVersion: cnpg-dr.dev/v1alpha1, kind: RecoveryTransformer, "   \
    "mode: initdb, generations: {write: x-v2}}\r\nitems:\r\n- apiVersion: postgresql.cnpg.io/v1\r\n  kind: " \
    "Cluster\r\n  metadata: {name: db}\r\n  spec:\r\n    backup: {barmanObjectStore: {destinationPath: "     \
    "s3://b, "                                                                                               \
    "serverName: " name "}}\r\n    description: |+\r\n      text\r\n\r\n \r\n- kind: ConfigMap\r\n"
    assert_fine(listed(TEXT("x-v1"), &result));
    assert_slice(result, TEXT("x-v2"));
#undef TEXT
}

static void a_list_in_json(void **state)
{
    (void)state;
    struct slice result;
    static const char text[] =
        "{\"apiVersion\": \"config.kubernetes.io/v1\", \"kind\": \"ResourceList\", \"items\": [{\"kind\": "
        "\"ConfigMap\"}, {\"apiVersion\": \"postgresql.cnpg.io/v1\", \"kind\": \"Cluster\", \"metadata\": "
        "{\"name\": \"db\"}, \"spec\": {\"backup\": {\"barmanObjectStore\": {\"destinationPath\": "
        "\"s3://b\", \"serverName\": \"%s\"}}, \"bootstrap\": {\"initdb\": {\"database\": "
        "\"app\"}}}}], \"functionConfig\": {\"apiVersion\": \"cnpg-dr.dev/v1alpha1\", \"kind\": "
        "\"RecoveryTransformer\", \"mode\": \"initdb\", \"generations\": {\"write\": \"x-v2\"}}}\n";
    char before[1000], after[1000];
    snprintf(before, sizeof before, text, "x-v1");
    snprintf(after, sizeof after, text, "x-v2");
    assert_fine(listed(before, &result));
    assert_slice(result, after);
}

static void places_in_the_list(void **state)
{
    (void)state;
    struct slice result;
    assert_refused_at(listed(LIST "items:\n" A_CONFIG_MAP("- ", "  ")
                                 ITEM("- ", "  ", "    pg_basebackup: {source: a}\n", "x") FUNCTION("initdb"),
                             &result),
                      "R009", 14, 7, "");
    assert_refused_at(
        listed(LIST "items: [{kind: x}, {apiVersion: postgresql.cnpg.io/v1, kind: Cluster, metadata: "
                    "{name: a}, spec: {}}]\n" FUNCTION("initdb"),
               &result),
        "R002", 3, 98, "");
}

static void what_is_no_such_list(void **state)
{
    (void)state;
    struct slice result;
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"", "no ResourceList"},
        {OTHER("a"), "no ResourceList"},
        {LIST "---\n" LIST, "no ResourceList"},
        {"- a\n", "no ResourceList"},
        {LIST "items: []\n", "no functionConfig"},
        {LIST "items: a\n" FUNCTION("initdb"), "are no list"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error error = listed(cases[i].text, &result);
        assert_int_equal(error.kind, ERROR_USAGE);
        assert_holds(error.message, cases[i].part);
    }
    assert_refused(listed(LIST "items: [\n", &result), "R014", "");
    assert_refused(listed(LIST "items: [\xFF]\n", &result), "R015", "");
    assert_refused(listed(LIST "items: *a\n", &result), "R030", "");
}

static void none_in_a_list_is_an_error(void **state)
{
    (void)state;
    struct slice result;
    static const char *const lists[] = {LIST FUNCTION("initdb"), LIST "items:\n" FUNCTION("initdb"),
                                        LIST "items: []\n" FUNCTION("initdb"),
                                        LIST "items: [a]\n" FUNCTION("initdb")};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        assert_refused(listed(lists[i], &result), "R027", "RecoveryTransformer shop: there is no");
    struct error error = listed(LIST "items: []\n" FUNCTION("both"), &result);
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_int_equal(error.line, 8);
    assert_int_equal(error.column, 9);
}

/* What an item shares with another one cannot be edited by itself. */
static void an_item_with_an_alias(void **state)
{
    (void)state;
    struct slice result;
    assert_refused(
        listed(LIST "items:\n- {name: &n app}\n"
                    "- apiVersion: postgresql.cnpg.io/v1\n"
                    "  kind: Cluster\n"
                    "  metadata: {name: *n}\n"
                    "  spec: {backup: {barmanObjectStore: {destinationPath: s3://b}}}\n" FUNCTION("initdb"),
               &result),
        "R030", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_others_stay),       TEST(one_of_several),       TEST(none_is_an_error),
        TEST(several_are_an_error),  TEST(places_in_the_stream), TEST(an_item_of_a_list),
        TEST(however_it_is_written), TEST(other_line_ends),      TEST(a_list_in_json),
        TEST(places_in_the_list),    TEST(what_is_no_such_list), TEST(none_in_a_list_is_an_error),
        TEST(an_item_with_an_alias),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
