/*
 * One run: the recovery of one Cluster, from the guard to the settled database. Every step takes it.
 *
 * What must survive an interruption is the record: it lies in a file of this machine (kube/record_file.h) and
 * as an annotation on the guard, so that a run can be resumed from elsewhere.
 */
#ifndef KUBE_RUN_H
#define KUBE_RUN_H

#include "kube/object.h"
#include <stdint.h>

enum guard_kind { GUARD_POLICY, GUARD_PAUSE, GUARD_NONE };

/* How far a run is. Each is reached before the work behind it begins. */
enum run_step {
    STEP_GUARDING,  /* nothing has been changed but guard or pause */
    STEP_DELETING,  /* the guard is in force: the old Cluster may be gone */
    STEP_CREATING,  /* nothing of the old Cluster is left */
    STEP_RUNNING,   /* the recovery Cluster stands, and is proved to be one */
    STEP_RECOVERED, /* it is healthy, and what could be proved of it is */
    STEP_SETTLED,   /* settle has handed it over to GitOps */
};

/* Where the archive that is read ended, when nothing wrote it any more: what the recovery must reach. */
struct read_end {
    bool known;
    uint32_t highest_timeline; /* the recovered database's must be above it */
    uint32_t timeline;         /* the one that the recovery follows */
    uint64_t last;             /* the number of its last segment: LSN / segment_size */
    uint64_t segment_size;     /* bytes */
};

struct run_record {
    struct slice id;              /* of the run: letters and digits */
    struct slice namespace, name; /* of the Cluster */
    struct slice server;          /* the API server, as the kubeconfig names it */
    enum guard_kind guard;
    enum run_step step;
    struct slice reads, writes;    /* generations */
    struct slice old_uid, new_uid; /* of the Cluster that is replaced (empty: there was none), and of ours */
    struct slice system_id;        /* that the recovered database must have; empty: not known */
    struct read_end end;           /* noted after the drain */
    long long started, expires;    /* seconds since 1970; expires: of the guard's rule against creation */
    struct slice pause; /* what is paused and how to undo it, as JSON (kube/pause.h); empty: none */
};

enum news_kind {
    NEWS_STEP,     /* a step begins */
    NEWS_DONE,     /* something was done or proved, with its evidence */
    NEWS_WARNING,  /* a person should look at it */
    NEWS_PROGRESS, /* how far a long step is: for a terminal, replaced by the next */
};

/* Who hears what a run does. */
struct listener {
    void *context;
    void (*tell)(void *context, enum news_kind kind, struct slice sentence); /* no full stop */
};

struct run {
    struct arena *arena;
    struct kubectl kubectl;
    const struct listener *listener;
    const char *namespace, *name; /* checked with name_is_plain */
    struct run_record record;
    const char *record_path; /* of the record's file */
    struct cluster wanted;   /* what the manifest says */
    struct slice body;       /* the manifest as JSON, with our annotation: what is created */
    long long deadline;      /* of clock_now, for all waiting; 0: none */
};

/* Tells the listener. */
__attribute__((format(printf, 3, 4))) void run_tell(const struct run *run, enum news_kind kind,
                                                    const char *format, ...);

/* Waits before the next look: an error where a signal arrived (ERROR_SYSTEM) or the
 * deadline has passed. what says for what, as in "the pods are gone". */
struct error run_pause(const struct run *run, long long milliseconds, const char *what);

/* GET of the run's Cluster. *object is NULL where none stands; ERROR_SYSTEM for any other answer, what being
 * its sentence ("the Cluster cannot be read"). The tree lives in arena, the error in the run's. */
struct error run_cluster(const struct run *run, struct arena *arena, const char *what, struct tree **object);

/* Reaches a step: in the record, its file and the guard. A record that cannot be kept is an error: without it
 * an interruption could not be resumed. */
struct error run_reach(struct run *run, enum run_step step);

/* The name of a step, as records and messages have it: "guarding". */
const char *step_name(enum run_step step);

#endif
