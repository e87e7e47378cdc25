#include "lib/yaml.h"

#include "cnpg/store.h"

static struct store in_tree(const char *text)
{
    return store_in_tree(root_of(text), SLICE("default"));
}

static struct store plugin(const char *text)
{
    return store_plugin(root_of(text), SLICE("default"));
}

static void assert_store(struct store store, enum store_shape shape, const char *place,
                         const char *generation)
{
    assert_int_equal(store.shape, shape);
    assert_slice(store.place, place);
    assert_slice(store.generation, generation);
}

static void a_store_in_the_tree(void **state)
{
    (void)state;
    struct store store = in_tree("{destinationPath: s3://b/p, serverName: x-v2}");
    assert_store(store, STORE_IN_TREE, "s3://b/p", "x-v2");
    assert_slice(store.name->value, "x-v2");
    assert_ptr_equal(store_parameters(&store), store.holder);
}

/* Barman takes no serverName, and an empty one, for the default. */
static void the_default_in_the_tree(void **state)
{
    (void)state;
    assert_store(in_tree("{destinationPath: s3://b}"), STORE_IN_TREE, "s3://b", "default");
    assert_null(in_tree("{destinationPath: s3://b}").name);
    assert_store(in_tree("{serverName: ''}"), STORE_IN_TREE, "", "default");
    assert_store(in_tree("{serverName: }"), STORE_IN_TREE, "", "default");
    assert_non_null(in_tree("{serverName: }").name);
}

static void trailing_slashes_do_not_count(void **state)
{
    (void)state;
    struct store a = in_tree("{destinationPath: s3://b/p//}"), b = in_tree("{destinationPath: s3://b/p}"),
                 c = in_tree("{destinationPath: s3://b}"), d = in_tree("{destinationPath: /}");
    assert_slice(a.place, "s3://b/p");
    assert_slice(d.place, "");
    assert_true(store_same_place(&a, &b));
    assert_false(store_same_place(&a, &c));
}

static void a_store_of_the_plugin(void **state)
{
    (void)state;
    struct store store = plugin("{name: p, parameters: {barmanObjectName: o, serverName: x-v2}}");
    assert_store(store, STORE_PLUGIN, "o", "x-v2");
    assert_slice(store.name->value, "x-v2");
    assert_int_equal(node_count(store_parameters(&store)), 4);
}

/* An empty value is taken literally, a missing one is the default. */
static void the_default_of_the_plugin(void **state)
{
    (void)state;
    assert_store(plugin("{parameters: {barmanObjectName: o}}"), STORE_PLUGIN, "o", "default");
    assert_store(plugin("{parameters: {serverName: ''}}"), STORE_PLUGIN, "", "");
    assert_store(plugin("{parameters: {serverName: }}"), STORE_PLUGIN, "", "default");
    struct store store = plugin("{name: p}");
    assert_store(store, STORE_PLUGIN, "", "default");
    assert_null(store_parameters(&store));
    assert_null(store.name);
}

static void values_may_be_aliases_or_merged(void **state)
{
    (void)state;
    const struct node *root = root_of("n: &n x-v3\n"
                                      "s: &s {destinationPath: s3://b, serverName: *n}\n"
                                      "t: {<<: *s}\n"
                                      "u: *s\n"
                                      "p: {parameters: &p {barmanObjectName: o, serverName: *n}}\n"
                                      "q: {parameters: {<<: *p, barmanObjectName: r}}\n");
    assert_store(store_in_tree(mapping_get(root, "t"), SLICE("d")), STORE_IN_TREE, "s3://b", "x-v3");
    struct store store = store_in_tree(mapping_get(root, "u"), SLICE("d"));
    assert_store(store, STORE_IN_TREE, "s3://b", "x-v3");
    assert_int_equal(store.holder->kind, NODE_ALIAS);
    assert_int_equal(store.name->kind, NODE_ALIAS);
    assert_store(store_plugin(mapping_get(root, "q"), SLICE("d")), STORE_PLUGIN, "r", "x-v3");
}

static void places_of_different_shape_differ(void **state)
{
    (void)state;
    struct store a = in_tree("{destinationPath: o}"), b = plugin("{parameters: {barmanObjectName: o}}"),
                 c = plugin("{parameters: {barmanObjectName: o, serverName: x}}");
    assert_false(store_same_place(&a, &b));
    assert_true(store_same_place(&b, &c));
}

static void stores_in_messages(void **state)
{
    (void)state;
    struct store none = {.shape = STORE_NONE}, a = in_tree("{destinationPath: s3://b/}"), b = in_tree("{}"),
                 c = plugin("{parameters: {barmanObjectName: o}}"), d = plugin("{}");
    assert_slice(store_describe(&arena, &none), "no object store");
    assert_slice(store_describe(&arena, &a), "s3://b");
    assert_slice(store_describe(&arena, &b), "a store without a path");
    assert_slice(store_describe(&arena, &c), "ObjectStore o");
    assert_slice(store_describe(&arena, &d), "an ObjectStore without a name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_store_in_the_tree),
        TEST(the_default_in_the_tree),
        TEST(trailing_slashes_do_not_count),
        TEST(a_store_of_the_plugin),
        TEST(the_default_of_the_plugin),
        TEST(values_may_be_aliases_or_merged),
        TEST(places_of_different_shape_differ),
        TEST(stores_in_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
