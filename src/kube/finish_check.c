#include "kube/finish_check.h"
#include "kube/finish_revision.h"
#include "kube/pause.h"
#include "kube/pause_record.h"

struct check {
    struct run *run;
    const struct finish_git *git;
    struct finish_result *result;
    bool force;
    struct error first; /* the first doubt, where nothing is forced */
};

/* Something that does not hold, or that nobody can tell. */
static void doubt(struct check *check, struct slice next, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void doubt(struct check *check, struct slice next, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct slice sentence = arena_vformat(check->run->arena, format, args);
    va_end(args);
    if (check->force)
        run_tell(check->run, NEWS_WARNING, "%.*s: forced", SLICE_ARG(sentence));
    else if (failed(check->first))
        run_tell(check->run, NEWS_WARNING, "%.*s", SLICE_ARG(sentence));
    else
        check->first =
            error_next(error_make(check->run->arena, ERROR_FINDINGS, "%.*s", SLICE_ARG(sentence)), next);
}

static void check_git(struct check *check)
{
    const struct finish_git *git = check->git;
    struct slice writes = check->run->record.writes;
    if (git->state == COMMIT_HOLDS)
        run_tell(check->run, NEWS_DONE, "%.*s (%.*s) holds the generation %.*s", SLICE_ARG(git->branch),
                 SLICE_ARG(slice_cut(git->commit, 0, 12)), SLICE_ARG(writes));
    else if (git->state == COMMIT_LACKS)
        doubt(
            check,
            SLICE(
                "merge the revert commit into the branch that GitOps syncs, run git fetch, and finish then"),
            "%.*s does not hold the generation %.*s: %.*s", SLICE_ARG(git->branch), SLICE_ARG(writes),
            SLICE_ARG(git->reason));
    else
        doubt(check,
              SLICE("name repository, branch and manifest (--repo, --ref, FILE), or look yourself and use "
                    "--force"),
              "whether the branch that GitOps syncs holds the generation %.*s cannot be told: %.*s",
              SLICE_ARG(writes), SLICE_ARG(git->reason));
}

/* Of several sources it is enough that one is the repository with the manifest. */
static enum commit_state look(const struct finish_git *git, const struct revisions *revisions,
                              struct slice *reason)
{
    enum commit_state worst = COMMIT_UNKNOWN;
    for (size_t i = 0; i < revisions->count; i++) {
        struct slice why = SLICE("there is no repository to look it up in");
        enum commit_state state =
            git->look == NULL ? COMMIT_UNKNOWN : git->look(git->context, revisions->commits[i], &why);
        if (state == COMMIT_HOLDS)
            return state;
        if (i == 0 || state == COMMIT_LACKS) {
            worst = state;
            *reason = why;
        }
    }
    return worst;
}

static void judge(struct check *check, struct slice who, const struct revisions *revisions)
{
    struct slice reason = revisions->reason;
    enum commit_state state = COMMIT_UNKNOWN;
    if (revisions->count > 0)
        state = look(check->git, revisions, &reason);
    if (state == COMMIT_HOLDS)
        run_tell(check->run, NEWS_DONE, "the %.*s compares with %.*s, which holds it", SLICE_ARG(who),
                 SLICE_ARG(revisions->said));
    else if (state == COMMIT_LACKS)
        doubt(check,
              SLICE("let it look at git anew (argocd app get --refresh, flux reconcile), and finish then"),
              "the %.*s still compares with %.*s, and that does not hold the generation: %.*s",
              SLICE_ARG(who), SLICE_ARG(revisions->said), SLICE_ARG(reason));
    else
        doubt(check,
              SLICE("run git fetch in the repository and see what the controller says; where you have seen "
                    "that it knows the merge, use --force"),
              "whether the %.*s compares with a commit that holds the generation cannot be told: %.*s",
              SLICE_ARG(who), SLICE_ARG(reason));
}

static struct error check_controller(struct check *check, const struct controller *controller)
{
    struct run *run = check->run;
    struct revisions revisions;
    struct slice who = controller_say(run->arena, controller->kind, controller->namespace, controller->name);
    bool paused = pause_holds(run, controller);
    if (check->result->controller.len == 0)
        check->result->controller = who;
    if (paused && controller->kind == CONTROLLER_APPLICATION && controller->object != NULL) {
        run_tell(run, NEWS_DONE,
                 "the %.*s is paused and does not look at git: it is woken with a hard refresh",
                 SLICE_ARG(who));
        return NO_ERROR;
    }
    struct error error = finish_revisions(run, controller, paused, &revisions);
    if (failed(error))
        return error;
    if (check->result->revision.len == 0)
        check->result->revision = revisions.said;
    judge(check, who, &revisions);
    return NO_ERROR;
}

/* What is paused counts as found: the live Cluster may carry no sign of it yet. */
static struct error add_paused(struct run *run, struct controllers *found)
{
    struct paused_list list;
    struct error error = pause_read(run->arena, run->record.pause, &list);
    if (failed(error) || found->count > 0 || list.count == 0)
        return error;
    found->items = arena_array(run->arena, list.count, sizeof *found->items);
    for (size_t i = 0; i < list.count; i++) {
        const struct paused *p = &list.items[i];
        struct controller *c = &found->items[found->count++];
        struct reply reply;
        struct tree *object;
        *c = (struct controller){.kind = p->kind, .namespace = p->namespace, .name = p->name};
        error = controller_read(run, p->kind, p->namespace, p->name, &reply, &object);
        if (failed(error))
            return error;
        c->object = object;
        c->unread = object == NULL ? reply.message : SLICE("");
    }
    return NO_ERROR;
}

static struct error check_controllers(struct check *check, const struct node *live)
{
    struct controllers found;
    struct error error = controllers_find(check->run, live, &found);
    if (!failed(error))
        error = add_paused(check->run, &found);
    for (size_t i = 0; !failed(error) && i < found.count; i++)
        error = check_controller(check, &found.items[i]);
    if (!failed(error) && found.count == 0)
        doubt(check,
              SLICE("see which revision your GitOps controller compares with; where it knows the merge, use "
                    "--force"),
              "no Application, Kustomization or HelmRelease is found that has the Cluster %s/%s: what GitOps "
              "compares with cannot be told",
              check->run->namespace, check->run->name);
    return error;
}

struct error finish_check(struct run *run, const struct node *live, const struct finish_git *git, bool force,
                          struct finish_result *result)
{
    struct check check = {run, git, result, force, NO_ERROR};
    run_tell(run, NEWS_STEP, "looking whether git and GitOps know the new generation");
    check_git(&check);
    struct error error = check_controllers(&check, live);
    return failed(error) ? error : check.first;
}
