#define _POSIX_C_SOURCE 200809L /* strerror_r as POSIX has it: files are read by several threads */
#include "sys/failure.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int number;
    const char *next;
} next_steps[] = {
    {ENOENT, "check the path"},
    {ENOTDIR, "check the path"},
    {ELOOP, "check the symbolic links on the path"},
    {ENAMETOOLONG, "use a shorter path"},
    {EACCES, "run as a user who may do this, or change the permissions"},
    {EPERM, "run as a user who may do this, or change the permissions"},
    {EROFS, "work on a copy in a file system that can be written to"},
    {ENOSPC, "make room on the disk, and run the command again"},
    {EDQUOT, "make room within the quota, and run the command again"},
    {EFBIG, "raise the limit on the size of files (ulimit -f), and run the command again"},
    {EMFILE, "raise the limit on open files (ulimit -n), and run the command again"},
    {ENFILE, "close other programs, and run the command again"},
    {ENOMEM, "try again where there is more memory"},
    {EIO, "check the disk, and run the command again"},
    {EBUSY, "work on the file itself, where it is not mounted"},
};

static struct slice next_step(int number)
{
    for (size_t i = 0; i < sizeof next_steps / sizeof next_steps[0]; i++)
        if (next_steps[i].number == number)
            return slice_of(next_steps[i].next);
    return SLICE("see to what the system reports, and run the command again");
}

const char *system_reason(int number, char reason[FAILURE_REASON])
{
    if (strerror_r(number, reason, FAILURE_REASON) != 0)
        snprintf(reason, FAILURE_REASON, "error %d", number);
    return reason;
}

struct error system_failure(struct arena *arena, int number, const char *format, ...)
{
    char sentence[1024], reason[FAILURE_REASON];
    va_list args;
    va_start(args, format);
    vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    struct error error = error_make(arena, ERROR_SYSTEM, "%s: %s", sentence, system_reason(number, reason));
    return error_next(error, next_step(number));
}
