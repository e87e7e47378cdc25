#include "kube/remove.h"
#include "kube/body.h"
#include "sys/clock.h"

static struct error delete_once(const struct run *run, struct arena *arena, struct slice uid)
{
    struct reply reply;
    struct error error = kubectl_delete(&run->kubectl, arena, path_cluster(arena, run->namespace, run->name),
                                        body_delete(arena, uid, true), &reply);
    if (failed(error) || reply.answer == ANSWER_DONE || reply.answer == ANSWER_NOT_FOUND ||
        reply.answer == ANSWER_CONFLICT)
        return error;
    return reply_error(run->arena, &reply, "the old Cluster was not deleted");
}

static struct error stop_reconciling(const struct run *run)
{
    struct reply reply;
    struct patch patch = {
        .resource = RESOURCE_CLUSTERS,
        .namespace = run->namespace,
        .name = run->name,
        .type = "merge",
        .body = SLICE("{\"metadata\":{\"annotations\":{\"cnpg.io/reconciliationLoop\":\"disabled\"}}}")};
    struct error error = kubectl_patch(&run->kubectl, run->arena, &patch, &reply, NULL);
    if (failed(error) || reply.answer == ANSWER_DONE || reply.answer == ANSWER_NOT_FOUND)
        return error;
    return reply_error(run->arena, &reply, "the operator cannot be told to leave the old Cluster alone");
}

struct error remove_cluster(const struct run *run, struct slice uid, bool pause_operator)
{
    struct error error = pause_operator ? stop_reconciling(run) : NO_ERROR;
    return failed(error) ? error : delete_once(run, run->arena, uid);
}

bool is_volume_of(struct slice volume, struct slice cluster)
{
    if (!slice_starts_with(volume, cluster))
        return false;
    struct slice rest = slice_cut(volume, cluster.len, volume.len);
    if (rest.len < 2 || rest.data[0] != '-')
        return false;
    size_t end = slice_find_char(rest, '-', 1);
    struct slice tail = slice_cut(rest, end, rest.len);
    return slice_is_digits(slice_cut(rest, 1, end)) &&
           (tail.len == 0 || slice_equal(tail, SLICE("-wal")) || slice_starts_with(tail, SLICE("-tbs-")));
}

/* Names the first few of what is left. */
static void name_one(struct arena *arena, struct remains *remains, const char *kind, const struct node *item)
{
    enum { SHOWN = 5 };
    size_t count = remains->pods + remains->jobs + remains->volumes;
    if (count <= SHOWN)
        remains->names = arena_format(arena, "%.*s%s%s %.*s", SLICE_ARG(remains->names),
                                      count > 1 ? ", " : "", kind, SLICE_ARG(meta(item, "name")));
    else if (count == SHOWN + 1)
        remains->names = arena_format(arena, "%.*s and more", SLICE_ARG(remains->names));
}

static struct error list(const struct run *run, struct arena *arena, const char *group, const char *resource,
                         const char *selector, struct tree **items)
{
    struct reply reply;
    const char *path = path_list(arena, group, run->namespace, resource, selector);
    struct error error = kubectl_get(&run->kubectl, arena, path, &reply, items);
    if (failed(error) || reply.answer == ANSWER_DONE)
        return error;
    return reply_error(run->arena, &reply, "cannot look for what is left of the old Cluster");
}

/* A pod that has ended holds no volume and archives nothing, but CNPG counts it: it must go as well. */
static struct error count_pods(const struct run *run, struct arena *arena, struct remains *remains)
{
    struct tree *items;
    const char *selector = arena_format(arena, "cnpg.io/cluster=%s,cnpg.io/podRole!=pooler", run->name).data;
    struct error error = list(run, arena, "v1", "pods", selector, &items);
    for (const struct node *i = failed(error) ? NULL : next_item(items, NULL); i != NULL;
         i = next_item(items, i)) {
        remains->pods++;
        name_one(arena, remains, "pod", i);
    }
    return error;
}

static struct error count_jobs(const struct run *run, struct arena *arena, struct remains *remains)
{
    struct tree *items;
    const char *selector = arena_format(arena, "cnpg.io/cluster=%s", run->name).data;
    struct error error = list(run, arena, "batch/v1", "jobs", selector, &items);
    for (const struct node *i = failed(error) ? NULL : next_item(items, NULL); i != NULL;
         i = next_item(items, i)) {
        remains->jobs++;
        name_one(arena, remains, "job", i);
    }
    return error;
}

/* By label, and by name where it carries no other Cluster's label. */
static bool volume_counts(const struct run *run, const struct node *volume)
{
    struct slice of = label(volume, "cnpg.io/cluster");
    return of.len > 0 ? slice_equal(of, slice_of(run->name))
                      : is_volume_of(meta(volume, "name"), slice_of(run->name));
}

static struct error count_volumes(const struct run *run, struct arena *arena, struct slice uid,
                                  struct remains *remains)
{
    struct tree *items;
    struct error error = list(run, arena, "v1", "persistentvolumeclaims", NULL, &items);
    for (const struct node *i = failed(error) ? NULL : next_item(items, NULL); i != NULL;
         i = next_item(items, i)) {
        if (!volume_counts(run, i))
            continue;
        struct slice owner = owner_uid(i, "Cluster");
        remains->volumes++;
        name_one(arena, remains, "PVC", i);
        if (is_going(i))
            continue;
        if (owner.len == 0)
            remains->ownerless = meta(i, "name");
        if (uid.len > 0 && slice_equal(owner, uid)) {
            remains->stray_uid = meta(i, "uid");
            remains->stray_name = meta(i, "name");
        }
    }
    return error;
}

static struct error find_cluster(const struct run *run, struct arena *arena, struct slice uid,
                                 struct remains *remains)
{
    struct tree *object;
    struct error error = run_cluster(run, arena, "cannot look for the old Cluster", &object);
    if (failed(error) || object == NULL)
        return error;
    remains->cluster = slice_equal(meta(object->root, "uid"), uid);
    remains->other = !remains->cluster;
    return NO_ERROR;
}

struct error remains_look(const struct run *run, struct arena *arena, struct slice uid,
                          struct remains *remains)
{
    *remains = (struct remains){0};
    struct error error = find_cluster(run, arena, uid, remains);
    if (!failed(error))
        error = count_pods(run, arena, remains);
    if (!failed(error))
        error = count_jobs(run, arena, remains);
    if (!failed(error))
        error = count_volumes(run, arena, uid, remains);
    return error;
}

bool remains_none(const struct remains *r)
{
    return !r->cluster && r->pods == 0 && r->jobs == 0 && r->volumes == 0;
}

struct error remains_check(const struct run *run, const struct remains *remains)
{
    if (remains->ownerless.len == 0)
        return NO_ERROR;
    return error_next(
        error_make(
            run->arena, ERROR_REFUSED,
            "the volume claim %.*s has the Cluster's name or label and no owner: the new Cluster would "
            "adopt it and recover nothing",
            SLICE_ARG(remains->ownerless)),
        arena_format(run->arena,
                     "see what it holds, keep that elsewhere, and delete it (kubectl delete "
                     "persistentvolumeclaims -n %s %.*s); then run the same command again",
                     run->namespace, SLICE_ARG(remains->ownerless)));
}
