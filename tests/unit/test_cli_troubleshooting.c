#include "lib/check.h"

#include "cli/troubleshooting.h"

enum { MOST = 3 };

static const struct trouble *found[MOST];

static void assert_first(const char *question, const char *title)
{
    assert_true(trouble_find(&arena, slice_of(question), found, MOST) > 0);
    assert_string_equal(found[0]->title, title);
}

static void every_message_leads_to_its_own_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < trouble_count; i++) {
        assert_first(trouble_table[i].title, trouble_table[i].title);
        assert_non_null(trouble_table[i].messages[0]);
        for (size_t j = 0; trouble_table[i].messages[j] != NULL; j++)
            assert_first(trouble_table[i].messages[j], trouble_table[i].title);
    }
}

static void a_whole_log_line_is_understood(void **state)
{
    (void)state;
    assert_first("{\"level\":\"info\",\"msg\":\"ERROR: WAL archive check failed for server pg-v2: Expected "
                 "empty archive\"}",
                 "Expected empty archive");
    assert_first("The Cluster \"pg\" is invalid: spec.bootstrap: Forbidden: Only one bootstrap method can be "
                 "specified at a "
                 "time",
                 "Only one bootstrap method can be specified at a time");
    assert_first("2026-01-01 FATAL:  recovery ended before configured recovery target was reached",
                 "recovery ended before configured recovery target was reached");
    assert_first("Error from server (AlreadyExists): error when creating \"STDIN\": "
                 "clusters.postgresql.cnpg.io \"pg\" already "
                 "exists",
                 "AlreadyExists when the Cluster is created");
}

static void letters_and_blanks_do_not_count(void **state)
{
    (void)state;
    assert_first("  expected   EMPTY\tarchive ", "Expected empty archive");
}

static void a_part_is_enough(void **state)
{
    (void)state;
    assert_first("no target backup", "no target backup found");
    assert_first("argo recreates", "Argo CD recreates the Cluster");
    assert_first("pod pending", "the recovery pod stays in Pending");
}

static void nonsense_leads_nowhere(void **state)
{
    (void)state;
    assert_int_equal(trouble_find(&arena, SLICE("the cat sat on the mat"), found, MOST), 0);
    assert_int_equal(trouble_find(&arena, SLICE(""), found, MOST), 0);
    assert_int_equal(trouble_find(&arena, SLICE("a"), found, MOST), 0);
}

static void no_more_rows_come_than_are_asked_for(void **state)
{
    (void)state;
    assert_int_equal(trouble_find(&arena, SLICE("recover"), found, MOST), MOST);
    assert_int_equal(trouble_find(&arena, SLICE("recover"), found, 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_message_leads_to_its_own_row),
        TEST(a_whole_log_line_is_understood),
        TEST(letters_and_blanks_do_not_count),
        TEST(a_part_is_enough),
        TEST(nonsense_leads_nowhere),
        TEST(no_more_rows_come_than_are_asked_for),
    };
    return cmocka_run_group_tests_name("cli troubleshooting", tests, NULL, NULL);
}
