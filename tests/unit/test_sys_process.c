#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/scratch.h"
#include "sys/process.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static struct process_result result;

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

static struct error run(const struct process_request *request)
{
    size_t open_before = scratch_descriptors();
    struct error error = process_run(&arena, request, &result);
    assert_int_equal(scratch_descriptors(), open_before);
    return error;
}

/* The shell is only the program that is run: it can do all that a program can. */
static struct error run_shell(const char *script, struct slice input)
{
    char *argv[] = {"sh", "-c", (char *)script, NULL};
    return run(&(struct process_request){.argv = argv, .input = input});
}

static void assert_slice(struct slice got, const char *want)
{
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.data, want, got.len);
}

static void both_streams_and_the_status_come_back(void **state)
{
    (void)state;
    assert_false(failed(run_shell("echo out; echo err >&2; exit 7", SLICE(""))));
    assert_slice(result.output, "out\n");
    assert_slice(result.errors, "err\n");
    assert_int_equal(result.status, 7);
    assert_int_equal(result.signal, 0);
    assert_false(result.timed_out);
    assert_false(process_succeeded(&result));
    assert_false(failed(run_shell("exit 0", SLICE(""))));
    assert_true(process_succeeded(&result));
}

static void arguments_are_passed_as_they_are(void **state)
{
    (void)state;
    char *argv[] = {"printf", "[%s]", "a b", "$HOME", "'\"", "", "*", NULL};
    assert_false(failed(run(&(struct process_request){.argv = argv})));
    assert_slice(result.output, "[a b][$HOME]['\"][][*]");
}

static void a_signal_that_ends_it_is_told(void **state)
{
    (void)state;
    assert_false(failed(run_shell("kill -9 $$", SLICE(""))));
    assert_int_equal(result.signal, SIGKILL);
    assert_int_equal(result.status, 0);
    assert_false(process_succeeded(&result));
}

static void without_input_it_reads_nothing(void **state)
{
    (void)state;
    assert_false(failed(run_shell("cat; echo end", SLICE(""))));
    assert_slice(result.output, "end\n");
}

/* More than the pipes hold, in all three directions at once: whoever did one after the other would wait for
 * ever. */
static void large_streams_do_not_block_each_other(void **state)
{
    (void)state;
    size_t len = 2000000;
    char *bytes = arena_alloc(&arena, len);
    for (size_t i = 0; i < len; i++)
        bytes[i] = (char)('a' + i % 26);
    struct slice input = {bytes, len};
    assert_false(failed(run_shell("tee /dev/stderr", input)));
    assert_true(slice_equal(result.output, input));
    assert_true(slice_equal(result.errors, input));
    assert_true(process_succeeded(&result));
}

static void a_program_that_does_not_read_is_no_trouble(void **state)
{
    (void)state;
    char *bytes = arena_alloc(&arena, 1000000);
    assert_false(failed(run_shell("exec <&-; echo done", (struct slice){bytes, 1000000})));
    assert_slice(result.output, "done\n");
    assert_true(process_succeeded(&result)); /* and SIGPIPE has not ended us */
}

static void what_takes_too_long_is_ended(void **state)
{
    (void)state;
    char *argv[] = {"sh", "-c", "echo begun; exec sleep 1000", NULL};
    assert_false(failed(run(&(struct process_request){.argv = argv, .timeout = 1})));
    assert_true(result.timed_out);
    assert_int_equal(result.signal, SIGTERM);
    assert_slice(result.output, "begun\n");
    assert_false(process_succeeded(&result));
}

static void what_does_not_heed_the_first_signal_is_killed(void **state)
{
    (void)state;
    char *argv[] = {"sh", "-c", "trap '' TERM; while :; do sleep 1; done", NULL};
    assert_false(failed(run(&(struct process_request){.argv = argv, .timeout = 1})));
    assert_true(result.timed_out);
    assert_int_equal(result.signal, SIGKILL);
}

/* It closed its streams, so that nothing but the clock tells when to look. */
static void what_is_silent_and_slow_is_ended_too(void **state)
{
    (void)state;
    char *argv[] = {"sh", "-c", "exec >&- 2>&-; exec sleep 1000", NULL};
    assert_false(failed(run(&(struct process_request){.argv = argv, .timeout = 1})));
    assert_true(result.timed_out);
    assert_int_equal(result.signal, SIGTERM);
}

/* A daemon that keeps the streams open: the program itself has ended, and that counts. */
static void what_is_left_in_the_background_is_not_awaited(void **state)
{
    (void)state;
    assert_false(failed(run_shell("sleep 1000 & echo $!", SLICE(""))));
    assert_true(process_succeeded(&result));
    int pid = atoi(arena_string(&arena, result.output));
    assert_true(pid > 1);
    assert_int_equal(kill(pid, 0), 0);
    kill(pid, SIGKILL);
}

static void too_much_output_is_an_error(void **state)
{
    (void)state;
    char *argv[] = {"yes", NULL};
    struct error error = run(&(struct process_request){.argv = argv, .output_limit = 100000});
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_true(slice_find(error.message, SLICE("yes prints more than 100000 bytes")) < error.message.len);
    char *errors[] = {"sh", "-c", "yes >&2", NULL};
    error = run(&(struct process_request){.argv = errors, .output_limit = 100000});
    assert_int_equal(error.kind, ERROR_SYSTEM);
    char *exactly[] = {"printf", "12345", NULL};
    assert_false(failed(run(&(struct process_request){.argv = exactly, .output_limit = 5})));
}

static void a_program_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    char *argv[] = {"no-such-program-at-all", NULL};
    struct error error = run(&(struct process_request){.argv = argv, .input = SLICE("x")});
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_true(slice_find(error.message, SLICE("no-such-program-at-all is not installed")) == 0);
    assert_true(error.next.len > 0);
}

static void a_file_that_is_no_program_is_an_error(void **state)
{
    (void)state;
    scratch_write("text", SLICE("text"));
    char *argv[] = {"./text", NULL};
    struct error error = run(&(struct process_request){.argv = argv});
    assert_int_equal(error.kind, ERROR_SYSTEM);
    assert_true(slice_find(error.message, SLICE("Permission denied")) < error.message.len);
}

static int run_with_open_files(void *context)
{
    (void)context;
    for (int fd = 3; fd < 1024; fd++) /* what the test itself was started with */
        close(fd);
    char *argv[] = {"ls", "/proc/self/fd", NULL};
    struct process_request request = {.argv = argv, .input = SLICE("x")};
    CHILD_CHECK(open("/dev/null", O_RDONLY | O_CLOEXEC) == 3);
    CHILD_CHECK(!failed(process_run(&arena, &request, &result)));
    CHILD_CHECK(slice_equal(result.output, SLICE("0\n1\n2\n3\n"))); /* 3 is the folder that ls reads */
    return 0;
}

/* Nothing of ours but the three streams. */
static void it_inherits_no_descriptors(void **state)
{
    (void)state;
    assert_int_equal(scratch_child(run_with_open_files, NULL), 0);
}

static int run_without_streams(void *context)
{
    (void)context;
    for (int fd = 0; fd < 3; fd++)
        close(fd);
    char *argv[] = {"sh", "-c", "cat; echo err >&2", NULL};
    struct process_request request = {.argv = argv, .input = SLICE("in")};
    if (failed(process_run(&arena, &request, &result)))
        return 1;
    if (!slice_equal(result.output, SLICE("in")) || !slice_equal(result.errors, SLICE("err\n")))
        return 2;
    return 0;
}

/* The pipes get the numbers 0 to 2 then. */
static void it_works_where_we_have_no_streams_ourselves(void **state)
{
    (void)state;
    assert_int_equal(scratch_child(run_without_streams, NULL), 0);
}

static int run_with_odd_signals(void *context)
{
    (void)context;
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    signal(SIGPIPE, SIG_IGN);
    char *argv[] = {"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status", NULL};
    struct process_request request = {.argv = argv};
    CHILD_CHECK(!failed(process_run(&arena, &request, &result)));
    const char *sigpipe_blocked = strstr(arena_string(&arena, result.output), "SigBlk:\t0000000000000000");
    CHILD_CHECK(sigpipe_blocked != NULL);
    unsigned long long ignored = strtoull(strstr(sigpipe_blocked, "SigIgn:\t") + 8, NULL, 16);
    CHILD_CHECK((ignored >> (SIGPIPE - 1) & 1) == 0);
    return 0;
}

static void it_knows_nothing_of_our_signals(void **state)
{
    (void)state;
    assert_int_equal(scratch_child(run_with_odd_signals, NULL), 0);
}

static int run_while_children_are_ignored(void *context)
{
    (void)context;
    signal(SIGCHLD, SIG_IGN);
    char *argv[] = {"true", NULL};
    struct error error = process_run(&arena, &(struct process_request){.argv = argv}, &result);
    CHILD_CHECK(error.kind == ERROR_SYSTEM);
    CHILD_CHECK(slice_find(error.message, SLICE("how true ended")) == 0);
    return 0;
}

/* Not a success that nobody saw. */
static void a_lost_status_is_an_error(void **state)
{
    (void)state;
    assert_int_equal(scratch_child(run_while_children_are_ignored, NULL), 0);
}

static bool runs_out(const struct process_request *request)
{
    arena.limit = 40000;
    if (ARENA_BEGIN(&arena))
        return true;
    (void)process_run(&arena, request, &result);
    return false;
}

static void running_out_of_memory_leaves_nothing_running(void **state)
{
    (void)state;
    char *argv[] = {"sh", "-c", "echo $$ >pid; yes | head -c 100000; exec sleep 1000 >&- 2>&-", NULL};
    size_t open_before = scratch_descriptors();
    assert_true(runs_out(&(struct process_request){.argv = argv, .timeout = 1}));
    arena_free(&arena);
    arena.limit = 0;
    assert_int_equal(scratch_descriptors(), open_before);
    FILE *file = fopen("pid", "r");
    int pid = 0;
    assert_int_equal(fscanf(file, "%d", &pid), 1);
    fclose(file);
    assert_int_equal(kill(pid, 0), -1);
    assert_int_equal(errno, ESRCH);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both_streams_and_the_status_come_back),
        TEST(arguments_are_passed_as_they_are),
        TEST(a_signal_that_ends_it_is_told),
        TEST(without_input_it_reads_nothing),
        TEST(large_streams_do_not_block_each_other),
        TEST(a_program_that_does_not_read_is_no_trouble),
        TEST(what_takes_too_long_is_ended),
        TEST(what_does_not_heed_the_first_signal_is_killed),
        TEST(what_is_silent_and_slow_is_ended_too),
        TEST(what_is_left_in_the_background_is_not_awaited),
        TEST(too_much_output_is_an_error),
        TEST(a_program_that_is_not_there_is_an_error),
        TEST(a_file_that_is_no_program_is_an_error),
        TEST(it_inherits_no_descriptors),
        TEST(it_works_where_we_have_no_streams_ourselves),
        TEST(it_knows_nothing_of_our_signals),
        TEST(a_lost_status_is_an_error),
        TEST(running_out_of_memory_leaves_nothing_running),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
