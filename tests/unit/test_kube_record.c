/* The record of a run survives: as text, in its file, and only for one run at a time. */
#include "lib/check.h"

#include "kube/record.h"
#include "lib/scratch.h"
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A slice over a literal, where an initializer must be constant. */
#define TEXT(literal)                                                                                        \
    {                                                                                                        \
        literal, sizeof(literal) - 1                                                                         \
    }

static const struct run_record full = {.id = TEXT("20261125-4f3a91c2"),
                                       .namespace = TEXT("db"),
                                       .name = TEXT("pg"),
                                       .server = TEXT("https://127.0.0.1:6443"),
                                       .guard = GUARD_PAUSE,
                                       .step = STEP_CREATING,
                                       .reads = TEXT("pg-v1"),
                                       .writes = TEXT("pg-v2 \"\\\n"),
                                       .old_uid = TEXT("u1"),
                                       .new_uid = TEXT(""),
                                       .system_id = TEXT("7711891838224580627"),
                                       .end = {true, 2, 1, 0x123456789, 1 << 24},
                                       .started = 1764043200,
                                       .expires = 1764129600,
                                       .pause = TEXT("{\"a\":[1]}")};

static int enter(void **state)
{
    (void)state;
    scratch_enter();
    return 0;
}

static int leave(void **state)
{
    scratch_leave();
    return free_arena(state);
}

static void assert_full(const struct run_record *got)
{
    assert_slice(got->id, "20261125-4f3a91c2");
    assert_slice(got->writes, "pg-v2 \"\\\n");
    assert_slice(got->new_uid, "");
    assert_slice(got->pause, "{\"a\":[1]}");
    assert_slice(got->server, "https://127.0.0.1:6443");
    assert_int_equal(got->guard, GUARD_PAUSE);
    assert_int_equal(got->step, STEP_CREATING);
    assert_true(got->end.known);
    assert_int_equal(got->end.highest_timeline, 2);
    assert_int_equal(got->end.timeline, 1);
    assert_int_equal(got->end.last, 0x123456789);
    assert_int_equal(got->end.segment_size, 1 << 24);
    assert_int_equal(got->started, 1764043200);
    assert_int_equal(got->expires, 1764129600);
}

static void what_is_written_is_read(void **state)
{
    (void)state;
    struct run_record got;
    struct slice text = record_write(&arena, &full);
    assert_false(failed(record_read(&arena, text, &got)));
    assert_full(&got);
    assert_int_equal(slice_find_char(text, '\n', 0), text.len);
}

static void an_end_that_is_not_known_stays_so(void **state)
{
    (void)state;
    struct run_record record = full, got;
    record.end.known = false;
    assert_false(failed(record_read(&arena, record_write(&arena, &record), &got)));
    assert_false(got.end.known);
}

static void what_is_no_record_is_an_error(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "{}",
        "[]",
        "no json",
        "{\"schema\":\"cnpg-dr/run/2\",\"step\":\"running\",\"guard\":\"none\",\"started\":"
        "\"2026-11-25T00:00:00Z\",\"expires\":\"2026-11-25T00:00:00Z\"}",
        "{\"schema\":\"cnpg-dr/run/1\",\"step\":\"flying\",\"guard\":\"none\",\"started\":"
        "\"2026-11-25T00:00:00Z\",\"expires\":\"2026-11-25T00:00:00Z\"}",
        "{\"schema\":\"cnpg-dr/run/1\",\"step\":\"running\",\"guard\":\"none\",\"started\":\"today\","
        "\"expires\":\"2026-11-25T00:00:00Z\"}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct run_record got;
        assert_true(failed(record_read(&arena, slice_of(texts[i]), &got)));
    }
}

static void the_file_keeps_it(void **state)
{
    (void)state;
    struct run_record got;
    struct stat found;
    bool there;
    const char *folder;
    assert_false(failed(record_folder(&arena, "a/b", &folder)));
    const char *path = record_path(&arena, folder, "my context/1", SLICE("s"), "db", "pg");
    assert_string_equal(path, "a/b/db.pg@my_context_1.json");
    assert_false(failed(record_lock(&arena, path, &got, &there)));
    assert_false(there);
    assert_false(failed(record_keep(&arena, path, &full)));
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_false(failed(record_forget(&arena, path)));
    assert_false(failed(record_forget(&arena, path)));
    assert_int_not_equal(stat(path, &found), 0);
}

static void only_one_process_holds_it(void **state)
{
    (void)state;
    struct run_record got;
    bool there;
    assert_false(failed(record_keep(&arena, "r.json", &full)));
    assert_false(failed(record_lock(&arena, "r.json", &got, &there)));
    assert_true(there);
    assert_full(&got);
    pid_t child = fork();
    if (child == 0) {
        struct error error = record_lock(&arena, "r.json", &got, &there);
        _exit(error.kind == ERROR_SYSTEM ? 7 : 0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 7);
}

static void ids_differ(void **state)
{
    (void)state;
    struct slice a, b;
    assert_false(failed(record_new_id(&arena, &a)));
    assert_false(failed(record_new_id(&arena, &b)));
    assert_int_equal(a.len, 17);
    assert_int_equal(a.data[8], '-');
    assert_false(slice_equal(a, b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),
        TEST(an_end_that_is_not_known_stays_so),
        TEST(what_is_no_record_is_an_error),
        cmocka_unit_test_setup_teardown(the_file_keeps_it, enter, leave),
        cmocka_unit_test_setup_teardown(only_one_process_holds_it, enter, leave),
        TEST(ids_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
