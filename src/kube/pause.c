#include "kube/pause.h"
#include "kube/pause_record.h"
#include "kube/pause_watch.h"
#include "kube/permissions.h"

/* All must be readable before one is touched. */
static struct error check_found(struct run *run, const struct controllers *found)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct controller *c = &found->items[i];
        struct slice who = controller_say(run->arena, c->kind, c->namespace, c->name);
        if (c->object == NULL)
            return error_next(error_make(run->arena, ERROR_FINDINGS, "the %.*s (%.*s) cannot be paused: %.*s",
                                         SLICE_ARG(who), SLICE_ARG(c->sign), SLICE_ARG(c->unread)),
                              SLICE("use --guard policy; or pause it by hand and use --guard none"));
    }
    if (found->count > 0)
        return NO_ERROR;
    return error_next(error_make(run->arena, ERROR_FINDINGS,
                                 "no Application, Kustomization or HelmRelease is found that has the Cluster "
                                 "%s/%s: there is nothing to pause",
                                 run->namespace, run->name),
                      SLICE("use --guard policy; or pause what creates the Cluster by hand, and use --guard "
                            "none"));
}

/* patch of that controller: its resource is written RESOURCE.GROUP. */
static struct permission to_patch(struct arena *arena, const struct controller *c)
{
    struct slice resource = slice_of(controller_resource(c->kind));
    size_t dot = slice_find_char(resource, '.', 0);
    return (struct permission){.group = arena_string(arena, slice_cut(resource, dot + 1, resource.len)),
                               .resource = arena_string(arena, slice_cut(resource, 0, dot)),
                               .verb = "patch",
                               .namespace = arena_string(arena, c->namespace),
                               .name = arena_string(arena, c->name)};
}

struct error pause_preflight(struct run *run, const struct node *live)
{
    struct controllers found;
    struct error error = controllers_find(run, live, &found);
    if (!failed(error))
        error = check_found(run, &found);
    if (failed(error))
        return error;
    struct permission *patch = arena_array(run->arena, found.count, sizeof *patch);
    for (size_t i = 0; i < found.count; i++)
        patch[i] = to_patch(run->arena, &found.items[i]);
    error = permissions_require(run, patch, found.count);
    for (size_t i = 0; !failed(error) && i < found.count; i++) {
        const struct controller *c = &found.items[i];
        run_tell(run, NEWS_DONE, "the %.*s is what will be paused (%.*s)",
                 SLICE_ARG(controller_say(run->arena, c->kind, c->namespace, c->name)), SLICE_ARG(c->sign));
    }
    return error;
}

static struct error keep(struct run *run, const struct paused_list *list)
{
    run->record.pause = list->count == 0 ? SLICE("") : pause_write(run->arena, list);
    return run_reach(run, run->record.step);
}

static struct error send(struct run *run, const struct paused *p, struct slice body, struct reply *reply)
{
    struct patch patch = {.resource = controller_resource(p->kind),
                          .namespace = arena_string(run->arena, p->namespace),
                          .name = arena_string(run->arena, p->name),
                          .type = "merge",
                          .body = body};
    return kubectl_patch(&run->kubectl, run->arena, &patch, reply, NULL);
}

static struct error pause_one(struct run *run, const struct paused *p)
{
    struct reply reply;
    struct slice who = controller_say(run->arena, p->kind, p->namespace, p->name);
    if (paused_is_on(p)) {
        run_tell(run, NEWS_WARNING, "the %.*s was paused already: it stays so when this run ends",
                 SLICE_ARG(who));
        return NO_ERROR;
    }
    struct error error = send(run, p, pause_patch(run->arena, p), &reply);
    if (!failed(error) && reply.answer != ANSWER_DONE)
        error = reply_error(run->arena, &reply,
                            arena_format(run->arena, "cannot pause the %.*s", SLICE_ARG(who)).data);
    if (!failed(error))
        run_tell(run, NEWS_DONE, "the %.*s is told to pause (%s)", SLICE_ARG(who),
                 p->kind == CONTROLLER_APPLICATION ? "argocd.argoproj.io/skip-reconcile: \"true\""
                                                   : "spec.suspend: true");
    return error;
}

/* Those that the record names already, of a run that is resumed, keep what it says of before. */
static void merge(struct run *run, const struct controllers *found, struct paused_list *list)
{
    struct paused *items = arena_array(run->arena, list->count + found->count, sizeof *items);
    size_t known = list->count;
    for (size_t i = 0; i < known; i++)
        items[i] = list->items[i];
    list->items = items;
    for (size_t i = 0; i < found->count; i++) {
        struct paused now = paused_state(found->items[i].kind, found->items[i].object->root);
        size_t at = 0;
        while (at < known && !slice_equal(items[at].uid, now.uid))
            at++;
        if (at == known)
            items[list->count++] = now;
    }
}

/* A resumed run pauses again what its record says was not paused before. */
static struct error pause_all(struct run *run, const struct paused_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct error error = pause_one(run, &list->items[i]);
        if (failed(error))
            return error;
    }
    return NO_ERROR;
}

struct error pause_begin(struct run *run, const struct node *live)
{
    struct controllers found;
    struct paused_list list;
    bool longer;
    run_tell(run, NEWS_STEP, "pausing GitOps");
    struct error error = pause_read(run->arena, run->record.pause, &list);
    if (!failed(error))
        error = controllers_find(run, live, &found);
    if (!failed(error) && (found.count > 0 || list.count == 0))
        error = check_found(run, &found);
    if (failed(error))
        return error;
    merge(run, &found, &list);
    error = pause_look_ahead(run, &list, &longer);
    if (!failed(error))
        error = keep(run, &list);
    if (!failed(error))
        error = pause_all(run, &list);
    if (!failed(error))
        error = pause_watch(run, &list, longer);
    if (error.kind == ERROR_FINDINGS && run->record.step == STEP_GUARDING) {
        struct error undone = pause_lift(run, false); /* nothing has been deleted yet: all as it was */
        if (failed(undone))
            run_tell(run, NEWS_WARNING, "GitOps may still be paused: %.*s", SLICE_ARG(undone.message));
    }
    return error;
}

struct error pause_check(struct run *run)
{
    struct paused_list list;
    struct slice busy;
    struct error error = pause_read(run->arena, run->record.pause, &list);
    return failed(error) || list.count == 0 ? error : pause_look(run, &list, &busy);
}

/* What is not as this run left it is somebody else's by now. */
static struct error lift_one(struct run *run, const struct paused *p, bool refresh)
{
    struct reply reply;
    struct tree *object;
    struct paused now;
    struct slice who = controller_say(run->arena, p->kind, p->namespace, p->name);
    struct error error = paused_now(run, p, &object, &now);
    if (failed(error))
        return error;
    if (object == NULL || !slice_equal(now.uid, p->uid)) {
        run_tell(run, NEWS_WARNING, "the %.*s that was paused is gone: nothing to resume", SLICE_ARG(who));
        return NO_ERROR;
    }
    if (!paused_is_on(&now)) {
        run_tell(run, NEWS_WARNING, "the %.*s is no longer paused: left as it is", SLICE_ARG(who));
        return NO_ERROR;
    }
    if (paused_is_on(p)) {
        run_tell(run, NEWS_WARNING, "the %.*s was paused before this run: it stays paused", SLICE_ARG(who));
        return NO_ERROR;
    }
    error = send(run, p, pause_undo_patch(run->arena, p, refresh), &reply);
    if (failed(error))
        return error;
    if (reply.answer != ANSWER_DONE)
        return reply_error(run->arena, &reply,
                           arena_format(run->arena, "cannot resume the %.*s", SLICE_ARG(who)).data);
    run_tell(run, NEWS_DONE, "the %.*s is resumed", SLICE_ARG(who));
    return NO_ERROR;
}

struct error pause_lift(struct run *run, bool refresh)
{
    struct paused_list list;
    struct error error = pause_read(run->arena, run->record.pause, &list);
    for (size_t i = 0; !failed(error) && i < list.count; i++)
        error = lift_one(run, &list.items[i], refresh);
    if (failed(error) || list.count == 0)
        return error;
    list.count = 0;
    return keep(run, &list);
}

bool pause_holds(const struct run *run, const struct controller *controller)
{
    struct paused_list list;
    if (failed(pause_read(run->arena, run->record.pause, &list)))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].kind == controller->kind &&
            slice_equal(list.items[i].namespace, controller->namespace) &&
            slice_equal(list.items[i].name, controller->name))
            return true;
    return false;
}

struct slice pause_commands(struct arena *arena)
{
    return arena_format(
        arena,
        "kubectl annotate applications.argoproj.io NAME --namespace=NAMESPACE "
        "argocd.argoproj.io/skip-reconcile=true\n"
        "kubectl patch %s NAME --namespace=NAMESPACE --type=merge --patch='{\"spec\":{\"suspend\":true}}'\n"
        "kubectl patch %s NAME --namespace=NAMESPACE --type=merge --patch='{\"spec\":{\"suspend\":true}}'\n",
        controller_resource(CONTROLLER_KUSTOMIZATION), controller_resource(CONTROLLER_HELM_RELEASE));
}
