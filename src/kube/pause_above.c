/* What stands above a controller, and may take its pause away again. */
#include "kube/controller_parts.h"
#include "kube/pause_watch.h"

#define SKIP "argocd.argoproj.io/skip-reconcile"

static bool has_item(const struct node *list, struct slice text)
{
    for (const struct node *i = list == NULL ? NULL : list->first; i != NULL; i = i->next)
        if (slice_equal(node_text(i), text))
            return true;
    return false;
}

/* Where the ApplicationSet's controller keeps the annotation (applicationset_controller.go): it is preserved,
 * the template has it, or Applications are not updated at all. */
static bool set_keeps(const struct node *set)
{
    struct slice policy = text_at(set, "spec", "syncPolicy", "applicationsSync", NULL);
    return has_item(node_at(set, "spec", "preservedFields", "annotations", NULL), SLICE(SKIP)) ||
           slice_equal(text_at(set, "spec", "template", "metadata", "annotations", SKIP, NULL),
                       SLICE("true")) ||
           slice_equal(policy, SLICE("create-only")) || slice_equal(policy, SLICE("create-delete"));
}

static struct error look_at_set(struct run *run, const struct controller *application, struct slice name,
                                bool *longer)
{
    struct reply reply;
    struct tree *set = NULL;
    if (name_is_subdomain(name)) {
        const char *arguments[] = {
            "get",
            "applicationsets.argoproj.io",
            arena_string(run->arena, name),
            arena_format(run->arena, "--namespace=%.*s", SLICE_ARG(application->namespace)).data,
            "--output=json",
            NULL};
        struct error error = controller_ask(run, arguments, &reply, &set);
        if (!failed(error))
            error = controller_trouble(run, &reply, "cannot read the ApplicationSet");
        if (failed(error))
            return error;
    }
    if (set != NULL && set_keeps(set->root)) {
        run_tell(run, NEWS_DONE, "the ApplicationSet %.*s leaves the annotation " SKIP " alone",
                 SLICE_ARG(name));
        return NO_ERROR;
    }
    *longer = true;
    run_tell(run, NEWS_WARNING,
             "the ApplicationSet %.*s may take the pause away at any time%s: its "
             "spec.preservedFields.annotations does not name " SKIP,
             SLICE_ARG(name), set == NULL ? " (it cannot be read)" : "");
    return NO_ERROR;
}

/* A field that a parent Kustomization has in git is written anew at each of its reconciliations. */
static bool parent_owns_suspend(const struct node *object)
{
    const struct node *entries = node_at(object, "metadata", "managedFields", NULL);
    for (const struct node *e = entries == NULL ? NULL : entries->first; e != NULL; e = e->next)
        if (slice_equal(text_at(e, "manager", NULL), SLICE("kustomize-controller")) &&
            slice_equal(text_at(e, "operation", NULL), SLICE("Apply")) &&
            node_at(e, "fieldsV1", "f:spec", "f:suspend", NULL) != NULL)
            return true;
    return false;
}

static struct error look_at_parent(struct run *run, const struct controller *child, struct slice name,
                                   bool *longer)
{
    const struct node *object = child->object->root;
    struct slice namespace = label(object, "kustomize.toolkit.fluxcd.io/namespace");
    struct slice who = controller_say(run->arena, child->kind, child->namespace, child->name);
    *longer = true;
    if (parent_owns_suspend(object))
        return error_next(error_make(run->arena, ERROR_FINDINGS,
                                     "the Kustomization %.*s/%.*s has spec.suspend of the %.*s in git, and "
                                     "would take the pause away",
                                     SLICE_ARG(namespace), SLICE_ARG(name), SLICE_ARG(who)),
                          SLICE("use --guard policy, or suspend it in git"));
    run_tell(run, NEWS_WARNING, "the %.*s belongs to the Kustomization %.*s/%.*s, which may write into it",
             SLICE_ARG(who), SLICE_ARG(namespace), SLICE_ARG(name));
    return NO_ERROR;
}

struct error pause_look_above(struct run *run, const struct controller *controller, bool *longer)
{
    const struct node *object = controller->object->root;
    struct slice set = owner_name(object, "ApplicationSet");
    struct slice parent = label(object, "kustomize.toolkit.fluxcd.io/name");
    bool own = slice_equal(parent, controller->name) &&
               slice_equal(label(object, "kustomize.toolkit.fluxcd.io/namespace"), controller->namespace) &&
               controller->kind == CONTROLLER_KUSTOMIZATION; /* flux-system has itself in git */
    *longer = false;
    if (controller->kind == CONTROLLER_APPLICATION && set.len > 0)
        return look_at_set(run, controller, set, longer);
    if (parent.len > 0 && !own)
        return look_at_parent(run, controller, parent, longer);
    return NO_ERROR;
}
