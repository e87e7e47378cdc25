#include "cli/invocation.h"
#include "plan/resources.h"
#include "sys/input.h"
#include "sys/terminal.h"
#include "yaml/documents.h"
#include "yaml/encoding.h"
#include "yaml/tree.h"
#include <unistd.h>

/* What the plugin was given; text is that of the file that an error may be about. */
struct request {
    struct slice config_name; /* empty: a KRM function, whose configuration comes with the resources */
    struct slice config, resources;
};

static const struct slice input_name = {"standard input", 14};

static struct error read_request(const struct invocation *invocation, struct request *request)
{
    struct arena *arena = invocation->arena;
    struct error error = NO_ERROR;
    *request = (struct request){.config_name = SLICE("")};
    if (terminal_is(STDIN_FILENO))
        return error_next(
            error_make(arena, ERROR_USAGE, "plugin reads resources from standard input"),
            arena_format(arena, "kubectl kustomize FOLDER | %s plugin CONFIG", invocation->program));
    if (invocation->operand_count > 0) {
        request->config_name = slice_of(invocation->operands[0]);
        error = input_read(arena, request->config_name, &request->config);
    }
    return failed(error) ? error : input_read_all(arena, STDIN_FILENO, input_name, &request->resources);
}

static struct error read_config(struct arena *arena, const struct request *request,
                                struct transformer *transformer)
{
    struct documents documents;
    struct tree *tree;
    struct error error = encoding_check(arena, request->config);
    if (!failed(error))
        error = documents_split(arena, request->config, &documents);
    if (failed(error))
        return error;
    if (documents.count != 1)
        return error_next(error_make(arena, ERROR_USAGE, "the file holds %zu documents", documents.count),
                          SLICE("give it one " TRANSFORMER_KIND));
    error = tree_read(arena, request->config, documents.items[0].start, documents.items[0].end, &tree);
    if (!failed(error))
        error = tree_check(arena, tree);
    return failed(error) ? error : transformer_read(arena, request->config, tree->root, transformer);
}

static struct error transform(struct arena *arena, const struct request *request,
                              const struct proved **result, struct plan_report *report)
{
    struct transformer transformer;
    if (request->config_name.len == 0)
        return error_in(transform_list(arena, request->resources, result, report), input_name);
    struct error error = read_config(arena, request, &transformer);
    if (failed(error))
        return error_in(error, request->config_name);
    return error_in(transform_stream(arena, request->resources, &transformer, result, report), input_name);
}

/* Only what a person should look at: what was done is done on every build. */
static void say_warnings(const struct console *console, const struct plan_report *report)
{
    for (size_t i = 0; i < report->remark_count; i++)
        if (report->remarks[i].kind == REMARK_WARNING)
            console_warning(console, input_name, report->remarks[i].line, report->remarks[i].text);
}

int cmd_plugin(struct invocation *invocation)
{
    struct request request;
    struct plan_report report = {.remark_count = 0};
    const struct proved *result = NULL;
    struct error error = read_request(invocation, &request);
    if (!failed(error))
        error = transform(invocation->arena, &request, &result, &report);
    if (failed(error)) {
        bool about_config = request.config_name.len > 0 && slice_equal(error.file, request.config_name);
        console_error(&invocation->console, error, about_config ? request.config : request.resources);
        return error.kind;
    }
    say_warnings(&invocation->console, &report);
    struct slice bytes = proved_bytes(result);
    fwrite(bytes.data, 1, bytes.len, invocation->console.out); /* main says where it could not be written */
    return ERROR_NONE;
}
