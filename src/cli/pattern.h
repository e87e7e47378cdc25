/*
 * The generation pattern in force: the option's, else the one of the repository.
 */
#ifndef CLI_PATTERN_H
#define CLI_PATTERN_H

#include "cli/invocation.h"

struct settings_memory; /* sys/settings.h */

/* NULL in *pattern: generations end in -vN. Everything lives in the arena, the path's settings are read from
 * its repository. Errors are those of settings_find. */
struct error generation_pattern(const struct invocation *invocation, struct arena *arena, struct slice path,
                                const char **pattern);

/* The same for the next of many files (settings_find). */
struct error generation_pattern_next(const struct invocation *invocation, struct settings_memory *memory,
                                     struct arena *arena, struct slice file, const char **pattern);

#endif
