#include "cli/commit_answer.h"
#include "cli/commit_run.h"
#include "cli/pull_request.h"

/* An error of a plan is about a manifest, which the console then quotes from. */
static int say_failure(const struct commit_run *run, struct error error)
{
    const struct commit_job *job = run->failed_job;
    bool about_manifest = job != NULL && error.kind != ERROR_USAGE;
    if (about_manifest)
        error = error_in(error, job->name);
    else if (run->path != NULL)
        error = error_in(error, slice_of(run->path));
    console_error(&run->invocation->console, error, about_manifest ? job->text : SLICE(""));
    return error.kind;
}

int cmd_commit(struct invocation *invocation)
{
    struct arena *arena = invocation->arena;
    struct commit_run run;
    const char *text_file = invocation->values[OPTION_PR_BODY];
    struct error error = commit_run_open(arena, invocation, &run);
    if (!failed(error))
        error = commit_run_make(arena, &run);
    if (!failed(error))
        error = commit_run_publish(arena, &run);
    struct error stands = error.kind == ERROR_NOTHING ? error : NO_ERROR;
    if (failed(error) && !failed(stands))
        return say_failure(&run, error);
    error = NO_ERROR;
    if (text_file != NULL && run.job_count > 0)
        error = pull_request_write(arena, &run, text_file);
    if (!failed(error))
        error = commit_answer(&run, stands.message);
    return failed(error) ? say_failure(&run, error) : (int)stands.kind;
}
