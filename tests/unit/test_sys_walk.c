#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/scratch.h"
#include "sys/walk.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;

static int enter(void **state)
{
    (void)state;
    scratch_enter();
    return 0;
}

static int leave(void **state)
{
    (void)state;
    arena_free(&arena);
    scratch_leave();
    return 0;
}

static void make(const char *path)
{
    scratch_write(path, SLICE("text"));
}

static void make_folder(const char *path)
{
    assert_int_equal(mkdir(path, 0755), 0);
}

enum { MOST = 8 };

static struct walk walk(const char *const *paths)
{
    struct slice slices[MOST];
    size_t count = 0, open_before = scratch_descriptors();
    for (; paths[count] != NULL; count++)
        slices[count] = slice_of(paths[count]);
    struct walk found = walk_paths(&arena, slices, count);
    assert_int_equal(scratch_descriptors(), open_before);
    return found;
}

#define WALK(...) walk((const char *const[]){__VA_ARGS__, NULL})

/* want: the paths, a blank behind each. */
static void assert_found(struct walk found, const char *want)
{
    struct slice got = SLICE("");
    for (size_t i = 0; i < found.file_count; i++) {
        assert_int_equal(found.files[i].data[found.files[i].len], '\0');
        got = arena_format(&arena, "%.*s%.*s ", SLICE_ARG(got), SLICE_ARG(found.files[i]));
    }
    assert_string_equal(arena_string(&arena, got), want);
}

static void assert_error(struct error error, const char *file, const char *message)
{
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_string_equal(arena_string(&arena, error.file), file);
    assert_true(slice_find(error.message, slice_of(message)) < error.message.len);
    assert_true(error.next.len > 0);
}

static void a_folder_means_the_manifests_below_it(void **state)
{
    (void)state;
    make_folder("apps");
    make_folder("apps/db");
    make_folder("apps/empty");
    make("apps/a.yaml");
    make("apps/b.yml");
    make("apps/c.yaml.bak");
    make("apps/d.YAML");
    make("apps/yaml");
    make("apps/.hidden.yaml");
    make("apps/db/cluster.yaml");
    struct walk found = WALK("apps");
    assert_found(found, "apps/.hidden.yaml apps/a.yaml apps/b.yml apps/db/cluster.yaml ");
    assert_int_equal(found.error_count, 0);
}

static void git_s_own_folder_is_left_out(void **state)
{
    (void)state;
    make_folder(".git");
    make_folder(".github");
    make_folder("sub");
    make_folder("sub/.git");
    make(".git/a.yaml");
    make(".github/b.yaml");
    make("sub/.git/c.yaml");
    make("sub/d.yaml");
    assert_found(WALK("."), ".github/b.yaml sub/d.yaml ");
    assert_found(WALK(".git"), ".git/a.yaml "); /* who names it means it */
}

/* As `LC_ALL=C sort` orders whole paths: a slash comes after a dash and a dot. */
static void the_order_is_that_of_bytes(void **state)
{
    (void)state;
    make_folder("x");
    make_folder("x/a");
    make_folder("x/a.yaml");
    make_folder("x/ab");
    make("x/a/1.yaml");
    make("x/a-b.yaml");
    make("x/a.yaml/2.yaml");
    make("x/a.yml");
    make("x/ab/3.yaml");
    make("x/B.yaml");
    make("x/\xc3\xa4.yaml");
    assert_found(WALK("x"),
                 "x/B.yaml x/a-b.yaml x/a.yaml/2.yaml x/a.yml x/a/1.yaml x/ab/3.yaml x/\xc3\xa4.yaml ");
}

static void paths_are_written_as_a_person_would(void **state)
{
    (void)state;
    make_folder("x");
    make("x/a.yaml");
    assert_found(WALK("."), "x/a.yaml ");
    assert_found(WALK("./"), "x/a.yaml ");
    assert_found(WALK("x/"), "x/a.yaml ");
    assert_found(WALK("x///"), "x/a.yaml ");
    assert_found(WALK("./x"), "x/a.yaml ");
    assert_found(WALK(".//x"), "x/a.yaml ");
    assert_found(WALK("x/../x"), "x/../x/a.yaml ");
    assert_found(WALK("./x/a.yaml"), "./x/a.yaml ");
    struct slice absolute = arena_format(&arena, "%s/x", scratch_path());
    assert_found(WALK(absolute.data), arena_format(&arena, "%s/x/a.yaml ", scratch_path()).data);
}

static void what_is_named_is_kept_whatever_its_name(void **state)
{
    (void)state;
    make("notes.txt");
    make("b.yaml");
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_found(WALK("pipe", "notes.txt", "b.yaml"), "pipe notes.txt b.yaml ");
}

static void only_files_count_below_a_folder(void **state)
{
    (void)state;
    make_folder("x");
    assert_int_equal(mkfifo("x/pipe.yaml", 0600), 0);
    make("x/a.yaml");
    assert_found(WALK("x"), "x/a.yaml ");
}

static void a_link_to_a_file_counts(void **state)
{
    (void)state;
    make_folder("x");
    make("outside.txt");
    assert_int_equal(symlink("../outside.txt", "x/a.yaml"), 0);
    assert_int_equal(symlink("nowhere", "x/b.yaml"), 0);
    assert_int_equal(symlink("c.yaml", "x/c.yaml"), 0);
    struct walk found = WALK("x");
    assert_found(found, "x/a.yaml ");
    assert_int_equal(found.error_count, 0);
}

static void links_to_folders_are_not_followed_below_a_folder(void **state)
{
    (void)state;
    make_folder("x");
    make_folder("x/real");
    make("x/real/a.yaml");
    assert_int_equal(symlink(".", "x/loop"), 0);
    assert_int_equal(symlink("real", "x/other"), 0);
    assert_int_equal(symlink("real", "x/folder.yaml"), 0);
    assert_int_equal(symlink("x", "y"), 0);
    assert_found(WALK("x"), "x/real/a.yaml ");
    assert_found(WALK("y"), "y/real/a.yaml ");
}

static void a_file_is_listed_once(void **state)
{
    (void)state;
    make_folder("x");
    make_folder("x/real");
    make("x/real/m.yaml");
    make("z.yaml");
    assert_int_equal(symlink("real/m.yaml", "x/first.yaml"), 0); /* comes before what it leads to */
    assert_int_equal(symlink("../z.yaml", "x/one.yaml"), 0);
    assert_int_equal(symlink("../z.yaml", "x/two.yaml"), 0);
    assert_int_equal(symlink("x/real/m.yaml", "named.yaml"), 0);
    assert_found(WALK("x"), "x/one.yaml x/real/m.yaml ");
    assert_found(WALK("."), "x/real/m.yaml z.yaml ");
    assert_found(WALK("z.yaml", "x", "./z.yaml"), "z.yaml x/real/m.yaml ");
    assert_found(WALK("x", "x/real", "x/../x/real/m.yaml"), "x/one.yaml x/real/m.yaml ");
    assert_found(WALK("x/real/m.yaml", "x"), "x/real/m.yaml x/one.yaml ");
    assert_found(WALK("named.yaml", "x"), "named.yaml x/one.yaml ");
}

static void hard_links_are_two_files(void **state)
{
    (void)state;
    make("a.yaml");
    assert_int_equal(link("a.yaml", "b.yaml"), 0);
    assert_found(WALK(".", "a.yaml"), "a.yaml b.yaml ");
}

static void what_is_not_there_is_an_error_and_the_rest_is_listed(void **state)
{
    (void)state;
    make("a.yaml");
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    struct walk found = WALK("missing", "a.yaml", "a.yaml/b", "dangling", "");
    assert_found(found, "a.yaml ");
    assert_int_equal(found.error_count, 4);
    assert_error(found.errors[0], "missing", "No such file");
    assert_error(found.errors[1], "a.yaml/b", "Not a directory");
    assert_error(found.errors[2], "dangling", "No such file");
    struct slice nul = {"a.yaml\0b", 8};
    found = walk_paths(&arena, &nul, 1);
    assert_int_equal(found.file_count, 0);
    assert_int_equal(found.error_count, 1);
}

static int walk_forbidden(void *context)
{
    (void)context;
    scratch_drop_root();
    struct slice path = SLICE("x");
    struct walk found = walk_paths(&arena, &path, 1);
    CHILD_CHECK(found.file_count == 2);
    CHILD_CHECK(found.error_count == 1);
    CHILD_CHECK(slice_equal(found.errors[0].file, SLICE("x/b")));
    CHILD_CHECK(slice_find(found.errors[0].message, SLICE("Permission denied")) <
                found.errors[0].message.len);
    return 0;
}

static void a_folder_that_may_not_be_read_is_an_error_and_the_rest_is_listed(void **state)
{
    (void)state;
    assert_int_equal(chmod(".", 0755), 0);
    make_folder("x");
    make_folder("x/b");
    make("x/a.yaml");
    make("x/c.yaml");
    assert_int_equal(chmod("x/b", 0), 0);
    assert_int_equal(scratch_child(walk_forbidden, NULL), 0);
    assert_int_equal(chmod("x/b", 0755), 0);
}

/* Deeper than a path can be long: the end is an error, not a crash, and takes no more descriptors. */
static void a_tree_too_deep_to_name_ends_in_an_error(void **state)
{
    (void)state;
    char name[200];
    memset(name, 'd', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    int top = open(".", O_RDONLY);
    make("a.yaml");
    for (int depth = 0; depth < 30; depth++) {
        make_folder(name);
        assert_int_equal(chdir(name), 0);
    }
    assert_int_equal(fchdir(top), 0);
    close(top);
    struct walk found = WALK(".");
    assert_found(found, "a.yaml ");
    assert_int_equal(found.error_count, 1);
    assert_true(slice_find(found.errors[0].message, SLICE("too long")) < found.errors[0].message.len);
}

enum { FOLDERS = 50, FILES = 60 };

static void many_files_are_found_in_order(void **state)
{
    (void)state;
    char path[64];
    for (int i = 0; i < FOLDERS; i++) {
        snprintf(path, sizeof path, "%d", i);
        make_folder(path);
        for (int k = 0; k < FILES; k++) {
            snprintf(path, sizeof path, "%d/%d.yaml", i, k);
            make(path);
        }
    }
    struct walk found = WALK(".");
    assert_int_equal(found.file_count, FOLDERS * FILES);
    for (size_t i = 1; i < found.file_count; i++)
        assert_true(slice_compare(found.files[i - 1], found.files[i]) < 0);
}

static bool runs_out(struct slice path)
{
    arena.limit = 20000;
    if (ARENA_BEGIN(&arena))
        return true;
    walk_paths(&arena, &path, 1);
    return false;
}

static void running_out_of_memory_leaves_nothing_open(void **state)
{
    (void)state;
    char path[64];
    for (int i = 0; i < 500; i++) {
        snprintf(path, sizeof path, "a_name_that_takes_some_memory_%d.yaml", i);
        make(path);
    }
    size_t open_before = scratch_descriptors();
    assert_true(runs_out(SLICE(".")));
    arena_free(&arena);
    arena.limit = 0;
    assert_int_equal(scratch_descriptors(), open_before);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_folder_means_the_manifests_below_it),
        TEST(git_s_own_folder_is_left_out),
        TEST(the_order_is_that_of_bytes),
        TEST(paths_are_written_as_a_person_would),
        TEST(what_is_named_is_kept_whatever_its_name),
        TEST(only_files_count_below_a_folder),
        TEST(a_link_to_a_file_counts),
        TEST(links_to_folders_are_not_followed_below_a_folder),
        TEST(a_file_is_listed_once),
        TEST(hard_links_are_two_files),
        TEST(what_is_not_there_is_an_error_and_the_rest_is_listed),
        TEST(a_folder_that_may_not_be_read_is_an_error_and_the_rest_is_listed),
        TEST(a_tree_too_deep_to_name_ends_in_an_error),
        TEST(many_files_are_found_in_order),
        TEST(running_out_of_memory_leaves_nothing_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
