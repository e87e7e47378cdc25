#include "cli/apply_plan.h"
#include "cli/apply_steps.h"
#include "kube/guard.h"
#include "kube/pause.h"

static void plan_guard(const struct steps *plan)
{
    struct slice kind = invocation_value(plan->invocation, OPTION_GUARD);
    const char *guard = guard_name(plan->arena, plan->namespace, plan->name);
    const char *clusters = path_clusters(plan->arena, plan->namespace);
    if (slice_equal(kind, SLICE("pause"))) {
        steps_add(plan, "pause: the GitOps controller of the Cluster", pause_commands(plan->arena));
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

static void plan_replacement(const struct steps *plan)
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

static void plan_wait(const struct steps *plan)
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
    struct steps plan;
    steps_begin(invocation, &one->cluster, "apply-plan", &plan);
    plan_guard(&plan);
    plan_replacement(&plan);
    plan_wait(&plan);
    return steps_end(&plan);
}
