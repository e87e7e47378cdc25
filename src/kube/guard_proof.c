#include "kube/body.h"
#include "kube/create.h"
#include "kube/guard.h"
#include "sys/clock.h"

enum {
    APPEARS = 60 * 1000, /* ms until a policy must be in force; 0.3 to 1 s were seen */
    HOLDS = 3 * 1000,    /* ms without an exception: several API servers follow one after the other */
    EVERY = 150,         /* ms between two looks */
};

bool guard_denied(const struct run *run, const struct reply *reply)
{
    struct slice sign = arena_format(run->arena, "ValidatingAdmissionPolicy '%s'",
                                     guard_name(run->arena, run->namespace, run->name));
    return reply->answer == ANSWER_FORBIDDEN && slice_find(reply->message, sign) < reply->message.len;
}

/* That the initdb Cluster is denied, and stays denied. */
static struct error prove_denial(const struct run *run, size_t *looks)
{
    struct slice body = body_as_initdb(run);
    long long begun = clock_now(), since = -1;
    for (*looks = 0; since < 0 || clock_now() - since < HOLDS;) {
        struct reply reply;
        struct error error = create_rehearse(run, body, &reply, NULL);
        if (failed(error))
            return error;
        if (guard_denied(run, &reply)) {
            since = since < 0 ? clock_now() : since;
            ++*looks;
        } else if (reply.answer == ANSWER_DONE || reply.answer == ANSWER_EXISTS) {
            since = -1;
            *looks = 0;
        } else {
            return reply_error(run->arena, &reply, "the guard cannot be proved");
        }
        if (since < 0 && clock_now() - begun > APPEARS)
            return error_next(error_make(run->arena, ERROR_SYSTEM,
                                         "the guard is not in force after %d s: the API server would still "
                                         "create an initdb Cluster",
                                         APPEARS / 1000),
                              SLICE("see that ValidatingAdmissionPolicy is enabled on the API server, or use "
                                    "--guard pause"));
        error = run_pause(run, EVERY, "the guard was proved");
        if (failed(error))
            return error;
    }
    return NO_ERROR;
}

struct error guard_prove(const struct run *run)
{
    size_t looks;
    struct error error = prove_denial(run, &looks);
    if (!failed(error))
        error = create_check(run);
    if (!failed(error))
        run_tell(run, NEWS_DONE,
                 "the guard is in force: %zu times in %d s an initdb Cluster was denied, that of this run "
                 "is not",
                 looks, HOLDS / 1000);
    return error;
}
