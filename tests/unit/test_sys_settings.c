#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sys/settings.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static struct settings settings;

/* A scratch repository: ROOT/.git, ROOT/apps/shop. */
static char root[] = "/tmp/settings-XXXXXX";

static struct slice at(const char *path)
{
    return arena_format(&arena, "%s%s", root, path);
}

static void make_folder(const char *path)
{
    assert_int_equal(mkdir(at(path).data, 0700), 0);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(at(path).data, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Those of one manifest, looked up for it alone. */
static struct error find_alone(struct slice path, struct settings *found)
{
    struct settings_memory memory = {.keep = &arena};
    return settings_find(&memory, &arena, path, found);
}

static int make_repository(void **state)
{
    (void)state;
    strcpy(root, "/tmp/settings-XXXXXX");
    assert_non_null(mkdtemp(root));
    make_folder("/.git");
    make_folder("/apps");
    make_folder("/apps/shop");
    return 0;
}

static int remove_repository(void **state)
{
    (void)state;
    static const char *const paths[] = {
        "/apps/shop/.cnpg-dr.yaml", "/.cnpg-dr.yaml", "/link", "/apps/shop", "/apps", "/.git", ""};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        remove(at(paths[i]).data);
    arena_free(&arena);
    return 0;
}

static void no_file_is_no_setting(void **state)
{
    (void)state;
    assert_false(failed(find_alone(at("/apps/shop/cluster.yaml"), &settings)));
    assert_null(settings.generation_pattern);
    assert_int_equal(settings.file.len, 0);
}

static void the_root_of_the_repository_is_found_from_below(void **state)
{
    (void)state;
    write_file("/.cnpg-dr.yaml", "---\n# house style\ngeneration-pattern: '-(?<number>[0-9]+)$'\n");
    assert_false(failed(find_alone(at("/apps/shop/cluster.yaml"), &settings)));
    assert_string_equal(settings.generation_pattern, "-(?<number>[0-9]+)$");
    assert_false(failed(find_alone(at("/apps/shop"), &settings)));
    assert_string_equal(settings.generation_pattern, "-(?<number>[0-9]+)$");
    assert_false(failed(find_alone(at(""), &settings)));
    assert_string_equal(settings.generation_pattern, "-(?<number>[0-9]+)$");
}

static void the_nearest_file_counts(void **state)
{
    (void)state;
    write_file("/.cnpg-dr.yaml", "generation-pattern: 'a(?<number>1)'\n");
    write_file("/apps/shop/.cnpg-dr.yaml", "generation-pattern: 'b(?<number>1)'\n");
    assert_false(failed(find_alone(at("/apps/shop/cluster.yaml"), &settings)));
    assert_string_equal(settings.generation_pattern, "b(?<number>1)");
    assert_false(failed(find_alone(at("/apps/cluster.yaml"), &settings)));
    assert_string_equal(settings.generation_pattern, "a(?<number>1)");
}

static void what_lies_above_the_repository_does_not_count(void **state)
{
    (void)state;
    make_folder("/apps/shop/.git");
    write_file("/.cnpg-dr.yaml", "generation-pattern: 'a(?<number>1)'\n");
    assert_false(failed(find_alone(at("/apps/shop/cluster.yaml"), &settings)));
    assert_null(settings.generation_pattern);
    assert_int_equal(rmdir(at("/apps/shop/.git").data), 0);
}

static void a_link_to_a_folder_leads_to_its_repository(void **state)
{
    (void)state;
    write_file("/apps/shop/.cnpg-dr.yaml", "generation-pattern: 'b(?<number>1)'\n");
    assert_int_equal(symlink("apps/shop", at("/link").data), 0);
    assert_false(failed(find_alone(at("/link/cluster.yaml"), &settings)));
    assert_string_equal(settings.generation_pattern, "b(?<number>1)");
}

static void what_is_not_understood_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum error_kind kind;
        size_t line;
    } wrong[] = {{"\ngeneration-patern: x\n", ERROR_USAGE, 2},
                 {"generation-pattern: [a]\n", ERROR_USAGE, 1},
                 {"generation-pattern:\n", ERROR_USAGE, 1},
                 {"- a\n", ERROR_USAGE, 1},
                 {"severities: [DR009]\n", ERROR_USAGE, 1},
                 {"severities:\n  DR099: off\n", ERROR_USAGE, 2},
                 {"severities:\n  DR009: quiet\n", ERROR_USAGE, 2},
                 {"paths: apps\n", ERROR_USAGE, 1},
                 {"sync-branches:\n- main\n- {}\n", ERROR_USAGE, 3},
                 {"a: b: c\n", ERROR_REFUSED, 1},
                 {"a: \xff\n", ERROR_REFUSED, 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        write_file("/.cnpg-dr.yaml", wrong[i].text);
        struct error error = find_alone(at("/cluster.yaml"), &settings);
        assert_int_equal(error.kind, wrong[i].kind);
        assert_int_equal(error.line, wrong[i].line);
        assert_true(slice_ends_with(error.file, SLICE("/.cnpg-dr.yaml")));
        assert_true(error.next.len > 0);
    }
}

static void an_empty_file_sets_nothing(void **state)
{
    (void)state;
    write_file("/.cnpg-dr.yaml", "# nothing yet\n");
    assert_false(failed(find_alone(at("/cluster.yaml"), &settings)));
    assert_null(settings.generation_pattern);
}

static void check_is_set(void **state)
{
    (void)state;
    write_file("/.cnpg-dr.yaml", "severities: {DR009: off, DR008: warning}\n"
                                 "paths: ['apps*', '!apps/old*', 'apps/old/keep.yaml']\n"
                                 "sync-branches: [main, 'release-*']\n");
    assert_false(failed(find_alone(at("/apps/shop/cluster.yaml"), &settings)));
    assert_int_equal(settings.severities[RULE_IN_TREE], SEVERITY_OFF);
    assert_int_equal(settings.severities[RULE_NO_SERVER_NAME], SEVERITY_WARNING);
    assert_int_equal(settings.severities[RULE_METHODS], SEVERITY_DEFAULT);
    assert_true(settings_sync(&settings, SLICE("main")) && settings_sync(&settings, SLICE("release-3")));
    assert_false(settings_sync(&settings, SLICE("maintenance")) || settings_sync(&settings, SLICE("")));
    static const struct {
        const char *path;
        bool covered;
    } paths[] = {{"apps/shop/cluster.yaml", true},
                 {"apps/old/cluster.yaml", false},
                 {"apps/old/keep.yaml", true},
                 {"cluster.yaml", false}};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        settings.path = slice_of(paths[i].path);
        assert_int_equal(settings_cover(&settings), paths[i].covered);
    }
}

static void the_path_is_counted_from_the_settings(void **state)
{
    (void)state;
    write_file("/.cnpg-dr.yaml", "paths: ['!apps/shop/*']\n");
    assert_false(failed(find_alone(at("/apps/shop/cluster.yaml"), &settings)));
    assert_true(slice_equal(settings.path, SLICE("apps/shop/cluster.yaml")));
    assert_false(settings_cover(&settings));
    assert_false(failed(find_alone(at("/cluster.yaml"), &settings)));
    assert_true(slice_equal(settings.path, SLICE("cluster.yaml")) && settings_cover(&settings));
}

/* Two folders in turns, and one whose file is wrong: each manifest gets what it would get alone. */
static void many_manifests_get_what_each_would_get_alone(void **state)
{
    (void)state;
    static const char *const files[] = {"/apps/shop/a.yaml", "/apps/shop/b.yaml", "/apps/a.yaml", "/a.yaml",
                                        "/apps/shop/c.yaml", "/nowhere/a.yaml",   "/b.yaml"};
    struct settings_memory memory = {.keep = &arena};
    write_file("/.cnpg-dr.yaml", "generation-pattern: 'g(?<number>[0-9]+)$'\npaths: ['!apps/*']\n");
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
            struct settings alone;
            struct error expected = find_alone(at(files[i]), &alone);
            struct error error = settings_find(&memory, &arena, at(files[i]), &settings);
            assert_true(error.kind == expected.kind && slice_equal(error.message, expected.message));
            assert_true(slice_equal(settings.file, alone.file) && slice_equal(settings.path, alone.path));
            assert_int_equal(settings_cover(&settings), settings_cover(&alone));
        }
        write_file("/apps/shop/.cnpg-dr.yaml", "unknown: 1\n");
        memory = (struct settings_memory){.keep = &arena};
    }
}

/* The folder is looked at once: what changes there meanwhile is not seen. */
static void a_folder_is_looked_at_once(void **state)
{
    (void)state;
    struct settings_memory memory = {.keep = &arena};
    assert_false(failed(settings_find(&memory, &arena, at("/apps/a.yaml"), &settings)));
    write_file("/.cnpg-dr.yaml", "generation-pattern: 'g(?<number>[0-9]+)$'\n");
    assert_false(failed(settings_find(&memory, &arena, at("/apps/b.yaml"), &settings)));
    assert_int_equal(settings.file.len, 0);
    assert_false(failed(settings_find(&memory, &arena, at("/b.yaml"), &settings)));
    assert_string_equal(settings.generation_pattern, "g(?<number>[0-9]+)$");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_repository, remove_repository)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(no_file_is_no_setting),
        TEST(the_root_of_the_repository_is_found_from_below),
        TEST(the_nearest_file_counts),
        TEST(what_lies_above_the_repository_does_not_count),
        TEST(a_link_to_a_folder_leads_to_its_repository),
        TEST(what_is_not_understood_is_an_error),
        TEST(an_empty_file_sets_nothing),
        TEST(check_is_set),
        TEST(the_path_is_counted_from_the_settings),
        TEST(many_manifests_get_what_each_would_get_alone),
        TEST(a_folder_is_looked_at_once),
    };
    return cmocka_run_group_tests_name("sys settings", tests, NULL, NULL);
}
