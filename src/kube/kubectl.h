/*
 * kubectl as the user has it, with whatever context, authentication and proxy that means: the only way in
 * which anything here speaks to Kubernetes.
 *
 * Each call is a process of its own, so a connection of its own, and has a timeout. Objects are read and made
 * by API path (`--raw`), so that no short name and no second API group can be meant by mistake, and nothing
 * of a manifest becomes part of a command line unless object_path or a caller has checked it.
 */
#ifndef KUBE_KUBECTL_H
#define KUBE_KUBECTL_H

#include "yaml/tree.h"

/* How kubectl is called. */
struct kubectl {
    const char *context;    /* --context; NULL: the current one */
    const char *kubeconfig; /* --kubeconfig; NULL: kubectl's own choice */
    unsigned timeout;       /* seconds for a call; 0: the default of 30 */
};

/* How the API server answered, as far as anybody here has to know. */
enum answer {
    ANSWER_DONE,
    ANSWER_NOT_FOUND,
    ANSWER_EXISTS,    /* AlreadyExists */
    ANSWER_CONFLICT,  /* a precondition on uid or resourceVersion failed */
    ANSWER_FORBIDDEN, /* RBAC, an admission policy, a quota, a namespace that is terminating: see message */
    ANSWER_INVALID,   /* 422, or a 400: the object is at fault */
    ANSWER_UNAUTHORIZED, /* credentials are missing or expired */
    ANSWER_UNREACHABLE,  /* no connection, or no answer in time */
    ANSWER_OTHER,        /* a webhook that is down, a server error, anything else */
};

struct reply {
    enum answer answer;
    struct slice output;  /* what kubectl printed */
    struct slice message; /* what it said on standard error, in one line; empty where nothing */
    struct slice command; /* the command line, quoted for a shell; no body */
};

/* Calls kubectl with those arguments (ending with NULL) and that standard input. An error only where it could
 * not be run at all, or printed more than 64 MiB; what the API server said is in the reply. */
struct error kubectl_call(const struct kubectl *kubectl, struct arena *arena, const char *const *arguments,
                          struct slice input, struct reply *reply);

/* The error of a reply that is not ANSWER_DONE: "what: message", the command, and what to do next. */
struct error reply_error(struct arena *arena, const struct reply *reply, const char *what);

/* GET of an API path, read as a tree. *object is NULL where the answer is not ANSWER_DONE. An answer that is
 * no JSON object is ANSWER_OTHER. */
struct error kubectl_get(const struct kubectl *kubectl, struct arena *arena, const char *path,
                         struct reply *reply, struct tree **object);

/* POST of a JSON body; likewise. object may be NULL. */
struct error kubectl_post(const struct kubectl *kubectl, struct arena *arena, const char *path,
                          struct slice body, struct reply *reply, struct tree **object);

/* DELETE with DeleteOptions as body. */
struct error kubectl_delete(const struct kubectl *kubectl, struct arena *arena, const char *path,
                            struct slice options, struct reply *reply);

/* What is to be patched: resource is a full name such as clusters.postgresql.cnpg.io. */
struct patch {
    const char *resource, *namespace, *name; /* namespace NULL: the resource has none */
    const char *type;                        /* "json" or "merge" */
    struct slice body;
    bool dry_run; /* the API server rehearses it */
};

/* The patch, by the field manager cnpg-dr. object, which may be NULL, is the patched one. */
struct error kubectl_patch(const struct kubectl *kubectl, struct arena *arena, const struct patch *patch,
                           struct reply *reply, struct tree **object);

/* The field manager of all that cnpg-dr writes: Flux takes over what managers called kubectl* own. */
#define KUBE_MANAGER "cnpg-dr"

#endif
