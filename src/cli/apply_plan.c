#include "cli/apply_plan.h"
#include "cli/next.h"
#include "kube/guard.h"
#include "kube/pause.h"
#include "report/json.h"

/* What the commands are filled with. */
struct plan {
    const struct invocation *invocation;
    struct arena *arena;
    struct json_answer *answer; /* NULL: text */
    json_t *steps;
    const char *namespace, *name;
    struct slice options; /* --context and --kubeconfig, as they are passed on */
};

static void step(const struct plan *plan, const char *what, struct slice command)
{
    if (plan->answer != NULL) {
        json_t *row = json_append_object(plan->answer, plan->steps);
        json_put_slice(plan->answer, row, "step", slice_of(what));
        json_put_slice(plan->answer, row, "command", command);
        return;
    }
    FILE *out = plan->invocation->console.out;
    fprintf(out, "# %s\n", what);
    console_clean(out, command);
    fputs("\n", out);
}

#define STEP(plan, what, ...) step(plan, what, arena_format((plan)->arena, __VA_ARGS__))

static struct slice passed_on(const struct invocation *invocation)
{
    struct slice text = SLICE("");
    static const enum option_id ids[] = {OPTION_CONTEXT, OPTION_KUBECONFIG};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
        if (invocation->given[ids[i]])
            text =
                arena_format(invocation->arena, "%.*s --%s=%.*s", SLICE_ARG(text), option_table[ids[i]].name,
                             SLICE_ARG(shell_quote(invocation->arena, invocation_value(invocation, ids[i]))));
    return text;
}

static void plan_guard(const struct plan *plan)
{
    struct slice kind = invocation_value(plan->invocation, OPTION_GUARD);
    const char *guard = guard_name(plan->arena, plan->namespace, plan->name);
    const char *clusters = path_clusters(plan->arena, plan->namespace);
    if (slice_equal(kind, SLICE("pause"))) {
        step(plan, "pause: the GitOps controller of the Cluster", pause_commands(plan->arena));
        return;
    }
    if (slice_equal(kind, SLICE("none")))
        return;
    STEP(plan, "guard: the policy and its binding, both named so",
         "kubectl create%.*s -f -   # ValidatingAdmissionPolicy and ValidatingAdmissionPolicyBinding %s",
         SLICE_ARG(plan->options), guard);
    STEP(plan, "proof: denied by the policy, for three seconds on new connections",
         "kubectl create%.*s --raw '%s?dryRun=All&fieldManager=cnpg-dr' -f -   # the Cluster with initdb",
         SLICE_ARG(plan->options), clusters);
}

static void plan_replacement(const struct plan *plan)
{
    const char *cluster = path_cluster(plan->arena, plan->namespace, plan->name);
    STEP(plan, "switch WAL on a healthy old Cluster, and await the segment in the archive",
         "kubectl exec%.*s -n %s -i -c postgres PRIMARY -- psql   # select pg_switch_wal()",
         SLICE_ARG(plan->options), plan->namespace);
    STEP(plan, "delete the old Cluster in the foreground, with its uid as precondition",
         "kubectl delete%.*s --raw %s -f -   # DeleteOptions", SLICE_ARG(plan->options), cluster);
    STEP(plan, "wait until nothing of it is left",
         "kubectl get%.*s -n %s pods,jobs.batch,persistentvolumeclaims -l "
         "'cnpg.io/cluster=%s,cnpg.io/podRole!=pooler'",
         SLICE_ARG(plan->options), plan->namespace, plan->name);
    STEP(plan, "create the recovery Cluster, by POST alone",
         "kubectl create%.*s --raw '%s?fieldManager=cnpg-dr&fieldValidation=Strict' -f -",
         SLICE_ARG(plan->options), path_clusters(plan->arena, plan->namespace));
    STEP(plan, "prove that it is this one", "kubectl get%.*s --raw %s", SLICE_ARG(plan->options), cluster);
}

static void plan_wait(const struct plan *plan)
{
    if (!plan->invocation->given[OPTION_WAIT])
        return;
    STEP(plan, "follow the recovery to health; the first pod that fails ends it with its log",
         "kubectl get%.*s -n %s pods -l cnpg.io/cluster=%s,cnpg.io/jobRole=full-recovery",
         SLICE_ARG(plan->options), plan->namespace, plan->name);
    if (!plan->invocation->given[OPTION_NO_BACKUP])
        STEP(plan, "a first base backup in the new generation",
             "kubectl create%.*s -f -   # Backup of %s in namespace %s", SLICE_ARG(plan->options), plan->name,
             plan->namespace);
}

struct error apply_plan_print(const struct invocation *invocation, const struct one_cluster *one)
{
    struct arena *arena = invocation->arena;
    struct slice namespace = one->cluster.namespace.len > 0 ? one->cluster.namespace
                                                            : invocation_value(invocation, OPTION_NAMESPACE);
    struct plan plan = {.invocation = invocation,
                        .arena = arena,
                        .namespace = arena_string(arena, namespace.len > 0 ? namespace : SLICE("NAMESPACE")),
                        .name = arena_string(arena, one->cluster.name),
                        .options = passed_on(invocation)};
    if (invocation->console.json) {
        plan.answer = json_answer(arena, "apply-plan");
        plan.steps = json_put_array(plan.answer, plan.answer->root, "steps");
    }
    plan_guard(&plan);
    plan_replacement(&plan);
    plan_wait(&plan);
    return plan.answer != NULL ? json_print(plan.answer, invocation->console.out) : NO_ERROR;
}
