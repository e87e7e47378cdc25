/* What settle compares and sends: names, patches, what covers what, and how a good sync is told. */
#include "lib/check.h"

#include "kube/covers.h"
#include "kube/finish.h"
#include "kube/release.h"
#include "kube/settle.h"
#include "sys/json_tree.h"

static struct tree *read(const char *json)
{
    struct tree *tree;
    struct error error = json_tree_read(&arena, slice_of(json), 0, strlen(json), &tree);
    if (failed(error))
        fail_msg("%.*s in %s", SLICE_ARG(error.message), json);
    return tree;
}

/* A Cluster pg with that spec, and with that in its metadata. */
static struct tree *cluster(const char *spec, const char *metadata)
{
    return read(arena_format(&arena,
                             "{\"apiVersion\":\"postgresql.cnpg.io/v1\",\"kind\":\"Cluster\",\"metadata\":{"
                             "\"name\":\"pg\",\"uid\":\"u-1\",\"resourceVersion\":\"41\"%s},\"spec\":{%s}}",
                             metadata, spec)
                    .data);
}

static void assert_names(const char *live, const char *input, const char *want)
{
    struct cluster a = cluster_read(cluster(live, "")), b = cluster_read(cluster(input, ""));
    assert_slice(settle_names(&arena, &a, &b), want);
}

static void names_follow_the_defaults_of_cnpg(void **state)
{
    (void)state;
#define RECOVERY(fields) "\"bootstrap\":{\"recovery\":{\"source\":\"s\"" fields "}}"
#define INITDB(fields) "\"bootstrap\":{\"initdb\":{" fields "}}"
    assert_names(RECOVERY(""), INITDB(""), "");
    assert_names(RECOVERY(""), INITDB("\"database\":\"app\",\"owner\":\"app\""), "");
    assert_names(RECOVERY(",\"database\":\"shop\""), INITDB("\"database\":\"shop\",\"owner\":\"shop\""), "");
    assert_names(RECOVERY(""), INITDB("\"database\":\"shop\""),
                 "database shop (live: app), owner shop (live: app)");
    assert_names(RECOVERY(",\"database\":\"shop\",\"owner\":\"shop\""),
                 INITDB("\"database\":\"shop\",\"owner\":\"o\""), "owner o (live: shop)");
    assert_names(RECOVERY(""), INITDB("\"secret\":{\"name\":\"own\"}"), "secret own (live: pg-app)");
    assert_names(RECOVERY(",\"secret\":{\"name\":\"pg-app\"}"), INITDB(""), "");
    assert_names(RECOVERY(",\"database\":\"shop\""), RECOVERY(""),
                 "database app (live: shop), owner app (live: shop)");
    assert_names(RECOVERY(",\"database\":\"shop\""), "\"instances\":1", "");
    assert_names(RECOVERY(""), INITDB("\"import\":{\"type\":\"monolith\"}"),
                 "database none (live: app), owner none (live: app)");
    assert_names(RECOVERY(""), INITDB("\"import\":{\"type\":\"microservice\"}"), "");
}

#define TESTS                                                                                                \
    "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"u-1\"},"                                       \
    "{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":\"41\"}"

static void assert_patch(const char *live, const char *input, const char *want)
{
    assert_slice(settle_patch(&arena, cluster(live, ""), cluster(input, "")), want);
}

static void bootstrap_and_external_clusters_become_the_inputs(void **state)
{
    (void)state;
    const char *live = RECOVERY("") ",\"externalClusters\":[{\"name\":\"s\"}]";
    assert_patch(live, INITDB("\"database\":\"a\""),
                 TESTS
                 ",{\"op\":\"add\",\"path\":\"/spec/bootstrap\",\"value\":{\"initdb\":{\"database\":\"a\"}}},"
                 "{\"op\":\"remove\",\"path\":\"/spec/externalClusters\"}]");
    assert_patch(live, INITDB("") ",\"externalClusters\":[{\"name\":\"t\"}]",
                 TESTS ",{\"op\":\"add\",\"path\":\"/spec/bootstrap\",\"value\":{\"initdb\":{}}},"
                       "{\"op\":\"add\",\"path\":\"/spec/externalClusters\",\"value\":[{\"name\":\"t\"}]}]");
    assert_patch(live, INITDB("") ",\"externalClusters\":[{\"name\":\"s\"}]",
                 TESTS ",{\"op\":\"add\",\"path\":\"/spec/bootstrap\",\"value\":{\"initdb\":{}}}]");
    assert_patch(RECOVERY(""), INITDB("") ",\"externalClusters\":null",
                 TESTS ",{\"op\":\"add\",\"path\":\"/spec/bootstrap\",\"value\":{\"initdb\":{}}}]");
}

static void what_agrees_is_not_patched(void **state)
{
    (void)state;
    const char *filled = INITDB("\"database\":\"a\",\"owner\":\"a\",\"encoding\":\"UTF8\"");
    assert_patch(filled, INITDB("\"database\":\"a\""), "");
    assert_patch(
        filled, INITDB("\"database\":\"b\""),
        TESTS ",{\"op\":\"add\",\"path\":\"/spec/bootstrap\",\"value\":{\"initdb\":{\"database\":\"b\"}}}]");
    /* Both methods, as a webhook that is off lets them stand. */
    assert_patch("\"bootstrap\":{\"initdb\":{},\"recovery\":{\"source\":\"s\"}}", INITDB(""),
                 TESTS ",{\"op\":\"add\",\"path\":\"/spec/bootstrap\",\"value\":{\"initdb\":{}}}]");
}

static void without_initdb_nothing_is_patched(void **state)
{
    (void)state;
    const char *live = RECOVERY("") ",\"externalClusters\":[{\"name\":\"s\"}]";
    assert_patch(live, "\"instances\":1", "");
    assert_patch(live, RECOVERY(""), "");
    assert_patch(live, "\"bootstrap\":{}", "");
    assert_patch(live, "\"bootstrap\":null", "");
}

static bool says(const char *given, const char *wanted)
{
    return covers(read(given)->root, read(wanted)->root);
}

static void more_than_was_sent_may_stand_there(void **state)
{
    (void)state;
    assert_true(says("{\"a\":1,\"b\":2}", "{\"b\":2}"));
    assert_false(says("{\"b\":2}", "{\"a\":1,\"b\":2}"));
    assert_false(says("{\"b\":2}", "{\"b\":3}"));
    assert_true(says("{\"b\":2}", "{\"b\":2,\"c\":null}"));
    assert_true(says("{\"l\":[{\"n\":\"x\",\"enabled\":true}]}", "{\"l\":[{\"n\":\"x\"}]}"));
    assert_false(says("{\"l\":[1,2]}", "{\"l\":[1]}"));
    assert_false(says("{\"l\":[1]}", "{\"l\":[1,2]}"));
    assert_false(says("{\"l\":{}}", "{\"l\":[]}"));
    assert_false(says("{\"l\":\"1\"}", "{\"l\":[]}"));
    assert_true(covers(NULL, NULL));
    assert_false(covers(NULL, read("{}")->root));
}

static void assert_sign(const char *metadata, const char *want)
{
    const char *spec = INITDB("") ",\"instances\":1,\"nothing\":null";
    struct slice sign = release_sign(&arena, cluster(spec, metadata), cluster(spec, ""));
    if (want == NULL)
        assert_slice(sign, "");
    else
        assert_holds(sign, want);
}

#define ENTRY(manager, operation, fields)                                                                    \
    "{\"manager\":\"" manager "\",\"operation\":\"" operation "\",\"time\":\"2026-11-25T04:12:00Z\","        \
    "\"fieldsV1\":{\"f:spec\":{" fields "}}}"

static void a_sync_is_told_by_who_owns_the_spec(void **state)
{
    (void)state;
    assert_sign(",\"managedFields\":[" ENTRY("argocd-controller", "Apply",
                                             "\"f:bootstrap\":{},\"f:instances\":{}") "]",
                "argocd-controller applied it at 2026-11-25T04:12:00Z");
    /* Ours, a part, a patch, a status. */
    assert_sign(",\"managedFields\":[" ENTRY("cnpg-dr", "Apply", "\"f:bootstrap\":{},\"f:instances\":{}") "]",
                NULL);
    assert_sign(",\"managedFields\":[" ENTRY("x", "Apply", "\"f:instances\":{}") "]", NULL);
    assert_sign(",\"managedFields\":[" ENTRY("x", "Update", "\"f:bootstrap\":{},\"f:instances\":{}") "]",
                NULL);
    assert_sign(",\"managedFields\":[{\"manager\":\"x\",\"operation\":\"Apply\",\"subresource\":\"status\","
                "\"fieldsV1\":{"
                "\"f:spec\":{\"f:bootstrap\":{},\"f:instances\":{}}}}]",
                NULL);
    assert_sign("", NULL);
}

static void a_client_side_sync_is_told_by_its_annotation(void **state)
{
    (void)state;
#define LAST(spec)                                                                                           \
    ",\"annotations\":{\"kubectl.kubernetes.io/last-applied-configuration\":\"{\\\"spec\\\":" spec "}\"}"
    assert_sign(LAST("{\\\"bootstrap\\\":{\\\"initdb\\\":{}},\\\"instances\\\":1}"),
                "last-applied-configuration");
    assert_sign(LAST("{\\\"bootstrap\\\":{\\\"initdb\\\":{}},\\\"instances\\\":2}"), NULL);
    assert_sign(LAST("{\\\"bootstrap\\\":{\\\"initdb\\\":{}}}"), NULL);
    assert_sign(LAST("{\\\"bootstrap\\\":{\\\"initdb\\\":{}},\\\"instances\\\":1,\\\"more\\\":1}"), NULL);
    assert_sign(",\"annotations\":{\"kubectl.kubernetes.io/last-applied-configuration\":\"{\"}", NULL);
}

static void assert_release(const char *metadata, const char *want)
{
    assert_slice(release_patch(&arena, cluster("", metadata)), want);
}

static void only_ours_is_released(void **state)
{
    (void)state;
    assert_release("", "");
    assert_release(",\"managedFields\":[{\"manager\":\"manager\"}],\"annotations\":{\"a\":\"b\"}", "");
    assert_release(",\"annotations\":{\"cnpg-dr.dev/run\":\"x\"}",
                   TESTS ",{\"op\":\"remove\",\"path\":\"/metadata/annotations/cnpg-dr.dev~1run\"}]");
    /* From the last to the first, or the places would move. */
    assert_release(
        ",\"managedFields\":[{\"manager\":\"cnpg-dr\"},{\"manager\":\"manager\"},{\"manager\":\"cnpg-dr\"}]",
        TESTS ",{\"op\":\"test\",\"path\":\"/metadata/managedFields/2/manager\",\"value\":\"cnpg-dr\"},"
              "{\"op\":\"remove\",\"path\":\"/metadata/managedFields/2\"},"
              "{\"op\":\"test\",\"path\":\"/metadata/managedFields/0/manager\",\"value\":\"cnpg-dr\"},"
              "{\"op\":\"remove\",\"path\":\"/metadata/managedFields/0\"}]");
}

static void a_commit_is_found_in_what_flux_says(void **state)
{
    (void)state;
#define ID "0123456789abcdef0123456789abcdef01234567"
    assert_slice(finish_commit_of(SLICE(ID)), ID);
    assert_slice(finish_commit_of(SLICE("main@sha1:" ID)), ID);
    assert_slice(finish_commit_of(SLICE("refs/heads/main@sha1:" ID)), ID);
    assert_slice(finish_commit_of(SLICE("main/" ID)), ID);
    assert_slice(finish_commit_of(SLICE("")), "");
    assert_slice(finish_commit_of(SLICE("1.2.3")), "");
    assert_slice(finish_commit_of(SLICE("latest@sha256:" ID "0123456789abcdef01234567")), "");
    assert_slice(finish_commit_of(SLICE("main@sha1:0123456789ABCDEF0123456789abcdef01234567")), "");
    assert_slice(finish_commit_of(SLICE("x" ID)), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_follow_the_defaults_of_cnpg),
        TEST(bootstrap_and_external_clusters_become_the_inputs),
        TEST(what_agrees_is_not_patched),
        TEST(without_initdb_nothing_is_patched),
        TEST(more_than_was_sent_may_stand_there),
        TEST(a_sync_is_told_by_who_owns_the_spec),
        TEST(a_client_side_sync_is_told_by_its_annotation),
        TEST(only_ours_is_released),
        TEST(a_commit_is_found_in_what_flux_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
