#include "cli/pull_request.h"
#include "cli/backups_brief.h"
#include "cli/next.h"
#include "sys/failure.h"
#include "text/buffer.h"
#include <errno.h>

/* What the text is filled with. */
struct facts {
    const char *program;
    struct slice cluster;       /* NAMESPACE/NAME */
    struct slice reads, writes; /* by the recovered Cluster */
    struct slice remote;
    struct slice base;                         /* the branch that the revert is merged into */
    const char *recovery;                      /* the commit that recovers */
    const struct commit_job *recover, *revert; /* NULL: not of this run */
    struct slice render;                       /* the pipe that prints the Cluster */
    bool asked;                                /* the store, what it holds is in: */
    struct backups_brief backups;
};

/* Text from a manifest for Markdown and mermaid: nothing in it may end a code span, a cell, a label or a
 * line. */
static struct slice plain(struct arena *arena, struct slice text)
{
    char *copy = arena_string(arena, text);
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7f || strchr("`|\"<>\\", copy[i]) != NULL)
            copy[i] = '?';
    return (struct slice){copy, text.len};
}

static struct slice full_name(struct arena *arena, const struct plan_report *report)
{
    return report->namespace.len == 0
               ? report->cluster
               : arena_format(arena, "%.*s/%.*s", SLICE_ARG(report->namespace), SLICE_ARG(report->cluster));
}

/* The Cluster's document: rendered by kustomize where the manifest's folder has a kustomization. */
static struct error find_render(struct arena *arena, const struct commit_run *run, struct facts *facts)
{
    static const char *const names[] = {"kustomization.yaml", "kustomization.yml", "Kustomization"};
    const char *slash = strrchr(run->path, '/');
    struct slice folder = slice_cut(slice_of(run->path), 0, slash == NULL ? 0 : (size_t)(slash - run->path));
    struct slice name = shell_quote(arena, full_name(arena, &run->jobs[0].report));
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !found; i++) {
        const char *path =
            arena_format(arena, "%.*s%s%s", SLICE_ARG(folder), folder.len > 0 ? "/" : "", names[i]).data;
        struct error error = blob_find(arena, run->repository, &run->base, path, &found);
        if (failed(error))
            return error;
    }
    if (found)
        facts->render = arena_format(arena, "kubectl kustomize %.*s | %s extract --cluster %.*s",
                                     SLICE_ARG(shell_quote(arena, folder.len > 0 ? folder : SLICE("."))),
                                     facts->program, SLICE_ARG(name));
    else
        facts->render = arena_format(arena, "%s extract --cluster %.*s %.*s", facts->program, SLICE_ARG(name),
                                     SLICE_ARG(shell_quote(arena, slice_of(run->path))));
    return NO_ERROR;
}

/* "origin/main" is merged into as "main". */
static struct slice base_branch(const struct commit_run *run, struct slice remote)
{
    struct slice base = slice_of(run->base_name);
    if (slice_starts_with(base, remote) &&
        slice_starts_with(slice_cut(base, remote.len, base.len), SLICE("/")))
        return slice_cut(base, remote.len + 1, base.len);
    return base;
}

/* What the store holds for the Cluster as it recovers. */
static void look_into_store(const struct commit_run *run, struct facts *facts)
{
    const struct commit_job *recover = facts->recover;
    struct plan_scope scope = {.file = slice_of(run->path),
                               .text = recover != NULL ? proved_bytes(recover->manifest) : run->file.bytes,
                               .cluster = invocation_value(run->invocation, OPTION_CLUSTER),
                               .pattern = run->pattern,
                               .beside = run->beside,
                               .beside_count = run->beside_count};
    facts->asked = invocation_asks_store(run->invocation);
    if (facts->asked)
        backups_brief(run->invocation, &scope, &facts->backups);
}

static struct error gather(struct arena *arena, const struct commit_run *run, struct facts *facts)
{
    const struct plan_report *report = &run->jobs[0].report;
    *facts = (struct facts){.program = run->invocation->program};
    for (size_t i = 0; i < run->job_count; i++)
        *(run->jobs[i].verb == PLAN_REVERT ? &facts->revert : &facts->recover) = &run->jobs[i];
    facts->cluster = plain(arena, full_name(arena, report));
    facts->reads = plain(arena, facts->recover != NULL ? report->read : report->read_before);
    facts->writes = plain(arena, report->write);
    facts->remote = repository_remote(arena, run->repository);
    facts->base = base_branch(run, facts->remote);
    facts->recovery = facts->recover != NULL ? facts->recover->commit.hex : run->base.hex;
    look_into_store(run, facts);
    return find_render(arena, run, facts);
}

#define ADD(buffer, ...) buffer_add(buffer, arena_format((buffer)->arena, __VA_ARGS__))

static void add_summary(struct buffer *to, const struct commit_run *run, const struct facts *facts)
{
    ADD(to, "## Recovery of `%.*s`\n\n", SLICE_ARG(facts->cluster));
    ADD(to, "The Cluster is created anew from the archive `%.*s`, and archives into `%.*s` from then on.\n\n",
        SLICE_ARG(facts->reads), SLICE_ARG(facts->writes));
    ADD(to, "Manifest: `%.*s`\n\n", SLICE_ARG(plain(to->arena, slice_of(run->path))));
    ADD(to, "| commit | branch | what it does |\n| --- | --- | --- |\n");
    if (facts->recover != NULL)
        ADD(to, "| %.12s | `%s` | recovery: reads `%.*s`, writes `%.*s` |\n", facts->recover->commit.hex,
            facts->recover->branch, SLICE_ARG(facts->reads), SLICE_ARG(facts->writes));
    if (facts->revert != NULL)
        ADD(to, "| %.12s | `%s` | ends the recovery, `%.*s` stays |\n", facts->revert->commit.hex,
            facts->revert->branch, SLICE_ARG(facts->writes));
    ADD(to, "\n```mermaid\nflowchart LR\n");
    ADD(to, "    read[(\"%.*s\")] -- \"base backup and WAL\" --> cluster([\"Cluster %.*s\"])\n",
        SLICE_ARG(facts->reads), SLICE_ARG(facts->cluster));
    ADD(to, "    cluster -- \"archives into\" --> write[(\"%.*s\")]\n```\n\n", SLICE_ARG(facts->writes));
}

static void add_warning(struct buffer *to, const struct facts *facts)
{
    ADD(to,
        "> [!WARNING]\n"
        "> **Do not merge the recovery commit alone, and merge nothing before step 3.** If the recovery "
        "reaches the old, "
        "still running Cluster, that one starts to archive into `%.*s`, and the recovered one dies on "
        "\"Expected empty "
        "archive\".\n\n",
        SLICE_ARG(facts->writes));
}

/* What it said when the commits were made: by the time that they are used, it may hold more. */
static void add_backups(struct buffer *to, const struct facts *facts)
{
    const struct backups_brief *brief = &facts->backups;
    ADD(to, "### What the store holds\n\n");
    if (failed(brief->error)) {
        ADD(to, "It could not be read: %.*s\n\n", SLICE_ARG(plain(to->arena, brief->error.message)));
        return;
    }
    ADD(to, "`%.*s`, when this was written: %.*s.", SLICE_ARG(plain(to->arena, brief->store)),
        SLICE_ARG(plain(to->arena, backups_brief_line(to->arena, brief))));
    if (brief->first_empty.len > 0)
        ADD(to, " The first empty generation to write is `%.*s`.",
            SLICE_ARG(plain(to->arena, brief->first_empty)));
    ADD(to, "\n\n");
    for (size_t i = 0; i < brief->count; i++)
        ADD(to, "- **%s** (%s) %.*s\n", brief->words[i].code, brief->words[i].severity,
            SLICE_ARG(plain(to->arena, brief->words[i].text)));
    ADD(to, "%s```mermaid\n%.*s```\n\n", brief->count > 0 ? "\n" : "", SLICE_ARG(brief->diagram));
}

/* A line of a shell inside a step. */
#define COMMAND(buffer, ...) (ADD(buffer, "   "), ADD(buffer, __VA_ARGS__), ADD(buffer, "\n"))

static void add_steps(struct buffer *to, const struct commit_run *run, const struct facts *facts)
{
    struct slice remote = shell_quote(to->arena, facts->remote), base = shell_quote(to->arena, facts->base);
    const char *revert = facts->revert != NULL ? facts->revert->commit.hex : "REVERT-COMMIT";
    ADD(to, "### Steps\n\n1. Recover, from the recovery commit while it is on its branch:\n\n   ```sh\n");
    ADD(to, "   git fetch %.*s", SLICE_ARG(remote));
    for (size_t i = 0; i < run->job_count; i++)
        ADD(to, " %.*s", SLICE_ARG(shell_quote(to->arena, slice_of(run->jobs[i].branch))));
    ADD(to, "\n");
    COMMAND(to, "git switch --detach %s", facts->recovery);
    COMMAND(to, "%.*s --expect recovery | %s apply --wait -", SLICE_ARG(facts->render), facts->program);
    ADD(to,
        "   ```\n\n2. Hand the recovered Cluster back to GitOps, as the revert commit has it:\n\n   ```sh\n");
    if (facts->revert == NULL)
        COMMAND(to, "%s commit --only revert --base %s %.*s   # gives REVERT-COMMIT", facts->program,
                facts->recovery, SLICE_ARG(shell_quote(to->arena, slice_of(run->path))));
    COMMAND(to, "git switch --detach %s", revert);
    COMMAND(to, "%.*s | %s settle -", SLICE_ARG(facts->render), facts->program);
    ADD(to, "   ```\n\n3. Merge the revert branch%s%s%s into `%.*s`.\n\n", facts->revert == NULL ? "" : " `",
        facts->revert == NULL ? "" : facts->revert->branch, facts->revert == NULL ? "" : "`",
        SLICE_ARG(plain(to->arena, facts->base)));
    ADD(to, "4. Once GitOps has synced the merge, take guard and pause away:\n\n   ```sh\n");
    COMMAND(to, "git switch %.*s && git pull", SLICE_ARG(base));
    COMMAND(to, "%.*s | %s settle --finish --repo . --ref %.*s -", SLICE_ARG(facts->render), facts->program,
            SLICE_ARG(base));
    ADD(to, "   ```\n");
}

struct error pull_request_text(struct arena *arena, const struct commit_run *run, struct slice *text)
{
    struct buffer buffer = {.arena = arena};
    struct facts facts;
    struct error error = gather(arena, run, &facts);
    if (failed(error))
        return error;
    add_summary(&buffer, run, &facts);
    add_warning(&buffer, &facts);
    if (facts.asked)
        add_backups(&buffer, &facts);
    add_steps(&buffer, run, &facts);
    *text = buffer_text(&buffer);
    return NO_ERROR;
}

struct error pull_request_write(struct arena *arena, const struct commit_run *run, const char *file)
{
    struct slice text;
    struct error error = pull_request_text(arena, run, &text);
    if (failed(error))
        return error;
    FILE *to = fopen(file, "w");
    bool written = to != NULL && fwrite(text.data, 1, text.len, to) == text.len;
    int number = errno;
    if (to != NULL && fclose(to) != 0 && written) {
        written = false;
        number = errno;
    }
    return written ? NO_ERROR
                   : system_failure(arena, number, "cannot write the pull request's text to %s", file);
}
