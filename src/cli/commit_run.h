/*
 * One run of `cnpg-dr commit`: the repository, the commit it starts from, and the commits to be made, each on
 * a branch of its own and each on top of the one before it.
 */
#ifndef CLI_COMMIT_RUN_H
#define CLI_COMMIT_RUN_H

#include "cli/invocation.h"
#include "git/blob.h"
#include "git/commit.h"
#include "plan/plan.h"

/* One commit. */
struct commit_job {
    enum plan_verb verb;
    const char *branch;
    struct slice name; /* of the manifest that is edited, as git says it: REV:PATH */
    struct slice text; /* that manifest */
    const struct proved *manifest;
    struct plan_report report;
    struct commit_content content;
    struct object_id tip;    /* of the branch as it was; none: there was no such branch */
    struct object_id commit; /* what the branch is to hold */
    bool there;              /* it holds it already */
};

struct commit_run {
    const struct invocation *invocation;
    struct repository *repository;
    const char *path;      /* of the manifest in the tree */
    const char *base_name; /* as the user names it */
    struct object_id base;
    struct tree_file file; /* the manifest in base */
    const char *pattern;   /* --generation-pattern, or that of the base's .cnpg-dr.yaml */
    struct slice *beside;  /* the texts of the files beside it, where the store is asked */
    size_t beside_count;
    struct commit_style style;
    struct commit_job jobs[2];
    size_t job_count;
    const struct commit_job *failed_job; /* whose manifest an error is about; NULL: of none */
};

/* Opens the repository and reads the manifest in the base. */
struct error commit_run_open(struct arena *arena, const struct invocation *invocation,
                             struct commit_run *run);

/* Plans the commits, names their branches, and makes those that are not there yet. ERROR_NOTHING where the
 * manifest in the base is already as it was asked for. */
struct error commit_run_make(struct arena *arena, struct commit_run *run);

/* Moves the branches. ERROR_NOTHING where all of them hold their commits already. */
struct error commit_run_publish(struct arena *arena, struct commit_run *run);

#endif
