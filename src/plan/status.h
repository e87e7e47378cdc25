/*
 * What every Cluster of a file is doing, and whether its next recovery is ready. Nothing is edited and
 * nothing is refused: what would stand in the way is told.
 */
#ifndef PLAN_STATUS_H
#define PLAN_STATUS_H

#include "cnpg/generation.h"
#include "cnpg/store.h"

enum status_method {
    METHOD_NONE,
    METHOD_INITDB,
    METHOD_RECOVERY,
    METHOD_BASEBACKUP,
    METHOD_CONFLICT, /* more than one */
};

/* The commented recovery block of a steady manifest. */
enum block_state {
    BLOCK_NONE,   /* there is none: recover writes one */
    BLOCK_READY,  /* it reads the generation that is written */
    BLOCK_BEHIND, /* it reads another one: recover moves it */
    BLOCK_BROKEN, /* recover would refuse it: see reason */
    BLOCK_IN_USE, /* the recovery is active */
};

struct cluster_status {
    size_t line; /* of its document, from 1 */
    struct slice name, namespace;
    enum status_method method;
    bool replica;
    struct slice reads, writes; /* generations; empty where there is none */
    struct slice next;          /* the generation that recover would write */
    enum store_shape shape;
    struct slice store;    /* as store_describe says it; empty where there is none */
    struct slice schedule; /* of a ScheduledBackup for it in the same file; empty where there is none */
    enum block_state block;
    size_t block_line;        /* of the commented recovery, from 1; 0: none */
    struct slice block_reads; /* the generation that it names */
    struct error
        reason; /* why recover and revert would refuse the Cluster or its block; none: they would not */
};

/* A ScheduledBackup, to be matched with Clusters of other files. */
struct backup_schedule {
    struct slice cluster, namespace; /* spec.cluster.name, metadata.namespace */
    struct slice schedule;
};

struct file_status {
    struct cluster_status *clusters;
    size_t count, capacity;
    struct backup_schedule *schedules;
    size_t schedule_count, schedule_capacity;
};

/*
 * Reads all documents that can be a Cluster or a ScheduledBackup; others are not parsed. The error is about
 * such a document that does not parse, or about the encoding of a file that holds one; *out has what came
 * before it. rule: see cnpg/generation.h. text must outlive *out.
 */
struct error status_read(struct arena *arena, struct slice text, const struct generation_rule *rule,
                         struct file_status *out);

#endif
