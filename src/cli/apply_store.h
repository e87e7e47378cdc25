/*
 * What `apply` asks of the object store: before anything changes, after the drain, and after the recovery.
 *
 * The store is read as `backups` reads it, with the same options and the same judges. kubectl is not run
 * here: what is known of the live Cluster is handed in. Answers are plain values, which a run can keep in its
 * state and hand in again after an interruption; each comes with a sentence for people. Texts live in the
 * arena that was given to apply_store_open.
 */
#ifndef CLI_APPLY_STORE_H
#define CLI_APPLY_STORE_H

#include "cli/invocation.h"
#include "cnpg/cluster.h"
#include "store/credentials.h"
#include "store/verdict.h"

/* The store of one Cluster that is to recover: the generation it reads and the one it writes. */
struct apply_store;

struct apply_store_request {
    const struct invocation *invocation; /* the options of the store: those of `backups` */
    const struct cluster *cluster;       /* cluster_check and cluster_check_recovery let it pass */
    /* Where the plugin's ObjectStore may be, in this order: resources of the API server (or Lists of them),
     * the text that the Cluster came in, a file beside it. */
    const struct node *const *object_stores;
    size_t object_store_count;
    struct slice text; /* may be empty */
    struct slice file; /* empty or "-": there is no folder to look in */
    /* Keys to the two stores that are in memory (store_credentials_hold); NULL: the environment, a profile.
     */
    const struct store_credentials *read_key, *write_key;
};

/* Finds out where the store is, and opens it; nothing is asked of it yet. Errors are those of `backups`:
 * ERROR_USAGE where it is not to be found, ERROR_SYSTEM where there is no key. What the request points to
 * must live as long as the store. */
struct error apply_store_open(struct arena *arena, const struct apply_store_request *request,
                              struct apply_store **store);

/* Something to tell the user. */
struct apply_sentence {
    enum finding_severity severity;
    const char *code; /* "B003", as in `backups` */
    struct slice text, next;
};

/* How far the read generation goes at one moment: what a recovery must reach. */
struct archive_mark {
    bool known;                /* false: it holds no WAL, or the source does not show it */
    uint32_t highest_timeline; /* the recovered database's must be above it */
    uint32_t timeline;         /* the one that the recovery follows: the highest, or a numeric targetTLI */
    uint64_t last;             /* the number of its last segment: LSN / segment_size */
    uint64_t segment_size;     /* in bytes */
    struct slice last_segment; /* its name: "0000000100000002000000FF" */
    instant archived;          /* when the last segment was; INSTANT_NONE where the source does not say */
    struct slice sentence;
};

struct apply_preflight {
    /* A recovery as the manifest has it can work: there is a base backup, the write generation is empty (or
     * the check is skipped), no gap, a target that can be reached. */
    bool can_recover;
    struct slice backup_id; /* the base backup that CloudNativePG would take; empty: none */
    bool write_is_known;    /* false: the source does not show WAL */
    bool write_is_empty;
    struct slice first_empty; /* the first generation from the written one on that is; may be empty */
    struct slice system_id;   /* that the recovered database must have; empty: the store does not tell */
    struct archive_mark mark; /* as things are now; note it anew after the drain */
    struct apply_sentence *sentences; /* the findings, gravest first */
    size_t sentence_count;
};

/* Reads both generations. That a recovery cannot work is an answer, not an error. */
struct error apply_store_preflight(struct apply_store *store, struct apply_preflight *answer);

/* How far the read generation goes now: two or three requests. To be asked when the old instance is gone, and
 * before the recovery starts. segment_size: that of the preflight. */
struct error apply_store_mark(struct apply_store *store, uint64_t segment_size, struct archive_mark *mark);

/* Whether a segment is archived, in the generation that is read (the old Cluster's, after its WAL was
 * switched). One request; to be asked again until it is. */
struct error apply_store_segment(struct apply_store *store, struct slice segment, bool *archived);

/* What a run knows when the recovered Cluster is up. */
struct recovered_database {
    struct slice system_id; /* status.systemID; empty: not there yet */
    uint32_t timeline;      /* status.timelineID; 0: not there yet */
};

/* What it must be. */
struct recovery_expectation {
    struct slice system_id;   /* --system-id, or that of the preflight; empty: nothing to compare with */
    struct archive_mark mark; /* noted after the drain; of it count: known, highest_timeline,
                                 last_segment, segment_size */
};

enum proof_state {
    PROOF_HOLDS,
    PROOF_AWAITED, /* not there yet: ask again */
    PROOF_LACKS,   /* there is nothing to compare with: not proved */
    PROOF_FAILS,   /* the opposite is shown */
};

struct store_proof {
    enum proof_state state;
    struct slice sentence; /* its evidence, no full stop */
};

struct apply_proofs {
    struct store_proof database;  /* 1: the system identifier is the read generation's */
    struct store_proof recovered; /* 2: the timeline is above the highest one that was read */
    struct store_proof complete;  /* 3: the first history file of the write generation says that all came */
    struct store_proof archives;  /* 4: WAL follows the history file; ContinuousArchiving is kubectl's part */
    struct store_proof base_backup; /* a finished one of this database is in the write generation */
    struct slice backup_id;         /* that one */
};

/* Looks into the write generation, and judges. A handful of requests; to be asked again while something is
 * awaited. */
struct error apply_store_judge(struct apply_store *store, const struct recovery_expectation *expected,
                               const struct recovered_database *live, struct apply_proofs *proofs);

#endif
