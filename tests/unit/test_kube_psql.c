/* What psql prints, and positions in the WAL. */
#include "lib/check.h"

#include "kube/archiver.h"
#include "kube/psql.h"
#include "kube/switch_wal.h"

static void columns_are_those_of_the_first_line(void **state)
{
    (void)state;
    struct slice columns[3];
    assert_int_equal(psql_columns(SLICE("a||c|d\ne|f\n"), columns, 3), 4);
    assert_slice(columns[0], "a");
    assert_slice(columns[1], "");
    assert_slice(columns[2], "c");
    assert_int_equal(psql_columns(SLICE("a|\n"), columns, 3), 2);
    assert_slice(columns[1], "");
    assert_slice(columns[2], "");
    assert_int_equal(psql_columns(SLICE(""), columns, 3), 0);
}

static void rows_are_lines(void **state)
{
    (void)state;
    assert_int_equal(psql_rows(SLICE("")), 0);
    assert_int_equal(psql_rows(SLICE("\n")), 1); /* one row, whose only column is empty */
    assert_int_equal(psql_rows(SLICE("a\nb\n")), 2);
    assert_int_equal(psql_rows(SLICE("a\nb")), 2);
}

static void the_archiver_is_read(void **state)
{
    (void)state;
    struct archiver archiver = {0};
    assert_true(
        archiver_read(SLICE("000000010000000000000005|12||-1|000000010000000000000006|f\n"), &archiver));
    assert_true(archiver.asked);
    assert_false(archiver.fails);
    assert_slice(archiver.last_archived, "000000010000000000000005");
    assert_int_equal(archiver.archived_ago, 12);
    assert_int_equal(archiver.failed_ago, -1);
    assert_slice(archiver.current, "000000010000000000000006");
    assert_true(
        archiver_read(SLICE("|-1|000000010000000000000001|3|000000010000000000000002|t\n"), &archiver));
    assert_true(archiver.fails);
    assert_slice(archiver.last_archived, "");
}

static void what_is_no_answer_of_the_archiver_is_none(void **state)
{
    (void)state;
    struct archiver archiver;
    const char *const texts[] = {"",
                                 "\n",
                                 "a|b|c|d|e|f\n",
                                 "a|1|b|2|c\n",
                                 "a|1|b|2|c|f|g\n",
                                 "a|9999999999999999999|b|2|c|f\n",
                                 "a|-|b|2|c|f\n"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_false(archiver_read(slice_of(texts[i]), &archiver));
}

static void assert_segment(const char *lsn, const char *timeline, const char *size, const char *want)
{
    struct slice segment;
    if (!segment_before(&arena, slice_of(lsn), slice_of(timeline), slice_of(size), &segment))
        fail_msg("%s", lsn);
    assert_slice(segment, want);
}

/* At a boundary it is the segment that has just ended: what pg_walfile_name says there changed in 17. */
static void a_segment_ends_at_its_boundary(void **state)
{
    (void)state;
    assert_segment("0/5000000", "00000001", "16777216", "000000010000000000000004");
    assert_segment("0/5000001", "00000001", "16777216", "000000010000000000000005");
    assert_segment("0/50001A0", "0000000A", "16777216", "0000000A0000000000000005");
    assert_segment("1/0", "00000001", "16777216", "0000000100000000000000FF");
    assert_segment("2a/10", "00000001", "16777216", "000000010000002A00000000");
    assert_segment("0/10000001", "00000001", "67108864", "000000010000000000000004");
    assert_segment("FFFFFFFF/FFFFFFFF", "FFFFFFFF", "1048576", "FFFFFFFFFFFFFFFF00000FFF");
}

static void what_is_no_position_is_none(void **state)
{
    (void)state;
    struct slice segment;
    const char *const bad[][3] = {
        {"0/0", "00000001", "16777216"},       {"", "00000001", "16777216"},
        {"5000000", "00000001", "16777216"},   {"0/", "00000001", "16777216"},
        {"/1", "00000001", "16777216"},        {"0/100000000", "00000001", "16777216"},
        {"0/5000000", "1", "16777216"},        {"0/5000000", "00000000", "16777216"},
        {"0/5000000", "0000000G", "16777216"}, {"0/5000000", "00000001", "0"},
        {"0/5000000", "00000001", "3000000"},  {"0/5000000", "00000001", "2147483648"},
        {"0/5000000", "00000001", ""},         {"0/5 ", "00000001", "16777216"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (segment_before(&arena, slice_of(bad[i][0]), slice_of(bad[i][1]), slice_of(bad[i][2]), &segment))
            fail_msg("%s %s %s", bad[i][0], bad[i][1], bad[i][2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(columns_are_those_of_the_first_line),
        TEST(rows_are_lines),
        TEST(the_archiver_is_read),
        TEST(what_is_no_answer_of_the_archiver_is_none),
        TEST(a_segment_ends_at_its_boundary),
        TEST(what_is_no_position_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
