#include "lib/cluster.h"
#include "lib/memory.h"
#include "lib/scratch.h"
#include "lib/yaml.h"

#include "cnpgdr/cnpgdr.h"

#define STEADY                                                                                               \
    HEAD "  bootstrap:\n"                                                                                    \
         "    initdb: {database: app}\n"                                                                     \
         "    # recovery:\n"                                                                                 \
         "    #   source: old\n"                                                                             \
         "    #   database: app\n" EXTERNAL("x-v1") BACKUP("x-v1")

#define RECOVERING(target, write)                                                                            \
    HEAD "  bootstrap:\n"                                                                                    \
         "    # initdb: {database: app}\n"                                                                   \
         "    # cnpg-dr back: external cluster stays\n"                                                      \
         "    recovery:\n"                                                                                   \
         "      source: old\n"                                                                               \
         "      database: app\n" target EXTERNAL("x-v1") BACKUP(write)

static struct cnpgdr_manifest manifest_of(const char *text)
{
    return (struct cnpgdr_manifest){.text = {text, strlen(text)}};
}

static void assert_text(struct cnpgdr_text text, const char *want)
{
    assert_slice((struct slice){text.data, text.len}, want);
}

static struct cnpgdr_result *recovered(const char *text, const struct cnpgdr_recover_options *options,
                                       enum cnpgdr_status status)
{
    struct cnpgdr_manifest manifest = manifest_of(text);
    struct cnpgdr_result *result;
    assert_int_equal(cnpgdr_recover(&manifest, options, &result), status);
    assert_non_null(result);
    return result;
}

static void assert_recovers(const char *text, struct cnpgdr_recover_options options, const char *want)
{
    struct cnpgdr_result *result = recovered(text, &options, CNPGDR_DONE);
    assert_text(cnpgdr_result_text(result), want);
    cnpgdr_result_free(result);
}

static void there_and_back(void **state)
{
    (void)state;
    struct cnpgdr_recover_options options = {.step = CNPGDR_RECOVER};
    struct cnpgdr_result *result = recovered(STEADY, &options, CNPGDR_DONE), *back;
    assert_text(cnpgdr_result_text(result), RECOVERING("", "x-v2"));
    struct cnpgdr_manifest manifest = {.text = cnpgdr_result_text(result)};
    assert_int_equal(cnpgdr_revert(&manifest, &back), CNPGDR_DONE);
    struct slice text = {cnpgdr_result_text(back).data, cnpgdr_result_text(back).len};
    assert_holds(text, "    # recovery:\n    #   source: old\n    #   database: app\n" EXTERNAL("x-v2")
                           BACKUP("x-v2"));
    cnpgdr_result_free(back);
    cnpgdr_result_free(result);
    cnpgdr_result_free(NULL);
}

static void every_option_arrives(void **state)
{
    (void)state;
#define OPTION(...) ((struct cnpgdr_recover_options){__VA_ARGS__})
#define TARGET(lines) "      recoveryTarget:\n" lines
    const char *recovering = RECOVERING("", "x-v2"),
               *with = RECOVERING(TARGET("        targetTLI: latest\n"), "x-v2");
    assert_recovers(recovering, OPTION(.step = CNPGDR_RETRY), RECOVERING("", "x-v3"));
    assert_recovers(recovering, OPTION(.to = "z"), RECOVERING("", "z"));
    assert_recovers(recovering, OPTION(.target_time = "2024-05-01T00:00:00Z"),
                    RECOVERING(TARGET("        targetTime: \"2024-05-01T00:00:00Z\"\n"), "x-v2"));
    assert_recovers(recovering, OPTION(.target_lsn = "A/1"),
                    RECOVERING(TARGET("        targetLSN: A/1\n"), "x-v2"));
    assert_recovers(recovering, OPTION(.target_xid = "7", .backup_id = "b"),
                    RECOVERING(TARGET("        backupID: b\n        targetXID: \"7\"\n"), "x-v2"));
    assert_recovers(recovering, OPTION(.target_name = "p", .backup_id = "b"),
                    RECOVERING(TARGET("        backupID: b\n        targetName: p\n"), "x-v2"));
    assert_recovers(recovering, OPTION(.target_tli = "latest"), with);
    assert_recovers(recovering, OPTION(.target_immediate = true, .backup_id = "b"),
                    RECOVERING(TARGET("        backupID: b\n        targetImmediate: true\n"), "x-v2"));
    assert_recovers(recovering, OPTION(.target_lsn = "A/1", .exclusive = true),
                    RECOVERING(TARGET("        targetLSN: A/1\n        exclusive: true\n"), "x-v2"));
    assert_recovers(with, OPTION(.no_target = true), recovering);
#undef TARGET
#undef OPTION
}

static void options_of_a_steady_manifest(void **state)
{
    (void)state;
    const char *text =
        HEAD "  bootstrap:\n    initdb: {database: app}\n    # recovery:\n    #   source: old\n"
             "    #   recoveryTarget: {targetTLI: latest}\n" EXTERNAL("x-v1") BACKUP("x-v1");
    struct cnpgdr_recover_options options = {.keep_target = true, .no_fill = true, .from = "x-v4"};
    struct cnpgdr_result *result = recovered(text, &options, CNPGDR_DONE);
    struct slice made = {cnpgdr_result_text(result).data, cnpgdr_result_text(result).len};
    assert_holds(
        made,
        "    recovery:\n      source: old\n      recoveryTarget: {targetTLI: latest}\n" EXTERNAL("x-v4"));
    cnpgdr_result_free(result);
    options = (struct cnpgdr_recover_options){.fresh_block = true};
    result = recovered(text, &options, CNPGDR_DONE);
    made = (struct slice){cnpgdr_result_text(result).data, cnpgdr_result_text(result).len};
    assert_holds(made, "      source: db-backup\n");
    cnpgdr_result_free(result);
    options = (struct cnpgdr_recover_options){.step = CNPGDR_ADVANCE};
    result = recovered(RECOVERING("", "x-v2"), &options, CNPGDR_DONE);
    assert_text(cnpgdr_result_generations(result).read, "x-v2");
    cnpgdr_result_free(result);
}

static void what_a_result_says(void **state)
{
    (void)state;
    struct cnpgdr_recover_options options = {.from = "x-v0", .to = "x-v17"};
    struct cnpgdr_manifest manifest = manifest_of(
        "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db, namespace: shop}\nspec:\n"
        "  imageName: postgresql:1\n" RECOVERY EXTERNAL("x-v1") BACKUP("x-v1"));
    manifest.name = "cluster.yaml";
    struct cnpgdr_result *result;
    assert_int_equal(cnpgdr_recover(&manifest, &options, &result), CNPGDR_DONE);
    struct cnpgdr_generations generations = cnpgdr_result_generations(result);
    assert_text(generations.cluster, "db");
    assert_text(generations.cluster_namespace, "shop");
    assert_text(generations.read_before, "x-v1");
    assert_text(generations.write_before, "x-v1");
    assert_text(generations.read, "x-v0");
    assert_text(generations.write, "x-v17");
    assert_int_equal(cnpgdr_result_remark_count(result), 1);
    struct cnpgdr_remark remark = cnpgdr_result_remark(result, 0);
    assert_true(remark.warning);
    assert_int_equal(remark.line, 0);
    assert_holds((struct slice){remark.text.data, remark.text.len}, "PostgreSQL's major version");
    assert_null(cnpgdr_result_error(result).code);
    struct cnpgdr_text diff = cnpgdr_result_diff(result);
    assert_holds((struct slice){diff.data, diff.len}, "--- a/cluster.yaml\n+++ b/cluster.yaml\n@@");
    assert_holds((struct slice){diff.data, diff.len}, "-      serverName: x-v1\n+      serverName: x-v17\n");
    assert_ptr_equal(cnpgdr_result_diff(result).data, diff.data);
    cnpgdr_result_free(result);
}

static void what_was_done_is_no_warning(void **state)
{
    (void)state;
    struct cnpgdr_recover_options options = {.target_lsn = "0/1"};
    struct cnpgdr_result *result = recovered(RECOVERING("", "x-v2"), &options, CNPGDR_DONE);
    assert_int_equal(cnpgdr_result_remark_count(result), 1);
    assert_false(cnpgdr_result_remark(result, 0).warning);
    assert_int_equal(cnpgdr_result_remark(result, 0).line, 10);
    cnpgdr_result_free(result);
}

static void a_refusal(void **state)
{
    (void)state;
    struct cnpgdr_recover_options options = {.step = CNPGDR_RECOVER};
    struct cnpgdr_result *result = recovered(HEAD INITDB BACKUP("${X}"), &options, CNPGDR_REFUSED);
    struct cnpgdr_error error = cnpgdr_result_error(result);
    assert_string_equal(error.code, "R011");
    assert_text(error.message, "the write generation ${X} holds a variable");
    assert_text(error.next_step, "write the serverName out in the manifest");
    assert_int_equal(error.line, 12);
    assert_int_equal(error.column, 19);
    assert_text(cnpgdr_result_text(result), "");
    assert_text(cnpgdr_result_diff(result), "");
    cnpgdr_result_free(result);
}

static void other_endings(void **state)
{
    (void)state;
    struct cnpgdr_recover_options options = {.step = CNPGDR_RECOVER};
    cnpgdr_result_free(recovered(RECOVERING("", "x-v2"), &options, CNPGDR_NOTHING));
    struct cnpgdr_manifest manifest = manifest_of(STEADY);
    struct cnpgdr_result *result;
    manifest.generation_pattern = "(";
    assert_int_equal(cnpgdr_recover(&manifest, &options, &result), CNPGDR_USAGE);
    cnpgdr_result_free(result);
    manifest.generation_pattern = NULL;
    manifest.cluster = "other";
    assert_int_equal(cnpgdr_revert(&manifest, &result), CNPGDR_REFUSED);
    cnpgdr_result_free(result);
    manifest.cluster = "db";
    assert_int_equal(cnpgdr_revert(&manifest, &result), CNPGDR_NOTHING);
    cnpgdr_result_free(result);
}

static void codes_are_explained(void **state)
{
    (void)state;
    assert_holds(slice_of(cnpgdr_explain("R001")), "webhook accepts one of");
    assert_null(cnpgdr_explain("R000"));
    assert_null(cnpgdr_explain(""));
    assert_true(strlen(cnpgdr_version()) > 0);
}

/* Whichever allocation fails, libyaml's and PCRE2's own among them, it is said, and all is given back. */
static void assert_every_failure(const char *text, bool back)
{
    struct cnpgdr_manifest manifest = manifest_of(text);
    struct cnpgdr_recover_options options = {.step = CNPGDR_RECOVER};
    manifest.generation_pattern = "-v(?<number>[0-9]+)$";
    long used = memory_used;
    for (long count = 0;; count++) {
        struct cnpgdr_result *result;
        memory_left = count;
        enum cnpgdr_status status =
            back ? cnpgdr_revert(&manifest, &result) : cnpgdr_recover(&manifest, &options, &result);
        bool failed = memory_left < 0;
        memory_left = -1;
        if (failed && (status != CNPGDR_SYSTEM || result != NULL))
            fail_msg("allocation %ld: status %d", count, (int)status);
        if (failed) {
            assert_int_equal(memory_used, used);
            continue;
        }
        assert_int_equal(status, CNPGDR_DONE);
        assert_true(count > 100);
        cnpgdr_result_free(result);
        return;
    }
}

static bool cannot_fail(const char *test)
{
    if (!MEMORY_CAN_FAIL)
        scratch_skip(test, "allocations cannot be made to fail here");
    return !MEMORY_CAN_FAIL;
}

static void every_allocation_that_fails(void **state)
{
    (void)state;
    if (cannot_fail("every_allocation_that_fails"))
        skip();
    assert_every_failure(STEADY, false);
    assert_every_failure(RECOVERING("", "x-v2"), true);
}

static void a_diff_for_which_memory_runs_out(void **state)
{
    (void)state;
    if (cannot_fail("a_diff_for_which_memory_runs_out"))
        skip();
    struct cnpgdr_recover_options options = {.step = CNPGDR_RECOVER};
    struct slice prose = SLICE("");
    for (size_t i = 0; i < 18; i++)
        prose = arena_format(&arena, "# %.*s\n%.*s", SLICE_ARG(prose), SLICE_ARG(prose));
    struct slice text = arena_format(&arena, "%.*s%s", SLICE_ARG(prose), STEADY);
    struct cnpgdr_result *result = recovered(text.data, &options, CNPGDR_DONE);
    memory_left = 0;
    struct cnpgdr_text diff = cnpgdr_result_diff(result);
    bool failed = memory_left < 0;
    memory_left = -1;
    if (failed) {
        assert_int_equal(diff.len, 0);
        diff = cnpgdr_result_diff(result); /* there is some again */
    }
    assert_true(failed && diff.len > 0);
    cnpgdr_result_free(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(there_and_back),
        TEST(every_option_arrives),
        TEST(options_of_a_steady_manifest),
        TEST(what_a_result_says),
        TEST(what_was_done_is_no_warning),
        TEST(a_refusal),
        TEST(other_endings),
        TEST(codes_are_explained),
        TEST(every_allocation_that_fails),
        TEST(a_diff_for_which_memory_runs_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
