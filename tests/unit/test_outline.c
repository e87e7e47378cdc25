#include "lib/check.h"

#include "yaml/outline.h"

#define GROUP SLICE("postgresql.cnpg.io")

static void assert_resource(const struct resource *got, const char *version, const char *kind,
                            const char *namespace, const char *name)
{
    assert_slice(got->api_version, version);
    assert_slice(got->kind, kind);
    assert_slice(got->namespace, namespace);
    assert_slice(got->name, name);
}

static struct outline outline_of(const char *text)
{
    struct outline outline;
    struct error error = outline_read(&arena, slice_of(text), GROUP, &outline);
    assert_int_equal(error.kind, ERROR_NONE);
    return outline;
}

static void a_resource_says_what_it_is(void **state)
{
    (void)state;
    struct outline outline = outline_of(
        "# c\n---\nmetadata:\n  labels: {name: no, namespace: no}\n  namespace: shop\n  name: 'db'\n"
        "kind: Cluster\nspec: {name: no, kind: no}\napiVersion: postgresql.cnpg.io/v1\n");
    assert_resource(&outline.root, "postgresql.cnpg.io/v1", "Cluster", "shop", "db");
    assert_int_equal(outline.start.line, 2);
    assert_false(outline.list);
    outline = outline_of("{apiVersion: postgresql.cnpg.io/v1, kind: Backup, x: {namespace: n, name: n}, "
                         "metadata: {name: b}, x: [name, kind]}");
    assert_resource(&outline.root, "postgresql.cnpg.io/v1", "Backup", "", "b");
}

/* As for a reader of the whole document, the first of two keys counts. */
static void of_two_keys_the_first_one_counts(void **state)
{
    (void)state;
    struct outline outline =
        outline_of("kind: A\nkind: B\nmetadata: {name: x, name: y}\napiVersion: postgresql.cnpg.io/v1\n");
    assert_resource(&outline.root, "postgresql.cnpg.io/v1", "A", "", "x");
}

static void aliases_of_scalars_are_followed(void **state)
{
    (void)state;
    struct outline outline =
        outline_of("x: &n db\ny: &m other\napiVersion: &v postgresql.cnpg.io/v1\nkind: Cluster\n"
                   "metadata:\n  namespace: *m\n  name: *n\n");
    assert_resource(&outline.root, "postgresql.cnpg.io/v1", "Cluster", "other", "db");
    outline = outline_of(
        "x: &n a\ny: &n b\napiVersion: postgresql.cnpg.io/v1\nkind: *n\nmetadata: {name: *nowhere}\n");
    assert_resource(&outline.root, "postgresql.cnpg.io/v1", "b", "", "");
}

/* Behind the two lines that say that it is something else, a document may be anything. */
static void what_is_something_else_is_not_read_on(void **state)
{
    (void)state;
    struct outline outline = outline_of("apiVersion: v1\nkind: Cluster\nx: [\n'\n");
    assert_resource(&outline.root, "v1", "Cluster", "", "");
    outline = outline_of("apiVersion: postgresql.cnpg.io/v1\nkind: Pooler\nmetadata:\n  name: rw\nx: [\n'\n");
    assert_resource(&outline.root, "postgresql.cnpg.io/v1", "Pooler", "", "rw");
}

static void nonsense_is_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "# c\n",
                                        "a",
                                        "- apiVersion: x\n  kind: y\n",
                                        "[[{kind: x}]]",
                                        "apiVersion: [kind]\nkind: {kind: x}\n",
                                        "? [kind]\n: x\n? {kind: y}\n: z\n",
                                        "spec:\n  kind: x\n  apiVersion: y\n",
                                        "*a : b\n",
                                        "items: {a: {apiVersion: postgresql.cnpg.io/v1}}\n",
                                        "items: [[{apiVersion: postgresql.cnpg.io/v1}]]\n",
                                        "items: *a\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct outline outline = outline_of(texts[i]);
        assert_resource(&outline.root, "", "", "", "");
        assert_int_equal(outline.count, 0);
    }
}

static void assert_mark(struct outline_mark mark, size_t line, size_t column)
{
    assert_int_equal(mark.line, line);
    assert_int_equal(mark.column, column);
}

static void a_list_has_items(void **state)
{
    (void)state;
    struct outline outline = outline_of("apiVersion: v1\n"
                                        "items:\n"
                                        "- apiVersion: postgresql.cnpg.io/v1\n"
                                        "  kind: Cluster\n"
                                        "  metadata:\n"
                                        "    name: db\n"
                                        "    labels: {metadata: x}\n"
                                        "  spec: {items: [{kind: no, apiVersion: postgresql.cnpg.io/v1}]}\n"
                                        "- apiVersion: v1\n"
                                        "  kind: Service\n"
                                        "-   kind: Backup\n"
                                        "    metadata: {name: b, namespace: shop}\n"
                                        "    apiVersion: postgresql.cnpg.io/v1\n"
                                        "- {apiVersion: postgresql.cnpg.io/v1, kind: Cluster}\n"
                                        "- no mapping\n"
                                        "- [{kind: no, apiVersion: postgresql.cnpg.io/v1}]\n"
                                        "kind: List\n");
    assert_true(outline.list);
    assert_resource(&outline.root, "v1", "List", "", "");
    assert_int_equal(outline.count, 3);
    assert_resource(&outline.items[0].resource, "postgresql.cnpg.io/v1", "Cluster", "", "db");
    assert_mark(outline.items[0].start, 2, 2);
    assert_mark(outline.items[0].end, 8, 0);
    assert_int_equal(outline.items[0].key_column, 2);
    assert_false(outline.items[0].flow);
    assert_resource(&outline.items[1].resource, "postgresql.cnpg.io/v1", "Backup", "shop", "b");
    assert_mark(outline.items[1].start, 10, 4);
    assert_int_equal(outline.items[1].key_column, 4);
    assert_true(outline.items[2].flow);
    assert_mark(outline.items[2].start, 13, 2);
    assert_mark(outline.items[2].end, 13, 52);
}

static void a_list_may_be_of_one_kind(void **state)
{
    (void)state;
    struct outline outline = outline_of("kind: ClusterList\napiVersion: postgresql.cnpg.io/v1\nmetadata: "
                                        "{}\nitems: [{kind: Cluster, apiVersion: "
                                        "postgresql.cnpg.io/v1}]\n");
    assert_true(outline.list);
    assert_int_equal(outline.count, 1);
}

static void the_group_is_a_whole_word(void **state)
{
    (void)state;
    struct resource resource = {.api_version = SLICE("postgresql.cnpg.io/v1"), .kind = SLICE("Cluster")};
    assert_true(resource_in_group(&resource, GROUP));
    assert_true(resource_in_group(&resource, SLICE("")));
    resource.api_version = SLICE("postgresql.cnpg.io");
    assert_false(resource_in_group(&resource, GROUP));
    resource.api_version = SLICE("postgresql.cnpg.io.example.org/v1");
    assert_false(resource_in_group(&resource, GROUP));
    resource.api_version = SLICE("");
    assert_false(resource_in_group(&resource, GROUP));
}

static void errors_have_a_place(void **state)
{
    (void)state;
    struct outline outline;
    struct error error =
        outline_read(&arena, SLICE("apiVersion: postgresql.cnpg.io/v1\nkind: [\n"), GROUP, &outline);
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_string_equal(error.code, refusal_table[REFUSE_NOT_YAML].code);
    assert_int_equal(error.line, 3);
}

static void nesting_has_a_limit(void **state)
{
    (void)state;
    char text[1000] = "a: ";
    struct outline outline;
    memset(text + 3, '[', 300);
    memset(text + 303, ']', 300);
    struct error error = outline_read(&arena, slice_of(text), GROUP, &outline);
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_string_equal(error.code, refusal_table[REFUSE_NESTING].code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_resource_says_what_it_is),
        TEST(of_two_keys_the_first_one_counts),
        TEST(aliases_of_scalars_are_followed),
        TEST(what_is_something_else_is_not_read_on),
        TEST(nonsense_is_nothing),
        TEST(a_list_has_items),
        TEST(a_list_may_be_of_one_kind),
        TEST(the_group_is_a_whole_word),
        TEST(errors_have_a_place),
        TEST(nesting_has_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
