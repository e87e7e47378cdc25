#include "kube/kubectl.h"
#include "sys/json_tree.h"
#include "sys/process.h"
#include "text/buffer.h"
#include "text/quote.h"

enum {
    TIMEOUT = 30,              /* seconds for a call */
    GRACE = 5,                 /* seconds more for kubectl itself to say that the time is over */
    LARGEST = 64 * 1024 * 1024 /* bytes of an answer; a list of all pods of a namespace stays far below */
};

/* What kubectl prints for a Status of that reason ("Error from server (REASON): …"), or for what never got
 * an answer. The first that occurs counts. */
static const struct {
    const char *text;
    enum answer answer;
} signs[] = {
    {"(NotFound)", ANSWER_NOT_FOUND},
    {"(AlreadyExists)", ANSWER_EXISTS},
    {"(Conflict)", ANSWER_CONFLICT},
    {"(Unauthorized)", ANSWER_UNAUTHORIZED},
    {"You must be logged in to the server", ANSWER_UNAUTHORIZED},
    {"(Forbidden)", ANSWER_FORBIDDEN},
    {"(Invalid)", ANSWER_INVALID},
    {"(BadRequest)", ANSWER_INVALID},
    {" is invalid: ", ANSWER_INVALID},
    {"Unable to connect to the server", ANSWER_UNREACHABLE},
    {"was refused - did you specify the right host or port", ANSWER_UNREACHABLE},
    {"(Timeout)", ANSWER_UNREACHABLE},
    {"(ServiceUnavailable)", ANSWER_UNREACHABLE},
    {"context deadline exceeded", ANSWER_UNREACHABLE},
    {"net/http: request canceled", ANSWER_UNREACHABLE},
    {"the server could not find the requested resource", ANSWER_NOT_FOUND},
    {"the server doesn't have a resource type", ANSWER_NOT_FOUND},
};

static enum answer answer_of(struct slice message)
{
    size_t first = message.len;
    enum answer answer = ANSWER_OTHER;
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        size_t at = slice_find(message, slice_of(signs[i].text));
        if (at < first) {
            first = at;
            answer = signs[i].answer;
        }
    }
    return answer;
}

/* Several lines as one; warnings of the API server are no part of an error. */
static struct slice in_one_line(struct arena *arena, struct slice text)
{
    struct buffer line = {.arena = arena};
    for (size_t at = 0; at < text.len;) {
        size_t end = slice_find_char(text, '\n', at);
        struct slice part = slice_trim(slice_cut(text, at, end));
        at = end + 1;
        if (part.len == 0 || slice_starts_with(part, SLICE("Warning: ")))
            continue;
        if (line.len > 0)
            buffer_add(&line, SLICE(" "));
        buffer_add(&line, part);
    }
    return buffer_text(&line);
}

/* For a person to run again by hand. */
static struct slice command_line(struct arena *arena, const char *const *argv)
{
    struct buffer line = {.arena = arena};
    for (size_t i = 0; argv[i] != NULL; i++) {
        if (slice_starts_with(slice_of(argv[i]), SLICE("--request-timeout=")))
            continue;
        buffer_add(&line, slice_of(i == 0 ? "" : " "));
        buffer_add(&line, shell_quote(arena, slice_of(argv[i])));
    }
    return buffer_text(&line);
}

struct error kubectl_call(const struct kubectl *kubectl, struct arena *arena, const char *const *arguments,
                          struct slice input, struct reply *reply)
{
    unsigned timeout = kubectl->timeout > 0 ? kubectl->timeout : TIMEOUT;
    size_t count = 0, n = 0;
    while (arguments[count] != NULL)
        count++;
    const char **argv = arena_array(arena, count + 5, sizeof *argv);
    argv[n++] = "kubectl";
    size_t i = 0;
    while (i < count && strcmp(arguments[i], "--") != 0) /* behind it another program's arguments stand */
        argv[n++] = arguments[i++];
    if (kubectl->context != NULL)
        argv[n++] = arena_format(arena, "--context=%s", kubectl->context).data;
    if (kubectl->kubeconfig != NULL)
        argv[n++] = arena_format(arena, "--kubeconfig=%s", kubectl->kubeconfig).data;
    size_t limit = n++;
    while (i < count)
        argv[n++] = arguments[i++];
    argv[limit] = arena_format(arena, "--request-timeout=%us", timeout).data;
    *reply = (struct reply){.command = command_line(arena, argv)};

    struct process_request request = {
        .argv = (char *const *)argv, .input = input, .timeout = timeout + GRACE, .output_limit = LARGEST};
    struct process_result result;
    struct error error = process_run(arena, &request, &result);
    if (failed(error))
        return error;
    reply->output = result.output;
    reply->message = in_one_line(arena, result.errors);
    if (process_succeeded(&result))
        return NO_ERROR;
    reply->answer = result.timed_out ? ANSWER_UNREACHABLE : answer_of(reply->message);
    if (reply->message.len == 0)
        reply->message = result.timed_out    ? arena_format(arena, "no answer within %u s", timeout)
                         : result.signal > 0 ? arena_format(arena, "ended by signal %d", result.signal)
                                             : arena_format(arena, "exit status %d", result.status);
    return NO_ERROR;
}

static struct slice what_next(enum answer answer)
{
    switch (answer) {
    case ANSWER_UNAUTHORIZED:
        return SLICE("log in again, as the credentials of this context are missing or expired");
    case ANSWER_UNREACHABLE:
        return SLICE("see that the API server can be reached with this context, and run the same again");
    case ANSWER_FORBIDDEN:
        return SLICE(
            "see what the message names: a right that is missing (examples/apply-rbac.yaml has all), "
            "a policy, a quota, or a namespace that is being deleted");
    case ANSWER_NOT_FOUND:
        return SLICE(
            "see that context and namespace are the right ones, and that CloudNativePG is installed");
    default:
        return SLICE("run the command by hand to see more");
    }
}

struct error reply_error(struct arena *arena, const struct reply *reply, const char *what)
{
    struct error error = error_make(arena, ERROR_SYSTEM, "%s: %.*s (%.*s)", what, SLICE_ARG(reply->message),
                                    SLICE_ARG(reply->command));
    return error_next(error, what_next(reply->answer));
}

static struct error read_object(struct arena *arena, struct reply *reply, struct tree **object)
{
    if (object == NULL)
        return NO_ERROR;
    *object = NULL;
    if (reply->answer != ANSWER_DONE)
        return NO_ERROR;
    struct error error = json_tree_read(arena, reply->output, 0, reply->output.len, object);
    if (!failed(error))
        return NO_ERROR;
    *object = NULL;
    reply->answer = ANSWER_OTHER;
    reply->message = arena_format(arena, "what kubectl printed is no JSON: %.*s", SLICE_ARG(error.message));
    return NO_ERROR;
}

struct error kubectl_get(const struct kubectl *kubectl, struct arena *arena, const char *path,
                         struct reply *reply, struct tree **object)
{
    const char *arguments[] = {"get", "--raw", path, NULL};
    struct error error = kubectl_call(kubectl, arena, arguments, SLICE(""), reply);
    return failed(error) ? error : read_object(arena, reply, object);
}

struct error kubectl_post(const struct kubectl *kubectl, struct arena *arena, const char *path,
                          struct slice body, struct reply *reply, struct tree **object)
{
    const char *arguments[] = {"create", "--raw", path, "-f", "-", NULL};
    struct error error = kubectl_call(kubectl, arena, arguments, body, reply);
    return failed(error) ? error : read_object(arena, reply, object);
}

struct error kubectl_delete(const struct kubectl *kubectl, struct arena *arena, const char *path,
                            struct slice options, struct reply *reply)
{
    const char *arguments[] = {"delete", "--raw", path, "-f", "-", NULL};
    return kubectl_call(kubectl, arena, arguments, options, reply);
}

struct error kubectl_patch(const struct kubectl *kubectl, struct arena *arena, const struct patch *patch,
                           struct reply *reply, struct tree **object)
{
    const char *arguments[12] = {"patch", patch->resource, patch->name};
    size_t n = 3;
    if (patch->namespace != NULL)
        arguments[n++] = arena_format(arena, "--namespace=%s", patch->namespace).data;
    arguments[n++] = arena_format(arena, "--type=%s", patch->type).data;
    arguments[n++] = "--field-manager=" KUBE_MANAGER;
    arguments[n++] = "--patch-file=/dev/stdin";
    arguments[n++] = "--output=json";
    if (patch->dry_run)
        arguments[n++] = "--dry-run=server";
    struct error error = kubectl_call(kubectl, arena, arguments, patch->body, reply);
    return failed(error) ? error : read_object(arena, reply, object);
}
