/*
 * The options of all commands: one table, from which the command line is parsed and --help, the man page and
 * the completions are made.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>

enum option_id {
    OPTION_FROM,
    OPTION_TO,
    OPTION_RETRY,
    OPTION_ADVANCE,
    OPTION_GENERATION_PATTERN,
    OPTION_TARGET_TIME,
    OPTION_TARGET_LSN,
    OPTION_TARGET_XID,
    OPTION_TARGET_NAME,
    OPTION_TARGET_IMMEDIATE,
    OPTION_TARGET_TLI,
    OPTION_BACKUP_ID,
    OPTION_EXCLUSIVE,
    OPTION_NO_TARGET,
    OPTION_KEEP_TARGET,
    OPTION_NO_FILL,
    OPTION_FRESH_BLOCK,
    OPTION_DRY_RUN,
    OPTION_DIFF,
    OPTION_COMMIT,
    OPTION_INCLUDE_CHANGES,
    OPTION_RECOVER_BRANCH,
    OPTION_REVERT_BRANCH,
    OPTION_ONLY,
    OPTION_BASE,
    OPTION_REPO,
    OPTION_FORCE,
    OPTION_PR_BODY,
    OPTION_AUTHOR,
    OPTION_MESSAGE,
    OPTION_SIGN,
    OPTION_NO_SIGN,
    OPTION_CHECK_BACKUPS,
    OPTION_DESTINATION,
    OPTION_ENDPOINT,
    OPTION_REGION,
    OPTION_PROFILE,
    OPTION_CA_FILE,
    OPTION_ADDRESSING,
    OPTION_TIMEOUT,
    OPTION_LISTING,
    OPTION_ALL_WAL,
    OPTION_CREDENTIALS_FROM_CLUSTER,
    OPTION_LIVE,
    OPTION_EXPECT,
    OPTION_SELECT,
    OPTION_IGNORE,
    OPTION_FIX,
    OPTION_NAMESPACE,
    OPTION_CONTEXT,
    OPTION_KUBECONFIG,
    OPTION_DEADLINE,
    OPTION_STATE,
    OPTION_YES,
    OPTION_WAIT,
    OPTION_GUARD,
    OPTION_GUARD_EXPIRY,
    OPTION_PREFLIGHT,
    OPTION_COMMANDS,
    OPTION_ABORT,
    OPTION_RESUME,
    OPTION_NO_CHECK_BACKUPS,
    OPTION_LOSE_UNARCHIVED,
    OPTION_SYSTEM_ID,
    OPTION_VERIFY_SQL,
    OPTION_VERIFY_DATABASE,
    OPTION_NO_BACKUP,
    OPTION_FORCE_RUN,
    OPTION_FINISH,
    OPTION_REF,
    OPTION_PRINT,
    OPTION_CLUSTER,
    OPTION_OUTPUT,
    OPTION_QUIET,
    OPTION_COLOR,
    OPTION_NEXT,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_COUNT
};

struct option_row {
    const char *name;    /* without the dashes */
    char letter;         /* of the short form; 0: none */
    const char *value;   /* what the value is called; NULL: a flag */
    const char *choices; /* the only values, with | between them; NULL: any but the empty one */
    const char *help;    /* what it does, at most 50 columns */
    const char *more;    /* further sentences for the man page; NULL: none */
    bool full;           /* needs git, the object store or kubectl: for the full executable */
    bool hidden;         /* for the build, not for people */
};

/* One row per enum option_id, in its order. */
extern const struct option_row option_table[OPTION_COUNT];

#endif
