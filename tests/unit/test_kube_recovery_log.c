/* Logs of recovery pods. */
#include "lib/check.h"

#include "kube/recovery_log.h"
#include "text/buffer.h"
#include <stdio.h>

static struct recovery_log read(const char *text)
{
    struct recovery_log log;
    recovery_log_read(&arena, slice_of(text), &log);
    return log;
}

/* A recovery that works, as far as it goes: the archive fails all the time, and somebody connects too early.
 */
#define GOOD                                                                                                 \
    "{\"level\":\"info\",\"msg\":\"Recovering from external cluster\",\"sourceName\":\"old\"}\n"             \
    "{\"level\":\"info\",\"msg\":\"Target backup found\"}\n"                                                 \
    "{\"level\":\"info\",\"msg\":\"Restore completed\"}\n"                                                   \
    "{\"level\":\"info\",\"logger\":\"postgres\",\"msg\":\"record\",\"record\":{\"error_severity\":\"LOG\"," \
    "\"message\":\"restored log file \\\"000000010000000000000004\\\" from archive\"}}\n"                    \
    "{\"level\":\"info\",\"logger\":\"postgres\",\"msg\":\"record\",\"record\":{\"error_severity\":"         \
    "\"FATAL\","                                                                                             \
    "\"message\":\"the database system is starting up\"}}\n"                                                 \
    "{\"level\":\"error\",\"logger\":\"wal-archive\",\"msg\":\"failed to run wal-archive command\","         \
    "\"error\":\"no\"}\n"                                                                                    \
    "{\"level\":\"info\",\"logger\":\"postgres\",\"msg\":\"record\",\"record\":{\"error_severity\":\"LOG\"," \
    "\"message\":\"archive command failed with exit code 1\"}}\n"

#define OVER                                                                                                 \
    "{\"level\":\"info\",\"logger\":\"postgres\",\"msg\":\"record\",\"record\":{\"error_severity\":\"LOG\"," \
    "\"message\":\"selected new timeline ID: 2\"}}\n"

#define AWAY                                                                                                 \
    "{\"level\":\"info\",\"logger\":\"barman-cloud-wal-restore\",\"msg\":\"ERROR: Can't connect to cloud "   \
    "provider\",\"pipe\":\"stderr\"}\n"

static void a_recovery_that_works_has_no_errors(void **state)
{
    (void)state;
    struct recovery_log log = read(GOOD);
    assert_int_equal(log.error_count, 0);
    assert_true(log.began);
    assert_false(log.replay_over);
    assert_false(log.store_away);
    assert_slice(log.restored, "000000010000000000000004");
    assert_slice(log.doing, "replaying WAL, 000000010000000000000004");
    log = read(GOOD OVER);
    assert_true(log.replay_over);
    assert_slice(log.doing, "the replay is over");
}

/* All of them but the last are passed over. */
static void the_last_file_of_many_is_told(void **state)
{
    (void)state;
    struct buffer text = {.arena = &arena};
    buffer_add(&text, SLICE(GOOD));
    for (int i = 5; i < 2000; i++)
        buffer_add(&text,
                   arena_format(&arena,
                                "{\"level\":\"info\",\"record\":{\"error_severity\":\"LOG\",\"message\":"
                                "\"restored log file \\\"0000000100000000%08X\\\" from archive\"}}\n",
                                (unsigned)i));
    struct recovery_log log;
    size_t before = arena.used;
    recovery_log_read(&arena, buffer_text(&text), &log);
    assert_slice(log.restored, "0000000100000000000007CF");
    assert_true(arena.used - before < 200000);
}

static void a_store_that_was_away_counts_until_the_replay_is_over(void **state)
{
    (void)state;
    assert_true(read(GOOD AWAY OVER).store_away);
    assert_false(read(GOOD OVER AWAY).store_away);
    assert_false(read(GOOD OVER).store_away);
}

static void the_archive_that_is_not_empty_is_told_once(void **state)
{
    (void)state;
    struct recovery_log log =
        read("{\"level\":\"info\",\"logger\":\"barman-cloud-check-wal-archive\",\"msg\":\"ERROR: WAL archive "
             "check failed for server pg-v2: Expected empty archive\",\"pipe\":\"stderr\"}\n"
             "{\"level\":\"error\",\"msg\":\"restore error\",\"error\":\"while restoring cluster: unexpected "
             "failure invoking barman-cloud-wal-archive: exit status 1\"}\n"
             "{\"level\":\"error\",\"msg\":\"Error while restoring a backup\",\"error\":\"unexpected failure "
             "invoking barman-cloud-wal-archive: exit status 1\"}\n");
    assert_int_equal(log.error_count, 2);
    assert_slice(log.errors[0], "ERROR: WAL archive check failed for server pg-v2: Expected empty archive");
    assert_holds(log.errors[1], "restore error: while restoring cluster");
    assert_string_equal(mend_find(&log)->sign, "Expected empty archive");
    assert_false(mend_find(&log)->in_place);
}

static void what_postgres_says_last_is_told(void **state)
{
    (void)state;
    struct recovery_log log =
        read("{\"level\":\"info\",\"msg\":\"record\",\"record\":{\"error_severity\":\"FATAL\",\"message\":"
             "\"recovery ended before configured recovery target was reached\"}}\n");
    assert_slice(log.errors[0], "FATAL: recovery ended before configured recovery target was reached");
    assert_holds(slice_of(mend_find(&log)->next), "target");
}

static void a_missing_secret_can_be_mended_in_place(void **state)
{
    (void)state;
    struct recovery_log log = read("{\"level\":\"error\",\"msg\":\"restore error\",\"error\":\"while getting "
                                   "secret keys: secrets \\\"keys\\\" not found\"}\n");
    assert_slice(log.errors[0], "restore error: while getting secret keys: secrets \"keys\" not found");
    assert_true(mend_find(&log)->in_place);
}

/* CNPG says only the exit status; Barman's own words stand beside it, the cause in the last line. */
#define REFUSED                                                                                              \
    "{\"level\":\"error\",\"logger\":\"barman\",\"msg\":\"Can't extract backup "                             \
    "id\",\"command\":\"barman-cloud-backup-"                                                                \
    "list\",\"stdout\":\"\",\"stderr\":\"%s\",\"error\":\"exit status 4\"}\n"                                \
    "{\"level\":\"error\",\"msg\":\"restore error\",\"error\":\"while restoring cluster: exit status 4\"}\n"

static void the_words_of_the_program_that_failed_are_told(void **state)
{
    (void)state;
    char text[1000];
    snprintf(text, sizeof text, REFUSED,
             "Traceback:\\n  line\\nAn error occurred (403) when calling the HeadBucket operation: "
             "Forbidden\\n\\n");
    struct recovery_log log = read(text);
    assert_slice(log.errors[0],
                 "Can't extract backup id: exit status 4: An error occurred (403) when calling "
                 "the HeadBucket operation: Forbidden");
    assert_string_equal(mend_find(&log)->sign, "(403)");
    assert_true(mend_find(&log)->in_place);
    snprintf(text, sizeof text, REFUSED, "");
    log = read(text);
    assert_slice(log.errors[0], "Can't extract backup id: exit status 4");
}

static void those_words_are_cleaned_too(void **state)
{
    (void)state;
    char text[1000];
    snprintf(text, sizeof text, REFUSED,
             "above\\nrefused \\u001b[31mAWS_SECRET_ACCESS_KEY=hunter2 https://me:hunter2@store/x\\r\\n");
    struct recovery_log log = read(text);
    assert_int_equal(log.error_count, 2);
    assert_slice(log.errors[0], "Can't extract backup id: exit status 4: refused  "
                                "[31mAWS_SECRET_ACCESS_KEY=*** https://***@store/x");
}

static void what_nobody_knows_has_no_cure(void **state)
{
    (void)state;
    struct recovery_log log = read("{\"level\":\"error\",\"msg\":\"strange\"}\n");
    assert_int_equal(log.error_count, 1);
    assert_null(mend_find(&log));
}

static void lines_that_are_no_json_are_text(void **state)
{
    (void)state;
    struct recovery_log log = read("ERROR: plain\n{\"level\":\"error\",\"msg\":\"cut off\n\n{}\n");
    assert_int_equal(log.error_count, 1);
    assert_slice(log.errors[0], "ERROR: plain");
    assert_int_equal(read("").error_count, 0);
}

static void the_last_errors_are_kept(void **state)
{
    (void)state;
    struct buffer text = {.arena = &arena};
    for (int i = 0; i < LOG_LINES + 3; i++)
        buffer_add(&text, arena_format(&arena, "{\"level\":\"error\",\"msg\":\"number <%d>\"}\n", i));
    struct recovery_log log;
    recovery_log_read(&arena, buffer_text(&text), &log);
    assert_int_equal(log.error_count, LOG_LINES);
    assert_slice(log.errors[0], "number <3>");
    assert_slice(log.errors[LOG_LINES - 1], arena_format(&arena, "number <%d>", LOG_LINES + 2).data);
}

static void assert_clean(const char *line, const char *want)
{
    assert_slice(log_line_clean(&arena, slice_of(line)), want);
}

static void secrets_are_blacked_out(void **state)
{
    (void)state;
    assert_clean("password=hunter2 user=x", "password=*** user=x");
    assert_clean("PASSWORD: 'hunter2', more", "PASSWORD: '***', more");
    assert_clean("{\"secret\": \"abc\"}", "{\"secret\": \"***\"}");
    assert_clean("GET /x?X-Amz-Signature=0a1b&X-Amz-Credential=AK/2&z=1",
                 "GET /x?X-Amz-Signature=***&X-Amz-Credential=***&z=1");
    assert_clean("https://a.blob/c?sv=1&sig=q%3D&se=2", "https://a.blob/c?sv=1&sig=***&se=2");
    assert_clean("postgres://app:hunter2@pg-rw/app", "postgres://***@pg-rw/app");
    assert_clean("Authorization: Bearer abc.def, more", "Authorization: Bearer ***, more");
    assert_clean("key wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY end", "key *** end");
    assert_clean("key abcdefghijklmnopqrstuvwxyzABCDEF0123456789 end", "key *** end");
}

static void what_is_no_secret_stays(void **state)
{
    (void)state;
    const char *const lines[] = {
        "while getting secret keys: secrets \"keys\" not found",
        "missing key ACCESS_SECRET_KEY, inside secret keys",
        "password authentication failed for user \"app\"",
        "restored log file \"000000010000000000000004\" from archive",
        "s3://backups/pg-v1/base/20261125T010203/data.tar at http://10.77.0.1:9000",
        "uid 2d1d3c9e-4f5a-4b6c-8d7e-9f0a1b2c3d4e, system 7711891838224580627",
        "An error occurred (403) when calling the HeadBucket operation: Forbidden",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_clean(lines[i], lines[i]);
}

static void no_line_reaches_the_terminal_as_it_is(void **state)
{
    (void)state;
    assert_clean("a\tb\x1b[31mc\x7f\xc2\x9b"
                 "d\xc3\xa4",
                 "a b [31mc  d\xc3\xa4");
    char *long_line = arena_alloc(&arena, 4001);
    memset(long_line, 'x', 4000);
    struct slice cut = log_line_clean(&arena, (struct slice){long_line, 4000});
    assert_int_equal(cut.len, LOG_LINE_LENGTH);
    assert_true(slice_ends_with(cut, SLICE("x...")));
}

/* A character of two bytes that the cut falls into. */
static void no_character_is_cut_in_two(void **state)
{
    (void)state;
    char line[2 * LOG_LINE_LENGTH];
    for (size_t i = 0; i < sizeof line; i += 2)
        memcpy(line + i, "\xc3\xa4", 2);
    for (size_t shift = 0; shift < 2; shift++) {
        memset(line, 'a', shift);
        struct slice cut =
            log_line_clean(&arena, (struct slice){line + (shift == 1 ? 1 : 0), sizeof line - 2});
        size_t end = cut.len - strlen("...");
        assert_true(cut.len <= LOG_LINE_LENGTH);
        assert_int_equal((unsigned char)cut.data[end - 1], 0xA4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_recovery_that_works_has_no_errors),
        TEST(the_last_file_of_many_is_told),
        TEST(a_store_that_was_away_counts_until_the_replay_is_over),
        TEST(the_archive_that_is_not_empty_is_told_once),
        TEST(what_postgres_says_last_is_told),
        TEST(a_missing_secret_can_be_mended_in_place),
        TEST(the_words_of_the_program_that_failed_are_told),
        TEST(those_words_are_cleaned_too),
        TEST(what_nobody_knows_has_no_cure),
        TEST(lines_that_are_no_json_are_text),
        TEST(the_last_errors_are_kept),
        TEST(secrets_are_blacked_out),
        TEST(what_is_no_secret_stays),
        TEST(no_line_reaches_the_terminal_as_it_is),
        TEST(no_character_is_cut_in_two),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
