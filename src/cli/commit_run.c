#include "cli/commit_run.h"
#include "cli/commit_style.h"
#include "cli/transform.h"
#include "git/message.h"
#include "git/refs.h"
#include "git/revision.h"
#include "sys/settings.h"
#include <unistd.h>

/* --- the manifest --- */

/* The pattern of the nearest .cnpg-dr.yaml at or above the manifest in the base's tree. */
static struct error find_pattern(struct arena *arena, struct commit_run *run)
{
    struct slice folder = slice_of(run->path);
    if (run->invocation->given[OPTION_GENERATION_PATTERN]) {
        run->pattern = run->invocation->values[OPTION_GENERATION_PATTERN];
        return NO_ERROR;
    }
    while (folder.len > 0) {
        do
            folder.len--;
        while (folder.len > 0 && folder.data[folder.len] != '/');
        const char *path =
            arena_format(arena, "%.*s%s" SETTINGS_NAME, SLICE_ARG(folder), folder.len > 0 ? "/" : "").data;
        bool found = false;
        struct error error = blob_find(arena, run->repository, &run->base, path, &found);
        if (failed(error))
            return error;
        if (found) {
            struct tree_file file;
            struct settings settings = {.generation_pattern = NULL};
            error = blob_read(arena, run->repository, &run->base, run->base_name, path, &file);
            if (!failed(error))
                error = error_in(settings_read(arena, file.bytes, &settings), slice_of(path));
            run->pattern = settings.generation_pattern;
            return error;
        }
    }
    return NO_ERROR;
}

struct error commit_run_open(struct arena *arena, const struct invocation *invocation, struct commit_run *run)
{
    const char *base = invocation->values[OPTION_BASE];
    *run = (struct commit_run){.invocation = invocation};
    struct error error = repository_open(arena, invocation->values[OPTION_REPO], &run->repository);
    if (!failed(error))
        error = repository_tree_path(arena, run->repository, slice_of(invocation->operands[0]), &run->path);
    if (!failed(error))
        error = revision_commit(arena, run->repository, base == NULL ? "HEAD" : base, &run->base);
    if (failed(error))
        return error;
    struct slice branch = repository_head_branch(arena, run->repository);
    run->base_name = base != NULL ? base : branch.len != 0 ? branch.data : "HEAD";
    error = blob_read(arena, run->repository, &run->base, run->base_name, run->path, &run->file);
    if (error.kind == ERROR_USAGE && access(invocation->operands[0], F_OK) == 0)
        return error_next(
            error, arena_format(arena, "for the file in this folder write ./%s", invocation->operands[0]));
    if (!failed(error) && invocation_asks_store(invocation))
        error = blobs_beside(arena, run->repository, &run->base, run->path, &run->beside, &run->beside_count);
    return failed(error) ? error : find_pattern(arena, run);
}

/* --- the plans --- */

static struct error plan(struct arena *arena, struct commit_run *run, transform_plan *make)
{
    struct commit_job *job = &run->jobs[run->job_count], *before = run->job_count > 0 ? job - 1 : NULL;
    job->text = before != NULL ? proved_bytes(before->manifest) : run->file.bytes;
    job->name = arena_format(arena, "%s:%s", before != NULL ? before->branch : run->base_name, run->path);
    struct plan_scope scope = {.file = job->name,
                               .text = job->text,
                               .cluster = invocation_value(run->invocation, OPTION_CLUSTER),
                               .pattern = run->pattern,
                               .beside = run->beside,
                               .beside_count = run->beside_count};
    run->failed_job = job;
    struct error error = make(run->invocation, &scope, &job->manifest, &job->report);
    job->verb = make == plan_of_revert                   ? PLAN_REVERT
                : run->invocation->given[OPTION_RETRY]   ? PLAN_RETRY
                : run->invocation->given[OPTION_ADVANCE] ? PLAN_ADVANCE
                                                         : PLAN_RECOVER;
    if (!failed(error)) {
        run->failed_job = NULL;
        run->job_count++;
    }
    return error;
}

/* "cnpg-dr/recover/NAMESPACE/CLUSTER/GENERATION", or the name that an option gives. */
static struct error name_branch(struct arena *arena, const struct commit_run *run, struct commit_job *job)
{
    const struct plan_report *report = &job->report;
    enum option_id option = job->verb == PLAN_REVERT ? OPTION_REVERT_BRANCH : OPTION_RECOVER_BRANCH;
    job->branch = run->invocation->values[option];
    if (job->branch == NULL)
        job->branch =
            arena_format(arena, "cnpg-dr/%s/%.*s%s%.*s/%.*s", job->verb == PLAN_REVERT ? "revert" : "recover",
                         SLICE_ARG(report->namespace), report->namespace.len == 0 ? "" : "/",
                         SLICE_ARG(report->cluster), SLICE_ARG(report->write))
                .data;
    struct error error = branch_check_name(arena, job->branch);
    return failed(error) && run->invocation->values[option] == NULL
               ? error_next(error, arena_format(arena, "name one with --%s", option_table[option].name))
               : error;
}

static struct error plan_jobs(struct arena *arena, struct commit_run *run)
{
    struct slice only = invocation_value(run->invocation, OPTION_ONLY);
    struct error error = NO_ERROR;
    if (!slice_equal(only, SLICE("revert"))) {
        error = plan(arena, run, plan_of_recover);
        if (error.kind == ERROR_NOTHING)
            error.message = arena_format(arena, "%.*s; --only revert makes the commit that reverts it",
                                         SLICE_ARG(error.message));
        if (!failed(error))
            error = name_branch(arena, run, &run->jobs[0]);
    }
    if (!failed(error) && !slice_equal(only, SLICE("recover"))) {
        error = plan(arena, run, plan_of_revert);
        if (!failed(error))
            error = name_branch(arena, run, &run->jobs[run->job_count - 1]);
    }
    if (!failed(error) && run->job_count == 2 && strcmp(run->jobs[0].branch, run->jobs[1].branch) == 0)
        return error_next(
            error_make(arena, ERROR_USAGE, "both commits would go to the branch %s", run->jobs[0].branch),
            SLICE("give --recover-branch and --revert-branch two different names"));
    return error;
}

/* --- the commits --- */

/* A branch that is there must hold exactly what would be made; then nothing is made. */
static struct error look_at_branch(struct arena *arena, const struct commit_run *run, struct commit_job *job)
{
    struct error error = branch_read(arena, run->repository, job->branch, &job->tip);
    if (failed(error) || object_id_none(&job->tip))
        return error;
    bool author_counts = run->invocation->given[OPTION_AUTHOR];
    error = commit_is(arena, run->repository, &job->tip, &job->content, run->style.signer != NULL,
                      author_counts ? &run->style.author : NULL, &job->there);
    if (failed(error) || job->there || run->invocation->given[OPTION_FORCE])
        return error;
    return refuse(arena, REFUSE_BRANCH, "the branch %s is at %.12s, which is not what would be committed",
                  job->branch, job->tip.hex);
}

static struct error make_commit(struct arena *arena, const struct commit_run *run, struct commit_job *job,
                                const struct object_id *parent)
{
    struct commit_target target = {*parent, run->path, run->file.mode};
    job->content.parent = *parent;
    struct error error =
        message_compose(arena, job->verb, &job->report, invocation_value(run->invocation, OPTION_MESSAGE),
                        &job->content.message);
    if (!failed(error))
        error = commit_tree(arena, run->repository, &target, job->manifest, &job->content.tree);
    if (!failed(error))
        error = look_at_branch(arena, run, job);
    if (failed(error))
        return error;
    job->commit = job->tip;
    return job->there ? NO_ERROR
                      : commit_make(arena, run->repository, &job->content, &run->style, &job->commit);
}

struct error commit_run_make(struct arena *arena, struct commit_run *run)
{
    struct error error = plan_jobs(arena, run);
    if (!failed(error))
        error = commit_style_read(run->invocation, repository_config(run->repository), &run->style);
    for (size_t i = 0; i < run->job_count && !failed(error); i++)
        error = make_commit(arena, run, &run->jobs[i], i == 0 ? &run->base : &run->jobs[i - 1].commit);
    return error;
}

struct error commit_run_publish(struct arena *arena, struct commit_run *run)
{
    struct branch_move moves[2];
    size_t count = 0;
    for (size_t i = 0; i < run->job_count; i++)
        if (!run->jobs[i].there)
            moves[count++] = (struct branch_move){
                .branch = run->jobs[i].branch,
                .from = run->jobs[i].tip,
                .to = run->jobs[i].commit,
                .force = run->invocation->given[OPTION_FORCE],
                .message = arena_format(arena, "cnpg-dr commit: %s of %s",
                                        run->jobs[i].verb == PLAN_REVERT ? "revert" : "recovery", run->path)
                               .data};
    if (count == 0)
        return error_make(arena, ERROR_NOTHING, "%s",
                          run->job_count == 1 ? "the branch holds this commit already"
                                              : "the branches hold these commits already");
    return branches_move(arena, run->repository, moves, count, &run->style.committer);
}
