/*
 * A pod of a Cluster, as far as a recovery is concerned. Pure.
 *
 * Up to CNPG 1.30 a job's pod restores (label cnpg.io/jobRole); later operators do it in an init container of
 * the instance's own pod (cloudnative-pg #11319). Both are understood.
 */
#ifndef KUBE_POD_H
#define KUBE_POD_H

#include "kube/run.h"

/* What makes the database of a new Cluster. */
enum bootstrap_work {
    WORK_NONE,     /* an instance, a replica that joins, or something that we do not know */
    WORK_RECOVERY, /* full-recovery: from the object store */
    WORK_OTHER,    /* initdb, import, pgbasebackup, snapshot-recovery: anything but what was asked for */
};

/* By the role of a job or the name of a container. */
enum bootstrap_work bootstrap_work_of(struct slice role);

/* Text belongs to the tree or the arena. */
struct pod {
    struct slice name, uid, created;
    enum bootstrap_work work;
    struct slice role;      /* the job's role or the init container's name, where work is not WORK_NONE */
    struct slice container; /* the one that restores, or failed: whose log is of interest */
    bool instance;          /* it is an instance, and ready says whether it serves */
    bool ready, over;       /* over: it has ended well */
    bool failed;            /* it has ended badly, or its init container has */
    struct slice exit_code; /* of what failed; may be empty */
    struct slice waiting;   /* why it does not start: "Unschedulable: …"; empty where it does */
};

struct pod pod_read(struct arena *arena, const struct node *object);

/* True where it belongs to the Cluster of that uid: owned by it, or, where a job owns it, not older than it
 * (created as RFC 3339). */
bool pod_is_of(const struct node *object, struct slice cluster_uid, struct slice cluster_created);

#endif
