#define _XOPEN_SOURCE 700 /* realpath */
#include "cli/check_scope.h"
#include "check/file.h"
#include "check/rules.h"
#include "sys/input.h"
#include <stdlib.h>
#include <sys/stat.h>

/* The next id of a list with commas. */
static struct slice next_id(struct slice *list)
{
    size_t comma = slice_find_char(*list, ',', 0);
    struct slice id = slice_trim(slice_cut(*list, 0, comma));
    *list = slice_cut(*list, comma + 1, list->len);
    return id;
}

static bool names_rule(struct slice list, enum check_rule rule)
{
    while (list.len > 0)
        if (rule_find(next_id(&list)) == rule)
            return true;
    return false;
}

struct error rules_check(const struct invocation *invocation)
{
    static const enum option_id options[] = {OPTION_SELECT, OPTION_IGNORE};
    for (size_t i = 0; i < 2; i++) {
        struct slice list = invocation_value(invocation, options[i]);
        while (list.len > 0) {
            struct slice id = next_id(&list);
            if (rule_find(id) == RULE_COUNT)
                return error_next(error_make(invocation->arena, ERROR_USAGE, "--%s: there is no rule '%.*s'",
                                             option_table[options[i]].name, SLICE_ARG(id)),
                                  SLICE("cnpg-dr help --print rules lists them"));
        }
    }
    return NO_ERROR;
}

bool rule_is_wanted(const struct invocation *invocation, enum check_rule rule)
{
    return (!invocation->given[OPTION_SELECT] ||
            names_rule(invocation_value(invocation, OPTION_SELECT), rule)) &&
           !names_rule(invocation_value(invocation, OPTION_IGNORE), rule);
}

struct error file_scope_read(const struct invocation *invocation, struct arena *arena,
                             struct settings_memory *settings, struct slice file, struct file_scope *scope)
{
    *scope = (struct file_scope){.skipped = false};
    struct check_scope *check = &scope->check;
    check->file = file;
    check->severities = scope->severities;
    struct error error = input_map(arena, file, &check->text);
    scope->skipped = failed(error) || !may_be_checked(check->text);
    if (scope->skipped)
        return error;
    error = settings_find(settings, arena, file, &scope->settings);
    if (failed(error))
        return error;
    scope->skipped = !settings_cover(&scope->settings);
    for (size_t i = 0; i < RULE_COUNT; i++)
        scope->severities[i] =
            rule_is_wanted(invocation, (enum check_rule)i) ? scope->settings.severities[i] : SEVERITY_OFF;
    check->pattern = invocation->given[OPTION_GENERATION_PATTERN]
                         ? invocation->values[OPTION_GENERATION_PATTERN]
                         : scope->settings.generation_pattern;
    return generation_rule_compile(arena, check->pattern, &check->rule);
}

bool is_in_repository(struct arena *arena, struct slice path)
{
    struct stat found;
    char *real = realpath(arena_string(arena, path), NULL);
    if (real == NULL)
        return false;
    struct slice folder = arena_copy(arena, slice_of(real));
    free(real);
    while (folder.len > 0) {
        if (stat(arena_format(arena, "%.*s/.git", SLICE_ARG(folder)).data, &found) == 0)
            return true;
        while (folder.len > 0 && folder.data[folder.len - 1] != '/')
            folder.len--;
        folder.len -= folder.len > 0;
    }
    return false;
}
