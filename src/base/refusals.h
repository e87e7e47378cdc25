/*
 * The table of refusals: what cnpg-dr will not touch, why, and what a person does about it.
 *
 * Codes are stable. JSON carries them, the man page prints this table, `cnpg-dr help R001` explains a row.
 */
#ifndef BASE_REFUSALS_H
#define BASE_REFUSALS_H

#include "base/error.h"

enum refusal {
    REFUSE_CONFLICT,
    REFUSE_NO_STORE,
    REFUSE_BOTH_SHAPES,
    REFUSE_OTHER_PLUGIN,
    REFUSE_NO_GENERATION,
    REFUSE_SOURCE,
    REFUSE_UNKNOWN_METHOD,
    REFUSE_WHICH_CLUSTER,
    REFUSE_BASEBACKUP,
    REFUSE_REPLICA,
    REFUSE_VARIABLE,
    REFUSE_TEMPLATE,
    REFUSE_DUPLICATE_KEY,
    REFUSE_NOT_YAML,
    REFUSE_ENCODING,
    REFUSE_TAG_DIRECTIVE,
    REFUSE_NESTING,
    REFUSE_NOT_A_FILE,
    REFUSE_CHANGED,
    REFUSE_STALE_BLOCK,
    REFUSE_SEVERAL_BLOCKS,
    REFUSE_OTHER_STORE,
    REFUSE_NOT_PROVED,
    REFUSE_GENERATION,
    REFUSE_TARGET,
    REFUSE_SAME_GENERATION,
    REFUSE_NO_CLUSTER,
    REFUSE_STEADY,
    REFUSE_FLOW,
    REFUSE_ALIAS,
    REFUSE_MALFORMED,
    REFUSE_ATTRIBUTES,
    REFUSE_REPOSITORY,
    REFUSE_TREE_ENTRY,
    REFUSE_BRANCH,
    REFUSE_CHECKED_OUT,
    REFUSE_UNCOMMITTED,
    REFUSE_NO_PLAIN_COMMIT,
    REFUSE_BACKUPS,
    REFUSAL_COUNT
};

struct refusal_text {
    const char *code;        /* "R001" */
    const char *title;       /* a few words */
    const char *explanation; /* why it is refused */
    const char *next;        /* what to do next */
};

/* One row per enum refusal, in its order. */
extern const struct refusal_text refusal_table[REFUSAL_COUNT];

/* The error of that refusal, its sentence formatted into the arena; code and next step come from the table.
 */
__attribute__((format(printf, 3, 4))) struct error refuse(struct arena *arena, enum refusal refusal,
                                                          const char *format, ...);

/* True for an error of that refusal. */
bool is_refusal(const struct error *error, enum refusal refusal);

#endif
