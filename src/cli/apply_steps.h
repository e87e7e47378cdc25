/*
 * --dry-run of apply and settle: steps, as the kubectl commands that they consist of. Offline.
 */
#ifndef CLI_APPLY_STEPS_H
#define CLI_APPLY_STEPS_H

#include "cli/one_cluster.h"
#include "report/json.h"

struct steps {
    const struct invocation *invocation;
    struct arena *arena;
    struct json_answer *answer; /* NULL: text */
    json_t *list;
    const char *namespace, *name; /* of the Cluster; NAMESPACE where nothing says it */
    struct slice options;         /* --context and --kubeconfig, as they are passed on */
};

/* Begins. schema is "apply-plan" or "settle-plan". */
void steps_begin(const struct invocation *invocation, const struct cluster *cluster, const char *schema,
                 struct steps *steps);

/* One step: what it is for, and its command. */
void steps_add(const struct steps *steps, const char *what, struct slice command);

#define STEP(steps, what, ...) steps_add(steps, what, arena_format((steps)->arena, __VA_ARGS__))

/* Prints the JSON answer, where there is one. */
struct error steps_end(const struct steps *steps);

#endif
