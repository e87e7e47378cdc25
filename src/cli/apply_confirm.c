#include "cli/apply_confirm.h"
#include <errno.h>
#include <stdlib.h>

static void line(const struct console *console, const char *what, struct slice text)
{
    fprintf(console->err, "  %-10s", what);
    console_clean(console->err, text);
    fputc('\n', console->err);
}

static void show(const struct invocation *invocation, const struct apply_scene *scene,
                 const struct preflight *found)
{
    const struct console *console = &invocation->console;
    const struct run *run = &scene->run;
    struct arena *arena = invocation->arena;
    fprintf(console->err, "About to %s:\n",
            found->standing.object != NULL ? "DELETE a Cluster and recover it" : "create a recovery Cluster");
    line(console, "context",
         arena_format(arena, "%.*s (%.*s)", SLICE_ARG(scene->context.context),
                      SLICE_ARG(scene->context.server)));
    line(console, "Cluster", arena_format(arena, "%s in namespace %s", run->name, run->namespace));
    line(console, "stands", found->standing.why);
    line(console, "reads", run->record.reads);
    line(console, "writes", run->record.writes);
    for (size_t i = 0; i < found->losses.taken_count; i++)
        line(console, "deleted", found->losses.taken[i]);
    for (size_t i = 0; i < found->losses.lost_count; i++)
        line(console, "lost", found->losses.lost[i]);
}

/* The answer on the terminal: standard input may be the manifest. */
static struct error ask(const struct invocation *invocation, const struct run *run, bool *same)
{
    char *answer = NULL;
    size_t room = 0;
    FILE *terminal = fopen("/dev/tty", "r+");
    if (terminal == NULL)
        return error_next(
            error_make(invocation->arena, ERROR_USAGE, "there is no terminal to ask for a confirmation on"),
            SLICE("look at the output of --preflight, then give --yes"));
    fprintf(terminal, "Type the name of the Cluster to go on: ");
    fflush(terminal);
    errno = 0;
    ssize_t len = getline(&answer, &room, terminal);
    *same =
        len > 0 && slice_equal(slice_trim((struct slice){answer, (size_t)len - (answer[len - 1] == '\n')}),
                               slice_of(run->name));
    free(answer);
    fclose(terminal);
    return NO_ERROR;
}

struct error apply_confirm(const struct invocation *invocation, const struct apply_scene *scene,
                           const struct preflight *found)
{
    bool same = false;
    if (!invocation->console.json && !invocation->console.quiet)
        show(invocation, scene, found);
    if (invocation->given[OPTION_YES])
        return NO_ERROR;
    struct error error = ask(invocation, &scene->run, &same);
    if (failed(error) || same)
        return error;
    return error_make(invocation->arena, ERROR_FINDINGS, "not confirmed: nothing was changed");
}
