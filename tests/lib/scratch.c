#define _GNU_SOURCE /* unshare, setgroups */
#include "lib/scratch.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOBODY = 65534 };

static char folder[PATH_MAX];

static _Noreturn void die(const char *what)
{
    perror(what);
    exit(99);
}

void scratch_enter(void)
{
    const char *base = getenv("TMPDIR");
    char made[PATH_MAX];
    snprintf(made, sizeof made, "%s/cnpg-dr-test-XXXXXX", base == NULL || *base == '\0' ? "/tmp" : base);
    if (mkdtemp(made) == NULL || realpath(made, folder) == NULL || chdir(folder) != 0)
        die(made);
}

/* Step by step, as a tree can be deeper than a path can be long. */
static void remove_below(int parent, const char *name)
{
    if (unlinkat(parent, name, 0) == 0)
        return;
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (stream == NULL)
        die(name);
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_below(fd, entry->d_name);
    closedir(stream);
    if (unlinkat(parent, name, AT_REMOVEDIR) != 0)
        die(name);
}

void scratch_leave(void)
{
    if (chdir("/") != 0)
        die("/");
    remove_below(AT_FDCWD, folder);
}

const char *scratch_path(void)
{
    return folder;
}

void scratch_write(const char *path, struct slice bytes)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes.data, 1, bytes.len, file) != bytes.len || fclose(file) != 0)
        die(path);
}

bool scratch_holds(const char *path, struct slice bytes)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return false;
    char *got = malloc(bytes.len + 1);
    size_t len = got == NULL ? 0 : fread(got, 1, bytes.len + 1, file);
    fclose(file);
    bool same = got != NULL && slice_equal((struct slice){got, len}, bytes);
    free(got);
    return same;
}

size_t scratch_entries(const char *path)
{
    DIR *stream = opendir(path);
    if (stream == NULL)
        die(path);
    size_t count = 0;
    while (readdir(stream) != NULL)
        count++;
    closedir(stream);
    return count - 2;
}

size_t scratch_descriptors(void)
{
    size_t count = 0;
    for (int fd = 0; fd < 1024; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

int scratch_lock(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
}

int scratch_child(int (*work)(void *context), void *context)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0)
        _exit(work(context));
    int status;
    if (waitpid(pid, &status, 0) != pid)
        die("waitpid");
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void scratch_child_failed(const char *expression, const char *file, int line)
{
    dprintf(STDERR_FILENO, "# %s:%d: not so: %s\n", file, line, expression);
    _exit(1);
}

static bool write_proc(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    bool written = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return written;
}

/* Any user may mount in a user namespace of its own, where it is root. */
static bool become_root(void)
{
    char users[64], groups[64];
    snprintf(users, sizeof users, "0 %u 1", (unsigned)geteuid());
    snprintf(groups, sizeof groups, "0 %u 1", (unsigned)getegid());
    return unshare(CLONE_NEWUSER) == 0 && write_proc("/proc/self/uid_map", users) &&
           write_proc("/proc/self/setgroups", "deny") && write_proc("/proc/self/gid_map", groups);
}

bool scratch_private_mounts(void)
{
    return (geteuid() == 0 || become_root()) && unshare(CLONE_NEWNS) == 0 &&
           mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

void scratch_drop_root(void)
{
    if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
        die("setuid");
}

void scratch_skip(const char *test, const char *reason)
{
    printf("skip %s: %s\n", test, reason);
    fflush(stdout);
}
