#include "kube/standing.h"
#include "plan/expect.h"
#include "sys/clock.h"

#define HEALTHY "Cluster in healthy state" /* CNPG api/v1 PhaseHealthy */

static struct slice age_of(struct arena *arena, const struct node *object)
{
    long long made;
    if (!clock_parse(meta(object, "creationTimestamp"), &made))
        return SLICE("unknown age");
    return arena_format(arena, "%.*s old", SLICE_ARG(clock_say(arena, clock_today() - made)));
}

static struct slice phase_of(const struct node *object)
{
    struct slice phase = text_at(object, "status", "phase", NULL);
    return phase.len > 0 ? phase : SLICE("no phase yet");
}

/* An initdb Cluster that is not the database of the archive. */
static bool is_impostor(const struct run *run, const struct standing *s, struct slice system)
{
    return strcmp(bootstrap_method(&s->cluster), "initdb") == 0 && system.len > 0 &&
           run->record.system_id.len > 0 && !slice_equal(system, run->record.system_id);
}

static void judge(const struct run *run, struct standing *s)
{
    struct arena *arena = run->arena;
    struct slice of_run = annotation(s->object, ANNOTATION_RUN);
    struct slice system = text_at(s->object, "status", "systemID", NULL);
    struct slice what =
        arena_format(arena, "%s, uid %.*s, %.*s, %.*s", bootstrap_method(&s->cluster), SLICE_ARG(s->uid),
                     SLICE_ARG(age_of(arena, s->object)), SLICE_ARG(phase_of(s->object)));
    if (slice_equal(s->uid, run->record.new_uid) || (of_run.len > 0 && slice_equal(of_run, run->record.id))) {
        s->kind = STANDS_OURS;
        s->why = arena_format(arena, "this run's recovery Cluster stands (%.*s)", SLICE_ARG(what));
    } else if (of_run.len > 0) {
        s->kind = STANDS_OTHER_RUN;
        s->why = arena_format(arena, "the recovery Cluster of run %.*s stands (%.*s)", SLICE_ARG(of_run),
                              SLICE_ARG(what));
    } else if (is_impostor(run, s, system)) {
        s->kind = STANDS_IMPOSTOR;
        s->why = arena_format(arena,
                              "an impostor stands (%.*s): its system identifier is %.*s, that of the archive "
                              "is %.*s, so it is a new database",
                              SLICE_ARG(what), SLICE_ARG(system), SLICE_ARG(run->record.system_id));
    } else {
        s->kind = STANDS_OLD;
        s->why = arena_format(arena, "the old Cluster stands (%.*s)%s", SLICE_ARG(what),
                              system.len == 0 || run->record.system_id.len == 0
                                  ? "; whether its database is the one in the archive cannot be told"
                                  : "; its database is the one in the archive");
    }
}

struct error standing_look(const struct run *run, struct standing *s)
{
    struct tree *object;
    struct error error = run_cluster(run, run->arena, "cannot look for the Cluster", &object);
    *s = (struct standing){.kind = STANDS_NOTHING, .why = SLICE("no Cluster of that name stands")};
    if (failed(error) || object == NULL)
        return error;
    s->object = object->root;
    s->cluster = cluster_read(object);
    s->uid = meta(object->root, "uid");
    s->going = is_going(object->root);
    s->healthy = slice_equal(text_at(object->root, "status", "phase", NULL), SLICE(HEALTHY));
    judge(run, s);
    return NO_ERROR;
}

enum standing_wal standing_wal(const struct run *run, const struct cluster *live)
{
    struct slice read = run->record.reads;
    if (live->write.shape != STORE_NONE && slice_equal(live->write.generation, read))
        return WAL_IS_READ;
    bool recovers = strcmp(bootstrap_method(live), "recovery") == 0 && live->read.shape != STORE_NONE;
    return recovers && slice_equal(live->read.generation, read) ? WAL_OF_ATTEMPT : WAL_ELSEWHERE;
}

static void say_guard(const struct run *run, bool undone)
{
    struct guard_found found;
    if (run->record.guard != GUARD_POLICY) {
        run_tell(run, NEWS_WARNING, "%s",
                 run->record.guard == GUARD_PAUSE
                     ? "GitOps stays paused until settle --finish or apply --abort"
                     : "nothing guards the Cluster");
        return;
    }
    if (failed(guard_find(run, &found)))
        run_tell(run, NEWS_WARNING, "whether the guard stands cannot be seen now");
    else if (!found.found)
        run_tell(run, NEWS_WARNING, "no guard stands: GitOps may create or change the Cluster");
    else
        run_tell(run, NEWS_WARNING, "the guard %s stands: nobody else can create the Cluster until %.*s%s",
                 guard_name(run->arena, run->namespace, run->name),
                 SLICE_ARG(clock_stamp(run->arena, run->record.expires)),
                 undone ? ". The old Cluster was not deleted: cnpg-dr apply --abort takes the guard away"
                        : "");
}

void standing_say(const struct run *run)
{
    struct standing standing;
    struct error error = standing_look(run, &standing);
    if (failed(error))
        run_tell(run, NEWS_WARNING, "what stands now cannot be seen (%.*s); the run had come to: %s",
                 SLICE_ARG(error.message), step_name(run->record.step));
    else
        run_tell(run, NEWS_WARNING, "run %.*s had come to: %s. Now %.*s%s", SLICE_ARG(run->record.id),
                 step_name(run->record.step), SLICE_ARG(standing.why),
                 standing.going ? ", and is being deleted" : "");
    say_guard(run, !failed(error) && standing.kind == STANDS_OLD && !standing.going);
}
