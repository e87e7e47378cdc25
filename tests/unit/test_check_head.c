#include "lib/rules.h"

#include "check/head.h"

static struct findings held_against(const char *text, const char *head, bool syncs)
{
    static const enum severity severities[RULE_COUNT];
    struct check_scope scope = {.file = SLICE("x.yaml"), .text = slice_of(text), .severities = severities};
    struct findings findings = {0};
    check_against_head(&arena, &scope, slice_of(head), syncs, &findings);
    return findings;
}

/* What must be found of the text, where HEAD has the other one. */
static void assert_found(const char *text, const char *head, bool syncs, enum check_rule rule, size_t line,
                         const char *part)
{
    struct findings findings = held_against(text, head, syncs);
    const struct finding *found = finding_of(&findings, rule);
    if (found == NULL)
        fail_msg("%s is not found in\n%s", rule_table[rule].id, text);
    assert_int_equal(found->severity, SEVERITY_ERROR);
    assert_int_equal(found->line, line);
    assert_holds(found->message, part);
    assert_true(found->next.len > 0);
}

static void assert_nothing(const char *text, const char *head, bool syncs)
{
    struct findings findings = held_against(text, head, syncs);
    if (findings.count > 0)
        fail_msg("%.*s is found in\n%s", SLICE_ARG(findings.items[0].message), text);
}

#define STEADY(name) HEAD INITDB BACKUP(name)
#define READY(read, write) HEAD INITDB COMMENTED_RECOVERY COMMENTED_EXTERNAL(read) BACKUP(write)
#define RECOVERING(read, write) HEAD RECOVERY EXTERNAL(read) BACKUP(write)
#define IMAGE(tag) "  imageName: ghcr.io/cloudnative-pg/postgresql:" tag "\n"
#define CATALOG(major) "  imageCatalogRef: {kind: ImageCatalog, name: c, major: " major "}\n"

/* --- DR004 --- */

static void a_recovery_where_gitops_syncs_from(void **state)
{
    (void)state;
    assert_found(RECOVERING("x-v1", "x-v2"), READY("x-v1", "x-v1"), true, RULE_SYNC_BRANCH, 7,
                 "archive into x-v2");
    assert_found(RECOVERING("x-v2", "x-v3"), RECOVERING("x-v1", "x-v2"), true, RULE_SYNC_BRANCH, 7, "x-v3");
}

static void a_recovery_elsewhere(void **state)
{
    (void)state;
    assert_nothing(RECOVERING("x-v1", "x-v2"), READY("x-v1", "x-v1"), false);
    assert_nothing(READY("x-v2", "x-v2"), RECOVERING("x-v1", "x-v2"), true);
    /* it was there before */
    assert_nothing(RECOVERING("x-v1", "x-v2") "  instances: 2\n", RECOVERING("x-v1", "x-v2"), true);
}

/* --- DR007 --- */

static void a_change_that_cannot_be_right(void **state)
{
    (void)state;
    assert_found(RECOVERING("x-v1", "x-v1"), READY("x-v1", "x-v1"), false, RULE_BUMP, 17,
                 "x-v1 is written as before");
    assert_found(STEADY("x-v1"), STEADY("x-v2"), false, RULE_BUMP, 12, "back from x-v2 to x-v1");
    assert_found(STEADY("x-v2"), STEADY("x-v1"), false, RULE_BUMP, 12, "without a recovery");
    assert_found(READY("x-v1", "x-v2"), READY("x-v1", "x-v1"), false, RULE_BUMP, 19, "from x-v1 to x-v2");
    assert_found("a: b\n---\n" STEADY("x-v1"), STEADY("x-v2"), false, RULE_BUMP, 14, "back");
}

static void a_change_that_is_right(void **state)
{
    (void)state;
    assert_nothing(STEADY("x-v1"), STEADY("x-v1"), false);
    assert_nothing(RECOVERING("x-v1", "x-v2"), READY("x-v1", "x-v1"), false);
    assert_nothing(RECOVERING("x-v1", "x-v3"), RECOVERING("x-v1", "x-v2"), false);
    assert_nothing(READY("x-v2", "x-v2"), RECOVERING("x-v1", "x-v2"), false);
    /* a recovery and its revert in one commit: the block moves along */
    assert_nothing(READY("x-v2", "x-v2"), READY("x-v1", "x-v1"), false);
    /* pg_upgrade makes a new system */
    assert_nothing(STEADY("x-v2") IMAGE("18.1"), STEADY("x-v1") IMAGE("17.5"), false);
    assert_nothing(STEADY("x-v2") CATALOG("18"), STEADY("x-v1") CATALOG("17"), false);
    assert_found(STEADY("x-v2") IMAGE("17.6"), STEADY("x-v1") IMAGE("17.5"), false, RULE_BUMP, 12, "x-v2");
    /* another store, another history */
    assert_nothing(STEADY("x-v1"), HEAD INITDB PLUGIN("x-v2"), false);
}

static void what_the_commit_does_not_have(void **state)
{
    (void)state;
    static const char other[] = "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: other}\n"
                                "spec:\n" BACKUP("x-v2");
    assert_nothing(STEADY("x-v1"), other, true);
    assert_nothing(STEADY("x-v1"), "", true);
    assert_nothing(STEADY("x-v1"), HEAD "  a: [\n", true);
    assert_nothing("kind: ConfigMap\n", STEADY("x-v1"), true);
    assert_nothing(HEAD INITDB, STEADY("x-v1"), true);
    assert_nothing(STEADY("x-v1"), HEAD INITDB, true);
    assert_nothing(STEADY("x-v1 # cnpg-dr: ignore DR007"), STEADY("x-v2"), false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_recovery_where_gitops_syncs_from), TEST(a_recovery_elsewhere),
        TEST(a_change_that_cannot_be_right),      TEST(a_change_that_is_right),
        TEST(what_the_commit_does_not_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
