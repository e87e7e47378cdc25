#include "cli/next.h"
#include "cli/one_cluster.h"
#include "report/extracted.h"

static enum expectation expectation_of(const struct invocation *invocation)
{
    struct slice method = invocation_value(invocation, OPTION_EXPECT);
    return slice_equal(method, SLICE("recovery")) ? EXPECT_RECOVERY
           : slice_equal(method, SLICE("initdb")) ? EXPECT_INITDB
                                                  : EXPECT_ANYTHING;
}

static struct error extract(const struct invocation *invocation, struct one_cluster *one)
{
    struct error error = one_cluster_read(invocation, expectation_of(invocation), one);
    if (failed(error))
        return error;
    struct extracted_report report = {.file = one->name,
                                      .line = invocation->console.json ? extracted_line(one->work, one->found)
                                                                       : 0,
                                      .cluster = &one->cluster,
                                      .method = bootstrap_method(&one->cluster),
                                      .text = one->found->text};
    if (strcmp(report.method, "recovery") == 0)
        report.next = next_apply(invocation, one->cluster.namespace);
    return extracted_print(&invocation->console, invocation->arena, &report);
}

int cmd_extract(struct invocation *invocation)
{
    struct one_cluster one = {.name = SLICE("")};
    struct error error = extract(invocation, &one);
    if (!failed(error))
        return ERROR_NONE;
    if (error.kind != ERROR_USAGE)
        error = error_in(error, one.name);
    console_error(&invocation->console, error, one.text);
    return error.kind;
}
