/* Choice, replay, lineage and findings, on generations that are laid out in a folder. */
#include "lib/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/archive.h"
#include "lib/scratch.h"
#include "store/source_folder.h"
#include "store/source_saved.h"
#include "store/verdict.h"
#include "store/wal_name.h"
#include "store/watch.h"

static struct source source;
static struct catalog catalog;
static struct verdict verdict;
static struct manifest_view view;
static struct recovery_target target;

static int enter(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    scratch_enter();
    view = (struct manifest_view){.read = SLICE("db-v1"), .write = SLICE("db-v1"), .next = SLICE("db-v2")};
    target = (struct recovery_target){.immediate = false};
    return 0;
}

static void judge_all(bool all)
{
    struct slice *names;
    size_t count;
    assert_false(failed(catalog_names(&source, &arena, SLICE("db"), &names, &count)));
    struct catalog_request request = {
        .source = &source, .names = names, .count = count, .target = view.target, .look_into_all = all};
    assert_false(failed(catalog_read(&arena, &request, &catalog)));
    assert_false(failed(verdict_read(&arena, &catalog, &view, next_number, NULL, &verdict)));
}

static void judge(void)
{
    assert_false(failed(source_folder_open(&arena, SLICE("."), SLICE(""), &source)));
    judge_all(false);
}

/* The finding of that code, or NULL. */
static const struct finding *found(const char *code)
{
    for (size_t i = 0; i < verdict.finding_count; i++)
        if (strcmp(finding_table[verdict.findings[i].id].code, code) == 0)
            return &verdict.findings[i];
    return NULL;
}

static void assert_codes(const char *want)
{
    char got[200] = "";
    for (size_t i = 0; i < verdict.finding_count; i++) {
        strcat(got, i == 0 ? "" : " ");
        strcat(got, finding_table[verdict.findings[i].id].code);
    }
    assert_string_equal(got, want);
}

static const struct lineage_link *link_of(const char *name)
{
    for (size_t i = 0; i < catalog.count; i++)
        if (slice_equal(catalog.archives[i].name, slice_of(name)))
            return &verdict.links[i];
    fail_msg("no generation %s", name);
    return NULL;
}

static void make_v1(void)
{
    segments("db-v1", 1, 1, 6, 1);
    backup("db-v1", 2, 1, 2);
}

static void a_whole_generation_has_nothing_to_say(void **state)
{
    (void)state;
    make_v1();
    judge();
    assert_codes("");
    assert_true(verdict_can_recover(&verdict));
    assert_slice(verdict.generations[0].choice.backup->id, "20261125T000200");
    assert_int_equal(verdict.generations[0].replay.last, 6);
    assert_slice(instant_format(&arena, verdict.generations[0].window.from), "2026-11-25T00:02:30Z");
    assert_slice(instant_format(&arena, verdict.generations[0].window.until), "2026-11-25T00:06:00Z");
    assert_slice(verdict.first_empty, "db-v2");
    assert_int_equal(verdict.links[0].origin, ORIGIN_INITDB);
    struct recovered_identity identity = verdict_identity(&verdict);
    assert_slice(identity.system_id, "777");
    assert_int_equal(identity.timeline_above, 1);
    assert_int_equal(identity.end.last, 6);
}

static void nothing_to_recover_from_is_said(void **state)
{
    (void)state;
    judge();
    assert_codes("B001");
    assert_holds(found("B001")->sentence, "is not in the store");
    segments("db-v1", 1, 1, 2, 1);
    judge();
    assert_codes("B001");
    assert_holds(found("B001")->sentence, "no target backup found");
    put("db-v1/base/20261125T000100/data.tar", "x", 1);
    put("db-v1/base/20261125T000200/backup.info", "nonsense", 1);
    judge();
    assert_codes("B001 B014 B014");
    assert_false(verdict_can_recover(&verdict));
}

static void a_gap_behind_the_backup_is_said_and_one_before_it_is_not(void **state)
{
    (void)state;
    segments("db-v1", 1, 1, 2, 1);
    segments("db-v1", 1, 4, 6, 4);
    segments("db-v1", 1, 8, 9, 8);
    backup("db-v1", 4, 1, 4);
    judge();
    assert_codes("B007");
    assert_holds(found("B007")->sentence, "000000010000000000000007 is missing");
    assert_int_equal(verdict.generations[0].replay.last, 6);
    assert_int_equal(verdict.generations[0].replay.behind, 9);
    assert_slice(instant_format(&arena, verdict.generations[0].window.until), "2026-11-25T00:06:00Z");
    backup("db-v1", 9, 1, 8);
    judge();
    assert_codes("");
}

static void wal_that_the_backup_itself_needs_may_not_lack(void **state)
{
    (void)state;
    segments("db-v1", 1, 3, 6, 1);
    backup("db-v1", 2, 1, 2);
    judge();
    assert_codes("B011");
    assert_holds(found("B011")->sentence, "000000010000000000000002, is not in the archive");
}

static void cloudnativepg_takes_a_failed_backup(void **state)
{
    (void)state;
    make_v1();
    backup_as("db-v1", 4, 1, 4, "777", "FAILED", 1000, 150018);
    judge();
    assert_codes("B002 B016");
    assert_holds(found("B002")->next, "--backup-id 20261125T000200");
    target.backup_id = SLICE("20261125T000200");
    view.target = &target;
    judge();
    assert_codes("B016");
    target.backup_id = SLICE("20261125T999999");
    judge();
    assert_codes("B001 B016");
}

static void a_target_is_inside_outside_or_open(void **state)
{
    (void)state;
    static const struct {
        const char *time, *lsn, *codes, *id;
    } cases[] = {{"2026-11-25 00:02:29+00", "", "B009", NULL},
                 {"2026-11-25 00:02:30+00", "", "", "20261125T000200"},
                 {"2026-11-25 00:04:31+00", "", "", "20261125T000400"},
                 {"2026-11-25 02:05:00+02:00", "", "", "20261125T000400"},
                 {"2026-11-25 00:05:01+00", "", "B010", "20261125T000400"},
                 {"2026-11-25 00:06:01+00", "", "B009", "20261125T000400"},
                 {"", "0/2000100", "B009", NULL},
                 {"", "0/2000101", "", "20261125T000200"},
                 {"", "0/6000000", "", "20261125T000400"},
                 {"", "0/6000001", "B010", "20261125T000400"},
                 {"", "0/7000001", "B009", "20261125T000400"}};
    make_v1();
    backup("db-v1", 4, 1, 4);
    view.target = &target;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        target.time = slice_of(cases[i].time);
        target.lsn = slice_of(cases[i].lsn);
        judge();
        assert_codes(cases[i].codes);
        const struct base_backup *chosen = verdict.generations[0].choice.backup;
        assert_int_equal(chosen != NULL, cases[i].id != NULL);
        if (chosen != NULL)
            assert_slice(chosen->id, cases[i].id);
    }
    target = (struct recovery_target){.xid = SLICE("1234"), .backup_id = SLICE("20261125T000400")};
    judge();
    assert_codes("B010");
    target = (struct recovery_target){.name = SLICE("barman_20261125T000400"),
                                      .backup_id = SLICE("20261125T000400")};
    judge();
    assert_codes("");
    target.name = SLICE("before_the_deploy");
    judge();
    assert_codes("B010");
    target = (struct recovery_target){.immediate = true, .backup_id = SLICE("20261125T000400")};
    judge();
    assert_codes("");
    target = (struct recovery_target){.tli = SLICE("2")};
    judge();
    assert_codes("B009");
}

static void timelines_are_followed_through_the_fork(void **state)
{
    (void)state;
    segments("db-v1", 1, 1, 4, 1);
    segments("db-v1", 1, 6, 6, 1); /* of the old timeline, behind the fork: nobody asks for it */
    history("db-v1", 2, "1\t0/5000028\tno recovery target specified\n", 6);
    segments("db-v1", 2, 5, 8, 6);
    backup("db-v1", 2, 1, 2);
    judge();
    assert_codes("");
    assert_int_equal(verdict.generations[0].replay.timeline, 2);
    assert_int_equal(verdict.generations[0].replay.last, 8);
    assert_int_equal(verdict.links[0].origin, ORIGIN_INITDB); /* a failover, no recovery */
    remove("db-v1/wals/0000000200000000/000000020000000000000005.gz");
    judge();
    assert_codes("B007");
    assert_int_equal(verdict.generations[0].replay.last, 4);
    history("db-v1", 4, "3\t0/9000000\tx\n", 6);
    segments("db-v1", 2, 5, 5, 6);
    judge();
    assert_codes("B012");
    assert_holds(found("B012")->sentence, "00000003.history is missing");
}

static void a_timeline_that_does_not_descend_from_the_backup_is_said(void **state)
{
    (void)state;
    segments("db-v1", 2, 5, 8, 6);
    history("db-v1", 3, "1\t0/5000028\tx\n", 6);
    backup("db-v1", 7, 2, 6);
    judge();
    assert_codes("B012");
    assert_holds(found("B012")->sentence, "timeline 3 does not descend from timeline 2");
}

static void make_v2(const char *fork)
{
    make_v1();
    history("db-v2", 2, fork, 10);
    segments("db-v2", 2, 7, 9, 11);
    backup("db-v2", 12, 2, 8);
    view.write = view.read = SLICE("db-v2");
    view.next = SLICE("db-v3");
}

static void a_complete_recovery_is_told_from_one_that_was_cut_short(void **state)
{
    (void)state;
    make_v2("1\t0/7000000\tno recovery target specified\n");
    judge();
    assert_codes("B016"); /* db-v1 is abandoned */
    assert_int_equal(link_of("db-v2")->origin, ORIGIN_RECOVERY);
    assert_int_equal(link_of("db-v2")->judgement.kind, COMPLETE);
    history("db-v2", 2, "1\t0/6FFFFD8\tno recovery target specified\n", 10);
    judge();
    assert_int_equal(link_of("db-v2")->judgement.kind, COMPLETE);
    history("db-v2", 2, "1\t0/4000000\tno recovery target specified\n", 10);
    judge();
    assert_codes("B005 B016");
    assert_int_equal(link_of("db-v2")->judgement.missing_first, 4);
    assert_int_equal(link_of("db-v2")->judgement.missing_last, 6);
    assert_holds(found("B005")->next, "--from db-v1");
    remove("db-v1/wals/0000000100000000/000000010000000000000004.gz");
    judge();
    assert_holds(found("B005")->next, "000000010000000000000004 is missing in db-v1");
    history("db-v2", 2, "1\t0/4000000\tbefore 2026-11-25 00:04:00+00\n", 10);
    judge();
    assert_int_equal(link_of("db-v2")->judgement.kind, COMPLETE_TO_TARGET);
    assert_codes("B016");
}

static void what_came_after_the_recovery_is_no_loss_of_it(void **state)
{
    (void)state;
    make_v2("1\t0/7000000\tno recovery target specified\n");
    segments("db-v1", 1, 7, 8, 15); /* archived after the history file of v2 */
    judge();
    assert_int_equal(link_of("db-v2")->judgement.kind, COMPLETE);
    assert_codes("B021 B016");
    segment("db-v1", 1, 7, 9); /* this one was there */
    judge();
    assert_int_equal(link_of("db-v2")->judgement.kind, INCOMPLETE_SEGMENTS);
    assert_int_equal(link_of("db-v2")->judgement.missing_last, 7);
}

static void a_lost_timeline_is_said(void **state)
{
    (void)state;
    make_v1();
    history("db-v1", 2, "1\t0/5000028\tno recovery target specified\n", 7);
    segments("db-v1", 2, 5, 8, 7);
    history("db-v2", 3, "1\t0/7000000\tno recovery target specified\n", 20);
    segments("db-v2", 3, 7, 9, 21);
    view.next = SLICE("db-v3");
    judge();
    assert_int_equal(link_of("db-v2")->judgement.kind, INCOMPLETE_TIMELINE);
    assert_non_null(found("B006"));
}

static void of_two_recoveries_from_one_generation_each_is_judged(void **state)
{
    (void)state;
    make_v2("1\t0/4000000\tno recovery target specified\n"); /* cut short; tried again into v3, and v4 came of
                                                                that */
    history("db-v3", 2, "1\t0/7000000\tno recovery target specified\n", 20);
    segments("db-v3", 2, 7, 9, 21);
    history("db-v4", 3,
            "1\t0/7000000\tno recovery target specified\n2\t0/A000000\tno recovery target specified\n", 30);
    segments("db-v4", 3, 10, 11, 31);
    judge();
    assert_int_equal(link_of("db-v3")->parent, 0);
    assert_int_equal(link_of("db-v4")->parent, 2);
    assert_int_equal(link_of("db-v4")->judgement.kind, COMPLETE);
}

static void an_initdb_in_disguise_is_told_from_an_upgrade_and_a_move(void **state)
{
    (void)state;
    make_v1();
    segments("db-v2", 1, 1, 3, 11);
    view.next = SLICE("db-v3");
    judge();
    assert_int_equal(link_of("db-v2")->origin, ORIGIN_DISGUISED); /* by its first segment alone */
    backup_as("db-v2", 12, 1, 2, "888", "DONE", 1000, 150018);
    judge();
    assert_int_equal(link_of("db-v2")->origin, ORIGIN_DISGUISED);
    assert_holds(found("B004")->sentence, "db-v1 is the last that held the old database");
    backup_as("db-v2", 12, 1, 2, "888", "DONE", 1000, 170001);
    judge();
    assert_int_equal(link_of("db-v2")->origin, ORIGIN_UPGRADED);
    assert_null(found("B004"));
    backup_as("db-v2", 12, 1, 2, "777", "DONE", 1000, 150018);
    judge();
    assert_int_equal(link_of("db-v2")->origin, ORIGIN_CONTINUED);
    backup_as("db-v2", 13, 1, 3, "888", "DONE", 1000, 150018);
    judge();
    assert_non_null(found("B013"));
}

static void the_next_generation_must_be_empty_of_wal(void **state)
{
    (void)state;
    make_v1();
    put("db-v2/base/20261125T000900/data.tar", "x", 9); /* base/ does not count, nor do other names */
    put("db-v2/wals/README", "x", 9);
    put("db-v2/wals/0000000100000000/notes.txt", "x", 9);
    judge();
    assert_null(found("B003"));
    assert_slice(verdict.first_empty, "db-v2");
    put("db-v2/wals/any/depth/00000002.history", "x", 9); /* but this does, wherever it lies */
    segments("db-v3", 1, 1, 1, 9);
    judge();
    assert_non_null(found("B003"));
    assert_slice(verdict.first_empty, "db-v4");
    view.skips_empty_check = true;
    judge();
    assert_int_equal(found("B003")->severity, FINDING_WARNING);
}

static void a_backup_of_an_emptied_database_is_called_out(void **state)
{
    (void)state;
    make_v1();
    backup_as("db-v1", 3, 1, 3, "777", "DONE", 900, 150018);
    backup_as("db-v1", 4, 1, 4, "777", "DONE", 300, 150018);
    backup_as("db-v1", 5, 1, 5, "777", "DONE", 310, 150018);
    judge();
    assert_codes("B008");
    assert_holds(found("B008")->sentence, "20261125T000400");
    assert_holds(found("B008")->next, "--backup-id 20261125T000300");
    backup_as("db-v1", 6, 1, 6, "777", "DONE", 950, 150018);
    judge();
    assert_codes("");
}

static void backups_at_the_same_time_are_said(void **state)
{
    (void)state;
    make_v1();
    put("db-v1/base/20261125T000400/backup.info",
        "status=DONE\nbegin_time=2026-11-25 00:02:10\nend_time=2026-11-25 00:04:30\ntimeline=1\n"
        "begin_wal=000000010000000000000002\nend_wal=000000010000000000000004\n",
        4);
    judge();
    assert_codes("B015");
}

static void a_large_archive_is_looked_into_where_a_recovery_reads(void **state)
{
    (void)state;
    for (unsigned log = 0; log < 60; log++)
        for (unsigned i = 0; i < 256; i += log == 50 ? 1 : 64) /* sparse, but for one folder */
            segment("db-v1", 1, log * 256 + i, 1);
    backup("db-v1", 2, 1, 0);
    char info[400];
    snprintf(
        info, sizeof info,
        "status=DONE\nbegin_time=2026-11-25 00:30:00\nend_time=2026-11-25 00:31:00\ntimeline=1\n"
        "begin_wal=000000010000003200000010\nend_wal=000000010000003200000010\nxlog_segment_size=16777216\n");
    put("db-v1/base/20261125T003000/backup.info", info, 30);
    judge();
    assert_false(catalog.archives[0].scanned_all);
    assert_int_equal(catalog.archives[0].folders.members, 60);
    assert_non_null(wal_set_find(&catalog.archives[0].segments, 1, 50 * 256 + 0x10));
    assert_null(wal_set_find(&catalog.archives[0].segments, 1, 30 * 256 + 64));
    assert_codes("B007"); /* it begins in folder 51 */
    assert_holds(found("B007")->sentence, "000000010000003300000001 to 00000001000000330000003F");
    judge_all(true);
    assert_true(catalog.archives[0].scanned_all);
    assert_non_null(wal_set_find(&catalog.archives[0].segments, 1, 30 * 256 + 64));
}

/* Of 64 MiB a folder has 64: what follows 00000000…3F is 00000001…00, and not a gap. */
static void the_size_of_a_segment_is_that_of_backup_info(void **state)
{
    (void)state;
    put("db-v1/base/20261125T000200/data.tar", "x", 2);
    put("db-v1/base/20261125T000200/backup.info",
        "status=DONE\nbegin_time=2026-11-25 00:02:00+00:00\nend_time=2026-11-25 00:02:30+00:00\ntimeline=1\n"
        "begin_wal=000000010000000000000002\nend_wal=000000010000000000000002\nbegin_xlog=0/8000028\n"
        "end_xlog=0/8000100\nsystemid=777\nversion=150018\nxlog_segment_size=67108864\n",
        2);
    segments("db-v1", 1, 1, 63, 1);
    segments("db-v1", 1, 256, 258, 64);
    judge();
    assert_codes("");
    assert_int_equal(verdict.generations[0].replay.last, 66);
    assert_int_equal(verdict_identity(&verdict).end.last, 66);
    segments("db-v1", 1, 260, 260, 68);
    judge();
    assert_codes("B007");
    assert_holds(found("B007")->sentence, "000000010000000100000003 is missing");
}

static void saved_listings_say_what_they_can(void **state)
{
    (void)state;
    struct saved_listing both[2] = {{SLICE("ls"), SLICE("")}, {SLICE("list.json"), SLICE("db-v1")}};
    scratch_write(
        "ls",
        SLICE("2026-11-25 00:02:00       1000 pg/db-v1/base/20261125T000200/data.tar\n"
              "2026-11-25 00:02:00        100 pg/db-v1/base/20261125T000200/backup.info\n"
              "2026-11-25 00:02:00   16777216 pg/db-v1/wals/0000000100000000/000000010000000000000002\r\n"
              "2026-11-25 00:03:00   16777216 pg/db-v1/wals/0000000100000000/000000010000000000000003\n"
              "2026-11-25 00:03:00          1 other/db-v2/wals/00000002.history\n"
              "2026-11-25 00:03:00          1 pg/a key with  blanks\n"
              "\nTotal Objects: 6\n   Total Size: 33555533\n"));
    scratch_write(
        "list.json",
        SLICE(
            "{\"backups_list\": [{\"backup_id\": \"20261125T000200\", \"status\": \"DONE\", \"timeline\": 1,"
            "\"begin_time\": \"Wed Nov 25 00:02:00 2026\", \"end_time\": \"x\", \"end_time_iso\": "
            "\"2026-11-25T00:02:30+00:00\", \"begin_wal\": \"000000010000000000000002\", \"size\": null,"
            "\"systemid\": \"777\", \"version\": 150018, \"tablespaces\": []}]}"));
    assert_false(failed(source_saved_open(&arena, both, 2, SLICE("pg"), &source)));
    judge_all(false);
    assert_codes("B018");
    assert_slice(verdict.generations[0].choice.backup->id, "20261125T000200");
    assert_int_equal(verdict.generations[0].choice.backup->stored, 1000);
    assert_int_equal(verdict.generations[0].replay.last, 3);
    assert_int_equal(catalog.count, 1);
    assert_false(failed(source_saved_open(&arena, both, 1, SLICE("pg"), &source)));
    judge_all(false);
    assert_int_equal(verdict.generations[0].choice.kind, CHOICE_UNKNOWN);
    scratch_write("ls", SLICE("                           PRE base/\n"));
    struct error error = source_saved_open(&arena, both, 1, SLICE("pg"), &source);
    assert_holds(error.message, "without --recursive");
    scratch_write("ls", SLICE("2026-11-25 00:02:00 1.5 MiB pg/x\n"));
    error = source_saved_open(&arena, both, 1, SLICE("pg"), &source);
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_int_equal(error.line, 1);
    scratch_write("list.json", SLICE("{\"backups_list\": 3}"));
    assert_true(failed(source_saved_open(&arena, both + 1, 1, SLICE("pg"), &source)));
    scratch_write("list.json", SLICE("{\"backups_list\": ["));
    assert_true(failed(source_saved_open(&arena, both + 1, 1, SLICE("pg"), &source)));
}

static void single_questions_are_answered(void **state)
{
    (void)state;
    struct history first;
    struct parent_end end;
    bool yes;
    struct slice v1 = SLICE("db-v1"), v2 = SLICE("db-v2");
    make_v1();
    put("db-v1/wals/0000000100000000/000000010000000000000007.partial", "x", 7);
    put("db-v1/wals/0000000100000000/000000010000000000000005.00000028.backup", "x", 7);
    assert_false(failed(source_folder_open(&arena, SLICE("."), SLICE(""), &source)));
    assert_false(failed(watch_segment(&source, &arena, v1, SLICE("000000010000000000000006"), &yes)) || !yes);
    assert_false(failed(watch_segment(&source, &arena, v1, SLICE("000000010000000000000007"), &yes)) || yes);
    assert_true(failed(watch_segment(&source, &arena, v1, SLICE("../../etc/passwd"), &yes)));
    assert_false(failed(watch_first_history(&source, &arena, v2, &first, &yes)) || yes);
    assert_false(failed(watch_timeline(&source, &arena, v2, 2, &yes)) || yes);
    assert_false(failed(watch_end(&source, &arena, v2, WAL_SEGMENT_SIZE_DEFAULT, &end)) || end.known);
    history("db-v2", 2, "1\t0/8000000\tno recovery target specified\n", 10);
    assert_false(failed(watch_first_history(&source, &arena, v2, &first, &yes)) || !yes);
    assert_false(failed(watch_timeline(&source, &arena, v2, 2, &yes)) || yes);
    segments("db-v2", 2, 8, 9, 11);
    assert_false(failed(watch_timeline(&source, &arena, v2, 2, &yes)) || !yes);
    assert_false(failed(watch_end(&source, &arena, v1, WAL_SEGMENT_SIZE_DEFAULT, &end)));
    assert_true(end.known && end.timeline == 1 && end.last == 7);
    assert_int_equal(judge_recovery(&arena, history_fork(&first), &end).kind, COMPLETE);
    segments("db-v1", 1, 8, 8, 8);
    assert_false(failed(watch_end(&source, &arena, v1, WAL_SEGMENT_SIZE_DEFAULT, &end)));
    assert_int_equal(judge_recovery(&arena, history_fork(&first), &end).kind, INCOMPLETE_SEGMENTS);
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave_archive)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(a_whole_generation_has_nothing_to_say),
        STORE_TEST(nothing_to_recover_from_is_said),
        STORE_TEST(a_gap_behind_the_backup_is_said_and_one_before_it_is_not),
        STORE_TEST(wal_that_the_backup_itself_needs_may_not_lack),
        STORE_TEST(cloudnativepg_takes_a_failed_backup),
        STORE_TEST(a_target_is_inside_outside_or_open),
        STORE_TEST(timelines_are_followed_through_the_fork),
        STORE_TEST(a_timeline_that_does_not_descend_from_the_backup_is_said),
        STORE_TEST(a_complete_recovery_is_told_from_one_that_was_cut_short),
        STORE_TEST(what_came_after_the_recovery_is_no_loss_of_it),
        STORE_TEST(a_lost_timeline_is_said),
        STORE_TEST(of_two_recoveries_from_one_generation_each_is_judged),
        STORE_TEST(an_initdb_in_disguise_is_told_from_an_upgrade_and_a_move),
        STORE_TEST(the_next_generation_must_be_empty_of_wal),
        STORE_TEST(a_backup_of_an_emptied_database_is_called_out),
        STORE_TEST(backups_at_the_same_time_are_said),
        STORE_TEST(a_large_archive_is_looked_into_where_a_recovery_reads),
        STORE_TEST(the_size_of_a_segment_is_that_of_backup_info),
        STORE_TEST(saved_listings_say_what_they_can),
        STORE_TEST(single_questions_are_answered),
    };
    if (ARENA_BEGIN(&arena))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
