#include "lib/check.h"

#include "cli/invocation.h"

static struct invocation invocation;

#define PARSE(...) invocation_parse(&arena, (char *[]){"cnpg-dr", __VA_ARGS__, NULL}, &invocation)

static void assert_usage(struct error error, const char *message)
{
    assert_int_equal(error.kind, ERROR_USAGE);
    assert_string_equal(arena_string(&arena, error.message), message);
    assert_true(error.next.len > 0);
}

static void options_stand_before_and_behind_operands(void **state)
{
    (void)state;
    assert_false(
        failed(PARSE("--color", "never", "recover", "--diff", "a.yaml", "--to=x", "--from", "y", "-ojson")));
    assert_ptr_equal(invocation.command, command_find("recover"));
    assert_int_equal(invocation.operand_count, 1);
    assert_string_equal(invocation.operands[0], "a.yaml");
    assert_true(invocation.given[OPTION_DIFF]);
    assert_string_equal(invocation.values[OPTION_TO], "x");
    assert_string_equal(invocation.values[OPTION_FROM], "y");
    assert_string_equal(invocation.values[OPTION_OUTPUT], "json");
    assert_string_equal(invocation.values[OPTION_COLOR], "never");
    assert_false(invocation.given[OPTION_DRY_RUN]);
    assert_null(invocation.values[OPTION_TARGET_TIME]);
}

static void the_short_form_takes_its_value_in_three_ways(void **state)
{
    (void)state;
    assert_false(failed(PARSE("recover", "-o", "json")));
    assert_string_equal(invocation.values[OPTION_OUTPUT], "json");
    assert_false(failed(PARSE("recover", "-o=json")));
    assert_string_equal(invocation.values[OPTION_OUTPUT], "json");
    assert_false(failed(PARSE("recover", "-ojson")));
    assert_string_equal(invocation.values[OPTION_OUTPUT], "json");
}

static void two_dashes_end_the_options(void **state)
{
    (void)state;
    assert_false(failed(PARSE("recover", "--", "--diff")));
    assert_false(invocation.given[OPTION_DIFF]);
    assert_string_equal(invocation.operands[0], "--diff");
}

static void one_dash_is_an_operand(void **state)
{
    (void)state;
    assert_false(failed(PARSE("recover", "-")));
    assert_string_equal(invocation.operands[0], "-");
}

static void options_are_never_abbreviated(void **state)
{
    (void)state;
    assert_usage(PARSE("recover", "--dry"), "unknown option --dry, did you mean --dry-run?");
    assert_usage(PARSE("recover", "--targt-time", "x"),
                 "unknown option --targt-time, did you mean --target-time?");
    assert_usage(PARSE("recover", "--colour", "never"), "unknown option --colour, did you mean --color?");
    assert_usage(PARSE("revert", "--retry"), "unknown option --retry");
    assert_usage(PARSE("recover", "-x"), "unknown option -x");
    assert_usage(PARSE("recover", "--Diff"), "unknown option --Diff, did you mean --diff?");
}

static void hidden_options_are_not_suggested(void **state)
{
    (void)state;
    assert_usage(PARSE("help", "--prin", "man"), "unknown option --prin");
}

static void commands_are_never_abbreviated(void **state)
{
    (void)state;
    assert_usage(PARSE("recovr"), "unknown command recovr, did you mean recover?");
    assert_usage(PARSE("frobnicate"), "unknown command frobnicate");
}

static void values_are_checked(void **state)
{
    (void)state;
    assert_usage(PARSE("recover", "--to"), "--to needs a value: --to NAME");
    assert_usage(PARSE("recover", "--to", "--diff"), "--to needs a value: --to NAME");
    assert_usage(PARSE("recover", "--to="), "--to needs a value that is not empty");
    assert_usage(PARSE("recover", "--to", ""), "--to needs a value that is not empty");
    assert_usage(PARSE("recover", "--diff=yes"), "--diff takes no value");
    assert_usage(PARSE("recover", "-o", "yaml"), "--output is one of text|json, not \"yaml\"");
    assert_usage(PARSE("recover", "-o", "te"), "--output is one of text|json, not \"te\"");
    assert_usage(PARSE("recover", "-o"), "--output needs a value: --output text|json");
    assert_usage(PARSE("recover", "--to", "a", "--to", "b"), "--to is given twice, with \"a\" and \"b\"");
    assert_false(failed(PARSE("recover", "--to", "a", "--to", "a")));
    assert_false(failed(PARSE("recover", "--target-name", "--not-an-option")));
    assert_string_equal(invocation.values[OPTION_TARGET_NAME], "--not-an-option");
}

static void the_first_error_counts_and_the_rest_is_understood(void **state)
{
    (void)state;
    assert_usage(PARSE("recover", "--nonsense", "--to", "-o", "json", "--help"), "unknown option --nonsense");
    assert_true(invocation.given[OPTION_HELP]);
}

static void operands_are_counted(void **state)
{
    (void)state;
    assert_false(failed(PARSE("recover")));
    assert_usage(invocation_check(&invocation), "recover needs a file: cnpg-dr recover FILE|-");
    assert_false(failed(PARSE("recover", "a", "b")));
    assert_usage(invocation_check(&invocation), "recover takes one file, not also \"b\"");
    assert_false(failed(PARSE("recover", "a")));
    assert_false(failed(invocation_check(&invocation)));
    assert_false(failed(PARSE("--quiet")));
    assert_usage(invocation_check(&invocation), "no command");
}

static void kubectl_is_named_where_it_runs_the_program(void **state)
{
    (void)state;
    char *argv[] = {"/usr/bin/kubectl-cnpg_dr", "recover", NULL};
    assert_false(failed(invocation_parse(&arena, argv, &invocation)));
    assert_string_equal(invocation.program, "kubectl cnpg-dr");
    char *none[] = {NULL};
    assert_false(failed(invocation_parse(&arena, none, &invocation)));
    assert_string_equal(invocation.program, "cnpg-dr");
}

static void kustomize_names_no_command(void **state)
{
    (void)state;
    char *argv[] = {"plugins/RecoveryTransformer", "/tmp/config", NULL};
    assert_false(failed(invocation_parse(&arena, argv, &invocation)));
    assert_string_equal(invocation.command->name, "plugin");
    assert_int_equal(invocation.operand_count, 1);
    assert_string_equal(invocation.operands[0], "/tmp/config");
    char *krm[] = {"RecoveryTransformer", NULL};
    assert_false(failed(invocation_parse(&arena, krm, &invocation)));
    assert_string_equal(invocation.command->name, "plugin");
    assert_false(failed(invocation_check(&invocation)));
    char *other[] = {"RecoveryTransformers", NULL};
    assert_false(failed(invocation_parse(&arena, other, &invocation)));
    assert_null(invocation.command);
}

static void a_command_without_a_function_needs_the_full_executable(void **state)
{
    (void)state;
    struct command heavy = {.name = "heavy"};
    assert_false(failed(PARSE("recover")));
    assert_false(invocation_needs_full(&invocation));
    invocation.command = &heavy;
    assert_true(invocation_needs_full(&invocation));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(options_stand_before_and_behind_operands),
        TEST(the_short_form_takes_its_value_in_three_ways),
        TEST(two_dashes_end_the_options),
        TEST(one_dash_is_an_operand),
        TEST(options_are_never_abbreviated),
        TEST(hidden_options_are_not_suggested),
        TEST(commands_are_never_abbreviated),
        TEST(values_are_checked),
        TEST(the_first_error_counts_and_the_rest_is_understood),
        TEST(operands_are_counted),
        TEST(kubectl_is_named_where_it_runs_the_program),
        TEST(kustomize_names_no_command),
        TEST(a_command_without_a_function_needs_the_full_executable),
    };
    return cmocka_run_group_tests_name("cli invocation", tests, NULL, NULL);
}
