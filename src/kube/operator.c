#include "kube/operator.h"

/* Deployments of the operator, in whatever namespace: config/manager/manager.yaml and the Helm chart both
 * give this label. */
#define DEPLOYMENTS "/apis/apps/v1/deployments?labelSelector=app.kubernetes.io%2Fname%3Dcloudnative-pg"

/* One number of a version at *at, and what is behind it. */
static bool take_number(struct slice text, size_t *at, unsigned *number)
{
    size_t start = *at;
    for (*number = 0; *at < text.len && *at - start < 6; ++*at) {
        char c = text.data[*at];
        if (c < '0' || c > '9')
            break;
        *number = *number * 10 + (unsigned)(c - '0');
    }
    return *at > start;
}

/* "1.27.3", with anything behind it that is no digit and no dot; a v may stand before it. */
static bool parse(struct slice text, unsigned version[3], size_t *start, size_t *end)
{
    size_t at = slice_starts_with(text, SLICE("v")) ? 1 : 0;
    *start = at;
    for (int i = 0; i < 3; i++) {
        if (i > 0 && (at >= text.len || text.data[at++] != '.'))
            return false;
        if (!take_number(text, &at, &version[i]))
            return false;
    }
    *end = at;
    return at == text.len || ((text.data[at] < '0' || text.data[at] > '9') && text.data[at] != '.');
}

bool operator_reconciles_going(struct slice version)
{
    unsigned v[3];
    size_t start, end;
    if (!parse(version, v, &start, &end))
        return true;
    if (v[0] != 1)
        return v[0] < 1;
    return v[1] <= 26 || (v[1] == 27 && v[2] <= 2) || (v[1] == 28 && v[2] == 0);
}

struct slice operator_image_version(struct slice image)
{
    struct slice name = slice_cut(image, 0, slice_find_char(image, '@', 0));
    size_t slash = 0, end;
    unsigned v[3];
    for (size_t at = 0; at < name.len; at++)
        if (name.data[at] == '/')
            slash = at;
    size_t colon = slice_find_char(name, ':', slash), start;
    struct slice tag = slice_cut(name, colon + 1, name.len);
    return colon < name.len && parse(tag, v, &start, &end) ? slice_cut(tag, start, end) : SLICE("");
}

static bool is_served(const struct tree *list, const char *resource)
{
    const struct node *resources = list == NULL ? NULL : node_at(list->root, "resources", NULL);
    for (const struct node *r = resources == NULL ? NULL : resources->first; r != NULL; r = r->next)
        if (slice_equal(text_at(r, "name", NULL), slice_of(resource)))
            return true;
    return false;
}

/* Whether a group serves a resource; a group that is not there does not. */
static struct error look_at_group(struct run *run, const char *group, const char *resource, bool *served)
{
    struct reply reply;
    struct tree *list;
    *served = false;
    const char *path = arena_format(run->arena, "/apis/%s", group).data;
    struct error error = kubectl_get(&run->kubectl, run->arena, path, &reply, &list);
    if (failed(error) || reply.answer == ANSWER_NOT_FOUND)
        return error;
    if (reply.answer != ANSWER_DONE)
        return reply_error(run->arena, &reply, "what the API server serves cannot be read");
    *served = is_served(list, resource);
    return NO_ERROR;
}

/* The version that the operator's Deployment has: its image's tag, or the label that the Helm chart sets. */
static void version_of_deployment(struct run *run, const struct node *deployment, struct cnpg_operator *found)
{
    const struct node *containers = node_at(deployment, "spec", "template", "spec", "containers", NULL);
    struct slice version = SLICE("");
    for (const struct node *c = containers == NULL ? NULL : containers->first; c != NULL && version.len == 0;
         c = c->next)
        version = operator_image_version(text_at(c, "image", NULL));
    unsigned v[3];
    size_t start, end;
    struct slice labelled = label(deployment, "app.kubernetes.io/version");
    if (version.len == 0 && parse(labelled, v, &start, &end))
        version = slice_cut(labelled, start, end);
    if (version.len == 0)
        return;
    /* Of two operators, which share the Clusters by namespace, the one that needs more care counts. */
    if (found->version.len > 0 && operator_reconciles_going(found->version))
        return;
    found->version = version;
    found->source = arena_format(run->arena, "Deployment %.*s/%.*s", SLICE_ARG(meta(deployment, "namespace")),
                                 SLICE_ARG(meta(deployment, "name")));
}

static struct error look_at_deployments(struct run *run, struct cnpg_operator *found)
{
    struct reply reply;
    struct tree *list;
    struct error error = kubectl_get(&run->kubectl, run->arena, DEPLOYMENTS, &reply, &list);
    if (failed(error) || reply.answer != ANSWER_DONE)
        return error; /* mostly not allowed: the pods are asked next */
    for (const struct node *d = next_item(list, NULL); d != NULL; d = next_item(list, d))
        version_of_deployment(run, d, found);
    return NO_ERROR;
}

/* The operator writes its version on the pods that it makes: they may be older than it is. */
static struct error look_at_pods(struct run *run, struct cnpg_operator *found)
{
    struct reply reply;
    struct tree *list;
    const char *selector = arena_format(run->arena, "cnpg.io/cluster=%s", run->name).data;
    struct error error =
        kubectl_get(&run->kubectl, run->arena, path_list(run->arena, "v1", run->namespace, "pods", selector),
                    &reply, &list);
    if (failed(error) || reply.answer != ANSWER_DONE)
        return error;
    for (const struct node *p = next_item(list, NULL); p != NULL; p = next_item(list, p)) {
        struct slice version = annotation(p, "cnpg.io/operatorVersion");
        if (version.len == 0 || (found->version.len > 0 && operator_reconciles_going(found->version)))
            continue;
        found->version = version;
        found->source = arena_format(run->arena, "pod %.*s", SLICE_ARG(meta(p, "name")));
    }
    return NO_ERROR;
}

static struct error refuse_lack(struct run *run, bool clusters, bool policies)
{
    if (!clusters)
        return error_next(error_make(run->arena, ERROR_REFUSED,
                                     "the API server knows no CloudNativePG Clusters "
                                     "(/apis/" CNPG_GROUP "v1 has no clusters)"),
                          SLICE("install CloudNativePG first, in the version that the database had, or see "
                                "that the context is the right one"));
    if (!policies && run->record.guard == GUARD_POLICY)
        return error_next(
            error_make(run->arena, ERROR_REFUSED,
                       "the API server has no ValidatingAdmissionPolicy of version v1, which Kubernetes has "
                       "since 1.30, so no guard can be set up"),
            SLICE("use --guard pause, which pauses the Argo CD Application or the Flux Kustomization"));
    return NO_ERROR;
}

struct error operator_look(struct run *run, struct cnpg_operator *found)
{
    bool clusters = false;
    *found = (struct cnpg_operator){.reconciles_going = true};
    struct error error = look_at_group(run, CNPG_GROUP "v1", "clusters", &clusters);
    if (!failed(error))
        error = look_at_group(run, "admissionregistration.k8s.io/v1", "validatingadmissionpolicies",
                              &found->policies);
    if (!failed(error))
        error = refuse_lack(run, clusters, found->policies);
    if (!failed(error))
        error = look_at_deployments(run, found);
    if (!failed(error) && found->version.len == 0)
        error = look_at_pods(run, found);
    if (failed(error))
        return error;
    found->reconciles_going = operator_reconciles_going(found->version);
    if (found->version.len == 0)
        run_tell(
            run, NEWS_WARNING,
            "which version the CloudNativePG operator has cannot be read; it is taken for one that keeps "
            "reconciling a Cluster that is being deleted");
    return NO_ERROR;
}
