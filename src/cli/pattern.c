#include "cli/pattern.h"
#include "sys/settings.h"

struct error generation_pattern(const struct invocation *invocation, struct arena *arena, struct slice path,
                                const char **pattern)
{
    struct settings_memory memory = {.keep = arena};
    return generation_pattern_next(invocation, &memory, arena, path, pattern);
}

struct error generation_pattern_next(const struct invocation *invocation, struct settings_memory *memory,
                                     struct arena *arena, struct slice file, const char **pattern)
{
    struct settings settings = {.generation_pattern = NULL};
    struct error error = NO_ERROR;
    if (!invocation->given[OPTION_GENERATION_PATTERN])
        error = settings_find(memory, arena, file, &settings);
    *pattern = invocation->given[OPTION_GENERATION_PATTERN] ? invocation->values[OPTION_GENERATION_PATTERN]
                                                            : settings.generation_pattern;
    return error;
}
