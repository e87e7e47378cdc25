/*
 * What a live Cluster says of itself: which database it is, how it is, whether it archives.
 *
 * status is the operator's word, and a late patch of a Cluster that is gone can land on the new one of the
 * same name (facts of a real API server): whoever draws conclusions from it must have seen pods of this uid.
 */
#ifndef KUBE_IDENTITY_H
#define KUBE_IDENTITY_H

#include "kube/run.h"

/* CNPG's phases (api/v1/cluster_types.go). */
#define PHASE_HEALTHY "Cluster in healthy state"
#define PHASE_UNRECOVERABLE "Cluster is unrecoverable and needs manual intervention"
#define PHASE_INVALID "Invalid cluster definition"

/* Text belongs to the tree that it was read from; empty where the object does not say. */
struct live_status {
    struct slice uid, created;  /* metadata; created as RFC 3339 */
    struct slice system_id;     /* while one instance or more report the same */
    uint32_t timeline;          /* 0: not there */
    struct slice phase, reason; /* phaseReason */
    struct slice primary;       /* currentPrimary: the pod */
    struct slice archiving;     /* ContinuousArchiving: "True", "False", or empty: nobody has tried yet */
    struct slice archiving_message;
    struct slice ready; /* the condition Ready */
    unsigned instances, ready_instances;
    bool healthy;    /* the phase is PHASE_HEALTHY and an instance is ready */
    bool hibernated; /* cnpg.io/hibernation is on */
    bool going;      /* it is being deleted */
};

/* Reads it from a Cluster object. Pure. */
struct live_status live_status_of(const struct node *object);

/* Asks for the Cluster of the run. *found is false, and the status empty, where none stands. ERROR_SYSTEM for
 * any other answer. Text lives in arena. */
struct error live_status_read(struct run *run, struct arena *arena, bool *found, struct live_status *status);

#endif
