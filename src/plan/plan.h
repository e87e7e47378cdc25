/*
 * What cnpg-dr does to a manifest: recover (with --retry and --advance) and revert.
 *
 * Pure: bytes in, proved bytes out; no I/O. A plan reads the manifest, edits its text, and proves the result
 * (plan/proof.h). Whatever comes back lives in the arena that the caller gives, and the manifest's bytes must
 * outlive it.
 *
 * Result by error kind:
 *   ERROR_NONE     `result` is the new manifest; `report` says what was done
 *   ERROR_NOTHING  everything that was asked for already holds; no result, the report says what stands
 *   ERROR_REFUSED  a rule forbids it (base/error.h, `code`); no result
 *   ERROR_USAGE    the options contradict one another
 *   ERROR_SYSTEM   out of memory
 */
#ifndef PLAN_PLAN_H
#define PLAN_PLAN_H

#include "base/error.h"
#include "cnpg/target.h"
#include "plan/proved.h"

enum plan_verb { PLAN_RECOVER, PLAN_RETRY, PLAN_ADVANCE, PLAN_REVERT };

/* Which Cluster of the manifest, and how generations are named there. Both commands take these. */
struct plan_scope {
    struct slice file;    /* as messages name it */
    struct slice text;    /* the whole manifest */
    struct slice cluster; /* "[NAMESPACE/]NAME"; empty: the only one */
    const char *pattern;  /* --generation-pattern, a PCRE2 expression with a group `number`; NULL: -vN */
    const struct slice *beside; /* texts of the files beside it, where they are at hand; plans do not look */
    size_t beside_count;
};

struct recover_options {
    enum plan_verb verb;           /* PLAN_RECOVER, PLAN_RETRY or PLAN_ADVANCE */
    struct slice from, to;         /* generations named outright; empty: by the rules */
    struct recovery_target target; /* what --target-… and --backup-id ask for (cnpg/target.h) */
    bool no_target;                /* take a recoveryTarget out */
    bool keep_target;              /* a target in the commented block counts */
    bool no_fill;                  /* leave database, owner and secret as they are */
    bool fresh_block;              /* write a new recovery block, leave the commented one as it is */
};

enum remark_kind {
    REMARK_DONE,    /* something that was changed */
    REMARK_WARNING, /* something that a person should look at; never changes the exit status */
};

/* One thing to tell the user, in the order of the file. */
struct remark {
    enum remark_kind kind;
    size_t line;       /* of the manifest as it was given, from 1; 0: the whole document */
    struct slice text; /* one sentence, no full stop */
};

/* What a plan found and did. Empty slices where there is none. */
struct plan_report {
    struct slice cluster, namespace; /* metadata.name, metadata.namespace */
    struct slice read_before, write_before;
    struct slice read, write; /* after */
    struct remark *remarks;
    size_t remark_count;
};

struct error plan_recover(struct arena *arena, const struct plan_scope *scope,
                          const struct recover_options *options, const struct proved **result,
                          struct plan_report *report);

struct error plan_revert(struct arena *arena, const struct plan_scope *scope, const struct proved **result,
                         struct plan_report *report);

#endif
