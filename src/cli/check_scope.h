/*
 * How check looks at one file: its text, and which rules count there, by the command line and by the settings
 * of its repository.
 */
#ifndef CLI_CHECK_SCOPE_H
#define CLI_CHECK_SCOPE_H

#include "check/subject.h"
#include "cli/invocation.h"
#include "sys/settings.h"

struct file_scope {
    struct check_scope check;
    struct settings settings;
    enum severity severities[RULE_COUNT]; /* SEVERITY_OFF: not looked for */
    bool skipped;                         /* nothing in it concerns a check, or the settings leave it out */
};

/* Whether --select and --ignore name rules that there are. */
struct error rules_check(const struct invocation *invocation);

/* True where the command line wants that rule. */
bool rule_is_wanted(const struct invocation *invocation, enum check_rule rule);

/* Reads the file and its settings; *scope points into itself. settings: of the file before, or none yet. */
struct error file_scope_read(const struct invocation *invocation, struct arena *arena,
                             struct settings_memory *settings, struct slice file, struct file_scope *scope);

/* True where the path is in a git repository. */
bool is_in_repository(struct arena *arena, struct slice path);

#endif
