/*
 * The end of a run: guard and pause go, when nothing old can be synced any more.
 *
 * Two things must be so, and what cannot be read is refused unless it is forced. The branch that GitOps syncs
 * holds the generation that the Cluster writes; what git says is asked of the caller. And the controller
 * compares with a commit that holds it: a revision from a cache would move the database back into its old
 * generation. Where that stands:
 *
 *   Application      status.sync.revision, or status.sync.revisions with several sources
 *   Kustomization    status.lastAppliedRevision (main@sha1:…); while it is suspended, the artifact of its
 *                    source (GitRepository status.artifact.revision), which is what it would apply next
 *   HelmRelease      has a chart's version only: the Kustomization that it belongs to in turn, and that
 *                    status.observedGeneration is metadata.generation and Ready is True
 *
 * An Application that is paused does not look at git at all. It is woken with argocd.argoproj.io/refresh:
 * hard in the same patch, so that it asks git and no cache, and then followed.
 */
#ifndef KUBE_FINISH_H
#define KUBE_FINISH_H

#include "kube/controller.h"
#include "kube/settle.h"

/* What a repository knows of a commit. */
enum commit_state {
    COMMIT_HOLDS,   /* it is the branch's, or before or after it, and its manifest writes the generation */
    COMMIT_LACKS,   /* its manifest writes another one, or it is on another branch */
    COMMIT_UNKNOWN, /* not in the repository, or the manifest cannot be found in it */
};

/* What git says: src/git is not for this folder to use. */
struct finish_git {
    struct slice branch;     /* as messages call it: "origin/main" */
    struct slice commit;     /* its tip, 40 hexadecimal digits; empty where it cannot be read */
    enum commit_state state; /* of the tip */
    struct slice reason;     /* where it does not hold, or is not known: why, one sentence */
    void *context;
    /* Of any commit (40 hexadecimal digits); *reason as above, in the run's arena. */
    enum commit_state (*look)(void *context, struct slice commit, struct slice *reason);
};

struct finish_result {
    bool lifted;             /* guard and pause are gone */
    bool released;           /* and nothing of ours is on the Cluster */
    struct slice sync;       /* the sign of the first good sync; empty: not seen */
    struct slice controller; /* "Application argocd/immich"; empty: none found */
    struct slice revision;   /* that it compares with; empty: not read */
};

/*
 * Checks both, releases the Cluster (kube/release.h), and takes guard and pause away. With force what does
 * not hold or cannot be read is a warning.
 *
 * ERROR_FINDINGS where a condition does not hold or cannot be read: guard and pause stay, and the message
 * says what to do. ERROR_FINDINGS too where they went and the first good sync has not been seen: a second
 * call releases the Cluster. The record goes with the last of it.
 */
struct error finish(struct run *run, const struct settle_input *input, const struct finish_git *git,
                    bool force, struct finish_result *result);

/* The commit in a Flux revision (main@sha1:1a2b…, main/1a2b…, or the digits alone), or empty: an OCI digest
 * and a chart's version are none. To be tested. */
struct slice finish_commit_of(struct slice revision);

#endif
