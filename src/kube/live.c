#include "kube/live.h"
#include "cnpg/cluster.h"
#include "kube/store_key.h"

struct looking {
    struct run run; /* for the steps that are shared with apply */
    struct live_backups *backups;
    size_t warning_capacity, schedule_capacity;
    bool saw_schedules, saw_backups;
};

static void warn(struct looking *l, struct slice sentence)
{
    struct live_backups *b = l->backups;
    b->warnings = arena_grow(l->run.arena, b->warnings, &l->warning_capacity, b->warning_count + 1,
                             sizeof *b->warnings);
    b->warnings[b->warning_count++] = sentence;
}

/* A collection of CNPG's group; *list is NULL where it may not be listed, which is said. */
static struct error list(struct looking *l, const char *resource, struct tree **objects)
{
    struct reply reply;
    const char *path = path_list(l->run.arena, CNPG_GROUP "v1", l->run.namespace, resource, NULL);
    struct error error = kubectl_get(&l->run.kubectl, l->run.arena, path, &reply, objects);
    if (failed(error) || reply.answer == ANSWER_DONE)
        return error;
    *objects = NULL;
    if (reply.answer != ANSWER_FORBIDDEN && reply.answer != ANSWER_NOT_FOUND)
        return reply_error(l->run.arena, &reply, "what is there cannot be listed");
    warn(l, arena_format(l->run.arena, "%s cannot be listed: %.*s", resource, SLICE_ARG(reply.message)));
    return NO_ERROR;
}

static bool is_ours(const struct looking *l, const struct node *object)
{
    return slice_equal(text_at(object, "spec", "cluster", "name", NULL), slice_of(l->run.name));
}

static struct error look_at_schedules(struct looking *l)
{
    struct tree *objects;
    struct live_backups *b = l->backups;
    struct error error = list(l, "scheduledbackups", &objects);
    l->saw_schedules = objects != NULL;
    for (const struct node *o = next_item(objects, NULL); o != NULL && !failed(error);
         o = next_item(objects, o)) {
        if (!is_ours(l, o))
            continue;
        b->schedules = arena_grow(l->run.arena, b->schedules, &l->schedule_capacity, b->schedule_count + 1,
                                  sizeof *b->schedules);
        b->schedules[b->schedule_count++] = (struct live_schedule){
            .name = meta(o, "name"),
            .schedule = text_at(o, "spec", "schedule", NULL),
            .last = text_at(o, "status", "lastScheduleTime", NULL),
            .suspended = slice_equal(text_at(o, "spec", "suspend", NULL), SLICE("true"))};
    }
    return error;
}

/* Times of the API server are RFC 3339 in UTC to the second: they sort as texts. */
static bool is_later(struct slice a, struct slice b)
{
    return slice_compare(a, b) > 0;
}

/* Backups outlive their Cluster: those of the database before a recovery are no way back to this one. The
 * in-tree operator notes the generation (CNPG pkg/management/postgres/backup.go); with the plugin the time
 * says it. */
static bool is_of_this_life(const struct looking *l, const struct node *backup)
{
    struct slice generation = text_at(backup, "status", "serverName", NULL);
    if (generation.len > 0 && l->backups->writes.len > 0)
        return slice_equal(generation, l->backups->writes);
    return !is_later(l->backups->status.created, meta(backup, "creationTimestamp"));
}

static struct error look_at_backups(struct looking *l)
{
    struct tree *objects;
    struct error error = list(l, "backups", &objects);
    l->saw_backups = objects != NULL;
    for (const struct node *o = next_item(objects, NULL); o != NULL && !failed(error);
         o = next_item(objects, o)) {
        struct slice phase = text_at(o, "status", "phase", NULL);
        bool completed = slice_equal(phase, SLICE("completed"));
        if (!is_ours(l, o) || !is_of_this_life(l, o) || (!completed && !slice_equal(phase, SLICE("failed"))))
            continue;
        struct live_backup *last = completed ? &l->backups->completed : &l->backups->failed_one;
        struct live_backup this = {meta(o, "name"), text_at(o, "status", "backupId", NULL),
                                   text_at(o, "status", "stoppedAt", NULL),
                                   text_at(o, "status", "error", NULL)};
        if (this.stopped.len == 0) /* one that failed early has no end */
            this.stopped = meta(o, "creationTimestamp");
        if (last->name.len == 0 || is_later(this.stopped, last->stopped))
            *last = this;
    }
    return error;
}

/* The in-tree operator keeps the window in the Cluster, the plugin in its ObjectStore by serverName
 * (plugin-barman-cloud, api/v1/objectstore_types.go). */
static struct error look_at_window(struct looking *l, const struct node *object, const struct store *write)
{
    struct live_backups *b = l->backups;
    const struct node *store = NULL;
    b->window_from = text_at(object, "status", "firstRecoverabilityPoint", NULL);
    b->window_last = text_at(object, "status", "lastSuccessfulBackup", NULL);
    b->window_said = SLICE("Cluster");
    if (write->shape != STORE_PLUGIN)
        return NO_ERROR;
    struct error error =
        object_store_read(&l->run.kubectl, l->run.arena, l->run.namespace, write->place, &store);
    if (failed(error)) {
        warn(l, error.message);
        return NO_ERROR;
    }
    const char *generation = arena_string(l->run.arena, write->generation);
    const struct node *window = node_at(store, "status", "serverRecoveryWindow", generation, NULL);
    b->window_from = text_at(window, "firstRecoverabilityPoint", NULL);
    b->window_last = text_at(window, "lastSuccessfulBackupTime", NULL);
    b->window_said = arena_format(l->run.arena, "ObjectStore %.*s", SLICE_ARG(write->place));
    if (store == NULL)
        warn(l, arena_format(l->run.arena, "there is no ObjectStore %.*s", SLICE_ARG(write->place)));
    return NO_ERROR;
}

static void judge_backups(struct looking *l)
{
    const struct live_backups *b = l->backups;
    size_t running = 0;
    for (size_t i = 0; i < b->schedule_count; i++)
        running += !b->schedules[i].suspended;
    if (l->saw_schedules && b->schedule_count == 0)
        warn(l, SLICE("no ScheduledBackup names the Cluster: base backups are only made by hand"));
    else if (l->saw_schedules && running == 0)
        warn(l, SLICE("every ScheduledBackup of the Cluster is suspended"));
    if (l->saw_backups && b->completed.name.len == 0 && b->window_last.len == 0)
        warn(l, arena_format(l->run.arena, "no Backup of the Cluster has completed%s%.*s",
                             b->writes.len > 0 ? " into " : "", SLICE_ARG(b->writes)));
    if (b->failed_one.name.len > 0 && is_later(b->failed_one.stopped, b->completed.stopped))
        warn(l, arena_format(l->run.arena, "the last Backup, %.*s, failed: %.*s",
                             SLICE_ARG(b->failed_one.name), SLICE_ARG(b->failed_one.error)));
}

static void judge_archiving(struct looking *l, const struct store *write)
{
    const struct live_backups *b = l->backups;
    if (write->shape == STORE_NONE)
        warn(l, SLICE("the Cluster archives nowhere"));
    else if (b->archiver.fails)
        warn(l, arena_format(l->run.arena, "archiving fails: %.*s", SLICE_ARG(b->archiver.why)));
    else if (!b->archiver.asked)
        warn(l, SLICE("the primary could not be asked when it archived last"));
    else if (b->archiver.last_archived.len == 0)
        warn(l, SLICE("no WAL has been archived yet"));
}

static struct error look(struct looking *l, const struct node *object, const struct cluster *cluster)
{
    struct error error = look_at_schedules(l);
    if (!failed(error))
        error = look_at_backups(l);
    if (!failed(error))
        error = look_at_window(l, object, &cluster->write);
    if (!failed(error))
        error = archiver_look(&l->run, &l->backups->status, true, &l->backups->archiver);
    if (failed(error))
        return error;
    judge_backups(l);
    judge_archiving(l, &cluster->write);
    return NO_ERROR;
}

struct error live_backups_read(struct arena *arena, const struct kubectl *kubectl, const char *namespace,
                               const char *name, bool *found, struct live_backups *backups)
{
    struct looking *l = arena_alloc(arena, sizeof *l);
    struct reply reply;
    struct tree *tree;
    *l = (struct looking){.run = {.arena = arena, .kubectl = *kubectl, .namespace = namespace, .name = name},
                          .backups = backups};
    *backups = (struct live_backups){.namespace = slice_of(namespace), .name = slice_of(name)};
    struct error error = kubectl_get(kubectl, arena, path_cluster(arena, namespace, name), &reply, &tree);
    *found = !failed(error) && reply.answer == ANSWER_DONE;
    if (failed(error) || reply.answer == ANSWER_NOT_FOUND)
        return error;
    if (!*found)
        return reply_error(arena, &reply, "the Cluster cannot be read");
    struct cluster cluster = cluster_read(tree);
    backups->status = live_status_of(tree->root);
    backups->writes = cluster.write.generation;
    return look(l, tree->root, &cluster);
}
