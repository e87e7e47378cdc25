#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/scratch.h"
#include "sys/input.h"
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static struct arena arena;
static struct slice text;

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

/* Both ways in, which differ in how and not in what. */
static const struct {
    struct error (*read)(struct arena *arena, struct slice path, struct slice *text);
} ways[] = {{input_read}, {input_map}};
enum { WAYS = sizeof ways / sizeof ways[0] };

static struct slice large_text(size_t len)
{
    char *bytes = arena_alloc(&arena, len);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)('a' + i % 23);
    return (struct slice){bytes, len};
}

static void assert_reads(const char *path, struct slice want)
{
    for (size_t i = 0; i < WAYS; i++) {
        size_t open_before = scratch_descriptors();
        assert_false(failed(ways[i].read(&arena, slice_of(path), &text)));
        assert_true(slice_equal(text, want));
        assert_int_equal(scratch_descriptors(), open_before);
    }
}

static void assert_fails(struct slice path, enum error_kind kind, const char *code, const char *message)
{
    for (size_t i = 0; i < WAYS; i++) {
        size_t open_before = scratch_descriptors();
        struct error error = ways[i].read(&arena, path, &text);
        assert_int_equal(error.kind, kind);
        assert_string_equal(error.code == NULL ? "" : error.code, code);
        assert_true(slice_equal(error.file, path));
        assert_true(error.next.len > 0);
        if (slice_find(error.message, slice_of(message)) == error.message.len)
            fail_msg("%.*s", SLICE_ARG(error.message));
        assert_int_equal(scratch_descriptors(), open_before);
    }
}

static void files_of_every_size_come_whole(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 4095, 4096, 65536, 262143, 262144, 262145, 3000000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct slice bytes = large_text(sizes[i]);
        scratch_write("file", bytes);
        assert_reads("file", bytes);
    }
}

static void any_byte_may_be_in_it(void **state)
{
    (void)state;
    scratch_write("file", SLICE("a\0b\r\n\xff"));
    assert_reads("file", SLICE("a\0b\r\n\xff"));
}

static void links_are_followed(void **state)
{
    (void)state;
    scratch_write("file", SLICE("text"));
    assert_int_equal(symlink("file", "link"), 0);
    assert_int_equal(symlink("link", "second"), 0);
    assert_reads("second", SLICE("text"));
}

/* Its size is said to be 0, and it holds more. */
static void a_file_that_does_not_know_its_size_comes_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < WAYS; i++) {
        assert_false(failed(ways[i].read(&arena, SLICE("/proc/self/status"), &text)));
        assert_true(slice_find(text, SLICE("Pid:")) < text.len);
    }
}

static void what_was_read_stands_still(void **state)
{
    (void)state;
    struct slice bytes = large_text(3000000);
    scratch_write("file", bytes);
    assert_false(failed(input_read(&arena, SLICE("file"), &text)));
    scratch_write("file", SLICE("short"));
    assert_true(slice_equal(text, bytes));
}

static void no_regular_file_is_refused(void **state)
{
    (void)state;
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "socket"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_fails(SLICE("folder"), ERROR_REFUSED, "R018", "a folder");
    assert_fails(SLICE("pipe"), ERROR_REFUSED, "R018", "a pipe"); /* and nobody writes into it */
    assert_fails(SLICE("socket"), ERROR_REFUSED, "R018", "a socket");
    assert_fails(SLICE("/dev/zero"), ERROR_REFUSED, "R018", "a device");
    close(fd);
}

static void what_cannot_be_opened_is_an_error(void **state)
{
    (void)state;
    scratch_write("file", SLICE("text"));
    assert_int_equal(symlink("nothing", "dangling"), 0);
    assert_int_equal(symlink("loop", "loop"), 0);
    assert_fails(SLICE("nothing"), ERROR_SYSTEM, "", "No such file");
    assert_fails(SLICE(""), ERROR_SYSTEM, "", "No such file");
    assert_fails(SLICE("dangling"), ERROR_SYSTEM, "", "No such file");
    assert_fails(SLICE("file/below"), ERROR_SYSTEM, "", "Not a directory");
    assert_fails(SLICE("loop"), ERROR_SYSTEM, "", "symbolic links");
}

static void a_nul_in_a_path_does_not_open_another_file(void **state)
{
    (void)state;
    scratch_write("file", SLICE("text"));
    for (size_t i = 0; i < WAYS; i++)
        assert_int_equal(ways[i].read(&arena, SLICE("file\0.yaml"), &text).kind, ERROR_SYSTEM);
}

static int read_forbidden(void *context)
{
    (void)context;
    scratch_drop_root();
    struct error error = input_read(&arena, SLICE("file"), &text);
    CHILD_CHECK(error.kind == ERROR_SYSTEM);
    CHILD_CHECK(slice_find(error.message, SLICE("Permission denied")) < error.message.len);
    return 0;
}

static void a_file_that_may_not_be_read_is_an_error(void **state)
{
    (void)state;
    scratch_write("file", SLICE("text"));
    assert_int_equal(chmod(".", 0755), 0);
    assert_int_equal(chmod("file", 0), 0);
    assert_int_equal(scratch_child(read_forbidden, NULL), 0);
}

/* As large as /proc/kcore says it is, without a byte on the disk. */
static void a_file_over_the_limit_is_an_error_at_once(void **state)
{
    (void)state;
    scratch_write("file", SLICE(""));
    assert_int_equal(truncate("file", (off_t)INPUT_LIMIT + 1), 0);
    struct error error = input_read(&arena, SLICE("file"), &text);
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_true(slice_find(error.message, SLICE("1 GiB")) < error.message.len);
}

static bool runs_out(struct slice path)
{
    arena.limit = 1000 * 1000;
    if (ARENA_BEGIN(&arena))
        return true;
    (void)input_read(&arena, path, &text);
    return false;
}

static void running_out_of_memory_leaves_nothing_open(void **state)
{
    (void)state;
    scratch_write("file", large_text(2000000));
    arena_free(&arena);
    size_t open_before = scratch_descriptors();
    assert_true(runs_out(SLICE("file")));
    arena_free(&arena);
    arena.limit = 0;
    assert_int_equal(scratch_descriptors(), open_before);
}

static int write_slowly(void *context)
{
    int fd = *(int *)context;
    for (int i = 0; i < 5; i++) {
        CHILD_CHECK(write(fd, "piece ", 6) == 6);
        nanosleep(&(struct timespec){0, 2000000}, NULL);
    }
    char block[10000] = {0};
    for (int i = 0; i < 50; i++)
        CHILD_CHECK(write(fd, block, sizeof block) == sizeof block);
    return 0;
}

static int read_pipe_in_child(void *context)
{
    int fds[2];
    CHILD_CHECK(pipe(fds) == 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(write_slowly(&fds[1]));
    close(fds[1]);
    if (*(bool *)context)
        CHILD_CHECK(fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0);
    CHILD_CHECK(!failed(input_read_all(&arena, fds[0], SLICE("standard input"), &text)));
    CHILD_CHECK(text.len == 30 + 500000);
    CHILD_CHECK(slice_starts_with(text, SLICE("piece piece piece piece piece \0\0")));
    CHILD_CHECK(fcntl(fds[0], F_GETFD) >= 0); /* is still the caller's */
    return 0;
}

static void a_pipe_comes_whole_however_slowly(void **state)
{
    (void)state;
    bool blocking = false, non_blocking = true;
    assert_int_equal(scratch_child(read_pipe_in_child, &blocking), 0);
    assert_int_equal(scratch_child(read_pipe_in_child, &non_blocking), 0);
}

static void a_descriptor_that_cannot_be_read_is_an_error(void **state)
{
    (void)state;
    int fd = open(".", O_RDONLY);
    struct error error = input_read_all(&arena, fd, SLICE("standard input"), &text);
    close(fd);
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_true(slice_equal(error.file, SLICE("standard input")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_of_every_size_come_whole),
        TEST(any_byte_may_be_in_it),
        TEST(links_are_followed),
        TEST(a_file_that_does_not_know_its_size_comes_whole),
        TEST(what_was_read_stands_still),
        TEST(no_regular_file_is_refused),
        TEST(what_cannot_be_opened_is_an_error),
        TEST(a_nul_in_a_path_does_not_open_another_file),
        TEST(a_file_that_may_not_be_read_is_an_error),
        TEST(a_file_over_the_limit_is_an_error_at_once),
        TEST(running_out_of_memory_leaves_nothing_open),
        TEST(a_pipe_comes_whole_however_slowly),
        TEST(a_descriptor_that_cannot_be_read_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
