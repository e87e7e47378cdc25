#include "cli/handover.h"
#include <errno.h>
#include <limits.h>
#include <unistd.h>

/* The folder that this executable lies in, without a slash at its end; empty where the system does not say.
 */
static struct slice own_folder(struct arena *arena)
{
    char path[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path);
    if (len <= 0 || (size_t)len >= sizeof path)
        return SLICE("");
    while (len > 0 && path[len - 1] != '/')
        len--;
    return arena_copy(arena, (struct slice){path, len > 0 ? (size_t)len - 1 : 0});
}

struct error handover(struct arena *arena, char **argv)
{
    struct slice own = own_folder(arena);
    const char *places[] = {
        arena_format(arena, "%.*s/libexec/cnpg-dr/cnpg-dr", SLICE_ARG(own)).data,
        arena_format(arena, "%.*s/../libexec/cnpg-dr/cnpg-dr", SLICE_ARG(own)).data,
        LIBEXECDIR "/cnpg-dr/cnpg-dr",
    };
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        execv(places[i], argv);
        if (errno != ENOENT && errno != ENOTDIR)
            return error_make(arena, ERROR_SYSTEM, "cannot run %s: %s", places[i], strerror(errno));
    }
    return error_next(
        error_make(arena, ERROR_SYSTEM, "this needs the full executable, which is not installed"),
        SLICE("install libexec/cnpg-dr/cnpg-dr as well: it comes with make install"));
}
