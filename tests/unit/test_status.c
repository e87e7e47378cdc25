#include "lib/cluster.h"
#include "lib/yaml.h"

#include "plan/status.h"

static struct file_status status;

static struct error read_status(const char *text)
{
    return status_read(&arena, slice_of(text), NULL, &status);
}

/* The only Cluster of the text. */
static const struct cluster_status *status_of(const char *text)
{
    assert_fine(read_status(text));
    assert_int_equal(status.count, 1);
    return &status.clusters[0];
}

static void a_steady_cluster(void **state)
{
    (void)state;
    const struct cluster_status *c =
        status_of("# first\n---\napiVersion: postgresql.cnpg.io/v1\nkind: Cluster\n"
                  "metadata: {name: db, namespace: shop}\nspec:\n" INITDB BACKUP("x-v2"));
    assert_int_equal(c->line, 3);
    assert_slice(c->name, "db");
    assert_slice(c->namespace, "shop");
    assert_int_equal(c->method, METHOD_INITDB);
    assert_false(c->replica);
    assert_slice(c->reads, "");
    assert_slice(c->writes, "x-v2");
    assert_slice(c->next, "x-v3");
    assert_int_equal(c->shape, STORE_IN_TREE);
    assert_slice(c->store, "s3://b");
    assert_slice(c->schedule, "");
    assert_int_equal(c->block, BLOCK_NONE);
    assert_int_equal(c->block_line, 0);
    assert_false(failed(c->reason));
}

static void a_recovering_cluster(void **state)
{
    (void)state;
    const struct cluster_status *c = status_of(HEAD RECOVERY EXTERNAL_PLUGIN("x-v5") PLUGIN("x-v2"));
    assert_int_equal(c->method, METHOD_RECOVERY);
    assert_slice(c->reads, "x-v5");
    assert_slice(c->writes, "x-v2");
    assert_slice(c->next, "x-v6");
    assert_slice(c->store, "ObjectStore store");
    assert_int_equal(c->block, BLOCK_IN_USE);
    assert_false(failed(c->reason));
    c = status_of(HEAD RECOVERY BACKUP("x-v2"));
    assert_int_equal(c->block, BLOCK_IN_USE);
    assert_refused_at(c->reason, "R006", 8, 15, "names no external cluster");
    assert_slice(c->reads, "");
}

static enum status_method method_of(const char *bootstrap)
{
    return status_of(arena_format(&arena, "%s  bootstrap: %s\n%s", HEAD, bootstrap, BACKUP("x")).data)
        ->method;
}

static void methods(void **state)
{
    (void)state;
    assert_int_equal(method_of("{initdb: {}}"), METHOD_INITDB);
    assert_int_equal(method_of("{initdb: }"), METHOD_INITDB);
    assert_int_equal(method_of("{pg_basebackup: {source: a}}"), METHOD_BASEBACKUP);
    assert_int_equal(method_of("{recovery: {backup: {name: a}}}"), METHOD_RECOVERY);
    assert_int_equal(method_of("{recovery: {}, initdb: {}}"), METHOD_CONFLICT);
    assert_int_equal(method_of("{recovery: {}, pg_basebackup: {}}"), METHOD_CONFLICT);
    assert_int_equal(method_of(""), METHOD_NONE);
    assert_int_equal(status_of(HEAD BACKUP("x"))->method, METHOD_NONE);
}

static void what_stands_in_the_way(void **state)
{
    (void)state;
    assert_refused(status_of(HEAD INITDB)->reason, "R002", "no object store");
    assert_slice(status_of(HEAD INITDB)->store, "");
    assert_int_equal(status_of(HEAD INITDB)->shape, STORE_NONE);
    assert_refused(status_of(HEAD BACKUP("x") "  replica: {enabled: true}\n")->reason, "R010", "replica");
    assert_true(status.clusters[0].replica);
    const struct cluster_status *c = status_of(HEAD BACKUP("${X}-v1"));
    assert_refused(c->reason, "R011", "${X}-v1");
    assert_slice(c->writes, "${X}-v1");
    assert_slice(c->next, "");
    assert_slice(status_of(HEAD BACKUP("x-v9999999999999999999999"))->next, "");
}

#define OLD                                                                                                  \
    "    # recovery:\n"                                                                                      \
    "    #   source: old\n"

static void the_commented_block(void **state)
{
    (void)state;
    const struct cluster_status *c = status_of(HEAD INITDB OLD EXTERNAL("x-v2") BACKUP("x-v2"));
    assert_int_equal(c->block, BLOCK_READY);
    assert_int_equal(c->block_line, 9);
    assert_slice(c->block_reads, "x-v2");
    c = status_of(HEAD INITDB OLD EXTERNAL("x-v1") BACKUP("x-v2"));
    assert_int_equal(c->block, BLOCK_BEHIND);
    assert_slice(c->block_reads, "x-v1");
    c = status_of(HEAD INITDB OLD "  # externalClusters:\n  #   - name: old\n"
                                  "  #     barmanObjectStore: {serverName: x-v2}\n" BACKUP("x-v2"));
    assert_int_equal(c->block, BLOCK_READY);
    assert_false(failed(c->reason));
    c = status_of(HEAD INITDB OLD BACKUP("x-v2"));
    assert_int_equal(c->block, BLOCK_BEHIND);
    assert_slice(c->block_reads, "");
}

static void a_broken_block(void **state)
{
    (void)state;
    const struct cluster_status *c =
        status_of(HEAD INITDB "    # recovery:\n    #   source: @x\n" BACKUP("x-v2"));
    assert_int_equal(c->block, BLOCK_BROKEN);
    assert_refused_at(c->reason, "R020", 10, 5, "would not parse");
    c = status_of(HEAD INITDB OLD "  # externalClusters:\n  #   - name: old\n  #     a: @x\n" BACKUP("x-v2"));
    assert_int_equal(c->block, BLOCK_BROKEN);
    assert_int_equal(c->block_line, 9);
    assert_refused(c->reason, "R020", "external cluster would not parse");
    c = status_of(HEAD INITDB OLD OLD "    #   a: b\n" BACKUP("x-v2"));
    assert_int_equal(c->block, BLOCK_BROKEN);
    assert_refused(c->reason, "R021", "several");
    c = status_of(HEAD INITDB OLD OLD "    #   a: b\n" EXTERNAL("x-v2") BACKUP("x-v2"));
    assert_int_equal(c->block, BLOCK_BROKEN);
    assert_refused(c->reason, "R021", "several");
}

#define SCHEDULE(name, namespace, cluster)                                                                   \
    "---\n"                                                                                                  \
    "apiVersion: postgresql.cnpg.io/v1\n"                                                                    \
    "kind: ScheduledBackup\n"                                                                                \
    "metadata: {name: " name                                                                                 \
    ", namespace: " namespace "}\n"                                                                          \
                              "spec: {schedule: '0 0 2 * * *', cluster: {name: " cluster "}}\n"

static void schedules_of_the_same_file(void **state)
{
    (void)state;
    const char *cluster =
        "---\napiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db, namespace: shop}\n"
        "spec:\n" BACKUP("x");
    assert_slice(status_of(arena_format(&arena, "%s%s", SCHEDULE("s", "shop", "db"), cluster).data)->schedule,
                 "0 0 2 * * *");
    assert_int_equal(status.schedule_count, 1);
    assert_slice(status.schedules[0].cluster, "db");
    assert_slice(status.schedules[0].namespace, "shop");
    assert_slice(status_of(arena_format(&arena, "%s%s", cluster, SCHEDULE("s", "shop", "db")).data)->schedule,
                 "0 0 2 * * *");
    assert_slice(
        status_of(arena_format(&arena, "%s%s", cluster, SCHEDULE("s", "other", "db")).data)->schedule, "");
    assert_slice(status_of(arena_format(&arena, "%s%s", cluster, SCHEDULE("s", "shop", "dc")).data)->schedule,
                 "");
}

static void several_clusters(void **state)
{
    (void)state;
    assert_fine(read_status(HEAD BACKUP("a") "---\nkind: Other\nx: [\n---\n" HEAD BACKUP("b")));
    assert_int_equal(status.count, 2);
    assert_slice(status.clusters[1].writes, "b");
    assert_int_equal(status.clusters[1].line, 14);
}

/* Nobody asks what else a file holds. */
static void files_without_a_cluster(void **state)
{
    (void)state;
    assert_fine(read_status(""));
    assert_fine(read_status("a: [\n"));
    assert_fine(read_status("\xFF\xFE"));
    assert_fine(read_status("# postgresql.cnpg.io/v1\n"));
    assert_fine(read_status("apiVersion: postgresql.cnpg.io/v1\nkind: Pooler\n"));
    assert_fine(read_status("apiVersion: other/v1\nkind: ScheduledBackup\na: postgresql.cnpg.io/v1\n"));
    assert_int_equal(status.count + status.schedule_count, 0);
}

/* What came before it is there. */
static void a_document_that_does_not_parse(void **state)
{
    (void)state;
    assert_refused_at(read_status(HEAD BACKUP("a") "---\n# postgresql.cnpg.io/\na: [\n"), "R014", 13, 1,
                      "does not parse");
    assert_int_equal(status.count, 1);
    assert_refused(read_status(HEAD BACKUP("*none")), "R030", "no anchor");
    assert_refused(read_status(HEAD BACKUP("a") "# \xFF\n"), "R015", "UTF-8");
    assert_refused(read_status("%TAG ! x\n---\n" HEAD BACKUP("a")), "R016", "%TAG");
}

static void the_pattern_of_a_house(void **state)
{
    (void)state;
    const struct generation_rule *rule;
    assert_fine(generation_rule_compile(&arena, "-(?<number>[0-9]+)$", &rule));
    assert_fine(status_read(&arena, SLICE(HEAD BACKUP("pg16-02")), rule, &status));
    assert_slice(status.clusters[0].next, "pg16-03");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_steady_cluster),
        TEST(a_recovering_cluster),
        TEST(methods),
        TEST(what_stands_in_the_way),
        TEST(the_commented_block),
        TEST(a_broken_block),
        TEST(schedules_of_the_same_file),
        TEST(several_clusters),
        TEST(files_without_a_cluster),
        TEST(a_document_that_does_not_parse),
        TEST(the_pattern_of_a_house),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
