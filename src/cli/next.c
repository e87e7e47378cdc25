#include "cli/next.h"
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

struct slice next_without(const struct invocation *invocation, enum option_id left_out)
{
    struct arena *arena = invocation->arena;
    struct slice name = arena_format(arena, "--%s", option_table[left_out].name);
    struct slice line = slice_of(invocation->program);
    bool options = true;
    for (size_t i = 1; invocation->argv[i] != NULL; i++) {
        struct slice word = slice_of(invocation->argv[i]);
        options = options && !slice_equal(word, SLICE("--"));
        if (!options || !slice_equal(word, name))
            line = arena_format(arena, "%.*s %.*s", SLICE_ARG(line), SLICE_ARG(shell_quote(arena, word)));
    }
    return line;
}

struct slice next_with(const struct invocation *invocation, enum option_id added)
{
    return arena_format(invocation->arena, "%.*s --%s", SLICE_ARG(next_without(invocation, added)),
                        option_table[added].name);
}

/* The folder of a path, and what stands in it. */
static void split_path(struct slice path, struct slice *folder, struct slice *base)
{
    size_t start = path.len;
    while (start > 0 && path.data[start - 1] != '/')
        start--;
    *folder = start == 0 ? SLICE(".") : start == 1 ? SLICE("/") : slice_cut(path, 0, start - 1);
    *base = slice_cut(path, start, path.len);
}

static bool is_kustomized(struct arena *arena, struct slice folder)
{
    static const char *const names[] = {"kustomization.yaml", "kustomization.yml", "Kustomization"};
    struct stat found;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (stat(arena_format(arena, "%.*s/%s", SLICE_ARG(folder), names[i]).data, &found) == 0)
            return true;
    return false;
}

/* " --cluster X", where the user gave it. */
static struct slice same_cluster(const struct invocation *invocation)
{
    struct slice cluster = invocation_value(invocation, OPTION_CLUSTER);
    if (cluster.len == 0)
        return cluster;
    return arena_format(invocation->arena, " --cluster %.*s",
                        SLICE_ARG(shell_quote(invocation->arena, cluster)));
}

struct slice next_extract(const struct invocation *invocation, struct slice file, struct slice cluster)
{
    struct arena *arena = invocation->arena;
    struct slice folder, base, name = same_cluster(invocation);
    struct slice to = shell_quote(arena, arena_format(arena, "/tmp/%.*s.yaml", SLICE_ARG(cluster)));
    split_path(file, &folder, &base);
    if (!is_kustomized(arena, folder))
        return arena_format(arena, "%s extract%.*s --expect recovery %.*s >%.*s", invocation->program,
                            SLICE_ARG(name), SLICE_ARG(shell_quote(arena, file)), SLICE_ARG(to));
    return arena_format(arena, "kubectl kustomize %.*s | %s extract%.*s --expect recovery >%.*s",
                        SLICE_ARG(shell_quote(arena, folder)), invocation->program, SLICE_ARG(name),
                        SLICE_ARG(to));
}

/* The regular file that standard output goes to, or a word that stands for it. */
static struct slice output_file(struct arena *arena)
{
    char path[PATH_MAX];
    struct stat found;
    if (fstat(STDOUT_FILENO, &found) != 0 || !S_ISREG(found.st_mode))
        return SLICE("FILE");
    ssize_t len = readlink("/proc/self/fd/1", path, sizeof path);
    if (len <= 0 || (size_t)len >= sizeof path)
        return SLICE("FILE");
    return shell_quote(arena, arena_copy(arena, (struct slice){path, (size_t)len}));
}

struct slice next_apply(const struct invocation *invocation, struct slice namespace)
{
    struct arena *arena = invocation->arena;
    return arena_format(arena, "%s apply --wait%s %.*s", invocation->program,
                        namespace.len == 0 ? " --namespace NAMESPACE" : "", SLICE_ARG(output_file(arena)));
}

struct slice next_commit(const struct invocation *invocation, struct slice file, struct slice cluster,
                         struct slice writes)
{
    struct arena *arena = invocation->arena;
    struct slice folder, base, git = SLICE("git");
    split_path(file, &folder, &base);
    if (!slice_equal(folder, SLICE(".")))
        git = arena_format(arena, "git -C %.*s", SLICE_ARG(shell_quote(arena, folder)));
    struct slice message =
        arena_format(arena, "%.*s: recovered, writes %.*s", SLICE_ARG(cluster), SLICE_ARG(writes));
    return arena_format(arena, "%.*s commit -m %.*s -- %.*s && %.*s push", SLICE_ARG(git),
                        SLICE_ARG(shell_quote(arena, message)), SLICE_ARG(shell_quote(arena, base)),
                        SLICE_ARG(git));
}
