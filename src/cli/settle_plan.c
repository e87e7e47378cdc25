#include "cli/settle_plan.h"
#include "cli/apply_steps.h"
#include "kube/controller.h"
#include "kube/guard.h"
#include "kube/rehearse.h"

static void plan_look(const struct steps *plan)
{
    STEP(plan, "the live Cluster: is it this run's, is it up, and does it write the manifest's generation",
         "kubectl get%.*s --raw %s", SLICE_ARG(plan->options),
         path_cluster(plan->arena, plan->namespace, plan->name));
}

static void plan_patch(const struct steps *plan, const char *what, const char *body)
{
    STEP(plan, what,
         "kubectl patch%.*s " RESOURCE_CLUSTERS " %s --namespace=%s --type=json --field-manager=" KUBE_MANAGER
         " --patch-file=/dev/stdin   # test uid and resourceVersion, %s",
         SLICE_ARG(plan->options), plan->name, plan->namespace, body);
}

static void plan_settle(const struct steps *plan, const struct cluster *cluster)
{
    const char *guard = guard_name(plan->arena, plan->namespace, plan->name);
    STEP(plan, "the guard's second phase: no other generation, no two methods, for this uid",
         "kubectl patch%.*s validatingadmissionpolicies.admissionregistration.k8s.io %s --type=merge "
         "--field-manager=" KUBE_MANAGER " --patch-file=/dev/stdin",
         SLICE_ARG(plan->options), guard);
    if (cluster->initdb.value != NULL)
        plan_patch(plan, "bootstrap and externalClusters become the manifest's",
                   "add /spec/bootstrap, add or remove /spec/externalClusters");
    static const char *const ways[REHEARSALS] = {"rehearsal: as Argo CD applies it client-side",
                                                 "rehearsal: as Argo CD applies it server-side",
                                                 "rehearsal: as Flux applies it"};
    for (int i = 0; i < REHEARSALS; i++)
        STEP(plan, ways[i], "kubectl apply%.*s --namespace=%s --dry-run=server %.*s --filename=-",
             SLICE_ARG(plan->options), plan->namespace, SLICE_ARG(rehearse_options(plan->arena, i)));
}

static void plan_finish(const struct steps *plan)
{
    const char *guard = guard_name(plan->arena, plan->namespace, plan->name);
    STEP(plan, "which commit the controller compares with, as the live Cluster names it",
         "kubectl get%.*s %s NAME --namespace=NAMESPACE --output=json   # or %s, %s",
         SLICE_ARG(plan->options), controller_resource(CONTROLLER_APPLICATION),
         controller_resource(CONTROLLER_KUSTOMIZATION), controller_resource(CONTROLLER_HELM_RELEASE));
    plan_patch(plan, "after the first good sync: our field manager and our annotation go",
               "remove /metadata/managedFields/N, remove the annotation");
    STEP(
        plan, "the guard goes",
        "kubectl delete%.*s --raw "
        "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/%s -f -   # then the policy",
        SLICE_ARG(plan->options), guard);
    STEP(plan, "with --guard pause: what was paused is as it was before",
         "kubectl patch%.*s %s NAME --namespace=NAMESPACE --type=merge --field-manager=" KUBE_MANAGER
         " --patch-file=/dev/stdin   # or %s, %s",
         SLICE_ARG(plan->options), controller_resource(CONTROLLER_APPLICATION),
         controller_resource(CONTROLLER_KUSTOMIZATION), controller_resource(CONTROLLER_HELM_RELEASE));
}

struct error settle_plan_print(const struct invocation *invocation, const struct one_cluster *one)
{
    struct steps plan;
    steps_begin(invocation, &one->cluster, "settle-plan", &plan);
    plan_look(&plan);
    if (invocation->given[OPTION_FINISH])
        plan_finish(&plan);
    else
        plan_settle(&plan, &one->cluster);
    return steps_end(&plan);
}
