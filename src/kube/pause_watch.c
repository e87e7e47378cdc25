#include "kube/pause_watch.h"
#include "sys/clock.h"

enum {
    EVERY = 500,        /* ms between two looks */
    STAYS = 6 * 1000,   /* ms without an exception */
    LONGER = 20 * 1000, /* where something above may write into it: an ApplicationSet's controller answers a
                           change of its Applications within seconds */
    ENDS = 120 * 1000   /* ms for what was under way */
};

/* Argo CD: `operation` is asked for, status.operationState is under way. Flux: the condition Reconciling with
 * the reason Progressing (a reconciliation that failed stays at ProgressingWithRetry). */
static bool is_at_work(enum controller_kind kind, const struct node *object)
{
    struct slice reason = SLICE("");
    if (kind != CONTROLLER_APPLICATION)
        return slice_equal(condition(object, "Reconciling", NULL, &reason), SLICE("True")) &&
               slice_equal(reason, SLICE("Progressing"));
    struct slice phase = text_at(object, "status", "operationState", "phase", NULL);
    return !node_is_null(node_at(object, "operation", NULL)) || slice_equal(phase, SLICE("Running")) ||
           slice_equal(phase, SLICE("Terminating"));
}

static struct slice above(struct run *run, enum controller_kind kind, const struct node *object)
{
    struct slice set = owner_name(object, "ApplicationSet");
    struct slice parent = label(object, "kustomize.toolkit.fluxcd.io/name");
    if (kind == CONTROLLER_APPLICATION && set.len > 0)
        return arena_format(run->arena, ": its ApplicationSet %.*s removes annotations that it does not know",
                            SLICE_ARG(set));
    if (parent.len > 0)
        return arena_format(run->arena, ": the Kustomization %.*s/%.*s writes what git says of it",
                            SLICE_ARG(label(object, "kustomize.toolkit.fluxcd.io/namespace")),
                            SLICE_ARG(parent));
    return SLICE("");
}

static struct error say_lost(struct run *run, const struct paused *p, const struct node *object)
{
    struct slice who = controller_say(run->arena, p->kind, p->namespace, p->name);
    struct slice why = object == NULL ? SLICE("") : above(run, p->kind, object);
    struct slice next =
        p->kind == CONTROLLER_APPLICATION
            ? SLICE(
                  "use --guard policy; or let the ApplicationSet keep it (spec.preservedFields.annotations: "
                  "[argocd.argoproj.io/skip-reconcile]), and run the same again")
            : SLICE("use --guard policy; or suspend what is above it as well, and run the same again");
    return error_next(
        error_make(run->arena, ERROR_FINDINGS, "the %.*s %s%.*s", SLICE_ARG(who),
                   object == NULL ? "is gone" : "is no longer paused: the pause was taken away again",
                   SLICE_ARG(why)),
        next);
}

struct error pause_look(struct run *run, const struct paused_list *list, struct slice *busy)
{
    *busy = SLICE("");
    for (size_t i = 0; i < list->count; i++) {
        const struct paused *p = &list->items[i];
        struct tree *object;
        struct paused now;
        struct error error = paused_now(run, p, &object, &now);
        if (failed(error))
            return error;
        if (object == NULL || !paused_is_on(&now))
            return say_lost(run, p, object == NULL ? NULL : object->root);
        if (is_at_work(p->kind, object->root))
            *busy = controller_say(run->arena, p->kind, p->namespace, p->name);
    }
    return NO_ERROR;
}

static struct error say_busy(struct run *run, struct slice busy)
{
    return error_next(
        error_make(run->arena, ERROR_FINDINGS,
                   "the %.*s has been at work on a sync for %d s, and a pause does not end that",
                   SLICE_ARG(busy), ENDS / 1000),
        SLICE("end the sync (argocd app terminate-op, or see what flux waits for), and run the "
              "same again"));
}

static struct error watch_for(struct run *run, const struct paused_list *list, long long stays)
{
    long long begun = clock_now(), since = -1;
    while (since < 0 || clock_now() - since < stays) {
        struct slice busy;
        struct error error = pause_look(run, list, &busy);
        if (failed(error))
            return error;
        if (busy.len > 0 && clock_now() - begun > ENDS)
            return say_busy(run, busy);
        if (busy.len > 0)
            run_tell(run, NEWS_PROGRESS, "the %.*s ends what it had begun", SLICE_ARG(busy));
        since = busy.len > 0 ? -1 : since < 0 ? clock_now() : since;
        error = run_pause(run, EVERY, "GitOps was seen to stay paused");
        if (failed(error))
            return error;
    }
    run_tell(run, NEWS_DONE, "GitOps is paused, and was seen to stay so for %lld s", stays / 1000);
    return NO_ERROR;
}

struct error pause_look_ahead(struct run *run, const struct paused_list *list, bool *longer)
{
    *longer = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct paused *p = &list->items[i];
        struct reply reply;
        struct tree *object;
        bool more = false;
        struct error error = controller_read(run, p->kind, p->namespace, p->name, &reply, &object);
        if (!failed(error) && object != NULL)
            error = pause_look_above(
                run,
                &(struct controller){
                    .kind = p->kind, .namespace = p->namespace, .name = p->name, .object = object},
                &more);
        if (failed(error))
            return error;
        *longer = *longer || more;
    }
    return NO_ERROR;
}

struct error pause_watch(struct run *run, const struct paused_list *list, bool longer)
{
    return watch_for(run, list, longer ? LONGER : STAYS);
}
