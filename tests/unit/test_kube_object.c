/* Paths and metadata. */
#include "lib/check.h"

#include "kube/object.h"
#include "sys/json_tree.h"

static const char *const cluster =
    "{\"metadata\":{\"name\":\"pg\",\"uid\":\"u\",\"annotations\":{\"cnpg-dr.dev/run\":\"r\"},"
    "\"labels\":{\"a/b\":\"c\"},\"ownerReferences\":[{\"kind\":\"Job\",\"uid\":\"j\"},{\"kind\":\"Cluster\","
    "\"uid\":\"o\",\"name\":\"n\"}]},\"status\":{\"conditions\":[{\"type\":\"A\",\"status\":\"False\"},"
    "{\"type\":\"Ready\",\"status\":\"True\",\"message\":\"m\",\"reason\":\"r\"}],\"nothing\":null}}";

static struct tree *read(const char *text)
{
    struct tree *tree;
    assert_false(failed(json_tree_read(&arena, slice_of(text), 0, strlen(text), &tree)));
    return tree;
}

static void metadata_is_read(void **state)
{
    (void)state;
    const struct node *root = read(cluster)->root;
    struct slice message, reason;
    assert_slice(meta(root, "uid"), "u");
    assert_slice(annotation(root, ANNOTATION_RUN), "r");
    assert_slice(label(root, "a/b"), "c");
    assert_slice(owner_uid(root, "Cluster"), "o");
    assert_slice(owner_name(root, "Cluster"), "n");
    assert_slice(owner_uid(root, "Pod"), "");
    assert_slice(condition(root, "Ready", &message, &reason), "True");
    assert_slice(message, "m");
    assert_slice(condition(root, "Other", NULL, NULL), "");
    assert_slice(text_at(root, "status", "nothing", NULL), "");
    assert_slice(text_at(NULL, "status", NULL), "");
    assert_false(is_going(root));
}

static void lists_are_walked(void **state)
{
    (void)state;
    struct tree *list = read("{\"items\":[{\"metadata\":{\"name\":\"a\"}},{\"metadata\":{\"name\":\"b\"}}]}");
    const struct node *first = next_item(list, NULL), *second = next_item(list, first);
    assert_slice(meta(first, "name"), "a");
    assert_slice(meta(second, "name"), "b");
    assert_null(next_item(list, second));
    assert_null(next_item(read("{\"items\":null}"), NULL));
    assert_null(next_item(NULL, NULL));
}

static void paths_are_full(void **state)
{
    (void)state;
    assert_string_equal(path_cluster(&arena, "db", "pg"),
                        "/apis/postgresql.cnpg.io/v1/namespaces/db/clusters/pg");
    assert_string_equal(path_list(&arena, "v1", "db", "pods", "cnpg.io/cluster=pg,a!=b"),
                        "/api/v1/namespaces/db/pods?labelSelector=cnpg.io%2Fcluster%3Dpg%2Ca%21%3Db");
    assert_string_equal(path_list(&arena, "batch/v1", "db", "jobs", NULL),
                        "/apis/batch/v1/namespaces/db/jobs");
}

static void names_are_checked_before_they_are_part_of_a_path(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "pg-1", "1a"};
    static const char *const bad[] = {
        "",   "-a",  "a-",  "A",    "a/b",
        "..", "a.b", "a b", "a%2f", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(name_is_plain(slice_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(name_is_plain(slice_of(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(metadata_is_read), TEST(lists_are_walked), TEST(paths_are_full),
                                       TEST(names_are_checked_before_they_are_part_of_a_path)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
