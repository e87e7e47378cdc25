#include "lib/check.h"

#include "cli/next.h"

static struct invocation invoke(char **argv)
{
    struct invocation invocation;
    assert_false(failed(invocation_parse(&arena, argv, &invocation)));
    return invocation;
}

static void words_are_quoted_where_a_shell_would_read_them(void **state)
{
    (void)state;
    assert_slice(shell_quote(&arena, SLICE("apps/shop-db.yaml")), "apps/shop-db.yaml");
    assert_slice(shell_quote(&arena, SLICE("")), "''");
    assert_slice(shell_quote(&arena, SLICE("two words")), "'two words'");
    assert_slice(shell_quote(&arena, SLICE("$(rm -rf ~)")), "'$(rm -rf ~)'");
    assert_slice(shell_quote(&arena, SLICE("it's")), "'it'\\''s'");
    assert_slice(shell_quote(&arena, SLICE("'''")), "''\\'''\\'''\\'''");
    assert_slice(shell_quote(&arena, SLICE("~/x")), "'~/x'");
    assert_slice(shell_quote(&arena, SLICE("a\nb")), "'a\nb'");
}

static void a_dry_run_is_followed_by_the_real_one(void **state)
{
    (void)state;
    char *argv[] = {"cnpg-dr",  "recover", "--dry-run", "--target-time", "2026-01-01 10:00:00+00:00",
                    "a b.yaml", NULL};
    struct invocation invocation = invoke(argv);
    assert_slice(next_without(&invocation, OPTION_DRY_RUN),
                 "cnpg-dr recover --target-time '2026-01-01 10:00:00+00:00' 'a b.yaml'");
    char *operands[] = {"kubectl-cnpg_dr", "recover", "--dry-run", "--", "--dry-run", NULL};
    invocation = invoke(operands);
    assert_slice(next_without(&invocation, OPTION_DRY_RUN), "kubectl cnpg-dr recover -- --dry-run");
}

static void recover_is_followed_by_extract(void **state)
{
    (void)state;
    char *argv[] = {"cnpg-dr", "recover", "--cluster", "shop/shop-db", "nowhere/cluster.yaml", NULL};
    struct invocation invocation = invoke(argv);
    assert_slice(
        next_extract(&invocation, SLICE("nowhere/cluster.yaml"), SLICE("shop-db")),
        "cnpg-dr extract --cluster shop/shop-db --expect recovery nowhere/cluster.yaml >/tmp/shop-db.yaml");
}

static void revert_is_followed_by_a_commit(void **state)
{
    (void)state;
    char *argv[] = {"cnpg-dr", "revert", "cluster.yaml", NULL};
    struct invocation invocation = invoke(argv);
    assert_slice(next_commit(&invocation, SLICE("cluster.yaml"), SLICE("shop-db"), SLICE("shop-db-v2")),
                 "git commit -m 'shop-db: recovered, writes shop-db-v2' -- cluster.yaml && git push");
    assert_slice(next_commit(&invocation, SLICE("/a b/cluster.yaml"), SLICE("shop-db"), SLICE("shop-db-v2")),
                 "git -C '/a b' commit -m 'shop-db: recovered, writes shop-db-v2' -- cluster.yaml && git -C "
                 "'/a b' push");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(words_are_quoted_where_a_shell_would_read_them),
        TEST(a_dry_run_is_followed_by_the_real_one),
        TEST(recover_is_followed_by_extract),
        TEST(revert_is_followed_by_a_commit),
    };
    return cmocka_run_group_tests_name("cli next", tests, NULL, NULL);
}
