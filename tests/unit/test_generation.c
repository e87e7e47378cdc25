#include "lib/check.h"

#include "cnpg/generation.h"
#include "cnpg/generation_rule.h"
#include <stdio.h>

static bool holds(struct slice text, const char *part)
{
    return slice_find(text, slice_of(part)) < text.len;
}

static void assert_fails(struct error error, enum error_kind kind, const char *code, const char *part)
{
    assert_int_equal(error.kind, kind);
    if (code == NULL)
        assert_null(error.code);
    else
        assert_string_equal(error.code, code);
    if (!holds(error.message, part))
        fail_msg("\"%.*s\" does not say \"%s\"", SLICE_ARG(error.message), part);
    assert_true(error.next.len > 0);
}

static const struct generation_rule *rule_of(const char *pattern)
{
    const struct generation_rule *rule;
    assert_false(failed(generation_rule_compile(&arena, pattern, &rule)));
    return rule;
}

static struct generation parsed(const struct generation_rule *rule, const char *name)
{
    struct generation generation;
    assert_false(failed(generation_parse(&arena, rule, slice_of(name), &generation)));
    assert_slice(generation.name, name);
    assert_slice(arena_format(&arena, "%.*s%.*s%.*s", SLICE_ARG(generation.prefix),
                              SLICE_ARG(generation.digits), SLICE_ARG(generation.suffix)),
                 name);
    return generation;
}

static void assert_next(const struct generation_rule *rule, const char *name, const char *want)
{
    struct slice next;
    struct error error = generation_next(&arena, rule, slice_of(name), &next);
    if (failed(error))
        fail_msg("%s: %.*s", name, SLICE_ARG(error.message));
    assert_slice(next, want);
}

static void assert_no_next(const struct generation_rule *rule, struct slice name, const char *code,
                           const char *part)
{
    struct slice next;
    assert_fails(generation_next(&arena, rule, name, &next), ERROR_REFUSED, code, part);
}

/* What was there before does not count. */
static void a_name_without_a_number_is_not_found(void **state)
{
    (void)state;
    size_t start, end;
    bool found = true;
    struct error error =
        generation_rule_match(&arena, rule_of("(?<number>[0-9]+)$"), SLICE("db"), &found, &start, &end);
    assert_false(failed(error) || found);
}

static void default_rule_takes_names_apart(void **state)
{
    (void)state;
    static const struct {
        const char *name, *prefix, *digits, *number, *stem;
    } table[] = {
        {"immich-database-v2", "immich-database-v", "2", "2", "immich-database"},
        {"immich-v09", "immich-v", "09", "09", "immich"},
        {"v1", "v", "1", "1", ""},
        {"-v3", "-v", "3", "3", ""},
        {"a-v1-v2", "a-v1-v", "2", "2", "a-v1"},
        {"immich", "immich", "", "1", "immich"},
        {"postgres-16", "postgres-16", "", "1", "postgres-16"},
        {"postgres16", "postgres16", "", "1", "postgres16"},
        {"dev2", "dev2", "", "1", "dev2"},
        {"immich_v2", "immich_v2", "", "1", "immich_v2"},
        {"immich-V2", "immich-V2", "", "1", "immich-V2"},
        {"immich-v", "immich-v", "", "1", "immich-v"},
        {"immich-v2-old", "immich-v2-old", "", "1", "immich-v2-old"},
        {"v", "v", "", "1", "v"},
        {"7", "7", "", "1", "7"},
        {"", "", "", "1", ""},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct generation generation = parsed(NULL, table[i].name);
        assert_slice(generation.prefix, table[i].prefix);
        assert_slice(generation.digits, table[i].digits);
        assert_slice(generation.number, table[i].number);
        assert_slice(generation.stem, table[i].stem);
        assert_slice(generation.suffix, "");
    }
}

static void next_by_the_default_rule(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"immich-v1", "immich-v2"},
        {"v1", "v2"},
        {"v9", "v10"},
        {"immich-v09", "immich-v10"},
        {"immich-v009", "immich-v010"},
        {"immich-v0", "immich-v1"},
        {"immich-v00", "immich-v01"},
        {"postgres-v99", "postgres-v100"},
        {"postgres-v0199", "postgres-v0200"},
        {"khoj-database", "khoj-database-v2"},
        {"postgres-16", "postgres-16-v2"},
        {"dev2", "dev2-v2"},
        {"7", "7-v2"},
        {"a-v999999999999999999", "a-v1000000000000000000"},
        {"d\xC3\xA9j\xC3\xA0-v1", "d\xC3\xA9j\xC3\xA0-v2"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_next(NULL, table[i][0], table[i][1]);
}

static void a_number_too_large_has_no_next(void **state)
{
    (void)state;
    assert_no_next(NULL, SLICE("a-v1000000000000000000"), "R024", "more than 18 digits");
    char name[211] = "a-v";
    memset(name + 3, '0', sizeof name - 4);
    assert_no_next(NULL, slice_of(name), "R024", "too large to add one to");
}

static void a_bad_name_has_no_next(void **state)
{
    (void)state;
    assert_no_next(NULL, SLICE(""), "R024", "empty");
    assert_no_next(NULL, SLICE("${APP}-v1"), "R011", "${APP}-v1 holds a $");
    assert_no_next(NULL, SLICE("../x-v1"), "R024", "../x-v1 is no single element of a path");
}

/* The next name may be too long where the last one was not. */
static void next_stays_within_the_length(void **state)
{
    (void)state;
    char name[GENERATION_LENGTH_LIMIT + 1];
    memset(name, 'x', sizeof name);
    struct slice next;
    struct slice fits = {name, GENERATION_LENGTH_LIMIT - 3};
    assert_false(failed(generation_next(&arena, NULL, fits, &next)));
    assert_int_equal(next.len, GENERATION_LENGTH_LIMIT);
    assert_no_next(NULL, (struct slice){name, GENERATION_LENGTH_LIMIT - 2}, "R024", "the next generation");
    assert_no_next(NULL, (struct slice){name, GENERATION_LENGTH_LIMIT + 1}, "R024", "longer than 255 bytes");
    memcpy(name + GENERATION_LENGTH_LIMIT - 4, "-v99", 4);
    assert_no_next(NULL, (struct slice){name, GENERATION_LENGTH_LIMIT}, "R024", "longer than 255 bytes");
}

static enum generation_order compared(const struct generation_rule *rule, const char *left, const char *right)
{
    struct generation a = parsed(rule, left), b = parsed(rule, right);
    return generation_compare(&a, &b);
}

static void compare_by_the_default_rule(void **state)
{
    (void)state;
    assert_int_equal(compared(NULL, "a-v1", "a-v2"), GENERATION_LOWER);
    assert_int_equal(compared(NULL, "a-v2", "a-v1"), GENERATION_HIGHER);
    assert_int_equal(compared(NULL, "a-v9", "a-v10"), GENERATION_LOWER);
    assert_int_equal(compared(NULL, "a-v10", "a-v9"), GENERATION_HIGHER);
    assert_int_equal(compared(NULL, "a-v010", "a-v9"), GENERATION_HIGHER);
    assert_int_equal(compared(NULL, "a-v0", "a-v00"), GENERATION_SAME);
    assert_int_equal(compared(NULL, "a", "a-v1"), GENERATION_SAME);
    assert_int_equal(compared(NULL, "a", "a-v2"), GENERATION_LOWER);
    assert_int_equal(compared(NULL, "a-v0", "a"), GENERATION_LOWER);
    assert_int_equal(compared(NULL, "v2", "v11"), GENERATION_LOWER);
    assert_int_equal(compared(NULL, "a-v1", "b-v2"), GENERATION_UNRELATED);
    assert_int_equal(compared(NULL, "a-v1", "v2"), GENERATION_UNRELATED);
    assert_int_equal(compared(NULL, "a-v18446744073709551616", "a-v1"), GENERATION_HIGHER);
}

static void assert_after(const struct generation_rule *rule, const char *write, const char *read,
                         const char *want)
{
    struct slice next;
    assert_false(failed(generation_after(&arena, rule, slice_of(write), slice_of(read), &next)));
    assert_slice(next, want);
}

static void after_the_higher_of_both(void **state)
{
    (void)state;
    assert_after(NULL, "a-v1", "a-v1", "a-v2");
    assert_after(NULL, "a-v1", "a-v4", "a-v5");
    assert_after(NULL, "a-v4", "a-v1", "a-v5");
    assert_after(NULL, "a", "a-v2", "a-v3");
    assert_after(NULL, "a-v2", "a", "a-v3");
    assert_after(NULL, "a-v1", "b-v9", "a-v2");
    assert_after(NULL, "a-v01", "a-v9", "a-v10");
    struct slice next;
    assert_fails(generation_after(&arena, NULL, SLICE("$A"), SLICE("a"), &next), ERROR_REFUSED, "R011", "$A");
    assert_fails(generation_after(&arena, NULL, SLICE("a"), SLICE(".."), &next), ERROR_REFUSED, "R024", "..");
}

static void a_pattern_says_where_the_number_is(void **state)
{
    (void)state;
    const struct generation_rule *rule = rule_of("-(?<number>[0-9]+)$");
    struct generation generation = parsed(rule, "postgres16-02");
    assert_slice(generation.prefix, "postgres16-");
    assert_slice(generation.digits, "02");
    assert_slice(generation.number, "02");
    assert_slice(generation.stem, "postgres16-");
    assert_next(rule, "postgres16-02", "postgres16-03");
    assert_next(rule, "postgres16-99", "postgres16-100");

    rule = rule_of("^pg(?<number>\\d+)(-[a-z]+)$");
    generation = parsed(rule, "pg9-eu");
    assert_slice(generation.suffix, "-eu");
    assert_next(rule, "pg9-eu", "pg10-eu");
    assert_next(rule_of("\xC3\xA9.(?'number'[0-9])"),
                "caf\xC3\xA9\xC3\xA9"
                "3",
                "caf\xC3\xA9\xC3\xA9"
                "4");
}

static void a_name_that_the_pattern_does_not_match_has_no_number(void **state)
{
    (void)state;
    const struct generation_rule *rule = rule_of("^postgres(?:-(?<number>[0-9]+))?$");
    assert_slice(parsed(rule, "immich-v2").number, "");
    assert_slice(parsed(rule, "immich-v2").stem, "immich-v2");
    assert_slice(parsed(rule, "postgres").number, ""); /* matches, without the group */
    assert_no_next(rule, SLICE("immich-v2"), "R024", "finds no number in immich-v2");
    assert_no_next(rule, SLICE("postgres"), "R024", "^postgres");
    assert_next(rule, "postgres-1", "postgres-2");
}

static void compare_by_a_pattern(void **state)
{
    (void)state;
    const struct generation_rule *rule = rule_of("-(?<number>[0-9]+)");
    assert_int_equal(compared(rule, "a-1-x", "a-2-x"), GENERATION_LOWER);
    assert_int_equal(compared(rule, "a-1-x", "a-2-y"), GENERATION_UNRELATED);
    assert_int_equal(compared(rule, "a-1-x", "b-2-x"), GENERATION_UNRELATED);
    assert_int_equal(compared(rule, "a", "a"), GENERATION_UNRELATED);
    assert_int_equal(compared(rule, "a-1", "a-"), GENERATION_UNRELATED);
    assert_int_equal(compared(rule, "a-", "a-1"), GENERATION_UNRELATED);
    assert_after(rule, "a-1", "a-7", "a-8");
    assert_after(rule, "a-1", "a", "a-2");
}

static void assert_bad_pattern(const char *pattern, const char *part)
{
    const struct generation_rule *rule;
    assert_fails(generation_rule_compile(&arena, pattern, &rule), ERROR_USAGE, NULL, part);
}

static void a_bad_pattern_is_an_error(void **state)
{
    (void)state;
    assert_bad_pattern("", "has no group named number");
    assert_bad_pattern("v([0-9]+)", "\"v([0-9]+)\" has no group named number");
    assert_bad_pattern("(?J)(?<number>1)|(?<number>2)", "more than one group named number");
    assert_bad_pattern("(?<number>1)|(?<number>2)", "fails at character");
    assert_bad_pattern("\xC3\xA9(?<number>[0-9]+", "fails at character 18: missing closing parenthesis");
    assert_bad_pattern("(?<number>[0-9]+)\\C", "fails at character");
    assert_bad_pattern("\xFF(?<number>[0-9]+)",
                       "\"\\377(?<number>[0-9]+)\" fails at character 1: UTF-8 error");
    assert_bad_pattern("((((a{100}){100}){100}){100})(?<number>1)", "fails at character");
    char pattern[2000];
    memset(pattern, '(', sizeof pattern - 1);
    pattern[sizeof pattern - 1] = '\0';
    assert_bad_pattern(pattern, "is too long");
    pattern[1024] = '\0';
    assert_bad_pattern(pattern, "fails at character");
}

static void no_pattern_is_the_default_rule(void **state)
{
    (void)state;
    assert_null(rule_of(NULL));
}

static void a_pattern_of_the_full_length_is_taken(void **state)
{
    (void)state;
    char pattern[1025];
    int len = snprintf(pattern, sizeof pattern, "(?<number>[0-9]+)");
    memset(pattern + len, 'x', sizeof pattern - (size_t)len);
    pattern[1024] = '\0';
    rule_of(pattern);
}

static void a_pattern_that_backtracks_without_end_is_an_error(void **state)
{
    (void)state;
    struct slice name =
        SLICE("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
    assert_no_next(rule_of("^(?:a+)+(?<number>[0-9]+)$"), name, "R024", "match limit exceeded");
    assert_no_next(rule_of("^(?<loop>.|(?&loop)(?&loop))+(?<number>[0-9])$"), name, "R024", "fails on");
    struct slice next;
    const struct generation_rule *rule = rule_of("^(?:a+)+(?<number>[0-9]+)$");
    assert_fails(generation_after(&arena, rule, SLICE("aaa1"), name, &next), ERROR_REFUSED, "R024", "limit");
}

static void what_the_group_holds_must_be_a_number(void **state)
{
    (void)state;
    assert_no_next(rule_of("v(?<number>.*)$"), SLICE("a-v2b"), "R024",
                   "finds \"2b\" in \"a-v2b\", which is no number");
    assert_no_next(rule_of("v(?<number>.*)$"), SLICE("a-v"), "R024", "finds \"\" in");
    struct generation generation;
    assert_fails(generation_parse(&arena, rule_of("(?<number>.)"), SLICE("\xFF"), &generation), ERROR_REFUSED,
                 "R024", "\"\\377\": UTF-8 error");
}

/* A text without bytes may be no text at all. */
static void a_pattern_over_nothing(void **state)
{
    (void)state;
    struct generation generation;
    assert_false(
        failed(generation_parse(&arena, rule_of("(?<number>[0-9]+)"), (struct slice){NULL, 0}, &generation)));
    assert_int_equal(generation.number.len, 0);
}

static void names_that_are_taken(void **state)
{
    (void)state;
    static const char *const names[] = {"immich-v2", "v1",          "007", "a b",  "...",
                                        ".x",        "a.b",         "on",  "x{y}", "d\xC3\xA9j\xC3\xA0",
                                        "\xC2\xA0",  "\xE2\x82\xAC"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (failed(generation_check_name(&arena, slice_of(names[i]))))
            fail_msg("%s is refused", names[i]);
    char name[GENERATION_LENGTH_LIMIT];
    memset(name, 'x', sizeof name);
    assert_false(failed(generation_check_name(&arena, (struct slice){name, sizeof name})));
}

static void assert_bad_name(struct slice name, const char *code, const char *part)
{
    assert_fails(generation_check_name(&arena, name), ERROR_REFUSED, code, part);
}

static void names_that_are_refused(void **state)
{
    (void)state;
    assert_bad_name(SLICE(""), "R024", "is empty");
    assert_bad_name((struct slice){NULL, 0}, "R024", "is empty");
    assert_bad_name(SLICE("."), "R024", ". is no single element of a path");
    assert_bad_name(SLICE(".."), "R024", ".. is no single");
    assert_bad_name(SLICE("../x"), "R024", "../x is no single");
    assert_bad_name(SLICE("a/b"), "R024", "a/b is no single");
    assert_bad_name(SLICE("a/"), "R024", "a/ is no single");
    assert_bad_name(SLICE("a\\b"), "R024", "a\\b is no single");
    assert_bad_name(SLICE("${X}"), "R011", "${X} holds a $ and cannot be bumped");
    assert_bad_name(SLICE("a\nb"), "R024", "\"a\\nb\" holds a control character");
    assert_bad_name(SLICE("a\0b"), "R024", "\"a\\000b\" holds a control character");
    assert_bad_name(SLICE("\x1B[2J"), "R024", "\"\\033[2J\" holds a control");
    assert_bad_name(SLICE("a\x7F"), "R024", "\"a\\177\" holds a control");
    assert_bad_name(SLICE("a\xC2\x9B"
                          "b"),
                    "R024", "\"a\\302\\233b\" holds a control");
    assert_bad_name(SLICE("a\xC2\x80"), "R024", "\"a\\302\\200\" holds a control");
    assert_bad_name(SLICE("a\xC2"), "R024", "\"a\\302\" is not UTF-8");
    assert_bad_name(SLICE("a\xFF"
                          "b"),
                    "R024", "\"a\\377b\" is not UTF-8");
    assert_bad_name(SLICE("a\xE2\x80\xA8"), "R024", "line break of YAML");
}

static void a_name_too_long_is_refused(void **state)
{
    (void)state;
    char name[GENERATION_LENGTH_LIMIT + 1];
    memset(name, 'y', sizeof name);
    assert_bad_name((struct slice){name, sizeof name}, "R024",
                    "the generation \"yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\"... is longer than 255 bytes");
}

static bool is_major(const struct generation_rule *rule, const char *name, const char *image)
{
    struct generation generation = parsed(rule, name);
    return generation_is_postgres_major(&generation, slice_of(image));
}

static void a_number_that_is_the_version_of_postgres(void **state)
{
    (void)state;
    assert_true(is_major(NULL, "immich-v17", "ghcr.io/cloudnative-pg/postgresql:17.5-bookworm"));
    assert_true(is_major(NULL, "immich-v17", "postgresql:17"));
    assert_true(is_major(NULL, "immich-v17", "registry:5000/postgresql:17.5@sha256:16aa"));
    assert_true(is_major(NULL, "immich-v017", "postgresql:17"));
    assert_true(is_major(rule_of("pg(?<number>[0-9]+)"), "pg16", "pg:16.2"));
    assert_false(is_major(NULL, "immich-v1", "postgresql:17.5"));
    assert_false(is_major(NULL, "immich-v17", "postgresql:16.17"));
    assert_false(is_major(NULL, "immich-v17", "postgresql:175"));
    assert_false(is_major(NULL, "immich-17", "postgresql:17"));
    assert_false(is_major(NULL, "immich", "postgresql:1"));
    assert_false(is_major(NULL, "immich-v17", ""));
    assert_false(is_major(NULL, "immich-v17", "postgresql"));
    assert_false(is_major(NULL, "immich-v17", "postgresql:"));
    assert_false(is_major(NULL, "immich-v17", "postgresql:latest-17"));
    assert_false(is_major(NULL, "immich-v17", "registry:17/postgresql"));
    assert_false(is_major(NULL, "immich-v17", "postgresql@sha256:17aa"));
    assert_false(is_major(NULL, "immich-v0", "postgresql:0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_name_without_a_number_is_not_found),
        TEST(default_rule_takes_names_apart),
        TEST(next_by_the_default_rule),
        TEST(a_number_too_large_has_no_next),
        TEST(a_bad_name_has_no_next),
        TEST(next_stays_within_the_length),
        TEST(compare_by_the_default_rule),
        TEST(after_the_higher_of_both),
        TEST(a_pattern_says_where_the_number_is),
        TEST(a_name_that_the_pattern_does_not_match_has_no_number),
        TEST(compare_by_a_pattern),
        TEST(a_bad_pattern_is_an_error),
        cmocka_unit_test(no_pattern_is_the_default_rule),
        TEST(a_pattern_of_the_full_length_is_taken),
        TEST(a_pattern_that_backtracks_without_end_is_an_error),
        TEST(what_the_group_holds_must_be_a_number),
        TEST(a_pattern_over_nothing),
        TEST(names_that_are_taken),
        TEST(names_that_are_refused),
        TEST(a_name_too_long_is_refused),
        TEST(a_number_that_is_the_version_of_postgres),
    };
    return cmocka_run_group_tests_name("generation", tests, NULL, NULL);
}
