#include "lib/check.h"

#include "store/history.h"
#include "store/wal_name.h"
#include "store/wal_set.h"

#define MIB16 WAL_SEGMENT_SIZE_DEFAULT

static enum wal_kind kind_of(const char *name)
{
    return wal_name_read(slice_of(name)).kind;
}

static void names_are_told_apart_as_barman_does(void **state)
{
    (void)state;
    assert_int_equal(kind_of("00000001000000020000003A"), WAL_SEGMENT);
    assert_int_equal(kind_of("00000001000000020000003a.gz"), WAL_SEGMENT);
    assert_int_equal(kind_of("00000001000000020000003A.lz4"), WAL_SEGMENT);
    assert_int_equal(kind_of("00000001000000020000003A.partial"), WAL_PARTIAL);
    assert_int_equal(kind_of("00000001000000020000003A.partial.bz2"), WAL_PARTIAL);
    assert_int_equal(kind_of("00000001000000020000003A.00000028.backup"), WAL_LABEL);
    assert_int_equal(kind_of("00000001000000020000003A.00000028.backup.snappy"), WAL_LABEL);
    assert_int_equal(kind_of("00000002.history"), WAL_HISTORY);
    assert_int_equal(kind_of("00000002.history.zst"), WAL_HISTORY);
    assert_int_equal(kind_of("00000002.history.gz.gz"), WAL_FOREIGN);
    assert_int_equal(kind_of("00000001000000020000003A.gpg"), WAL_FOREIGN);
    assert_int_equal(kind_of("00000001000000020000003"), WAL_FOREIGN);
    assert_int_equal(kind_of("00000001000000020000003G"), WAL_FOREIGN);
    assert_int_equal(kind_of("00000001000000020000003A.0000002.backup"), WAL_FOREIGN);
    assert_int_equal(kind_of("000000010000000200000"), WAL_FOREIGN);
    assert_int_equal(kind_of(""), WAL_FOREIGN);
    assert_int_equal(kind_of(".gz"), WAL_FOREIGN);
    assert_int_equal(kind_of(".history"), WAL_FOREIGN);
}

static void a_segment_is_a_place_in_the_stream(void **state)
{
    (void)state;
    struct wal_name name = wal_name_read(SLICE("00000001000000020000003A.gz"));
    uint64_t number;
    assert_slice(name.compression, ".gz");
    assert_true(wal_segment_number(&name, MIB16, &number));
    assert_int_equal(number, 2 * 256 + 0x3a);
    assert_slice(wal_segment_text(&arena, 1, number, MIB16), "00000001000000020000003A");
    assert_true(wal_segment_number(&name, 64 * MIB16 / 16, &number)); /* 64 MiB: 64 a log */
    assert_int_equal(number, 2 * 64 + 0x3a);
    assert_false(wal_segment_number(&name, 1ULL << 30, &number)); /* four a log */
    assert_true(wal_segment_size_is_valid(1 << 20));
    assert_false(wal_segment_size_is_valid(0));
    assert_false(wal_segment_size_is_valid(3 << 20));
    assert_false(wal_segment_size_is_valid(1ULL << 31));
}

static void an_lsn_is_two_numbers(void **state)
{
    (void)state;
    uint64_t lsn;
    assert_true(wal_lsn_parse(SLICE("1A/3a000028"), &lsn));
    assert_true(lsn == 0x1A3A000028ULL);
    assert_slice(wal_lsn_text(&arena, lsn), "1A/3A000028");
    static const char *const bad[] = {"",    "/",    "0/",  "/0", "0", "0/0/0", "123456789/0", "0/123456789",
                                      "x/0", "0/-1", "0 /0"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (wal_lsn_parse(slice_of(bad[i]), &lsn))
            fail_msg("\"%s\" is read as an LSN", bad[i]);
}

static void a_million_segments_in_order_are_one_run(void **state)
{
    (void)state;
    struct wal_set set = {0};
    for (uint64_t i = 1; i <= 1000000; i++)
        assert_true(wal_set_add(&arena, &set, 1, i, (instant)i));
    assert_int_equal(set.count, 1);
    assert_int_equal(set.members, 1000000);
    assert_true(set.runs[0].first_time == 1 && set.runs[0].last_time == 1000000 &&
                set.runs[0].before_last_time == 999999);
    assert_true(arena.used < 100000);
}

static void gaps_are_between_runs_of_one_timeline(void **state)
{
    (void)state;
    struct wal_set set = {0};
    static const uint64_t numbers[] = {3, 4, 6, 7, 8};
    for (size_t i = 0; i < 5; i++)
        wal_set_add(&arena, &set, 1, numbers[i], 0);
    wal_set_add(&arena, &set, 2, 8, 0);
    assert_int_equal(set.count, 3);
    assert_null(wal_set_find(&set, 1, 5));
    assert_non_null(wal_set_find(&set, 1, 6));
    assert_null(wal_set_find(&set, 1, 9));
    assert_int_equal(wal_set_from(&set, 1, 5)->first, 6);
    assert_null(wal_set_from(&set, 1, 9));
    assert_int_equal(wal_set_last(&set, 1)->last, 8);
    assert_int_equal(wal_set_last(&set, 2)->last, 8);
    assert_null(wal_set_last(&set, 3));
    assert_null(wal_set_last(&set, 0));
}

/* As a set of single bits would have it, in whatever order the members come. */
static void order_does_not_matter(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= 200; seed++) {
        struct wal_set set = {0}, left = {0}, right = {0};
        bool there[2][64] = {{false}};
        unsigned random = seed;
        for (int i = 0; i < 80; i++) {
            random = random * 1103515245U + 12345U;
            uint32_t timeline = random >> 16 & 1;
            uint64_t number = random >> 20 & 63;
            there[timeline][number] = true;
            wal_set_add(&arena, &set, timeline + 1, number, 0);
            wal_set_add(&arena, i % 3 == 0 ? &left : &right, timeline + 1, number, 0);
        }
        assert_true(wal_set_merge(&arena, &left, &right));
        size_t members = 0, runs = 0;
        for (uint32_t t = 0; t < 2; t++)
            for (uint64_t n = 0; n < 64; n++) {
                members += there[t][n];
                runs += there[t][n] && (n == 0 || !there[t][n - 1]);
                assert_int_equal(wal_set_find(&set, t + 1, n) != NULL, there[t][n]);
                assert_int_equal(wal_set_find(&left, t + 1, n) != NULL, there[t][n]);
            }
        assert_int_equal(set.members, members);
        assert_int_equal(left.members, members);
        assert_int_equal(set.count, runs);
        assert_int_equal(left.count, runs);
    }
}

static void a_set_of_nothing_but_gaps_ends(void **state)
{
    (void)state;
    struct wal_set set = {0};
    bool more = true;
    uint64_t i = 0;
    for (; more && i < WAL_RUNS_MAX * 2; i++)
        more = wal_set_add(&arena, &set, 1, i * 2, 0);
    assert_false(more);
    assert_int_equal(set.count, WAL_RUNS_MAX);
}

static void a_history_file_is_read(void **state)
{
    (void)state;
    struct history history = {.timeline = 3};
    assert_true(history_parse(&arena,
                              SLICE("1\t0/6000000\tno recovery target specified\r\n\n# a comment\n"
                                    "2\t0/C000000\tbefore 2026-11-24 23:59:53.928798+00\n"),
                              &history));
    assert_int_equal(history.count, 2);
    assert_int_equal(history_fork(&history)->parent, 2);
    assert_true(history_fork(&history)->lsn == 0xC000000);
    assert_slice(history_fork(&history)->reason, "before 2026-11-24 23:59:53.928798+00");
    assert_true(fork_had_no_target(&history.forks[0]));
    assert_false(fork_had_no_target(&history.forks[1]));
}

static void what_is_no_history_file_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "\n\n",
                                        "hello",
                                        "1",
                                        "1\t",
                                        "1\tx/y\treason",
                                        "0\t0/6000000\tx",
                                        "-1\t0/6000000\tx",
                                        "3\t0/6000000\tx",      /* itself */
                                        "2\t0/1\tx\n1\t0/2\tx", /* falls */
                                        "1\t0/1\tx\n1\t0/2\tx", /* does not rise */
                                        "99999999999\t0/1\tx",
                                        "4294967296\t0/1\tx",
                                        "<html><body>404</body></html>"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct history history = {.timeline = 3};
        if (history_parse(&arena, slice_of(texts[i]), &history))
            fail_msg("\"%s\" is read as a history file", texts[i]);
    }
    char *large = arena_alloc(&arena, 70000);
    memset(large, '\n', 70000);
    memcpy(large, "1\t0/1\tx", 7);
    struct history history = {.timeline = 3};
    assert_false(history_parse(&arena, (struct slice){large, 70000}, &history));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(names_are_told_apart_as_barman_does),
        TEST(a_segment_is_a_place_in_the_stream),
        TEST(an_lsn_is_two_numbers),
        TEST(a_million_segments_in_order_are_one_run),
        TEST(gaps_are_between_runs_of_one_timeline),
        TEST(order_does_not_matter),
        TEST(a_set_of_nothing_but_gaps_ends),
        TEST(a_history_file_is_read),
        TEST(what_is_no_history_file_is_refused),
    };
    if (ARENA_BEGIN(&arena))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
