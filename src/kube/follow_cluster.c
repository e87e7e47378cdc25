#include "kube/follow_cluster.h"

/* uid: of the one in its place, or empty. */
static struct error gone(struct run *run, struct slice uid)
{
    struct error error =
        uid.len > 0
            ? error_make(run->arena, ERROR_FINDINGS,
                         "the recovered Cluster is gone, and another one (uid %.*s) stands in its place",
                         SLICE_ARG(uid))
            : error_make(run->arena, ERROR_FINDINGS, "the recovered Cluster is gone: somebody deleted it");
    return error_next(error,
                      SLICE("see who did that, end this run with cnpg-dr apply --abort --force, and recover "
                            "into the next generation (cnpg-dr recover --retry)"));
}

struct error follow_cluster(struct run *run, struct arena *scratch, struct patience *patience,
                            const char *what, struct tree **object)
{
    struct reply reply;
    bool missed;
    struct error error =
        kubectl_get(&run->kubectl, scratch, path_cluster(scratch, run->namespace, run->name), &reply, object);
    if (failed(error))
        return error;
    if (reply.answer == ANSWER_NOT_FOUND)
        return gone(run, SLICE(""));
    error = round_bear(run, patience, &reply, what, &missed);
    if (failed(error) || missed)
        return error;
    struct slice uid = meta((*object)->root, "uid");
    return slice_equal(uid, run->record.new_uid) ? NO_ERROR : gone(run, uid);
}
