/* The answers to what a user may do. */
#include "lib/check.h"

#include "kube/permissions.h"

static void an_answer_is_a_line(void **state)
{
    (void)state;
    bool allowed[3];
    assert_true(permissions_read(SLICE("true\nfalse\ntrue\n"), allowed, 3));
    assert_true(allowed[0]);
    assert_false(allowed[1]);
    assert_true(allowed[2]);
    assert_true(permissions_read(SLICE("<no value>\ntrue\n\n"), allowed, 3));
    assert_false(allowed[0]);
    assert_true(allowed[1]);
    assert_false(allowed[2]);
}

/* An answer that is missing must not become that of the next question. */
static void as_many_answers_as_questions(void **state)
{
    (void)state;
    bool allowed[3];
    assert_false(permissions_read(SLICE(""), allowed, 3));
    assert_false(permissions_read(SLICE("true\ntrue\n"), allowed, 3));
    assert_false(permissions_read(SLICE("true\ntrue\ntrue\ntrue\n"), allowed, 3));
    assert_true(permissions_read(SLICE("true\ntrue\ntrue"), allowed, 3));
}

static void a_right_is_said_as_rbac_names_it(void **state)
{
    (void)state;
    struct permission exec = {
        .group = "", .resource = "pods", .subresource = "exec", .verb = "create", .namespace = "db"};
    assert_slice(permission_say(&arena, &exec), "create pods/exec in namespace db");
    struct permission policy = {
        .group = "admissionregistration.k8s.io", .resource = "policies", .verb = "get", .name = "p"};
    assert_slice(permission_say(&arena, &policy), "get policies.admissionregistration.k8s.io p");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_is_a_line),
        TEST(as_many_answers_as_questions),
        TEST(a_right_is_said_as_rbac_names_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
