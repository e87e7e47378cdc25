#include "lib/check.h"

#include "git/message.h"
#include <git2.h>
#include <string.h>

static struct plan_report report_of(const char *namespace, const char *cluster, const char *read,
                                    const char *write)
{
    return (struct plan_report){.namespace = slice_of(namespace),
                                .cluster = slice_of(cluster),
                                .read = slice_of(read),
                                .write = slice_of(write)};
}

static const char *compose(enum plan_verb verb, struct plan_report report, const char *own)
{
    struct slice message;
    struct error error = message_compose(&arena, verb, &report, slice_of(own), &message);
    if (failed(error))
        fail_msg("%.*s", SLICE_ARG(error.message));
    assert_int_equal(strlen(message.data), message.len);
    return message.data;
}

static void assert_begins(const char *text, const char *start)
{
    if (strncmp(text, start, strlen(start)) != 0)
        fail_msg("begins otherwise: %s", text);
}

static void assert_ends(const char *text, const char *end)
{
    if (strlen(text) < strlen(end) || strcmp(text + strlen(text) - strlen(end), end) != 0)
        fail_msg("ends otherwise: %s", text);
}

static char long_name[254];

static const char *name_of(size_t len)
{
    memset(long_name, 'n', len);
    long_name[len] = '\0';
    return long_name;
}

/* Characters up to the end of the first line. */
static size_t subject_width(const char *message)
{
    size_t n = 0;
    for (; *message != '\n'; message++)
        n += ((unsigned char)*message & 0xc0) != 0x80;
    return n;
}

static void the_subject_says_as_much_as_fits(void **state)
{
    (void)state;
    assert_begins(compose(PLAN_RECOVER, report_of("shop", "db", "db-v1", "db-v2"), ""),
                  "Recover shop/db from db-v1 into db-v2\n\n");
    const char *name = name_of(40);
    assert_begins(compose(PLAN_ADVANCE, report_of("shop", name, "a", "b"), ""), "Recover shop/nnnn");
    assert_begins(compose(PLAN_RETRY, report_of("a-namespace-of-its-own", name, "a-v1", "a-v2"), ""),
                  "Recover nnnn"); /* the generations matter more than the namespace */
    assert_begins(compose(PLAN_REVERT, report_of("shop", "db", "", "db-v2"), ""),
                  "End the recovery of shop/db, keep db-v2\n\n");
}

static void the_subject_is_always_short(void **state)
{
    (void)state;
    for (size_t len = 1; len <= 253; len++) {
        struct plan_report report = report_of("shop", name_of(len), "a-v1", "a-v2");
        assert_in_range(subject_width(compose(PLAN_RECOVER, report, "")), 1, 71);
        assert_in_range(subject_width(compose(PLAN_REVERT, report, "")), 1, 71);
    }
}

static void a_subject_is_cut_between_characters(void **state)
{
    (void)state;
    char name[241] = "";
    for (size_t i = 0; i < 80; i++)
        strcat(name, "\xe2\x82\xac");
    const char *message = compose(PLAN_RECOVER, report_of("", name, "a", "b"), "");
    const char *end = strchr(message, '\n');
    assert_memory_equal(end - 6, "\xe2\x82\xac...", 6);
    assert_int_equal(subject_width(message), 71);
}

static void trailers_are_of_one_line(void **state)
{
    (void)state;
    assert_ends(compose(PLAN_RECOVER, report_of("", "a\nb\x7f", "r\tx", "w"), ""),
                "\n\nCnpg-Cluster: a b \nCnpg-Reads: r x\nCnpg-Writes: w\n");
    assert_ends(compose(PLAN_REVERT, report_of("n", "c", "", "w"), ""),
                "\n\nCnpg-Cluster: n/c\nCnpg-Reads: w\nCnpg-Writes: w\n");
}

static void the_users_own_words(void **state)
{
    (void)state;
    struct plan_report report = report_of("n", "c", "r", "w");
    assert_string_equal(compose(PLAN_RECOVER, report, "Mine"),
                        "Mine\n\nCnpg-Cluster: n/c\nCnpg-Reads: r\nCnpg-Writes: w\n");
    assert_string_equal(compose(PLAN_RECOVER, report, "\n Mine \n\n\n\nBody\n\n"),
                        " Mine\n\nBody\n\nCnpg-Cluster: n/c\nCnpg-Reads: r\nCnpg-Writes: w\n");
    assert_string_equal(compose(PLAN_RECOVER, report, "Mine\n\nRefs: #1"),
                        "Mine\n\nRefs: #1\nCnpg-Cluster: n/c\nCnpg-Reads: r\nCnpg-Writes: w\n");
    struct slice message;
    struct error error = message_compose(&arena, PLAN_RECOVER, &report, SLICE(" \n\t\n"), &message);
    assert_int_equal(error.kind, ERROR_USAGE);
}

/* What a repository that is open has begun. */
static int begin_libgit2(void **state)
{
    (void)state;
    return git_libgit2_init() < 0;
}

static int end_libgit2(void **state)
{
    (void)state;
    return git_libgit2_shutdown() < 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_subject_says_as_much_as_fits),
        TEST(the_subject_is_always_short),
        TEST(a_subject_is_cut_between_characters),
        TEST(trailers_are_of_one_line),
        TEST(the_users_own_words),
    };
    return cmocka_run_group_tests_name("message", tests, begin_libgit2, end_libgit2);
}
