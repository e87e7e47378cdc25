#include "kube/guard.h"
#include "kube/body.h"
#include "kube/dump.h"
#include "kube/guard_rules.h"
#include "kube/record.h"
#include "sys/clock.h"

#define POLICIES "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies"
#define BINDINGS "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings"

const char *guard_name(struct arena *arena, const char *namespace, const char *name)
{
    return arena_format(arena, "cnpg-dr.%s.%s", namespace, name).data;
}

static const char *path_of(const struct run *run, const char *collection)
{
    return arena_format(run->arena, "%s/%s", collection, guard_name(run->arena, run->namespace, run->name))
        .data;
}

/* One of the two objects; *object is NULL where it is not there. */
static struct error look(const struct run *run, const char *collection, bool needed, struct tree **object)
{
    struct reply reply;
    struct error error = kubectl_get(&run->kubectl, run->arena, path_of(run, collection), &reply, object);
    if (failed(error) || reply.answer == ANSWER_DONE || reply.answer == ANSWER_NOT_FOUND)
        return error;
    if (needed || reply.answer != ANSWER_FORBIDDEN)
        return reply_error(run->arena, &reply, "cannot look for the guard");
    run_tell(run, NEWS_WARNING,
             "you may not read admission policies: whether another run guards the Cluster is not known");
    return NO_ERROR;
}

struct error guard_seek(const struct run *run, bool needed, struct guard_found *found)
{
    struct tree *policy, *binding = NULL;
    *found = (struct guard_found){0};
    struct error error = look(run, POLICIES, needed, &policy);
    if (!failed(error) && policy != NULL)
        error = look(run, BINDINGS, true, &binding);
    if (failed(error) || policy == NULL)
        return error;
    found->found = true;
    found->bound = binding != NULL;
    struct slice record = annotation(policy->root, ANNOTATION_RECORD);
    found->foreign = failed(record_read(run->arena, record, &found->record));
    return NO_ERROR;
}

struct error guard_find(const struct run *run, struct guard_found *found)
{
    return guard_seek(run, true, found);
}

/* What stands in the way is another run's. */
static struct error taken(const struct run *run)
{
    struct guard_found found;
    struct error error = guard_find(run, &found);
    if (failed(error))
        return error;
    return guard_refuse(run, &found);
}

struct error guard_refuse(const struct run *run, const struct guard_found *found)
{
    struct arena *arena = run->arena;
    const char *name = guard_name(arena, run->namespace, run->name);
    if (!found->found || found->foreign)
        return error_next(
            error_make(arena, ERROR_REFUSED, "a policy %s is there that this version did not make", name),
            SLICE("look at it with kubectl get validatingadmissionpolicy -o yaml"));
    const struct run_record *other = &found->record;
    struct slice age = clock_say(arena, clock_today() - other->started);
    return error_next(
        error_make(arena, ERROR_REFUSED,
                   "run %.*s is at it since %.*s: step %s, from %.*s into %.*s (policy %s)",
                   SLICE_ARG(other->id), SLICE_ARG(age), step_name(other->step), SLICE_ARG(other->reads),
                   SLICE_ARG(other->writes), name),
        arena_format(arena,
                     "go on with it by --resume %.*s and the same manifest, or end it with cnpg-dr apply "
                     "--abort; nothing of it was changed",
                     SLICE_ARG(other->id)));
}

static struct error post(const struct run *run, const char *collection, struct slice body, bool *exists)
{
    struct reply reply;
    const char *path =
        arena_format(run->arena, "%s?fieldManager=" KUBE_MANAGER "&fieldValidation=Strict", collection).data;
    struct error error = kubectl_post(&run->kubectl, run->arena, path, body, &reply, NULL);
    *exists = !failed(error) && reply.answer == ANSWER_EXISTS;
    if (failed(error) || reply.answer == ANSWER_DONE || *exists)
        return error;
    return reply_error(run->arena, &reply, "cannot make the guard");
}

static struct error patch(const struct run *run, struct slice body)
{
    struct reply reply;
    struct patch patch = {.resource = "validatingadmissionpolicies.admissionregistration.k8s.io",
                          .name = guard_name(run->arena, run->namespace, run->name),
                          .type = "merge",
                          .body = body};
    struct error error = kubectl_patch(&run->kubectl, run->arena, &patch, &reply, NULL);
    if (failed(error) || reply.answer == ANSWER_DONE)
        return error;
    return reply_error(run->arena, &reply, "cannot change the guard");
}

struct error guard_make(struct run *run)
{
    bool exists;
    struct guard_found found;
    struct error error = post(run, POLICIES, guard_policy(run, false), &exists);
    if (!failed(error) && exists) {
        error = guard_find(run, &found);
        if (!failed(error) &&
            !(found.found && !found.foreign && slice_equal(found.record.id, run->record.id)))
            return guard_refuse(run, &found);
        if (!failed(error))
            error = guard_renew(run);
    }
    if (!failed(error))
        error = post(run, BINDINGS, guard_binding(run), &exists);
    return error;
}

struct error guard_renew(struct run *run)
{
    return patch(run, guard_policy_patch(run, run->record.step == STEP_SETTLED));
}

struct error guard_settle(struct run *run)
{
    return patch(run, guard_policy_patch(run, true));
}

struct error guard_note(struct run *run)
{
    struct slice record = record_write(run->arena, &run->record);
    json_t *body =
        json_pack("{s:{s:{s:s%}}}", "metadata", "annotations", ANNOTATION_RECORD, record.data, record.len);
    return patch(run, dump(run->arena, body));
}

static struct error take_away(const struct run *run, const char *collection)
{
    struct reply reply;
    struct tree *object;
    struct error error = look(run, collection, true, &object);
    if (failed(error) || object == NULL)
        return error;
    if (!slice_equal(annotation(object->root, ANNOTATION_RUN), run->record.id))
        return taken(run);
    error = kubectl_delete(&run->kubectl, run->arena, path_of(run, collection),
                           body_delete(run->arena, meta(object->root, "uid"), false), &reply);
    if (failed(error) || reply.answer == ANSWER_DONE || reply.answer == ANSWER_NOT_FOUND)
        return error;
    return reply_error(run->arena, &reply, "cannot take the guard away");
}

struct error guard_lift(const struct run *run)
{
    struct error error = take_away(run, BINDINGS);
    return failed(error) ? error : take_away(run, POLICIES);
}
