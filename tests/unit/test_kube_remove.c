/* What of a namespace belongs to a Cluster by its name. */
#include "lib/check.h"

#include "kube/remove.h"

static void volumes_are_known_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *volume, *cluster;
        bool is;
    } rows[] = {{"pg-1", "pg", true},           {"pg-12", "pg", true},      {"pg-1-wal", "pg", true},
                {"pg-1-tbs-index", "pg", true}, {"pg", "pg", false},        {"pg-", "pg", false},
                {"pg-a", "pg", false},          {"pg-1-data", "pg", false}, {"pg-1-walx", "pg", false},
                {"pg-2-1", "pg", false},        {"pg-2-1", "pg-2", true},   {"pgx-1", "pg", false},
                {"xpg-1", "pg", false},         {"pg1", "pg", false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(is_volume_of(slice_of(rows[i].volume), slice_of(rows[i].cluster)), rows[i].is);
}

static void nothing_is_left_only_where_nothing_is(void **state)
{
    (void)state;
    assert_true(remains_none(&(struct remains){0}));
    assert_true(remains_none(&(struct remains){.names = SLICE("pod pool-1")}));
    assert_false(remains_none(&(struct remains){.cluster = true}));
    assert_false(remains_none(&(struct remains){.pods = 1}));
    assert_false(remains_none(&(struct remains){.jobs = 1}));
    assert_false(remains_none(&(struct remains){.volumes = 1}));
}

static void an_ownerless_volume_stops_the_run(void **state)
{
    (void)state;
    struct run run = {.arena = &arena, .namespace = "db", .name = "pg"};
    struct error error = remains_check(&run, &(struct remains){.volumes = 1, .ownerless = SLICE("pg-1")});
    assert_int_equal(error.kind, ERROR_REFUSED);
    assert_holds(error.message, "pg-1");
    assert_false(failed(remains_check(&run, &(struct remains){.volumes = 1})));
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(volumes_are_known_by_name),
                                       TEST(nothing_is_left_only_where_nothing_is),
                                       TEST(an_ownerless_volume_stops_the_run)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
