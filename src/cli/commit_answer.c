#include "cli/commit_answer.h"
#include "cli/next.h"
#include "report/json.h"

static const char *verb_name(enum plan_verb verb)
{
    static const char *const names[] = {"recover", "retry", "advance", "revert"};
    return names[verb];
}

/* `git push origin A B`: pushing is git's. */
static struct slice next_push(struct arena *arena, const struct commit_run *run)
{
    struct slice line = SLICE("git");
    if (run->job_count == 0)
        return SLICE("");
    if (run->invocation->given[OPTION_REPO])
        line = arena_format(arena, "git -C %.*s",
                            SLICE_ARG(shell_quote(arena, invocation_value(run->invocation, OPTION_REPO))));
    line = arena_format(arena, "%.*s push %.*s", SLICE_ARG(line),
                        SLICE_ARG(shell_quote(arena, repository_remote(arena, run->repository))));
    for (size_t i = 0; i < run->job_count; i++)
        line = arena_format(arena, "%.*s %.*s", SLICE_ARG(line),
                            SLICE_ARG(shell_quote(arena, slice_of(run->jobs[i].branch))));
    return line;
}

static void put_remarks(struct json_answer *answer, json_t *object, const struct plan_report *report)
{
    json_t *remarks = json_put_array(answer, object, "remarks");
    for (size_t i = 0; i < report->remark_count; i++) {
        const struct remark *remark = &report->remarks[i];
        json_t *item = json_append_object(answer, remarks);
        json_put_slice(answer, item, "kind",
                       remark->kind == REMARK_WARNING ? SLICE("warning") : SLICE("done"));
        if (remark->line > 0)
            json_put_count(answer, item, "line", remark->line);
        else
            json_put_null(answer, item, "line");
        json_put_slice(answer, item, "text", remark->text);
    }
}

static void put_job(struct json_answer *answer, json_t *commits, const struct commit_job *job)
{
    json_t *object = json_append_object(answer, commits);
    json_put_slice(answer, object, "verb", slice_of(verb_name(job->verb)));
    json_put_slice(answer, object, "branch", slice_of(job->branch));
    json_put_slice(answer, object, "commit", slice_of(job->commit.hex));
    json_put_slice(answer, object, "parent", slice_of(job->content.parent.hex));
    json_put_bool(answer, object, "made", !job->there);
    json_put_slice_or_null(answer, object, "reads", job->report.read);
    json_put_slice_or_null(answer, object, "writes", job->report.write);
    json_put_slice(answer, object, "message", job->content.message);
    put_remarks(answer, object, &job->report);
}

static struct error print_json(const struct commit_run *run, struct slice stands)
{
    struct arena *arena = run->invocation->arena;
    const struct plan_report *first = &run->jobs[0].report;
    struct json_answer *answer = json_answer(arena, "commit");
    json_t *root = answer->root;
    json_put_slice(answer, root, "repository", repository_place(run->repository));
    json_put_slice(answer, root, "file", slice_of(run->path));
    json_t *base = json_put_object(answer, root, "base");
    json_put_slice(answer, base, "name", slice_of(run->base_name));
    json_put_slice(answer, base, "commit", slice_of(run->base.hex));
    json_put_slice_or_null(answer, root, "namespace", first->namespace);
    json_put_slice_or_null(answer, root, "cluster", first->cluster);
    json_put_bool(answer, root, "changed", stands.len == 0);
    json_t *commits = json_put_array(answer, root, "commits");
    for (size_t i = 0; i < run->job_count; i++)
        put_job(answer, commits, &run->jobs[i]);
    json_put_slice_or_null(answer, root, "next", next_push(arena, run));
    return json_print(answer, run->invocation->console.out);
}

static void say_remarks(const struct console *console, const struct commit_job *job)
{
    for (size_t i = 0; i < job->report.remark_count; i++) {
        const struct remark *remark = &job->report.remarks[i];
        (remark->kind == REMARK_WARNING ? console_warning : console_note)(console, job->name, remark->line,
                                                                          remark->text);
    }
}

struct error commit_answer(const struct commit_run *run, struct slice stands)
{
    struct arena *arena = run->invocation->arena;
    const struct console *console = &run->invocation->console;
    if (console->json)
        return print_json(run, stands);
    for (size_t i = 0; i < run->job_count; i++) {
        const struct commit_job *job = &run->jobs[i];
        if (!job->there)
            say_remarks(console, job);
        fprintf(console->out, "%s %s\n", job->commit.hex, job->branch);
    }
    if (stands.len != 0)
        console_note(console, slice_of(run->path), 0,
                     arena_format(arena, "nothing to do: %.*s", SLICE_ARG(stands)));
    console_next(console, next_push(arena, run));
    return NO_ERROR;
}
