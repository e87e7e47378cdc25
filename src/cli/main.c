#include "cli/full.h"
#include "cli/handover.h"
#include "cli/help.h"
#include "cli/invocation.h"
#include "sys/terminal.h"
#include <errno.h>
#include <signal.h>
#include <unistd.h>

static enum color_choice colour_choice(const struct invocation *invocation)
{
    struct slice when = invocation_value(invocation, OPTION_COLOR);
    return slice_equal(when, SLICE("always"))  ? COLOR_ALWAYS
           : slice_equal(when, SLICE("never")) ? COLOR_NEVER
                                               : COLOR_AUTO;
}

static struct console console_for(const struct invocation *invocation)
{
    bool terminal = terminal_is(STDERR_FILENO);
    bool quiet = invocation->given[OPTION_QUIET];
    return (struct console){
        .out = stdout,
        .err = stderr,
        .program = invocation->program,
        .json = slice_equal(invocation_value(invocation, OPTION_OUTPUT), SLICE("json")),
        .quiet = quiet,
        .next = invocation->given[OPTION_NEXT] || (terminal && !quiet),
        .out_colour = terminal_color(STDOUT_FILENO, colour_choice(invocation)),
        .err_colour = terminal_color(STDERR_FILENO, colour_choice(invocation)),
        .excerpt = terminal,
        .width = terminal_is(STDOUT_FILENO) ? terminal_width(STDOUT_FILENO) : 0,
    };
}

/* Carries out what the command line asks for. */
static int run(struct arena *arena, struct invocation *invocation, struct error error)
{
    const struct console *console = &invocation->console;
    if (invocation->given[OPTION_VERSION])
        return fprintf(stdout, "cnpg-dr " VERSION "\n") < 0 ? ERROR_SYSTEM : ERROR_NONE;
    if (invocation->given[OPTION_HELP] && !(failed(error) && invocation->command == NULL)) {
        help_print(console, invocation->command);
        return ERROR_NONE;
    }
    if (!failed(error))
        error = invocation_check(invocation);
    if (!failed(error) && !full_is_here && invocation_needs_full(invocation))
        error = handover(arena, invocation->argv);
    if (failed(error)) {
        console_error(console, error, SLICE(""));
        return error.kind;
    }
    const struct command *command = invocation->command;
    return (command->run != NULL ? command->run : full_command(command))(invocation);
}

/* A result that could not be written is no result: a full disk, or a reader that has gone. */
static int finish(const struct console *console, int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    char text[200];
    int len = snprintf(text, sizeof text, "cannot write to standard output%s%s", errno == 0 ? "" : ": ",
                       errno == 0 ? "" : strerror(errno));
    struct error error = {.kind = ERROR_SYSTEM, .message = {text, len < 0 ? 0 : (size_t)len}};
    console_error(console, error, SLICE(""));
    return ERROR_SYSTEM;
}

static int run_all(struct arena *arena, char **argv, struct invocation *invocation)
{
    struct error error = invocation_parse(arena, argv, invocation);
    invocation->console = console_for(invocation);
    return run(arena, invocation, error);
}

static int out_of_memory(const struct invocation *invocation)
{
    console_error(&invocation->console, error_out_of_memory(), SLICE(""));
    return ERROR_SYSTEM;
}

/* Memory that runs out anywhere below is reported here. */
static int guarded(struct arena *arena, char **argv, struct invocation *invocation)
{
    return ARENA_BEGIN(arena) ? out_of_memory(invocation) : run_all(arena, argv, invocation);
}

int main(int argc, char **argv)
{
    (void)argc;
    signal(SIGPIPE, SIG_IGN); /* a reader that has gone is an error to be reported, not the end */
    signal(SIGCHLD, SIG_DFL); /* whoever ignores it loses how its children end */
    setvbuf(stderr, NULL, _IOLBF, BUFSIZ); /* a line at a time, not each character by itself */
    struct arena arena = ARENA_EMPTY;
    struct invocation invocation = {.console = {.out = stdout, .err = stderr, .program = "cnpg-dr"}};
    int status = finish(&invocation.console, guarded(&arena, argv, &invocation));
    arena_free(&arena);
    return status;
}
