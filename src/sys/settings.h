/*
 * What a repository says of itself: .cnpg-dr.yaml at its root.
 *
 *     generation-pattern: '(?<number>[0-9]+)$'   # as the option of that name
 *     severities:                                # of check: error, warning, note or off
 *       DR009: off
 *     paths:                                     # check leaves out what they do not name; ! leaves out
 *       - 'clusters*'
 *       - '!*archive*'
 *     sync-branches: [main, 'release-*']         # where GitOps syncs from
 *
 * Paths are counted from the folder of the file, and a * stands for any text, slashes too.
 */
#ifndef SYS_SETTINGS_H
#define SYS_SETTINGS_H

#include "check/rules.h"

struct settings {
    struct slice file; /* where they come from; empty: there is no such file, and all below is NULL */
    const char *generation_pattern; /* as the option of that name */
    enum severity severities[RULE_COUNT];
    const char **paths, **sync_branches;
    size_t path_count, sync_branch_count;
    struct slice path; /* of the manifest, counted from the folder of that file */
};

/* Whether check is to look at the manifest for which the settings were found: by the last of the paths that
 * fits it, else where all paths only leave out. */
bool settings_cover(const struct settings *settings);

/* Whether GitOps syncs from that branch. */
bool settings_sync(const struct settings *settings, struct slice branch);

#define SETTINGS_NAME ".cnpg-dr.yaml"

/* What was found for the manifest before: of one after another, those of one folder tend to follow each
 * other, and each folder is looked at once. keep is an arena that lives as long as this does, the rest is
 * zero at first. */
struct settings_memory {
    struct arena *keep;
    struct slice folder; /* of that manifest, as its path names it */
    struct settings settings;
    struct error error;
    bool is_known;
};

/* That of a thread (sys/parallel.h), made at its first item. */
struct settings_memory *settings_memory(struct arena *keep, void **memo);

/*
 * The settings for a manifest: those of the nearest folder at or above its own that holds a .cnpg-dr.yaml, no
 * further up than the root of its repository (a folder with a .git). Symbolic links to folders are resolved
 * first. path may not exist; as the only one of its memory it may also name a folder, and "-" means the
 * current one. What is found lives in the memory's arena, settings->path in the other.
 *
 * A file that is not YAML is refused as any other; a key that is not known, or a value of another kind, is
 * ERROR_USAGE: a setting that is overlooked would be worse.
 */
struct error settings_find(struct settings_memory *memory, struct arena *arena, struct slice path,
                           struct settings *settings);

/* The same from the content of such a file, which may lie elsewhere than in the file system. `file` is not
 * set. */
struct error settings_read(struct arena *arena, struct slice text, struct settings *settings);

#endif
