/*
 * Deleting the old Cluster and waiting until nothing of it is left.
 *
 * CloudNativePG matches what belongs to a Cluster by its name, not by its uid: a Cluster that is created
 * while pods or volumes of the old one are there takes them for its own and recovers nothing. So all of it
 * must be gone first.
 */
#ifndef KUBE_REMOVE_H
#define KUBE_REMOVE_H

#include "kube/run.h"

/* Deletes the Cluster of that uid in the foreground; one that is gone, or another one in its place, is left
 * alone. pause_operator: set cnpg.io/reconciliationLoop first, for operators that keep reconciling a Cluster
 * that is going. */
struct error remove_cluster(const struct run *run, struct slice uid, bool pause_operator);

/* What is there of a Cluster. */
struct remains {
    bool cluster, other;                /* the object of that uid; one of another uid */
    size_t pods, jobs, volumes;         /* without those of Poolers */
    struct slice names;                 /* the first few, for a person: "pod pg-1, PVC pg-1" */
    struct slice ownerless;             /* a PVC that nobody will collect: its name; empty: none */
    struct slice stray_uid, stray_name; /* a PVC of the old Cluster that outlived it, not being deleted */
};

/* Looks once. uid: of the Cluster that goes; empty where there was none. */
struct error remains_look(const struct run *run, struct arena *arena, struct slice uid,
                          struct remains *remains);

/* True where nothing of the Cluster is left. */
bool remains_none(const struct remains *remains);

/* ERROR_REFUSED where a volume claim belongs to nobody: nobody would collect it, and the new Cluster would
 * adopt it. */
struct error remains_check(const struct run *run, const struct remains *remains);

/* True for the volume names of a Cluster: NAME-<number>, NAME-<number>-wal, NAME-<number>-tbs-…; CNPG counts
 * the instances of a Cluster so. */
bool is_volume_of(struct slice volume, struct slice cluster);

/*
 * Waits until nothing is left, with progress. An instance that still archives is not forced, however long
 * that takes. What got stuck is deleted a second time; a volume of the old Cluster that outlives it is
 * deleted, by uid. A volume that belongs to nobody stops the run (ERROR_REFUSED): it would be adopted.
 * *other: without a policy another Cluster of the name may stand, to which what is left may belong; then
 * nothing is awaited.
 */
struct error remove_drain(struct run *run, struct slice uid, bool *other);

#endif
