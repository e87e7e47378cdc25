/* What is paused, how it was before, and how it becomes that again; and what a tracking id says. */
#include "lib/check.h"

#include "kube/pause_record.h"
#include "sys/json_tree.h"

static const struct node *read(const char *json)
{
    struct tree *tree;
    struct error error = json_tree_read(&arena, slice_of(json), 0, strlen(json), &tree);
    if (failed(error))
        fail_msg("%.*s in %s", SLICE_ARG(error.message), json);
    return tree->root;
}

static struct paused application(const char *annotations)
{
    return paused_state(
        CONTROLLER_APPLICATION,
        read(arena_format(&arena,
                          "{\"metadata\":{\"namespace\":\"argocd\",\"name\":\"shop.eu\",\"uid\":"
                          "\"u\"%s}}",
                          annotations)
                 .data));
}

static struct paused kustomization(const char *spec)
{
    return paused_state(
        CONTROLLER_KUSTOMIZATION,
        read(arena_format(&arena,
                          "{\"metadata\":{\"namespace\":\"flux-system\",\"name\":\"apps\",\"uid\":"
                          "\"u\"},\"spec\":{%s}}",
                          spec)
                 .data));
}

#define SKIP(value) ",\"annotations\":{\"argocd.argoproj.io/skip-reconcile\":\"" value "\"}"

static void a_pause_is_true_and_nothing_else(void **state)
{
    (void)state;
    struct paused p = application("");
    assert_false(p.was_there || paused_is_on(&p));
    p = application(SKIP("true"));
    assert_true(p.was_there && paused_is_on(&p));
    p = application(SKIP("false"));
    assert_true(p.was_there && !paused_is_on(&p));
    p = application(SKIP(""));
    assert_true(p.was_there && !paused_is_on(&p));
    p = kustomization("");
    assert_false(p.was_there || paused_is_on(&p));
    p = kustomization("\"suspend\":true");
    assert_true(p.was_there && paused_is_on(&p));
    p = kustomization("\"suspend\":false");
    assert_true(p.was_there && !paused_is_on(&p));
}

static void each_is_paused_in_its_own_way(void **state)
{
    (void)state;
    struct paused a = application(""), k = kustomization("");
    assert_slice(
        pause_patch(&arena, &a),
        "{\"metadata\":{\"uid\":\"u\",\"annotations\":{\"argocd.argoproj.io/skip-reconcile\":\"true\"}}}");
    assert_slice(pause_patch(&arena, &k), "{\"metadata\":{\"uid\":\"u\"},\"spec\":{\"suspend\":true}}");
}

static void assert_undo(struct paused paused, bool refresh, const char *want)
{
    assert_slice(pause_undo_patch(&arena, &paused, refresh), want);
}

static void what_was_there_before_comes_back(void **state)
{
    (void)state;
    assert_undo(
        application(""), false,
        "{\"metadata\":{\"uid\":\"u\",\"annotations\":{\"argocd.argoproj.io/skip-reconcile\":null}}}");
    assert_undo(
        application(SKIP("false")), false,
        "{\"metadata\":{\"uid\":\"u\",\"annotations\":{\"argocd.argoproj.io/skip-reconcile\":\"false\"}}}");
    assert_undo(application(""), true,
                "{\"metadata\":{\"uid\":\"u\",\"annotations\":{\"argocd.argoproj.io/skip-reconcile\":null,"
                "\"argocd.argoproj.io/refresh\":\"hard\"}}}");
    assert_undo(kustomization(""), true, "{\"metadata\":{\"uid\":\"u\"},\"spec\":{\"suspend\":null}}");
    assert_undo(kustomization("\"suspend\":false"), true,
                "{\"metadata\":{\"uid\":\"u\"},\"spec\":{\"suspend\":false}}");
}

static void the_record_keeps_all_of_it(void **state)
{
    (void)state;
    struct paused items[] = {application(""), application(SKIP("null")), kustomization("\"suspend\":false")};
    struct paused_list list = {items, 3}, again;
    assert_false(failed(pause_read(&arena, pause_write(&arena, &list), &again)));
    assert_int_equal(again.count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(again.items[i].kind, items[i].kind);
        assert_true(slice_equal(again.items[i].namespace, items[i].namespace));
        assert_true(slice_equal(again.items[i].name, items[i].name));
        assert_true(slice_equal(again.items[i].uid, items[i].uid));
        assert_int_equal(again.items[i].was_there, items[i].was_there);
        assert_true(slice_equal(again.items[i].before, items[i].before));
    }
    assert_false(failed(pause_read(&arena, SLICE(""), &again)));
    assert_int_equal(again.count, 0);
}

static void a_record_of_something_else_is_an_error(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{",
        "{}",
        "[1]",
        "[{\"kind\":\"Secret\",\"namespace\":\"a\",\"name\":\"b\",\"uid\":\"u\",\"before\":null}]",
        "[{\"kind\":\"Application\",\"namespace\":\"../x\",\"name\":\"b\",\"uid\":\"u\",\"before\":null}]",
        "[{\"kind\":\"Application\",\"namespace\":\"a\",\"name\":\"--all\",\"uid\":\"u\",\"before\":null}]"};
    struct paused_list list;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_int_equal(pause_read(&arena, slice_of(texts[i]), &list).kind, ERROR_SYSTEM);
}

static bool track(const char *text, struct slice *namespace, struct slice *name)
{
    return controller_tracking(slice_of(text), "db", "pg", namespace, name);
}

static void a_tracking_id_counts_for_its_own_object(void **state)
{
    (void)state;
    struct slice namespace, name;
    assert_true(track("shop:postgresql.cnpg.io/Cluster:db/pg", &namespace, &name));
    assert_slice(namespace, "");
    assert_slice(name, "shop");
    assert_true(track("teams_shop.eu:postgresql.cnpg.io/Cluster:db/pg", &namespace, &name));
    assert_slice(namespace, "teams");
    assert_slice(name, "shop.eu");
    static const char *const others[] = {"",
                                         "shop",
                                         "shop:apps/Deployment:db/pg",
                                         "shop:postgresql.cnpg.io/Cluster:db/pg2",
                                         "shop:postgresql.cnpg.io/Cluster:other/pg",
                                         "shop:postgresql.cnpg.io/Cluster:pg",
                                         ":postgresql.cnpg.io/Cluster:db/pg",
                                         "-A:postgresql.cnpg.io/Cluster:db/pg",
                                         "../x_shop:postgresql.cnpg.io/Cluster:db/pg"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_false(track(others[i], &namespace, &name));
}

static void names_of_controllers_may_have_dots(void **state)
{
    (void)state;
    assert_true(name_is_subdomain(SLICE("a.b-c.d1")));
    assert_false(name_is_subdomain(SLICE("")));
    assert_false(name_is_subdomain(SLICE("a..b")));
    assert_false(name_is_subdomain(SLICE(".a")));
    assert_false(name_is_subdomain(SLICE("a.")));
    assert_false(name_is_subdomain(SLICE("a/b")));
    assert_false(name_is_subdomain(SLICE("A")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_pause_is_true_and_nothing_else),       TEST(each_is_paused_in_its_own_way),
        TEST(what_was_there_before_comes_back),       TEST(the_record_keeps_all_of_it),
        TEST(a_record_of_something_else_is_an_error), TEST(a_tracking_id_counts_for_its_own_object),
        TEST(names_of_controllers_may_have_dots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
