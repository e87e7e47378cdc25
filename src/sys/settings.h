/*
 * What a repository says of itself: .cnpg-dr.yaml at its root.
 *
 *     generation-pattern: '(?<number>[0-9]+)$'
 */
#ifndef SYS_SETTINGS_H
#define SYS_SETTINGS_H

#include "base/error.h"

struct settings {
    struct slice file; /* where they come from; empty: there is no such file, and all below is NULL */
    const char *generation_pattern; /* as the option of that name */
};

/*
 * The settings for a manifest: those of the nearest folder at or above its own that holds a .cnpg-dr.yaml, no
 * further up than the root of its repository (a folder with a .git). path may name a file or a folder that
 * does not exist; "-" means the current folder. Symbolic links to folders are resolved first.
 *
 * A file that is not YAML is refused as any other; a key that is not known, or a value of another kind, is
 * ERROR_USAGE: a setting that is overlooked would be worse.
 */
struct error settings_find(struct arena *arena, struct slice path, struct settings *settings);

#define SETTINGS_NAME ".cnpg-dr.yaml"

/* The same from the content of such a file, which may lie elsewhere than in the file system. `file` is not
 * set. */
struct error settings_read(struct arena *arena, struct slice text, struct settings *settings);

#endif
