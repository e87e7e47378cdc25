#include "lib/check.h"

#include "store/backup_info.h"

static const char real[] = "backup_label='START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\\n'\n"
                           "backup_name=None\n"
                           "begin_offset=40\n"
                           "begin_time=2026-11-25 01:22:37.203433+00:00\n"
                           "begin_wal=000000010000000000000002\n"
                           "begin_xlog=0/2000028\n"
                           "end_time=2026-11-25 01:22:43.322476+00:00\n"
                           "end_wal=000000010000000000000002\n"
                           "end_xlog=0/2000100\n"
                           "error=None\n"
                           "included_files=None\n"
                           "size=None\n"
                           "status=DONE\n"
                           "systemid=7711913372735508901\n"
                           "tablespaces=None\n"
                           "timeline=1\n"
                           "version=150018\n"
                           "xlog_segment_size=16777216\n";

static struct base_backup parse(const char *text)
{
    struct base_backup backup = {.id = SLICE("20261125T012237"), .stored = 42, .begin_time = INSTANT_NONE};
    backup_info_parse(&arena, slice_of(text), &backup);
    return backup;
}

static void a_real_one_is_read(void **state)
{
    (void)state;
    struct base_backup backup = parse(real);
    assert_slice(backup.unreadable, "");
    assert_slice(backup.status, "DONE");
    assert_slice(backup.system_id, "7711913372735508901");
    assert_slice(backup.begin_wal, "000000010000000000000002");
    assert_slice(instant_format(&arena, backup.end_time), "2026-11-25T01:22:43.322476Z");
    assert_int_equal(backup.timeline, 1);
    assert_int_equal(backup.version, 150018);
    assert_int_equal(backup.segment_size, 16777216);
    assert_true(backup.begin_lsn == 0x2000028 && backup.end_lsn == 0x2000100);
    assert_int_equal(backup.size, 0);
    assert_int_equal(backup.stored, 42);
    assert_false(backup.assumed_utc);
    assert_true(backup_is_done(&backup) && backup_is_good(&backup));
}

static void done_for_cloudnativepg_is_not_done_for_barman(void **state)
{
    (void)state;
    struct base_backup failed = parse(
        "status=FAILED\nbegin_time=2026-11-25 01:22:37\nend_time=2026-11-25 01:22:43\nerror=disk full\n");
    assert_true(backup_is_done(&failed));
    assert_false(backup_is_good(&failed));
    assert_true(failed.assumed_utc);
    struct base_backup running = parse("status=STARTED\nbegin_time=2026-11-25 01:22:37\nend_time=None\n");
    assert_false(backup_is_done(&running));
}

static void what_barman_cannot_load_is_unreadable(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "\n \n# nothing\n",
                                        "no equals sign\n",
                                        "timeline=one\n",
                                        "timeline=-1\n",
                                        "timeline=4294967296\n",
                                        "version=99999999999999999999999\n",
                                        "size=12x\n",
                                        "begin_time=yesterday\n",
                                        "end_time=2026-02-30 00:00:00\n",
                                        "xlog_segment_size=16MB\n",
                                        "<?xml version=\"1.0\"?><Error><Code>x</Code></Error>"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct base_backup backup = parse(texts[i]);
        bool is_xml = texts[i][0] == '<'; /* which holds an equals sign: read, but nothing of it counts */
        if (!is_xml && backup.unreadable.len == 0)
            fail_msg("\"%s\" is read", texts[i]);
        assert_true(backup.has_info);
        assert_false(backup_is_done(&backup));
        assert_int_equal(backup.stored, 42);
    }
}

static void hostile_ones_do_no_harm(void **state)
{
    (void)state;
    char *large = arena_alloc(&arena, BACKUP_INFO_SIZE_MAX + 2);
    memset(large, 'x', BACKUP_INFO_SIZE_MAX + 1);
    assert_holds(parse(large).unreadable, "larger than 1 MiB");
    struct base_backup backup = {.id = SLICE("x")};
    backup_info_parse(&arena, SLICE("status=\0DONE\nbegin_wal=\xff\xfe\n"), &backup);
    assert_int_equal(backup.status.len, 5);
    assert_false(backup_is_good(&backup));
    assert_int_equal(parse("xlog_segment_size=12345\n").segment_size, 0);
    assert_int_equal(parse("begin_xlog=nowhere\nstatus=DONE\n").begin_lsn, 0);
    struct base_backup escape = parse("timeline=\033[2J\n");
    assert_int_equal(slice_find_char(escape.unreadable, '\033', 0), escape.unreadable.len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_real_one_is_read),
        TEST(done_for_cloudnativepg_is_not_done_for_barman),
        TEST(what_barman_cannot_load_is_unreadable),
        TEST(hostile_ones_do_no_harm),
    };
    if (ARENA_BEGIN(&arena))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
