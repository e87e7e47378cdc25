/* What the archive of the Cluster that stands is to the recovery. */
#include "lib/check.h"

#include "kube/standing.h"
#include "yaml/tree.h"

/* A run that reads pg-v2, over a Cluster with that spec. */
static enum standing_wal of(const char *spec)
{
    struct run run = {.arena = &arena, .record = {.reads = SLICE("pg-v2"), .writes = SLICE("pg-v4")}};
    struct slice text =
        arena_format(&arena,
                     "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: pg}\n"
                     "spec: {%s}\n",
                     spec);
    struct tree *tree;
    assert_false(failed(tree_read(&arena, text, 0, text.len, &tree)));
    struct cluster cluster = cluster_read(tree);
    return standing_wal(&run, &cluster);
}

#define INITDB "bootstrap: {initdb: {}}, "
#define RECOVERS(generation)                                                                                 \
    "bootstrap: {recovery: {source: old}}, externalClusters: [{name: old, barmanObjectStore: "               \
    "{destinationPath: s3://b/, serverName: " generation "}}], "
#define WRITES(generation)                                                                                   \
    "backup: {barmanObjectStore: {destinationPath: s3://b/, serverName: " generation "}}"
#define PLUGIN(generation)                                                                                   \
    "plugins: [{name: barman-cloud.cloudnative-pg.io, isWALArchiver: true, parameters: {barmanObjectName: "  \
    "store, serverName: " generation "}}]"

static void the_old_one_archives_into_what_is_read(void **state)
{
    (void)state;
    assert_int_equal(of(INITDB WRITES("pg-v2")), WAL_IS_READ);
    assert_int_equal(of(INITDB PLUGIN("pg-v2")), WAL_IS_READ);
    assert_int_equal(of(RECOVERS("pg-v1") WRITES("pg-v2")), WAL_IS_READ);
}

static void an_earlier_attempt_reads_the_same(void **state)
{
    (void)state;
    assert_int_equal(of(RECOVERS("pg-v2") WRITES("pg-v3")), WAL_OF_ATTEMPT);
    assert_int_equal(of(RECOVERS("pg-v2") PLUGIN("pg-v3")), WAL_OF_ATTEMPT);
}

static void a_manifest_that_is_not_up_to_date_reads_another(void **state)
{
    (void)state;
    assert_int_equal(of(INITDB WRITES("pg-v3")), WAL_ELSEWHERE);
    assert_int_equal(of(INITDB PLUGIN("pg-v3")), WAL_ELSEWHERE);
    assert_int_equal(of(RECOVERS("pg-v1") WRITES("pg-v3")), WAL_ELSEWHERE);
    assert_int_equal(of("bootstrap: {initdb: {}}"), WAL_ELSEWHERE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(the_old_one_archives_into_what_is_read),
                                       TEST(an_earlier_attempt_reads_the_same),
                                       TEST(a_manifest_that_is_not_up_to_date_reads_another)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
