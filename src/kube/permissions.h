/*
 * Whether the user may do all that a run will do, asked before anything changes: a right that turns out to be
 * missing after the delete would leave no database.
 *
 * Asked by SelfSubjectAccessReview, which is what `kubectl auth can-i` does and everybody with a login may
 * create (ClusterRole system:basic-user). One request for each verb, as the other way (a list of rules) is
 * incomplete where another authorizer than RBAC is in force; but one kubectl for all of them.
 */
#ifndef KUBE_PERMISSIONS_H
#define KUBE_PERMISSIONS_H

#include "kube/run.h"

/* A verb on a resource. */
struct permission {
    const char *group;       /* "" for the core */
    const char *resource;    /* plural */
    const char *subresource; /* NULL: none */
    const char *verb;
    const char *namespace; /* NULL: of the whole cluster */
    const char *name;      /* NULL: any */
};

/* What the work needs. */
struct permissions_wanted {
    bool settle; /* the rights of settle, else those of apply */
    bool sql;    /* --verify-sql: pods/exec is required and not only wished for */
    bool backup; /* a first base backup is to be made */
};

/* The optional ones. Where one is missing that part of the work is left out, and a warning has said so. */
struct permissions {
    bool exec;         /* SQL on the primary: pg_stat_archiver, pg_switch_wal, --verify-sql */
    bool logs;         /* of the recovery pods: the cause of a failure */
    bool events;       /* what the operator did first */
    bool secrets;      /* whether the Secrets that the manifest names exist */
    bool list_secrets; /* which Secrets go with the Cluster */
    bool storage_classes;
    bool object_stores; /* the plugin's ObjectStore */
    bool list_backups;  /* which Backups go with the Cluster */
    bool make_backup;   /* the first one of the new generation */
    bool delete_claims; /* PVCs that stay behind */
};

/* "create pods/exec in namespace db", for messages. */
struct slice permission_say(struct arena *arena, const struct permission *permission);

/* Asks for all of them. ERROR_REFUSED, which lists every required one that is missing, and NEWS_WARNING for
 * each optional one; *may is filled in either way. ERROR_SYSTEM where nobody answers. */
struct error permissions_check(struct run *run, const struct permissions_wanted *wanted,
                               struct permissions *may);

/* The same of these alone, all of them required. */
struct error permissions_require(struct run *run, const struct permission *list, size_t count);

/* The answers, a line "true" for each that is granted, in the order of the questions. False where there are
 * not as many as questions. Pure. */
bool permissions_read(struct slice output, bool *allowed, size_t count);

#endif
