/* What is shown as the command that was run. */
#include "lib/check.h"

#include "kube/kubectl.h"
#include "sys/process.h"
#include <stdlib.h>

/* kubectl is not found there, which is late enough: the command line stands before it is started. */
static struct slice shown(const char *const *arguments)
{
    const struct kubectl kubectl = {.kubeconfig = "/home/it's me/config"};
    struct reply reply;
    assert_int_equal(setenv("PATH", "/nonexistent", 1), 0);
    assert_true(failed(kubectl_call(&kubectl, &arena, arguments, SLICE(""), &reply)));
    return reply.command;
}

static void a_command_is_quoted_for_a_shell(void **state)
{
    (void)state;
    const char *const exec[] = {"exec", "pg-1", "--", "psql", "--dbname", "dbname='postgres'", NULL};
    assert_slice(shown(exec), "kubectl exec pg-1 '--kubeconfig=/home/it'\\''s me/config' -- psql --dbname "
                              "'dbname='\\''postgres'\\'''");
    const char *const list[] = {"get", "--raw", "/api/v1/pods?labelSelector=a%3Db&limit=1", NULL};
    assert_slice(shown(list), "kubectl get --raw '/api/v1/pods?labelSelector=a%3Db&limit=1' "
                              "'--kubeconfig=/home/it'\\''s me/config'");
}

/* What a shell makes of it are the very words, whatever stands in them. */
static void a_shell_reads_the_words_back(void **state)
{
    (void)state;
    const char *const words[] = {"exec", "$(id)", "`id`",        "a\\b", "~",   "#",
                                 "!",    "",      "it's \"so\"", "a\nb", "x;y", NULL};
    struct slice line = shown(words);
    const char *script =
        arena_format(&arena, "kubectl() { printf '<%%s>' \"$@\"; }; %.*s", SLICE_ARG(line)).data;
    char *const argv[] = {"/bin/sh", "-c", (char *)script, NULL};
    struct process_request request = {.argv = argv, .timeout = 60, .output_limit = 4096};
    struct process_result result;
    assert_false(failed(process_run(&arena, &request, &result)));
    assert_slice(result.output, "<exec><$(id)><`id`><a\\b><~><#><!><><it's \"so\"><a\nb><x;y>"
                                "<--kubeconfig=/home/it's me/config>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_command_is_quoted_for_a_shell),
        TEST(a_shell_reads_the_words_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
