#include "kube/first_backup.h"
#include "kube/dump.h"
#include "kube/recovery_log.h"
#include "kube/round.h"
#include "sys/clock.h"
#include "text/buffer.h"

enum { EVERY = 2000 }; /* ms between two looks */

struct backup {
    const char *path; /* of the object */
    struct slice name;
    struct patience patience;
    struct slice phase, backup_id, stopped; /* in the run's arena */
    bool completed;
};

/* One for a run: who resumes finds it. Names of Clusters have at most 50 characters, ids of runs 17. */
static struct slice backup_name(const struct run *run)
{
    return arena_format(run->arena, "%s-dr-%.*s", run->name, SLICE_ARG(run->record.id));
}

struct slice first_backup_body(struct arena *arena, const struct run *run, struct slice name)
{
    bool plugin = run->wanted.write.shape == STORE_PLUGIN;
    struct buffer body = {.arena = arena};
    buffer_add(&body,
               SLICE("{\"apiVersion\":\"" CNPG_GROUP "v1\",\"kind\":\"Backup\",\"metadata\":{\"name\":"));
    buffer_add(&body, dump_text(arena, name));
    buffer_add(&body, SLICE(",\"namespace\":"));
    buffer_add(&body, dump_text(arena, slice_of(run->namespace)));
    buffer_add(&body, SLICE(",\"annotations\":{\"" ANNOTATION_RUN "\":"));
    buffer_add(&body, dump_text(arena, run->record.id));
    buffer_add(&body, SLICE("}},\"spec\":{\"cluster\":{\"name\":"));
    buffer_add(&body, dump_text(arena, slice_of(run->name)));
    buffer_add(&body, plugin
                          ? SLICE("},\"method\":\"plugin\",\"pluginConfiguration\":{\"name\":\"" BARMAN_PLUGIN
                                  "\"}}}")
                          : SLICE("},\"method\":\"barmanObjectStore\"}}"));
    return buffer_text(&body);
}

static struct error make(struct run *run, struct slice name)
{
    struct reply reply;
    const char *path = arena_format(run->arena, "%s?fieldManager=" KUBE_MANAGER,
                                    path_list(run->arena, CNPG_GROUP "v1", run->namespace, "backups", NULL))
                           .data;
    struct error error =
        kubectl_post(&run->kubectl, run->arena, path, first_backup_body(run->arena, run, name), &reply, NULL);
    if (failed(error) || reply.answer == ANSWER_DONE || reply.answer == ANSWER_EXISTS)
        return error;
    return reply_error(run->arena, &reply, "the first base backup of the new generation cannot be made");
}

static void keep(struct run *run, struct slice *kept, struct slice text)
{
    if (!slice_equal(*kept, text))
        *kept = arena_copy(run->arena, text);
}

static struct error backup_failed(struct run *run, const struct backup *b, struct slice why)
{
    return error_next(
        error_make(run->arena, ERROR_FINDINGS,
                   "the database is recovered, but NOT YET RECOVERABLE: the first base backup %.*s failed "
                   "(phase \"%.*s\"): %.*s",
                   SLICE_ARG(b->name), SLICE_ARG(b->phase), SLICE_ARG(log_line_clean(run->arena, why))),
        arena_format(
            run->arena,
            "mend the cause, delete that Backup (kubectl delete backups.postgresql.cnpg.io -n %s %.*s) "
            "and run the same command again",
            run->namespace, SLICE_ARG(b->name)));
}

/* CNPG's phases of a Backup: api/v1/backup_types.go. walArchivingFailing passes once WAL is archived. */
static struct error look(struct run *run, struct arena *scratch, void *context)
{
    struct backup *b = context;
    struct reply reply;
    struct tree *object;
    bool missed;
    struct error error = kubectl_get(&run->kubectl, scratch, b->path, &reply, &object);
    if (!failed(error))
        error = round_bear(run, &b->patience, &reply, "the first base backup cannot be looked at", &missed);
    if (failed(error) || missed)
        return error;
    keep(run, &b->phase, text_at(object->root, "status", "phase", NULL));
    keep(run, &b->backup_id, text_at(object->root, "status", "backupId", NULL));
    keep(run, &b->stopped, text_at(object->root, "status", "stoppedAt", NULL));
    b->completed = slice_equal(b->phase, SLICE("completed"));
    if (slice_equal(b->phase, SLICE("failed")) || slice_equal(b->phase, SLICE("invalid backup definition")))
        return backup_failed(run, b, text_at(object->root, "status", "error", NULL));
    round_show(run, scratch, "the first base backup, %.*s: %.*s", SLICE_ARG(b->name),
               SLICE_ARG(b->phase.len > 0 ? b->phase : SLICE("not begun")));
    return NO_ERROR;
}

struct error first_backup(struct run *run, struct slice *evidence)
{
    struct backup b = {.name = backup_name(run)};
    b.path = arena_format(run->arena, "%s/%.*s",
                          path_list(run->arena, CNPG_GROUP "v1", run->namespace, "backups", NULL),
                          SLICE_ARG(b.name))
                 .data;
    struct round *round = round_make(run);
    long long begun = clock_now();
    struct error error = make(run, b.name);
    while (!failed(error)) {
        error = round_look(round, look, &b);
        if (failed(error) || b.completed)
            break;
        error = run_pause(run, EVERY, "the first base backup was complete");
    }
    if (!failed(error))
        *evidence =
            arena_format(run->arena, "Backup %.*s is complete after %.*s%s%.*s%s%.*s", SLICE_ARG(b.name),
                         SLICE_ARG(clock_say(run->arena, (clock_now() - begun) / 1000)),
                         b.backup_id.len > 0 ? ", base backup " : "", SLICE_ARG(b.backup_id),
                         b.stopped.len > 0 ? ", ended at " : "", SLICE_ARG(b.stopped));
    return error;
}
