#include "kube/body.h"
#include "kube/guard.h"
#include "plan/expect.h"
#include "sys/clock.h"

enum {
    APPEARS = 60 * 1000, /* ms until a policy must be in force; 0.3 to 1 s were seen */
    HOLDS = 3 * 1000,    /* ms without an exception: several API servers follow one after the other */
    EVERY = 150,         /* ms between two looks */
};

/* A rehearsed create under the live name. Admission runs before the look whether it exists. */
static struct error rehearse(const struct run *run, struct slice body, struct reply *reply,
                             struct tree **object)
{
    const char *path =
        arena_format(run->arena, "%s?dryRun=All&fieldManager=" KUBE_MANAGER "&fieldValidation=Strict",
                     path_clusters(run->arena, run->namespace))
            .data;
    return kubectl_post(&run->kubectl, run->arena, path, body, reply, object);
}

static bool denied_by_guard(const struct run *run, const struct reply *reply)
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
        struct error error = rehearse(run, body, &reply, NULL);
        if (failed(error))
            return error;
        if (denied_by_guard(run, &reply)) {
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

struct error rehearse_create(const struct run *run)
{
    struct reply reply;
    struct tree *object;
    struct error error = rehearse(run, run->body, &reply, &object);
    if (failed(error) || reply.answer == ANSWER_EXISTS)
        return error;
    if (denied_by_guard(run, &reply))
        return error_next(reply_error(run->arena, &reply, "the guard denies the recovery Cluster itself"),
                          SLICE("this is a fault of cnpg-dr: report it; cnpg-dr apply --abort takes the guard "
                                "away"));
    if (reply.answer != ANSWER_DONE)
        return reply_error(run->arena, &reply, "the API server would not create the recovery Cluster");
    struct cluster defaulted = cluster_read(object);
    if (is_cluster(object->root) && strcmp(bootstrap_method(&defaulted), "recovery") == 0)
        return NO_ERROR;
    return error_next(error_make(run->arena, ERROR_REFUSED,
                                 "the API server would make another Cluster of the manifest: its bootstrap "
                                 "method would be %s",
                                 bootstrap_method(&defaulted)),
                      SLICE("see which mutating webhook changes spec.bootstrap"));
}

struct error guard_prove(const struct run *run)
{
    size_t looks;
    struct error error = prove_denial(run, &looks);
    if (!failed(error))
        error = rehearse_create(run);
    if (!failed(error))
        run_tell(run, NEWS_DONE,
                 "the guard is in force: %zu times in %d s an initdb Cluster was denied, that of this run "
                 "is not",
                 looks, HOLDS / 1000);
    return error;
}
