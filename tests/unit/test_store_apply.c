/* What apply asks of the object store, on generations that are laid out in a folder. */
#include "lib/check.h"

#include "cli/apply_archive.h"
#include "kube/record.h"
#include "lib/archive.h"
#include "lib/scratch.h"
#include "yaml/tree.h"
#include <stdlib.h>

static struct invocation invocation;
static struct apply_store *store;
static struct apply_preflight before;
static struct recovery_expectation expected;
static struct recovered_database live;
static struct apply_proofs proofs;

static int enter(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    scratch_enter();
    live = (struct recovered_database){.system_id = SLICE("777"), .timeline = 2};
    return 0;
}

/* The Cluster recovers from db-v1 and writes db-v2. */
static struct error open_with(const char *target, const char *option)
{
    static char words[4][40];
    char *argv[] = {strcpy(words[0], "cnpg-dr"), strcpy(words[1], "backups"), strcpy(words[2], "--listing=."),
                    option == NULL ? NULL : strcpy(words[3], option), NULL};
    struct slice text = arena_format(
        &arena,
        "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db, namespace: app}\nspec:\n"
        "  bootstrap: {recovery: {source: old%s%s}}\n"
        "  externalClusters: [{name: old, barmanObjectStore: {destinationPath: s3://b/pg, serverName: "
        "db-v1}}]\n"
        "  backup: {barmanObjectStore: {destinationPath: s3://b/pg, serverName: db-v2}}\n",
        target == NULL ? "" : ", recoveryTarget: ", target == NULL ? "" : target);
    struct tree *tree;
    struct cluster *cluster = arena_alloc(&arena, sizeof *cluster);
    assert_false(failed(invocation_parse(&arena, argv, &invocation)));
    assert_false(failed(tree_read(&arena, text, 0, text.len, &tree)));
    *cluster = cluster_read(tree);
    struct apply_store_request *request = arena_alloc(&arena, sizeof *request);
    *request = (struct apply_store_request){
        .invocation = &invocation, .cluster = cluster, .text = SLICE(""), .file = SLICE("-")};
    return apply_store_open(&arena, request, &store);
}

static void look(const char *target)
{
    struct error error = open_with(target, NULL);
    if (!failed(error))
        error = apply_store_preflight(store, &before);
    if (failed(error))
        fail_msg("%.*s", SLICE_ARG(error.message));
    expected = (struct recovery_expectation){.system_id = before.system_id};
    error = apply_store_mark(store, before.mark.segment_size, &expected.mark);
    if (failed(error))
        fail_msg("%.*s", SLICE_ARG(error.message));
}

static void judge(void)
{
    struct error error = apply_store_judge(store, &expected, &live, &proofs);
    if (failed(error))
        fail_msg("%.*s", SLICE_ARG(error.message));
}

static void make_v1(void)
{
    segments("pg/db-v1", 1, 1, 9, 1);
    backup("pg/db-v1", 5, 1, 5);
}

static bool says(const char *code)
{
    for (size_t i = 0; i < before.sentence_count; i++)
        if (strcmp(before.sentences[i].code, code) == 0)
            return true;
    return false;
}

static void what_is_there_is_found(void **state)
{
    (void)state;
    make_v1();
    look(NULL);
    assert_true(before.can_recover);
    assert_slice(before.backup_id, "20261125T000500");
    assert_true(before.write_is_known && before.write_is_empty);
    assert_slice(before.system_id, "777");
    assert_true(before.mark.known);
    assert_int_equal(before.mark.highest_timeline, 1);
    assert_int_equal(before.mark.last, 9);
    assert_int_equal(before.mark.segment_size, 16 * 1024 * 1024);
    assert_slice(before.mark.last_segment, "000000010000000000000009");
    assert_slice(before.mark.sentence,
                 "generation db-v1 ends with 000000010000000000000009 of timeline 1, archived at 2026-11-25 "
                 "00:09:00 UTC");
    assert_slice(expected.mark.sentence, before.mark.sentence.data);
    segment("pg/db-v1", 1, 10, 11);
    assert_false(failed(apply_store_mark(store, before.mark.segment_size, &expected.mark)));
    assert_int_equal(expected.mark.last, 10);
    bool archived;
    assert_false(failed(apply_store_segment(store, SLICE("00000001000000000000000A"), &archived)));
    assert_true(archived);
    assert_false(failed(apply_store_segment(store, SLICE("00000001000000000000000B"), &archived)));
    assert_false(archived);
}

static void what_cannot_work_is_said(void **state)
{
    (void)state;
    look(NULL);
    assert_false(before.can_recover);
    assert_true(says("B001"));
    assert_int_equal(before.backup_id.len, 0);
    assert_int_equal(before.system_id.len, 0);
    assert_false(before.mark.known);
    make_v1();
    segments("pg/db-v2", 1, 1, 2, 20);
    look(NULL);
    assert_false(before.can_recover);
    assert_true(says("B003"));
    assert_false(before.write_is_empty);
    assert_slice(before.first_empty, "db-v3");
    assert_int_equal(before.sentences[0].severity, FINDING_ERROR);
}

static void nothing_yet_is_awaited(void **state)
{
    (void)state;
    make_v1();
    look(NULL);
    live = (struct recovered_database){.system_id = SLICE("")};
    judge();
    assert_int_equal(proofs.database.state, PROOF_AWAITED);
    assert_int_equal(proofs.recovered.state, PROOF_AWAITED);
    assert_int_equal(proofs.complete.state, PROOF_AWAITED);
    assert_int_equal(proofs.archives.state, PROOF_AWAITED);
    assert_int_equal(proofs.base_backup.state, PROOF_AWAITED);
}

static void a_whole_recovery_is_proved(void **state)
{
    (void)state;
    make_v1();
    look(NULL);
    history("pg/db-v2", 2, "1\t0/A000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.database.state, PROOF_HOLDS);
    assert_int_equal(proofs.recovered.state, PROOF_HOLDS);
    assert_int_equal(proofs.complete.state, PROOF_HOLDS);
    assert_int_equal(proofs.archives.state, PROOF_AWAITED);
    assert_slice(
        proofs.complete.sentence,
        "00000002.history: it ended at 0/A000000 of timeline 1, which is not before the last segment "
        "there was, 000000010000000000000009");
    segments("pg/db-v2", 2, 10, 11, 21);
    judge();
    assert_int_equal(proofs.archives.state, PROOF_HOLDS);
    put("pg/db-v2/base/20261125T003000/data.tar", "x", 30);
    judge();
    assert_int_equal(proofs.base_backup.state, PROOF_AWAITED);
    assert_slice(proofs.base_backup.sentence,
                 "base backup 20261125T003000 of generation db-v2 is not finished");
    backup_as("pg/db-v2", 30, 2, 11, "777", "FAILED", 10, 150018);
    judge();
    assert_slice(proofs.base_backup.sentence,
                 "base backup 20261125T003000 of generation db-v2 is not a good one");
    backup_as("pg/db-v2", 31, 2, 11, "778", "DONE", 10, 150018);
    judge();
    assert_int_equal(proofs.base_backup.state, PROOF_AWAITED);
    backup("pg/db-v2", 32, 2, 11);
    judge();
    assert_int_equal(proofs.base_backup.state, PROOF_HOLDS);
    assert_slice(proofs.backup_id, "20261125T003200");
}

static void recoveries_that_lost_something_fail(void **state)
{
    (void)state;
    make_v1();
    look(NULL);
    history("pg/db-v2", 2, "1\t0/7000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_FAILS);
    assert_holds(proofs.complete.sentence, "what is in 000000010000000000000007 to 000000010000000000000009");
    history("pg/db-v1", 2, "1\t0/6000000\tno recovery target specified\n", 15);
    segments("pg/db-v1", 2, 6, 8, 16);
    look(NULL);
    assert_int_equal(expected.mark.highest_timeline, 2);
    live.timeline = 3;
    history("pg/db-v2", 3, "1\t0/A000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.recovered.state, PROOF_HOLDS);
    assert_int_equal(proofs.complete.state, PROOF_FAILS);
    assert_holds(proofs.complete.sentence, "00000003.history");
    assert_holds(proofs.complete.sentence, "has timeline 2");
}

static void another_database_fails(void **state)
{
    (void)state;
    make_v1();
    look(NULL);
    live = (struct recovered_database){.system_id = SLICE("888"), .timeline = 1};
    segments("pg/db-v2", 1, 1, 2, 20);
    judge();
    assert_int_equal(proofs.database.state, PROOF_FAILS);
    assert_int_equal(proofs.recovered.state, PROOF_FAILS);
    assert_int_equal(proofs.complete.state, PROOF_FAILS);
    assert_holds(proofs.complete.sentence, "no history file");
    expected.system_id = SLICE("");
    judge();
    assert_int_equal(proofs.database.state, PROOF_LACKS);
}

static void a_target_is_part_of_the_judgement(void **state)
{
    (void)state;
    make_v1();
    look("{targetLSN: 0/7000000}");
    assert_true(before.can_recover);
    history("pg/db-v2", 2, "1\t0/7000000\tafter LSN 0/7000000\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_HOLDS);
    history("pg/db-v2", 2, "1\t0/6000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_FAILS);
    assert_holds(proofs.complete.sentence, "no target stopped it");
    look(NULL);
    history("pg/db-v2", 2, "1\t0/7000000\tafter LSN 0/7000000\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_FAILS);
    assert_holds(proofs.complete.sentence, "the manifest names none");
}

static void an_older_timeline_that_was_asked_for_is_no_loss(void **state)
{
    (void)state;
    make_v1();
    history("pg/db-v1", 2, "1\t0/6000000\tno recovery target specified\n", 15);
    segments("pg/db-v1", 2, 6, 8, 16);
    look("{targetTLI: '1'}");
    assert_int_equal(expected.mark.highest_timeline, 2);
    assert_int_equal(expected.mark.timeline, 1);
    assert_int_equal(expected.mark.last, 9);
    live.timeline = 3;
    history("pg/db-v2", 3, "1\t0/A000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.recovered.state, PROOF_HOLDS);
    assert_int_equal(proofs.complete.state, PROOF_HOLDS);
    history("pg/db-v2", 3, "1\t0/9000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_FAILS);
}

static void a_timeline_without_wal_counts(void **state)
{
    (void)state;
    make_v1();
    history("pg/db-v1", 2, "1\t0/A000000\tno recovery target specified\n", 15);
    look(NULL);
    assert_int_equal(expected.mark.highest_timeline, 2);
    assert_int_equal(expected.mark.last, 9);
    assert_true(expected.mark.known);
}

static void a_history_that_cannot_be_read_proves_nothing(void **state)
{
    (void)state;
    make_v1();
    look(NULL);
    history("pg/db-v2", 2, "nonsense\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_LACKS);
}

static void hear_nothing(void *context, enum news_kind kind, struct slice sentence)
{
    (void)context, (void)kind, (void)sentence;
}

/* The end of the read generation, as a run keeps it from the drain to the proofs: through its record's file,
 * as after an interruption. */
static void expect_by_the_record(void)
{
    static const struct listener listener = {NULL, hear_nothing};
    struct run run = {.arena = &arena, .listener = &listener, .record = {.id = SLICE("20261125-4f3a91c2")}};
    struct apply_archive archive = {.store = store, .run = &run, .segment_size = before.mark.segment_size};
    run.record.system_id = before.system_id;
    bool found;
    if (failed(apply_archive_mark(&archive, &run)) || failed(record_keep(&arena, "run.json", &run.record)))
        fail();
    run.record = (struct run_record){0};
    assert_false(failed(record_lock(&arena, "run.json", &run.record, &found)));
    assert_true(found);
    expected = apply_archive_expected(&run);
}

static void the_end_that_was_noted_is_what_must_be_reached(void **state)
{
    (void)state;
    make_v1();
    segments("pg/db-v1", 1, 255, 258, 9); /* beyond the first 4 GiB: the name counts on another way */
    look("{targetTLI: latest}");
    expect_by_the_record();
    assert_slice(expected.system_id, "777");
    history("pg/db-v2", 2, "1\t1/3000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_HOLDS);
    history("pg/db-v2", 2, "1\t1/2000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_FAILS);
    assert_holds(proofs.complete.sentence, "000000010000000100000002");
}

static void the_timeline_that_was_noted_is_what_must_be_reached(void **state)
{
    (void)state;
    make_v1();
    history("pg/db-v1", 2, "1\t0/6000000\tno recovery target specified\n", 15);
    segments("pg/db-v1", 2, 6, 8, 16);
    look(NULL);
    expect_by_the_record();
    live.timeline = 3;
    history("pg/db-v2", 3, "2\t0/9000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_HOLDS);
    history("pg/db-v2", 3, "2\t0/8000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_FAILS);
    history("pg/db-v2", 3, "1\t0/A000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.complete.state, PROOF_FAILS);
    assert_holds(proofs.complete.sentence, "has timeline 2");
}

static void what_was_not_noted_proves_nothing(void **state)
{
    (void)state;
    static const struct run nothing = {.arena = &arena, .record = {.system_id = {"777", 3}}};
    make_v1();
    look(NULL);
    expected = apply_archive_expected(&nothing);
    history("pg/db-v2", 2, "1\t0/A000000\tno recovery target specified\n", 20);
    judge();
    assert_int_equal(proofs.database.state, PROOF_HOLDS);
    assert_int_equal(proofs.complete.state, PROOF_LACKS);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave_archive)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(what_is_there_is_found),
        STORE_TEST(what_cannot_work_is_said),
        STORE_TEST(nothing_yet_is_awaited),
        STORE_TEST(a_whole_recovery_is_proved),
        STORE_TEST(recoveries_that_lost_something_fail),
        STORE_TEST(another_database_fails),
        STORE_TEST(a_target_is_part_of_the_judgement),
        STORE_TEST(an_older_timeline_that_was_asked_for_is_no_loss),
        STORE_TEST(a_timeline_without_wal_counts),
        STORE_TEST(a_history_that_cannot_be_read_proves_nothing),
        STORE_TEST(the_end_that_was_noted_is_what_must_be_reached),
        STORE_TEST(the_timeline_that_was_noted_is_what_must_be_reached),
        STORE_TEST(what_was_not_noted_proves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
