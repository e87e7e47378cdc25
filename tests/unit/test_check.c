#include "lib/yaml.h"

#include "check/file.h"
#include "check/rules.h"
#include "check/shared.h"
#include <stdio.h>

/* --- the table --- */

static void the_table_is_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < RULE_COUNT; i++) {
        char id[8];
        snprintf(id, sizeof id, "DR%03zu", i);
        assert_string_equal(rule_table[i].id, id);
        assert_int_equal(rule_find(slice_of(id)), i);
        assert_true(rule_table[i].severity >= SEVERITY_NOTE && rule_table[i].title[0] != '\0' &&
                    rule_table[i].explanation[0] != '\0');
    }
    assert_int_equal(rule_find(SLICE("DR099")), RULE_COUNT);
    assert_int_equal(rule_find(SLICE("dr001")), RULE_COUNT);
    assert_int_equal(rule_find(SLICE("")), RULE_COUNT);
}

static void findings_stand_by_place_and_rule(void **state)
{
    (void)state;
    const struct finding given[] = {{.rule = RULE_TARGET, .line = 2, .column = 1},
                                    {.rule = RULE_METHODS, .line = 2, .column = 1},
                                    {.rule = RULE_DRILL, .line = 1, .column = 9},
                                    {.rule = RULE_DRILL, .line = 1, .column = 3}};
    struct findings findings = {0};
    for (size_t i = 0; i < 4; i++)
        findings_add(&arena, &findings, &given[i]);
    findings_sort(&findings);
    assert_int_equal(findings.items[0].column, 3);
    assert_int_equal(findings.items[1].column, 9);
    assert_int_equal(findings.items[2].rule, RULE_METHODS);
    assert_int_equal(findings.items[3].rule, RULE_TARGET);
}

/* --- comments that ignore --- */

static void a_comment_ignores_its_line(void **state)
{
    (void)state;
    struct ignored ignored = ignored_read(&arena, SLICE("a: 1 # cnpg-dr: ignore DR008\nb: 2\n"));
    assert_true(is_ignored(&ignored, RULE_NO_SERVER_NAME, 1));
    assert_false(is_ignored(&ignored, RULE_NO_SERVER_NAME, 2));
    assert_false(is_ignored(&ignored, RULE_IN_TREE, 1));
}

static void a_comment_alone_ignores_the_next_line(void **state)
{
    (void)state;
    struct ignored ignored = ignored_read(&arena, SLICE("  # cnpg-dr: ignore DR008, DR009 DR010 as agreed "
                                                        "DR001\r\nb: 2\r\nc: 3\r\n# cnpg-dr: ignore DR016"));
    assert_int_equal(ignored.count, 2);
    assert_true(is_ignored(&ignored, RULE_NO_SERVER_NAME, 2) && is_ignored(&ignored, RULE_IN_TREE, 2) &&
                is_ignored(&ignored, RULE_NO_ARCHIVER, 2));
    assert_false(is_ignored(&ignored, RULE_METHODS, 2)); /* behind a word that is no rule */
    assert_false(is_ignored(&ignored, RULE_IN_TREE, 3));
    assert_true(is_ignored(&ignored, RULE_NO_TEXT, 4));
}

static void what_is_no_such_comment(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "# cnpg-dr: ignore",
                                        "# cnpg-dr: ignore \n",
                                        "# cnpg-dr: ignore dr008\n",
                                        "#cnpg-dr: ignore DR008\n",
                                        "# cnpg-dr back: list\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct ignored ignored = ignored_read(&arena, slice_of(texts[i]));
        for (size_t rule = 0; rule < RULE_COUNT; rule++)
            assert_false(is_ignored(&ignored, (enum check_rule)rule, 1));
    }
}

/* --- two Clusters of one generation --- */

#define IN_TREE(n, s, at, end, g)                                                                            \
    {                                                                                                        \
        .cluster = SLICE(n), .namespace = SLICE(s), .shape = STORE_IN_TREE, .place = SLICE(at),              \
        .endpoint = SLICE(end), .generation = SLICE(g), .line = 1, .column = 1                               \
    }
#define PLUGIN(n, s, at, g)                                                                                  \
    {                                                                                                        \
        .cluster = SLICE(n), .namespace = SLICE(s), .shape = STORE_PLUGIN, .place = SLICE(at),               \
        .generation = SLICE(g), .line = 1, .column = 1                                                       \
    }

/* How many are found among the two, one in a/x.yaml and one in b/y.yaml, with the stores that lie in s/, a/
 * and b/. */
static size_t count_shared(const struct archive *two, const struct object_store *stores,
                           const char *const *files, size_t store_count)
{
    const struct shared_archive archives[] = {{SLICE("a/x.yaml"), &two[0]}, {SLICE("b/y.yaml"), &two[1]}};
    struct shared_store at[4];
    struct shared_finding *found;
    size_t count;
    for (size_t i = 0; i < store_count; i++)
        at[i] = (struct shared_store){slice_of(files[i]), &stores[i]};
    shared_find(&arena, archives, 2, at, store_count, SEVERITY_DEFAULT, &found, &count);
    if (count > 0) {
        assert_int_equal(found[0].archive, 1);
        assert_int_equal(found[0].finding.severity, SEVERITY_ERROR);
        assert_holds(found[0].finding.message, "(a/x.yaml:1)");
    }
    return count;
}

static void the_same_store_and_name_are_shared(void **state)
{
    (void)state;
    const struct archive cases[][2] = {
        {IN_TREE("a", "", "s3://b", "", "v1"), IN_TREE("b", "", "s3://b", "", "v1")},
        {IN_TREE("a", "x", "s3://b", "", "v1"), IN_TREE("a", "y", "s3://b", "", "v1")},
        {PLUGIN("a", "x", "store", "v1"), PLUGIN("b", "x", "store", "v1")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (count_shared(cases[i], NULL, NULL, 0) != 1)
            fail_msg("case %zu is not found", i);
}

static void what_is_not_shared(void **state)
{
    (void)state;
    const struct archive cases[][2] = {
        {IN_TREE("a", "", "s3://b", "", "v1"), IN_TREE("b", "", "s3://b", "", "v2")},
        {IN_TREE("a", "", "s3://b", "", "v1"), IN_TREE("b", "", "s3://c", "", "v1")},
        {IN_TREE("a", "", "s3://b", "", "v1"), IN_TREE("b", "", "s3://b", "https://other", "v1")},
        {IN_TREE("a", "x", "s3://b", "", "v1"),
         IN_TREE("a", "x", "s3://b", "", "v1")}, /* an overlay of one Cluster */
        {IN_TREE("a", "x", "s3://b", "", "v1"), IN_TREE("a", "", "s3://b", "", "v1")},
        {PLUGIN("a", "x", "store", "v1"), PLUGIN("b", "y", "store", "v1")},
        {PLUGIN("a", "", "store", "v1"),
         PLUGIN("b", "", "store", "v1")}, /* in two folders: two ObjectStores */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (count_shared(cases[i], NULL, NULL, 0) != 0)
            fail_msg("case %zu is found", i);
}

static void object_stores_are_looked_up(void **state)
{
    (void)state;
    static const char *const files[] = {"b/store.yaml", "a/store.yaml"};
    const struct object_store same[] = {{SLICE("s"), SLICE(""), SLICE("s3://b"), SLICE("")},
                                        {SLICE("s"), SLICE(""), SLICE("s3://b"), SLICE("")}};
    const struct object_store nearest[] = {{SLICE("s"), SLICE(""), SLICE("s3://b"), SLICE("")},
                                           {SLICE("s"), SLICE(""), SLICE("s3://a"), SLICE("")}};
    const struct object_store spaces[] = {{SLICE("s"), SLICE("x"), SLICE("s3://b"), SLICE("")},
                                          {SLICE("s"), SLICE("y"), SLICE("s3://b"), SLICE("")}};
    const struct archive plugins[] = {PLUGIN("a", "x", "s", "v1"), PLUGIN("b", "y", "s", "v1")};
    const struct archive mixed[] = {PLUGIN("a", "x", "s", "v1"), IN_TREE("b", "y", "s3://b", "", "v1")};
    assert_int_equal(count_shared(plugins, same, files, 2), 1);
    assert_int_equal(count_shared(plugins, nearest, files, 2), 0);
    assert_int_equal(count_shared(plugins, spaces, files, 2), 1);
    assert_int_equal(count_shared(mixed, spaces, files, 2), 1);
}

/* --- a file --- */

static struct file_check check(const char *text)
{
    static const enum severity severities[RULE_COUNT];
    struct file_check out;
    struct check_scope scope = {.file = SLICE("x.yaml"), .text = slice_of(text), .severities = severities};
    check_file(&arena, &scope, &out);
    return out;
}

#define CLUSTER "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\n"
#define STORE(path, name)                                                                                    \
    "spec: {backup: {barmanObjectStore: {destinationPath: '" path "', serverName: '" name "'}}}\n"

static void what_does_not_concern_a_check(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "kind: Cluster\n", "a: [\n",
                                        "# postgresql.cnpg.io/v1\nkind: ConfigMap\n",
                                        "apiVersion: postgresql.cnpg.io/v1\nkind: Pooler\nspec: [\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct file_check out = check(texts[i]);
        if (out.findings.count > 0 || out.cluster_count > 0)
            fail_msg("something is found in %s", texts[i]);
    }
}

static void archives_are_collected(void **state)
{
    (void)state;
    struct file_check out = check(CLUSTER STORE("s3://b/", "v1") "---\n" CLUSTER STORE(
        "s3://$B", "v1") "---\n" CLUSTER STORE("s3://b", "{{ n }}") "---\n" CLUSTER "spec: {}\n");
    assert_int_equal(out.cluster_count, 4);
    assert_int_equal(out.archive_count, 1);
    assert_slice(out.archives[0].place, "s3://b");
    assert_int_equal(out.archives[0].line, 4);
}

static void stores_are_collected(void **state)
{
    (void)state;
    struct file_check out =
        check("apiVersion: barmancloud.cnpg.io/v1\nkind: ObjectStore\nmetadata: {name: s, namespace: n}\n"
              "spec: {configuration: {destinationPath: 's3://b/', endpointURL: e}}\n");
    assert_int_equal(out.store_count, 1);
    assert_slice(out.stores[0].path, "s3://b");
    assert_slice(out.stores[0].endpoint, "e");
    assert_slice(out.stores[0].namespace, "n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_table_is_whole),
        TEST(findings_stand_by_place_and_rule),
        TEST(a_comment_ignores_its_line),
        TEST(a_comment_alone_ignores_the_next_line),
        TEST(what_is_no_such_comment),
        TEST(the_same_store_and_name_are_shared),
        TEST(what_is_not_shared),
        TEST(object_stores_are_looked_up),
        TEST(what_does_not_concern_a_check),
        TEST(archives_are_collected),
        TEST(stores_are_collected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
