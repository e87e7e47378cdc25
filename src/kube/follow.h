/*
 * From the created Cluster to a healthy one.
 *
 * CNPG's status says "Setting up primary" all through a recovery that fails again and again; its own verdict
 * takes 11 minutes. So the recovery pods are watched: the first one that fails ends the wait, with what its
 * log says. Healthy is not yet recovered: the proofs come after it.
 */
#ifndef KUBE_FOLLOW_H
#define KUBE_FOLLOW_H

#include "kube/identity.h"
#include "kube/permissions.h"

/*
 * The proof within seconds of the create: what runs is a recovery and no initdb, by the job or pod that the
 * operator made or its event; and PVCs and jobs are owned by record.new_uid and not older than that Cluster.
 *
 * Whoever resumes a run may come when job, pod and events have gone: then the timeline is looked at, and
 * where it can be that of a recovery there is a warning that only the proofs of `apply --wait` can tell.
 *
 * ERROR_FINDINGS where the opposite is shown, or nothing is to be seen within a minute.
 */
struct error follow_begins(struct run *run, const struct permissions *may);

/* What was seen on the way. */
struct followed {
    bool store_was_away;   /* the log of the recovery has "Can't connect to cloud provider" */
    bool log_is_whole;     /* it was read from the restore to the end of the replay: else its silence proves
                              nothing */
    unsigned failed_pods;  /* tries that failed, earlier ones included */
    struct slice evidence; /* of health: a sentence */
};

/*
 * Waits for health, with NEWS_PROGRESS. again: this run's Cluster stood already when the program began; then
 * pods that have failed before are told and not minded, as somebody may have mended what they failed on.
 *
 * ERROR_FINDINGS with cause and next step where a recovery pod fails, the operator gives up, or the Cluster
 * is not the one of record.new_uid any more; errors of run_pause; ERROR_SYSTEM where the API server does not
 * answer for minutes, or credentials have expired.
 */
struct error follow_to_health(struct run *run, const struct permissions *may, bool again,
                              struct followed *followed);

/* Waits until ContinuousArchiving is True, at most so many milliseconds: it comes a second or two after
 * health. *status lives in run->arena. ERROR_FINDINGS where it stays False, or does not come. */
struct error follow_archiving(struct run *run, long long milliseconds, struct live_status *status);

#endif
