#include "kube/controller_parts.h"

void controller_add(struct run *run, struct controllers *found, struct controller controller)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct controller *other = &found->items[i];
        if (other->kind == controller.kind && slice_equal(other->namespace, controller.namespace) &&
            slice_equal(other->name, controller.name))
            return;
    }
    size_t capacity = found->count;
    found->items = arena_grow(run->arena, found->items, &capacity, found->count + 1, sizeof *found->items);
    found->items[found->count++] = controller;
}

/* One that a sign names, read. What cannot be read is added as well: it is there, and nobody knows how. */
static struct error add_named(struct run *run, struct controllers *found, struct controller controller)
{
    struct reply reply;
    struct tree *object = NULL;
    if (!name_is_plain(controller.namespace) || !name_is_subdomain(controller.name)) {
        controller.unread = SLICE("that is no name of an object");
    } else {
        struct error error =
            controller_read(run, controller.kind, controller.namespace, controller.name, &reply, &object);
        if (!failed(error))
            error = controller_trouble(run, &reply, "cannot read the GitOps controller");
        if (failed(error))
            return error;
        controller.object = object;
        controller.unread = object == NULL ? reply.message : SLICE("");
    }
    controller_add(run, found, controller);
    return NO_ERROR;
}

static struct error by_labels(struct run *run, const struct node *live, struct controllers *found)
{
    static const struct {
        enum controller_kind kind;
        const char *name, *namespace, *sign;
    } signs[] = {
        {CONTROLLER_KUSTOMIZATION, "kustomize.toolkit.fluxcd.io/name",
         "kustomize.toolkit.fluxcd.io/namespace", "the label kustomize.toolkit.fluxcd.io/name"},
        {CONTROLLER_HELM_RELEASE, "helm.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/namespace",
         "the label helm.toolkit.fluxcd.io/name"},
    };
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        struct slice name = label(live, signs[i].name);
        if (name.len == 0)
            continue;
        struct error error = add_named(run, found,
                                       (struct controller){.kind = signs[i].kind,
                                                           .namespace = label(live, signs[i].namespace),
                                                           .name = name,
                                                           .sign = slice_of(signs[i].sign)});
        if (failed(error))
            return error;
    }
    return NO_ERROR;
}

/* An Application whose namespace the annotation does not say: where it is, or else that it is not to be read.
 */
static struct error find_application(struct run *run, struct controller named, struct controllers *found)
{
    bool listed;
    struct slice why;
    size_t before = found->count;
    struct error error = controller_list(run, CONTROLLER_APPLICATION, &named, found, &listed, &why);
    if (failed(error) || found->count > before)
        return error;
    if (!listed && why.len > 0) { /* no right to list them all: where Argo CD has them by default */
        named.namespace = SLICE("argocd");
        return add_named(run, found, named);
    }
    named.unread = listed ? SLICE("there is none of that name")
                          : SLICE("Argo CD's Applications are not in this cluster: it runs elsewhere");
    controller_add(run, found, named);
    return NO_ERROR;
}

static struct error by_tracking(struct run *run, const struct node *live, struct controllers *found)
{
    struct controller named = {.kind = CONTROLLER_APPLICATION,
                               .sign = SLICE("the annotation argocd.argoproj.io/tracking-id")};
    struct slice tracking = annotation(live, "argocd.argoproj.io/tracking-id");
    if (controller_tracking(tracking, run->namespace, run->name, &named.namespace, &named.name))
        return named.namespace.len > 0 ? add_named(run, found, named) : find_application(run, named, found);
    /* The label is Helm's, too: it counts where there is an Application of that name. */
    bool listed;
    struct slice why;
    named.name = label(live, "app.kubernetes.io/instance");
    named.sign = SLICE("the label app.kubernetes.io/instance");
    if (named.name.len == 0)
        return NO_ERROR;
    struct error error = controller_list(run, CONTROLLER_APPLICATION, &named, found, &listed, &why);
    if (!failed(error) && !listed && why.len > 0)
        run_tell(
            run, NEWS_WARNING,
            "whether the label app.kubernetes.io/instance=%.*s names an Application of Argo CD cannot be "
            "told: %.*s",
            SLICE_ARG(named.name), SLICE_ARG(why));
    return error;
}

/* A Cluster that nobody has synced yet, such as ours, carries no sign. */
static struct error by_their_status(struct run *run, struct controllers *found)
{
    for (enum controller_kind kind = CONTROLLER_APPLICATION; kind <= CONTROLLER_HELM_RELEASE; kind++) {
        bool listed;
        struct slice why;
        struct error error = controller_list(run, kind, NULL, found, &listed, &why);
        if (failed(error))
            return error;
        if (!listed && why.len > 0)
            run_tell(run, NEWS_WARNING, "whether a %s has this Cluster cannot be told: %.*s",
                     controller_word(kind), SLICE_ARG(why));
    }
    return NO_ERROR;
}

struct error controllers_find(struct run *run, const struct node *live, struct controllers *found)
{
    *found = (struct controllers){0};
    struct error error = live == NULL ? NO_ERROR : by_labels(run, live, found);
    if (!failed(error) && live != NULL)
        error = by_tracking(run, live, found);
    if (!failed(error) && found->count == 0)
        error = by_their_status(run, found);
    return error;
}
