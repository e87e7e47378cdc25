#include "kube/create.h"
#include "kube/guard.h"
#include "plan/expect.h"

#define AS_MANAGER "fieldManager=" KUBE_MANAGER "&fieldValidation=Strict"

struct error create_rehearse(const struct run *run, struct slice body, struct reply *reply,
                             struct tree **object)
{
    const char *path =
        arena_format(run->arena, "%s?dryRun=All&" AS_MANAGER, path_clusters(run->arena, run->namespace)).data;
    return kubectl_post(&run->kubectl, run->arena, path, body, reply, object);
}

/* What the API server made, or would make, of the manifest. */
static struct error check_method(const struct run *run, const struct tree *object)
{
    struct cluster made = cluster_read(object);
    if (is_cluster(object->root) && strcmp(bootstrap_method(&made), "recovery") == 0)
        return NO_ERROR;
    return error_next(error_make(run->arena, ERROR_REFUSED,
                                 "the API server makes another Cluster of the manifest: its bootstrap method "
                                 "is %s",
                                 bootstrap_method(&made)),
                      SLICE("see which mutating webhook changes spec.bootstrap"));
}

struct error create_check(const struct run *run)
{
    struct reply reply;
    struct tree *object;
    struct error error = create_rehearse(run, run->body, &reply, &object);
    if (failed(error) || reply.answer == ANSWER_EXISTS)
        return error;
    if (guard_denied(run, &reply))
        return error_next(
            reply_error(run->arena, &reply, "the guard denies the recovery Cluster itself"),
            SLICE("this is a fault of cnpg-dr: report it; cnpg-dr apply --abort takes the guard "
                  "away"));
    if (reply.answer != ANSWER_DONE)
        return reply_error(run->arena, &reply, "the API server would not create the recovery Cluster");
    return check_method(run, object);
}

/* Whose Cluster stands under the name. */
static struct error find_ours(const struct run *run, struct slice *uid)
{
    struct tree *object;
    struct error error = run_cluster(run, run->arena, "cannot look at the Cluster that stands", &object);
    *uid = SLICE("");
    if (!failed(error) && object != NULL &&
        slice_equal(annotation(object->root, ANNOTATION_RUN), run->record.id))
        *uid = meta(object->root, "uid");
    return error;
}

struct error create_cluster(const struct run *run, struct slice *uid, bool *exists)
{
    struct reply reply;
    struct tree *object;
    const char *path =
        arena_format(run->arena, "%s?" AS_MANAGER, path_clusters(run->arena, run->namespace)).data;
    struct error error = kubectl_post(&run->kubectl, run->arena, path, run->body, &reply, &object);
    *uid = SLICE("");
    *exists = !failed(error) && reply.answer == ANSWER_EXISTS;
    if (failed(error))
        return error;
    if (*exists)
        return find_ours(run, uid);
    if (reply.answer != ANSWER_DONE)
        return reply_error(run->arena, &reply, "the recovery Cluster was not created");
    *uid = meta(object->root, "uid");
    return check_method(run, object);
}
