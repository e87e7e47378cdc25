#include "lib/plan.h"

#include "plan/manifest.h"

static struct manifest manifest;

static struct error read_from(const char *text, const char *cluster)
{
    struct plan_scope scope = scope_for(slice_of(text));
    scope.cluster = slice_of(cluster);
    return manifest_read(&arena, &scope, &manifest);
}

#define CLUSTER(name, namespace)                                                                             \
    "---\n"                                                                                                  \
    "apiVersion: postgresql.cnpg.io/v1\n"                                                                    \
    "kind: Cluster\n"                                                                                        \
    "metadata: {name: " name ", namespace: " namespace "}\n"                                                 \
                                                       "spec:\n" BACKUP("x-v1")

#define OTHER                                                                                                \
    "---\n"                                                                                                  \
    "kind: Secret\n"                                                                                         \
    "metadata: {name: other}\n"

static void the_only_cluster(void **state)
{
    (void)state;
    assert_fine(read_from(OTHER CLUSTER("db", "shop") OTHER, ""));
    assert_int_equal(manifest.documents.count, 3);
    assert_int_equal(manifest.chosen, 1);
    assert_slice(manifest.cluster.name, "db");
    assert_slice(node_text(node_at(manifest.tree->root, "kind", (const char *)NULL)), "Cluster");
    assert_int_equal(manifest.sheet.first, 3);
    assert_int_equal(manifest.sheet.end, 12);
    assert_int_equal(manifest.blocks.column, 2);
    assert_int_equal(manifest.lines.count, 15);
}

static void one_of_several_clusters(void **state)
{
    (void)state;
    const char *text = CLUSTER("a", "shop") CLUSTER("b", "shop") CLUSTER("b", "test");
    assert_fine(read_from(text, "a"));
    assert_int_equal(manifest.chosen, 0);
    assert_fine(read_from(text, "test/b"));
    assert_int_equal(manifest.chosen, 2);
    assert_fine(read_from(text, "shop/b"));
    assert_int_equal(manifest.chosen, 1);
    assert_fine(read_from(CLUSTER("a", "shop"), "shop/a"));
}

static void no_choice(void **state)
{
    (void)state;
    const char *text = CLUSTER("a", "shop") CLUSTER("b", "") CLUSTER("b", "test");
    assert_refused(read_from(text, ""), "R008",
                   "3 Clusters could be meant: shop/a (line 2), b (line 11), test/b (line 20)");
    assert_refused(read_from(text, "b"), "R008", "2 Clusters could be meant");
    assert_refused(read_from(text, "c"), "R008", "no Cluster is called c; there is shop/a (line 2)");
    assert_refused(read_from(text, "test/a"), "R008", "no Cluster is called test/a");
    assert_refused(read_from(text, "shop/b"), "R008", "no Cluster is called shop/b");
    assert_refused(read_from(text, "/a"), "R008", "no Cluster is called /a");
    assert_refused(read_from(CLUSTER("a", "x") CLUSTER("a", "x"), "x/a"), "R008",
                   "2 Clusters could be meant");
    assert_fine(read_from(text, "/b"));
}

/* A message stays one that a person reads. */
static void a_long_list_is_cut(void **state)
{
    (void)state;
    struct slice text = SLICE("");
    for (int i = 0; i < 60; i++)
        text = arena_format(&arena, "%.*s%s", SLICE_ARG(text), CLUSTER("a-database", "namespace"));
    struct error error = read_from(text.data, "");
    assert_refused(error, "R008", "60 Clusters could be meant");
    assert_holds(error.message, " more");
    assert_true(error.message.len < 600);
    char name[251];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    text = SLICE("");
    for (int i = 0; i < 2; i++)
        text =
            arena_format(&arena,
                         "%.*s---\napiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: %s}\n"
                         "spec: {}\n",
                         SLICE_ARG(text), name);
    error = read_from(text.data, "");
    assert_refused(error, "R008", "(line 7)");
    assert_true(slice_find(error.message, SLICE("more")) == error.message.len);
}

static void no_cluster(void **state)
{
    (void)state;
    assert_refused(read_from("", ""), "R027", "holds no CloudNativePG Cluster");
    assert_refused(read_from(OTHER "---\nkind: Cluster\n", "db"), "R027", "");
}

/* Nothing is edited beside something unknown. */
static void every_document_must_parse(void **state)
{
    (void)state;
    assert_refused_at(read_from(CLUSTER("db", "") "---\na: [\n", ""), "R014", 12, 1, "does not parse");
    assert_refused_at(read_from("a: *x\n" CLUSTER("db", ""), ""), "R030", 1, 4, "no anchor");
    assert_refused_at(read_from("# \xFF\n" CLUSTER("db", ""), ""), "R015", 1, 3, "not UTF-8");
    assert_refused_at(read_from("%TAG ! x\n" CLUSTER("db", ""), ""), "R016", 1, 1, "%TAG");
}

static void templates_are_named(void **state)
{
    (void)state;
    assert_refused_at(read_from(CLUSTER("db", "") "---\n{{ if x }}\na: 1\n{{ end }}\n", ""), "R012", 11, 2,
                      "a template");
    assert_refused_at(read_from("{{- if x }}\n" CLUSTER("db", "") "{{- end }}\n", ""), "R012", 1, 1,
                      "a template");
    assert_refused(read_from("a: [\n" CLUSTER("db", "{{ x }}"), ""), "R014", "");
    assert_refused(read_from(CLUSTER("db", "'{{ x'") "  b: *none\n", ""), "R030", "");
    assert_fine(read_from(CLUSTER("db", "'{{ x }}'"), ""));
}

static void the_rules_of_a_cluster(void **state)
{
    (void)state;
    assert_refused(read_from(HEAD INITDB, ""), "R002", "no object store");
    assert_refused(read_from(HEAD BACKUP("${X}"), ""), "R011", "");
}

static struct error reread(const char *before, const char *old, const char *new, struct manifest *after)
{
    assert_fine(read_from(before, ""));
    size_t at = slice_find(manifest.text, slice_of(old));
    assert_true(at < manifest.text.len);
    struct slice text = arena_format(&arena, "%.*s%s%s", (int)at, before, new, before + at + strlen(old));
    return manifest_reread(&arena, &manifest, text, after);
}

static void a_manifest_after_edits(void **state)
{
    (void)state;
    struct manifest after;
    const char *before = OTHER CLUSTER("db", "shop") OTHER;
    assert_fine(reread(before, "x-v1", "longer-name-v2", &after));
    assert_slice(after.cluster.write.generation, "longer-name-v2");
    assert_int_equal(after.chosen, 1);
    assert_int_equal(after.documents.count, 3);
    const struct document *last = &after.documents.items[2];
    assert_slice(slice_cut(after.text, last->start, last->end), OTHER);
    assert_slice(slice_cut(after.text, last->body, last->end), "\nkind: Secret\nmetadata: {name: other}\n");
    assert_fine(reread(before, "x-v1", "x", &after));
    assert_slice(after.cluster.write.generation, "x");
    assert_slice(slice_cut(after.text, after.documents.items[2].start, after.documents.items[2].end), OTHER);
    assert_fine(reread(before, "x-v1", "*later", &after)); /* its anchor may come with the next step */
}

static void what_edits_may_not_make(void **state)
{
    (void)state;
    struct manifest after;
    assert_refused(reread(CLUSTER("db", ""), "x-v1", "[", &after), "R014", "does not parse");
    assert_refused(reread(CLUSTER("db", ""), "kind: Cluster", "kind: Other", &after), "R023",
                   "no Cluster any more");
    assert_refused(reread(CLUSTER("db", ""), "x-v1", "${X}", &after), "R011", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_only_cluster),
        TEST(one_of_several_clusters),
        TEST(no_choice),
        TEST(a_long_list_is_cut),
        TEST(no_cluster),
        TEST(every_document_must_parse),
        TEST(templates_are_named),
        TEST(the_rules_of_a_cluster),
        TEST(a_manifest_after_edits),
        TEST(what_edits_may_not_make),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
