/*
 * The log of a recovery pod, fetched and read.
 *
 * By API path and not by `kubectl logs`, which gets the pod first. It needs `get` on pods/log, which may be
 * missing: then only phases are left.
 */
#ifndef KUBE_POD_LOG_H
#define KUBE_POD_LOG_H

#include "kube/pod.h"
#include "kube/recovery_log.h"

/* What of it. */
struct log_request {
    struct slice pod, container; /* checked: what is no name gives an empty log */
    unsigned since;              /* seconds back; 0: from its beginning */
};

struct log_answer {
    bool read;        /* there was an answer */
    bool whole;       /* and nothing of it was cut off */
    struct slice why; /* it was not read; one line */
    struct recovery_log log;
};

/* Fetches and reads it, and beside it the log of the Barman plugin's container where the manifest's store is
 * the plugin's. That there is none is no error. All lives in arena. */
struct error pod_log_read(const struct run *run, struct arena *arena, const struct log_request *request,
                          struct log_answer *answer);

#endif
