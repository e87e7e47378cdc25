#include "kube/pod_log.h"
#include "text/buffer.h"

enum {
    MOST = 8 * 1024 * 1024, /* bytes of one answer; kubelets cut what is above */
};

/* The container that the Barman plugin puts beside an instance (plugin-barman-cloud,
 * internal/cnpgi/operator). Up to version 0.5 it was a container, later an init container that stays. */
#define PLUGIN_CONTAINER "plugin-barman-cloud"

static struct error fetch(const struct run *run, struct arena *arena, const struct log_request *request,
                          struct reply *reply)
{
    struct slice since =
        request->since > 0 ? arena_format(arena, "&sinceSeconds=%u", request->since) : SLICE("");
    const char *path =
        arena_format(arena, "/api/v1/namespaces/%s/pods/%.*s/log?container=%.*s&limitBytes=%d%.*s",
                     run->namespace, SLICE_ARG(request->pod), SLICE_ARG(request->container), MOST,
                     SLICE_ARG(since))
            .data;
    const char *arguments[] = {"get", "--raw", path, NULL};
    return kubectl_call(&run->kubectl, arena, arguments, SLICE(""), reply);
}

struct error pod_log_read(const struct run *run, struct arena *arena, const struct log_request *request,
                          struct log_answer *answer)
{
    *answer = (struct log_answer){0};
    if (!name_is_plain(request->pod) || !name_is_plain(request->container)) {
        answer->why = SLICE("the pod's name is none that a path may hold");
        return NO_ERROR;
    }
    struct reply reply;
    struct error error = fetch(run, arena, request, &reply);
    if (failed(error))
        return error;
    if (reply.answer != ANSWER_DONE) {
        answer->why = reply.message;
        return NO_ERROR;
    }
    struct buffer text = {.arena = arena};
    answer->read = true;
    answer->whole = reply.output.len < MOST;
    buffer_add(&text, reply.output);
    if (run->wanted.read.shape == STORE_PLUGIN || run->wanted.write.shape == STORE_PLUGIN) {
        struct log_request beside = *request;
        beside.container = SLICE(PLUGIN_CONTAINER);
        error = fetch(run, arena, &beside, &reply);
        if (failed(error))
            return error;
        if (reply.answer == ANSWER_DONE) {
            answer->whole = answer->whole && reply.output.len < MOST;
            buffer_add(&text, SLICE("\n"));
            buffer_add(&text, reply.output);
        }
    }
    recovery_log_read(arena, buffer_text(&text), &answer->log);
    return NO_ERROR;
}
