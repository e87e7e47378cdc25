#define _GNU_SOURCE /* pipe2, so that no other thread's child inherits the pipe; and environ */
#include "sys/child.h"
#include "sys/failure.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The child's ends of the pipes. */
struct ends {
    int input, output, errors;
};

void child_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* A descriptor above the standard streams. Where we were started without one of them, a pipe would get its
 * number, and be overwritten while the child's streams are set up. */
static bool lift(int *fd)
{
    if (*fd > STDERR_FILENO)
        return true;
    int lifted = fcntl(*fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (lifted < 0)
        return false;
    close(*fd);
    *fd = lifted;
    return true;
}

static bool make_pipe(int *reading, int *writing)
{
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0)
        return false;
    *reading = fds[0];
    *writing = fds[1];
    return lift(reading) && lift(writing);
}

static bool make_pipes(struct child *child, struct ends *ends, bool with_input)
{
    if (!make_pipe(&child->output, &ends->output) || !make_pipe(&child->errors, &ends->errors) ||
        (with_input && !make_pipe(&ends->input, &child->input)))
        return false;
    int ours[] = {child->output, child->errors, child->input};
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (ours[i] >= 0 && fcntl(ours[i], F_SETFL, O_NONBLOCK) != 0)
            return false;
    return true;
}

/* 0 or an errno. */
static int set_streams(posix_spawn_file_actions_t *actions, const struct ends *ends)
{
    int number = ends->input >= 0
                     ? posix_spawn_file_actions_adddup2(actions, ends->input, STDIN_FILENO)
                     : posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (number == 0)
        number = posix_spawn_file_actions_adddup2(actions, ends->output, STDOUT_FILENO);
    if (number == 0)
        number = posix_spawn_file_actions_adddup2(actions, ends->errors, STDERR_FILENO);
    return number;
}

/* A child inherits which signals are blocked and ignored; it should know nothing of our habits. */
static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    int number = posix_spawnattr_setsigmask(attributes, &none);
    if (number == 0)
        number = posix_spawnattr_setsigdefault(attributes, &usual);
    if (number == 0)
        number = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return number;
}

static int spawn(struct child *child, char *const *argv, const struct ends *ends)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t pid = 0;
    int number = posix_spawn_file_actions_init(&actions);
    if (number != 0)
        return number;
    number = posix_spawnattr_init(&attributes);
    if (number == 0) {
        number = set_streams(&actions, ends);
        if (number == 0)
            number = set_signals(&attributes);
        if (number == 0)
            number = posix_spawnp(&pid, argv[0], &actions, &attributes, argv, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    if (number == 0)
        child->pid = pid;
    return number;
}

static struct error not_started(struct arena *arena, int number, const char *name)
{
    if (number != ENOENT)
        return system_failure(arena, number, "cannot run %s", name);
    struct error error = error_make(arena, ERROR_SYSTEM, "%s is not installed, or not on PATH", name);
    return error_next(error, arena_format(arena, "install %s, or add its folder to PATH", name));
}

struct error child_start(struct arena *arena, struct child *child, char *const *argv, bool with_input)
{
    struct ends ends = {-1, -1, -1};
    int number = make_pipes(child, &ends, with_input) ? spawn(child, argv, &ends) : errno;
    child_close(&ends.input);
    child_close(&ends.output);
    child_close(&ends.errors);
    return number == 0 ? NO_ERROR : not_started(arena, number, argv[0]);
}

ssize_t child_write(struct child *child, struct slice bytes)
{
    sigset_t pipe_signal, pending, before;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    ssize_t written = write(child->input, bytes.data, bytes.len);
    int number = errno;
    if (written < 0 && number == EPIPE && !sigismember(&pending, SIGPIPE))
        sigtimedwait(&pipe_signal, NULL, &(struct timespec){0, 0});
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return written;
}

void child_kill(struct child *child, bool force)
{
    if (child->pid > 0 && !child->ended)
        kill(child->pid, force ? SIGKILL : SIGTERM);
}

/* Where children are reaped by somebody else (SIGCHLD ignored), how this one ended is lost: child_outcome
 * says so. */
static bool await(struct child *child, int options)
{
    pid_t pid;
    do
        pid = waitpid(child->pid, &child->wait_status, options);
    while (pid < 0 && errno == EINTR);
    if (pid < 0)
        child->wait_error = errno;
    child->ended = pid != 0;
    return child->ended;
}

bool child_has_ended(struct child *child)
{
    return child->ended || await(child, WNOHANG);
}

struct error child_outcome(struct arena *arena, const struct child *child, const char *name, int *signal,
                           int *status)
{
    if (child->wait_error != 0)
        return system_failure(arena, child->wait_error, "how %s ended cannot be learned", name);
    *signal = WIFSIGNALED(child->wait_status) ? WTERMSIG(child->wait_status) : 0;
    *status = WIFEXITED(child->wait_status) ? WEXITSTATUS(child->wait_status) : 0;
    return NO_ERROR;
}

void child_end(struct child *child)
{
    child_close(&child->input);
    child_close(&child->output);
    child_close(&child->errors);
    if (child->pid > 0 && !child->ended) {
        kill(child->pid, SIGKILL);
        await(child, 0);
    }
}
