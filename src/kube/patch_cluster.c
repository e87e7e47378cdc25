#include "kube/dump.h"
#include "kube/guard.h"
#include "kube/settle_parts.h"
#include "sys/clock.h"

enum {
    TRIES = 20,        /* the operator writes a few times a second at most */
    PHASE = 15 * 1000, /* ms for the guard's second phase to be in force; up to 1 s was seen */
    EVERY = 300        /* ms between two tries then */
};

struct slice patch_of(struct arena *arena, const struct tree *live, struct slice operations)
{
    if (operations.len == 0)
        return SLICE("");
    struct slice uid = dump_text(arena, meta(live->root, "uid"));
    struct slice version = dump_text(arena, meta(live->root, "resourceVersion"));
    return arena_format(arena,
                        "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":%.*s},"
                        "{\"op\":\"test\",\"path\":\"/metadata/resourceVersion\",\"value\":%.*s}%.*s]",
                        SLICE_ARG(uid), SLICE_ARG(version), SLICE_ARG(operations));
}

static struct error send(struct run *run, struct slice body, struct reply *reply, struct tree **object)
{
    struct patch patch = {.resource = RESOURCE_CLUSTERS,
                          .namespace = run->namespace,
                          .name = run->name,
                          .type = "json",
                          .body = body};
    return kubectl_patch(&run->kubectl, run->arena, &patch, reply, object);
}

/* A test that failed is answered with 422, as is what a webhook rejects: whether the Cluster moved tells. */
static struct error look_again(struct run *run, const struct reply *reply, const char *what,
                               struct tree **live)
{
    struct slice before = meta((*live)->root, "resourceVersion");
    struct error error = settle_find(run, live);
    if (failed(error))
        return error;
    bool moved = !slice_equal(before, meta((*live)->root, "resourceVersion"));
    bool maybe = reply->answer == ANSWER_INVALID || reply->answer == ANSWER_CONFLICT;
    return maybe && moved ? NO_ERROR : reply_error(run->arena, reply, what);
}

struct error patch_cluster(struct run *run, patch_make *make, const void *context, const char *what,
                           struct tree **live, bool *patched)
{
    struct reply reply = {0};
    long long begun = clock_now();
    *patched = false;
    for (int tries = 0; tries < TRIES;) {
        struct slice body = make(run->arena, *live, context);
        struct tree *object;
        if (body.len == 0)
            return NO_ERROR;
        struct error error = send(run, body, &reply, &object);
        if (failed(error))
            return error;
        if (reply.answer == ANSWER_DONE) {
            *live = object;
            *patched = true;
            return NO_ERROR;
        }
        if (guard_denied(run, &reply) && clock_now() - begun < PHASE) {
            error = run_pause(run, EVERY, "the guard was in its second phase");
            if (!failed(error))
                error = settle_find(run, live);
        } else {
            tries++;
            error = look_again(run, &reply, what, live);
        }
        if (failed(error))
            return error;
    }
    return error_next(
        reply_error(run->arena, &reply, what),
        SLICE("the Cluster changes all the time: see who writes into it, and run the same again"));
}
