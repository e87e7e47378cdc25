#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/scratch.h"
#include "plan/plan.h"
#include "sys/input.h"
#include "sys/replace.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MANIFEST                                                                                             \
    "apiVersion: postgresql.cnpg.io/v1\n"                                                                    \
    "kind: Cluster\n"                                                                                        \
    "metadata:\n"                                                                                            \
    "  name: db\n"                                                                                           \
    "spec:\n"                                                                                                \
    "  instances: 3\n"                                                                                       \
    "  storage:\n"                                                                                           \
    "    size: 1Gi\n"                                                                                        \
    "  bootstrap:\n"                                                                                         \
    "    initdb:\n"                                                                                          \
    "      database: shop\n"                                                                                 \
    "      owner: shop\n"                                                                                    \
    "  backup:\n"                                                                                            \
    "    barmanObjectStore:\n"                                                                               \
    "      destinationPath: s3://backups/db\n"                                                               \
    "      serverName: db-v1\n"                                                                              \
    "      s3Credentials:\n"                                                                                 \
    "        inheritFromIAMRole: true\n"

#define TEMPORARY ".db.yaml.cnpg-dr-tmp"

static struct arena arena;
static const struct slice manifest = {MANIFEST, sizeof MANIFEST - 1};

static int enter(void **state)
{
    (void)state;
    scratch_enter();
    scratch_write("db.yaml", manifest);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    arena_free(&arena);
    scratch_leave();
    return 0;
}

/* What the core makes of a manifest. */
static const struct proved *prove(struct slice text)
{
    struct plan_scope scope = {.file = SLICE("db.yaml"), .text = text};
    struct recover_options options = {.verb = PLAN_RECOVER};
    struct plan_report report;
    const struct proved *proved = NULL;
    struct error error = plan_recover(&arena, &scope, &options, &proved, &report);
    if (failed(error)) {
        fprintf(stderr, "# %.*s\n", SLICE_ARG(error.message));
        abort();
    }
    return proved;
}

static struct error replace(const char *path)
{
    return replace_file(&arena, slice_of(path), prove(manifest));
}

static bool says(struct error error, const char *words)
{
    return slice_find(error.message, slice_of(words)) < error.message.len;
}

static bool has_code(struct error error, const char *code)
{
    return error.kind == ERROR_REFUSED && strcmp(error.code, code) == 0 && error.next.len > 0 &&
           error.file.len > 0;
}

/* One file in the folder, and it is the old one or the new one. */
static bool is_old(const char *path)
{
    return scratch_holds(path, manifest) && access(TEMPORARY, F_OK) != 0;
}

static bool is_new(const char *path)
{
    return scratch_holds(path, proved_bytes(prove(manifest))) && access(TEMPORARY, F_OK) != 0;
}

static void the_new_bytes_take_the_place_of_the_old(void **state)
{
    (void)state;
    size_t open_before = scratch_descriptors();
    assert_false(failed(replace("db.yaml")));
    assert_true(is_new("db.yaml"));
    assert_int_equal(scratch_entries("."), 1);
    assert_int_equal(scratch_descriptors(), open_before);
}

static void paths_may_go_through_folders(void **state)
{
    (void)state;
    assert_int_equal(mkdir("apps", 0700), 0);
    scratch_write("apps/db.yaml", manifest);
    char absolute[4096];
    snprintf(absolute, sizeof absolute, "%s/db.yaml", scratch_path());
    assert_false(failed(replace("apps/../apps/db.yaml")));
    assert_false(failed(replace(absolute)));
    assert_true(is_new("apps/db.yaml"));
    assert_true(is_new("db.yaml"));
    assert_int_equal(scratch_entries("apps"), 1);
}

static void large_manifests_come_whole(void **state)
{
    (void)state;
    size_t padding = 3000000;
    char *bytes = arena_alloc(&arena, padding + manifest.len);
    memset(bytes, '#', padding);
    for (size_t i = 99; i < padding; i += 100)
        bytes[i] = '\n';
    memcpy(bytes + padding, manifest.data, manifest.len);
    struct slice text = {bytes, padding + manifest.len};
    const struct proved *proved = prove(text);
    scratch_write("db.yaml", text);
    assert_false(failed(replace_file(&arena, SLICE("db.yaml"), proved)));
    assert_true(scratch_holds("db.yaml", proved_bytes(proved)));
}

static mode_t mode_of(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? about.st_mode & 07777 : 0;
}

static void the_mode_is_kept(void **state)
{
    (void)state;
    static const mode_t modes[] = {0600, 0640, 0666, 0755, 0664, 02664};
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        scratch_write("db.yaml", manifest);
        assert_int_equal(chmod("db.yaml", modes[i]), 0);
        assert_false(failed(replace("db.yaml")));
        assert_int_equal(mode_of("db.yaml"), modes[i]);
    }
}

static void owner_and_group_are_kept(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        scratch_skip("owner_and_group_are_kept", "only root can give files away");
        skip();
    }
    struct stat about;
    assert_int_equal(chown("db.yaml", 1234, 2345), 0);
    assert_false(failed(replace("db.yaml")));
    assert_int_equal(stat("db.yaml", &about), 0);
    assert_int_equal(about.st_uid, 1234);
    assert_int_equal(about.st_gid, 2345);
}

static int replace_what_belongs_to_another(void *context)
{
    (void)context;
    scratch_drop_root();
    struct error error = replace("db.yaml");
    CHILD_CHECK(has_code(error, "R032"));
    CHILD_CHECK(says(error, "its group") || says(error, "its owner"));
    CHILD_CHECK(is_old("db.yaml"));
    return 0;
}

static void an_owner_that_cannot_be_kept_is_refused(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        scratch_skip("an_owner_that_cannot_be_kept_is_refused", "only root can make a file of another owner");
        skip();
    }
    assert_int_equal(chmod(".", 0777), 0);
    assert_int_equal(chmod("db.yaml", 0666), 0);
    assert_int_equal(scratch_child(replace_what_belongs_to_another, NULL), 0);
}

static void a_symbolic_link_stays(void **state)
{
    (void)state;
    char to[16] = {0};
    assert_int_equal(mkdir("base", 0700), 0);
    assert_int_equal(rename("db.yaml", "base/db.yaml"), 0);
    assert_int_equal(symlink("base/db.yaml", "first"), 0);
    assert_int_equal(symlink("first", "second"), 0);
    assert_false(failed(replace("second")));
    assert_true(is_new("base/db.yaml"));
    assert_int_equal(readlink("second", to, sizeof to), 5);
    assert_memory_equal(to, "first", 5);
    assert_int_equal(readlink("first", to, sizeof to), 12);
    assert_int_equal(scratch_entries("."), 3);
    assert_int_equal(scratch_entries("base"), 1);
}

static void a_hard_link_is_refused(void **state)
{
    (void)state;
    assert_int_equal(link("db.yaml", "other.yaml"), 0);
    struct error error = replace("db.yaml");
    assert_true(has_code(error, "R032"));
    assert_true(says(error, "2 names"));
    assert_true(is_old("db.yaml"));
    assert_true(is_old("other.yaml"));
}

static void another_content_is_refused(void **state)
{
    (void)state;
    static const struct slice contents[] = {{"", 0},
                                            {MANIFEST "\n", sizeof MANIFEST},
                                            {MANIFEST, sizeof MANIFEST - 2},
                                            {MANIFEST, sizeof MANIFEST}};
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        scratch_write("db.yaml", contents[i]);
        struct error error = replace("db.yaml");
        assert_true(has_code(error, "R019"));
        assert_true(says(error, "changed"));
        assert_true(scratch_holds("db.yaml", contents[i]));
        assert_int_equal(scratch_entries("."), 1);
    }
    char *other = arena_string(&arena, manifest);
    for (size_t i = 0; i < manifest.len; i += manifest.len - 1) { /* the first byte, and the last one too */
        other[i] ^= 1;
        scratch_write("db.yaml", (struct slice){other, manifest.len});
        assert_true(has_code(replace("db.yaml"), "R019"));
        other[i] ^= 1;
    }
}

/* Editors save by a rename: the bytes decide, not the inode. */
static void another_file_with_the_same_bytes_is_fine(void **state)
{
    (void)state;
    const struct proved *proved = prove(manifest);
    scratch_write("saved", manifest);
    assert_int_equal(rename("saved", "db.yaml"), 0);
    assert_false(failed(replace_file(&arena, SLICE("db.yaml"), proved)));
    assert_true(is_new("db.yaml"));
}

static void a_file_that_is_gone_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(unlink("db.yaml"), 0);
    struct error error = replace("db.yaml");
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_true(says(error, "No such file"));
    assert_int_equal(scratch_entries("."), 0);
}

static void what_is_no_regular_file_is_refused(void **state)
{
    (void)state;
    assert_int_equal(unlink("db.yaml"), 0);
    assert_int_equal(mkfifo("db.yaml", 0600), 0);
    assert_true(has_code(replace("db.yaml"), "R018"));
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_true(has_code(replace("folder"), "R018"));
    assert_true(has_code(replace("/"), "R018"));
    assert_int_equal(replace_file(&arena, SLICE("db.yaml\0x"), prove(manifest)).kind, ERROR_SYSTEM);
}

static int lock(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(scratch_lock(fd), 0);
    return fd;
}

static void a_locked_file_is_refused_without_waiting(void **state)
{
    (void)state;
    int fd = lock("db.yaml");
    struct error error = replace("db.yaml");
    assert_true(has_code(error, "R019"));
    assert_true(says(error, "lock"));
    assert_true(is_old("db.yaml"));
    close(fd);
    assert_false(failed(replace("db.yaml")));
}

static void what_a_killed_run_left_is_removed(void **state)
{
    (void)state;
    scratch_write(TEMPORARY, SLICE("half a mani"));
    assert_false(failed(replace("db.yaml")));
    assert_true(is_new("db.yaml"));
    assert_int_equal(scratch_entries("."), 1);
}

static void what_another_run_has_locked_is_not_removed(void **state)
{
    (void)state;
    int fd = lock(TEMPORARY);
    struct error error = replace("db.yaml");
    assert_true(has_code(error, "R019"));
    assert_true(says(error, "another run"));
    assert_true(scratch_holds("db.yaml", manifest));
    assert_int_equal(access(TEMPORARY, F_OK), 0);
    close(fd);
}

static void what_else_has_that_name_is_left_alone(void **state)
{
    (void)state;
    scratch_write("precious", SLICE("precious"));
    assert_int_equal(symlink("precious", TEMPORARY), 0);
    assert_int_equal(replace("db.yaml").kind, ERROR_SYSTEM);
    assert_true(scratch_holds("precious", SLICE("precious")));
    assert_int_equal(unlink(TEMPORARY), 0);
    assert_int_equal(mkdir(TEMPORARY, 0700), 0);
    assert_int_equal(replace("db.yaml").kind, ERROR_SYSTEM);
    assert_int_equal(rmdir(TEMPORARY), 0);
    assert_int_equal(mkfifo(TEMPORARY, 0600), 0);
    assert_int_equal(replace("db.yaml").kind, ERROR_SYSTEM);
    assert_true(scratch_holds("db.yaml", manifest));
}

static void long_names_work(void **state)
{
    (void)state;
    char name[256];
    memset(name, 'n', 255);
    name[255] = '\0';
    memcpy(name + 199, "\xc3\xa4", 2); /* a character across the place where the name is cut */
    scratch_write(name, manifest);
    assert_false(failed(replace(name)));
    assert_true(is_new(name));
    assert_int_equal(scratch_entries("."), 2);
}

enum { ROUNDS = 40, RUNS = 4 };

static int run_at_once(void *context)
{
    const struct proved *proved = prove(manifest);
    int *start = context;
    char byte;
    close(start[1]);
    CHILD_CHECK(read(start[0], &byte, 1) == 0); /* all begin when the last one is there */
    struct error error = replace_file(&arena, SLICE("db.yaml"), proved);
    CHILD_CHECK(!failed(error) || has_code(error, "R019"));
    return failed(error) ? 1 : 0;
}

static int start_run(int *start)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(run_at_once(start));
    return pid;
}

static void of_runs_at_once_one_wins(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        int start[2], won = 0, refused = 0, status;
        scratch_write("db.yaml", manifest);
        assert_int_equal(pipe(start), 0);
        for (int i = 0; i < RUNS; i++)
            assert_true(start_run(start) > 0);
        close(start[0]);
        close(start[1]);
        while (wait(&status) > 0) {
            assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
            won += WEXITSTATUS(status) == 0;
            refused += WEXITSTATUS(status) == 1;
        }
        assert_int_equal(won, 1);
        assert_int_equal(refused, RUNS - 1);
        assert_true(is_new("db.yaml"));
        assert_int_equal(scratch_entries("."), 1);
    }
}

static int replace_in_folder_without_permission(void *context)
{
    (void)context;
    scratch_drop_root();
    struct error error = replace("db.yaml");
    CHILD_CHECK(error.kind == ERROR_SYSTEM);
    CHILD_CHECK(says(error, "Permission denied"));
    CHILD_CHECK(error.next.len > 0);
    CHILD_CHECK(is_old("db.yaml"));
    return 0;
}

static void a_folder_that_may_not_be_written_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(chmod("db.yaml", 0666), 0);
    assert_int_equal(chmod(".", 0555), 0);
    assert_int_equal(scratch_child(replace_in_folder_without_permission, NULL), 0);
    assert_int_equal(chmod(".", 0700), 0);
}

/* The folder would allow the rename, but the file says that it is not to be written. */
static void a_file_that_may_not_be_written_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(chmod("db.yaml", 0444), 0);
    assert_int_equal(chmod(".", 0777), 0);
    assert_int_equal(scratch_child(replace_in_folder_without_permission, NULL), 0);
}

/* A small file system of our own, at "disk", with the manifest in it. */
static int make_disk(void)
{
    if (!scratch_private_mounts() || mkdir("disk", 0700) != 0 ||
        mount("none", "disk", "tmpfs", 0, "size=64k") != 0)
        _exit(SCRATCH_SKIP);
    return chdir("disk");
}

static int replace_on_read_only_disk(void *context)
{
    (void)context;
    CHILD_CHECK(make_disk() == 0);
    scratch_write("db.yaml", manifest);
    if (mount("none", ".", NULL, MS_REMOUNT | MS_RDONLY, NULL) != 0)
        return SCRATCH_SKIP;
    struct error error = replace("db.yaml");
    CHILD_CHECK(error.kind == ERROR_SYSTEM);
    CHILD_CHECK(says(error, "Read-only file system"));
    CHILD_CHECK(is_old("db.yaml"));
    return 0;
}

static void fill(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    char block[1024] = {0};
    while (write(fd, block, sizeof block) > 0)
        ;
    close(fd);
}

/* Room for a part of the new manifest: some of the write succeeds. */
static int replace_on_full_disk(void *context)
{
    (void)context;
    char *bytes = arena_alloc(&arena, 20000 + manifest.len);
    memset(bytes, '#', 20000);
    bytes[19999] = '\n';
    memcpy(bytes + 20000, manifest.data, manifest.len);
    struct slice text = {bytes, 20000 + manifest.len};
    const struct proved *proved = prove(text);
    CHILD_CHECK(make_disk() == 0);
    scratch_write("db.yaml", text);
    scratch_write("room", (struct slice){bytes, 8192});
    fill("filler");
    CHILD_CHECK(unlink("room") == 0);
    struct error error = replace_file(&arena, SLICE("db.yaml"), proved);
    CHILD_CHECK(error.kind == ERROR_SYSTEM);
    CHILD_CHECK(says(error, "No space left"));
    CHILD_CHECK(slice_find(error.next, SLICE("room")) < error.next.len);
    CHILD_CHECK(scratch_holds("db.yaml", text));
    CHILD_CHECK(scratch_entries(".") == 2);
    CHILD_CHECK(unlink("filler") == 0);
    CHILD_CHECK(!failed(replace_file(&arena, SLICE("db.yaml"), proved)));
    CHILD_CHECK(scratch_holds("db.yaml", proved_bytes(proved)));
    return 0;
}

static void with_disk(const char *test, int (*work)(void *context))
{
    int status = scratch_child(work, NULL);
    if (status == SCRATCH_SKIP) {
        scratch_skip(test, "the system does not let this user mount a tmpfs");
        skip();
    }
    assert_int_equal(status, 0);
}

static void a_read_only_disk_is_an_error(void **state)
{
    (void)state;
    with_disk("a_read_only_disk_is_an_error", replace_on_read_only_disk);
}

static void a_full_disk_is_an_error(void **state)
{
    (void)state;
    with_disk("a_full_disk_is_an_error", replace_on_full_disk);
}

/* The kernel sends SIGXFSZ as well, which would end the program before it can say why. */
static int replace_over_size_limit(void *context)
{
    (void)context;
    const struct proved *proved = prove(manifest);
    struct rlimit limit = {100, 100};
    CHILD_CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    struct error error = replace_file(&arena, SLICE("db.yaml"), proved);
    CHILD_CHECK(error.kind == ERROR_SYSTEM);
    CHILD_CHECK(says(error, "File too large"));
    CHILD_CHECK(is_old("db.yaml"));
    return 0;
}

static void a_limit_on_file_sizes_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(scratch_child(replace_over_size_limit, NULL), 0);
}

static void signals_are_as_before(void **state)
{
    (void)state;
    sigset_t mask, after;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    assert_int_equal(sigprocmask(SIG_BLOCK, &mask, NULL), 0);
    assert_false(failed(replace("db.yaml")));
    assert_int_equal(sigprocmask(SIG_UNBLOCK, &mask, &after), 0);
    assert_true(sigismember(&after, SIGUSR1));
    assert_false(sigismember(&after, SIGINT));
    assert_false(sigismember(&after, SIGTERM));
}

static bool runs_out(const struct proved *proved, struct arena *small)
{
    if (ARENA_BEGIN(small))
        return true;
    for (;;) { /* uses the arena up, step by step, until a call has no memory in the middle of its work */
        struct error error = replace_file(small, SLICE("db.yaml"), proved);
        if (!failed(error))
            return false;
    }
}

/* The lock of another makes each call fail late; memory runs out somewhere on the way. */
static void running_out_of_memory_leaves_nothing_behind(void **state)
{
    (void)state;
    const struct proved *proved = prove(manifest);
    size_t open_before = scratch_descriptors();
    scratch_write("db.yaml", SLICE("another text"));
    for (size_t spent = 0; spent < 16000; spent += 500) {
        struct arena small = {.limit = 40000};
        arena_alloc(&small, spent);
        assert_true(runs_out(proved, &small));
        arena_free(&small);
        assert_int_equal(scratch_descriptors(), open_before);
        assert_int_equal(scratch_entries("."), 1);
    }
    assert_true(scratch_holds("db.yaml", SLICE("another text")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_new_bytes_take_the_place_of_the_old),
        TEST(paths_may_go_through_folders),
        TEST(large_manifests_come_whole),
        TEST(the_mode_is_kept),
        TEST(owner_and_group_are_kept),
        TEST(an_owner_that_cannot_be_kept_is_refused),
        TEST(a_symbolic_link_stays),
        TEST(a_hard_link_is_refused),
        TEST(another_content_is_refused),
        TEST(another_file_with_the_same_bytes_is_fine),
        TEST(a_file_that_is_gone_is_an_error),
        TEST(what_is_no_regular_file_is_refused),
        TEST(a_locked_file_is_refused_without_waiting),
        TEST(what_a_killed_run_left_is_removed),
        TEST(what_another_run_has_locked_is_not_removed),
        TEST(what_else_has_that_name_is_left_alone),
        TEST(long_names_work),
        TEST(of_runs_at_once_one_wins),
        TEST(a_folder_that_may_not_be_written_is_an_error),
        TEST(a_file_that_may_not_be_written_is_an_error),
        TEST(a_read_only_disk_is_an_error),
        TEST(a_full_disk_is_an_error),
        TEST(a_limit_on_file_sizes_is_an_error),
        TEST(signals_are_as_before),
        TEST(running_out_of_memory_leaves_nothing_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
