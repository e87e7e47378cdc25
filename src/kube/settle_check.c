/* What must be so before settle changes anything. */
#include "kube/settle_parts.h"
#include "plan/expect.h"

static struct error stop(const struct run *run, struct slice next, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static struct error stop(const struct run *run, struct slice next, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct slice sentence = arena_vformat(run->arena, format, args);
    va_end(args);
    return error_next(error_make(run->arena, ERROR_FINDINGS, "%.*s", SLICE_ARG(sentence)), next);
}

/* Its uid is the record's; without one, as after a record that was lost, its annotation is. */
static struct error check_ours(const struct run *run, const struct node *live)
{
    struct slice uid = meta(live, "uid"), mark = annotation(live, ANNOTATION_RUN);
    const struct run_record *record = &run->record;
    if (mark.len > 0 && !slice_equal(mark, record->id))
        return stop(run, SLICE("settle it with the record of that run (--state), or recover anew"),
                    "the Cluster %s/%s is of run %.*s, not of this one (%.*s)", run->namespace, run->name,
                    SLICE_ARG(mark), SLICE_ARG(record->id));
    if (record->new_uid.len > 0 ? !slice_equal(uid, record->new_uid) : mark.len == 0)
        return stop(run,
                    SLICE("see who made it; recover again with cnpg-dr apply where it is not the "
                          "recovered database"),
                    "the Cluster %s/%s (uid %.*s) is not the one that run %.*s created%s%.*s", run->namespace,
                    run->name, SLICE_ARG(uid), SLICE_ARG(record->id), record->new_uid.len > 0 ? ", uid " : "",
                    SLICE_ARG(record->new_uid));
    if (is_going(live))
        return stop(run, SLICE("see who deleted it; where it was not you, recover again with cnpg-dr apply"),
                    "the recovered Cluster %s/%s is being deleted", run->namespace, run->name);
    return NO_ERROR;
}

struct error settle_find(struct run *run, struct tree **live)
{
    struct reply reply;
    const char *path = path_cluster(run->arena, run->namespace, run->name);
    struct error error = kubectl_get(&run->kubectl, run->arena, path, &reply, live);
    if (failed(error))
        return error;
    if (reply.answer == ANSWER_NOT_FOUND)
        return stop(run, SLICE("recover it first, with cnpg-dr apply --wait"),
                    "there is no Cluster %s/%s: %.*s", run->namespace, run->name, SLICE_ARG(reply.message));
    if (reply.answer != ANSWER_DONE)
        return reply_error(run->arena, &reply, "cannot read the Cluster");
    return check_ours(run, (*live)->root);
}

/* bootstrap of a Cluster that is not up is still read: by the job that restores, and by the operator until
 * there is a first instance. */
static struct error check_up(const struct run *run, const struct node *live)
{
    struct slice ready = text_at(live, "status", "readyInstances", NULL);
    struct slice primary = text_at(live, "status", "currentPrimary", NULL);
    if (ready.len > 0 && !slice_equal(ready, SLICE("0")) && primary.len > 0)
        return NO_ERROR;
    struct slice phase = text_at(live, "status", "phase", NULL);
    return stop(run, SLICE("wait until it is up, with cnpg-dr apply --wait, and settle then"),
                "the Cluster %s/%s is not up: no instance is ready (phase: %.*s), and until one is, "
                "CloudNativePG reads spec.bootstrap",
                run->namespace, run->name, SLICE_ARG(phase.len > 0 ? phase : SLICE("none yet")));
}

static struct error check_recovered(const struct run *run, bool force)
{
    if (run->record.step >= STEP_RECOVERED)
        return NO_ERROR;
    if (!force)
        return stop(run,
                    SLICE("prove it with cnpg-dr apply --wait and the recovery manifest, or settle with "
                          "--force"),
                    "the run is at the step %s: that the database is recovered has not been proved",
                    step_name(run->record.step));
    run_tell(run, NEWS_WARNING,
             "NOT PROVED that the database is recovered (the run is at the step %s): forced",
             step_name(run->record.step));
    return NO_ERROR;
}

static struct error check_names(const struct run *run, const struct cluster *live,
                                const struct cluster *input, bool force)
{
    struct slice differing = settle_names(run->arena, live, input);
    if (differing.len == 0)
        return NO_ERROR;
    if (!force)
        return stop(run,
                    SLICE("let the manifest name what the live Cluster has, in its bootstrap method, and "
                          "render it again"),
                    "with this manifest the Cluster would have another %.*s", SLICE_ARG(differing));
    run_tell(run, NEWS_WARNING, "with this manifest the Cluster has another %.*s: forced",
             SLICE_ARG(differing));
    return NO_ERROR;
}

/* The input alone. */
static struct error check_input(struct run *run, const struct cluster *input)
{
    struct arena *arena = run->arena;
    if (!slice_equal(input->name, slice_of(run->name)) ||
        (input->namespace.len > 0 && !slice_equal(input->namespace, slice_of(run->namespace))))
        return stop(run, SLICE("give the manifest of the Cluster that was recovered"),
                    "the manifest is of the Cluster %.*s/%.*s, and the run is about %s/%s",
                    SLICE_ARG(input->namespace), SLICE_ARG(input->name), run->namespace, run->name);
    struct error error = cluster_check_form(arena, input);
    if (failed(error))
        return error;
    const char *method = bootstrap_method(input);
    if (input->unknown_method != NULL || strcmp(method, "conflict") == 0 ||
        strcmp(method, "pg_basebackup") == 0)
        return stop(run, SLICE("render the manifest that GitOps will sync after the merge"),
                    "spec.bootstrap of the manifest is %s, where initdb, recovery or none is expected",
                    input->unknown_method != NULL ? "none that CloudNativePG knows" : method);
    if (input->write.shape != STORE_NONE)
        error = generation_check_name(arena, input->write.generation);
    return error;
}

static struct slice say_store(struct arena *arena, const struct store *store)
{
    if (store->shape == STORE_NONE)
        return SLICE("nowhere");
    struct slice place = store_describe(arena, store);
    return arena_format(arena, "into %.*s of %.*s", SLICE_ARG(store->generation), SLICE_ARG(place));
}

struct error settle_check_write(struct run *run, const struct cluster *live, const struct cluster *input)
{
    const struct store *a = &input->write, *b = &live->write;
    bool both = input->both_shapes || live->both_shapes;
    if (!both && a->shape == b->shape &&
        (a->shape == STORE_NONE || (store_same_place(a, b) && slice_equal(a->generation, b->generation))))
        return NO_ERROR;
    if (both)
        return stop(run, SLICE("leave one of the two in the manifest"),
                    "%s has both spec.backup.barmanObjectStore and the plugin " BARMAN_PLUGIN,
                    input->both_shapes ? "the manifest" : "the live Cluster");
    return stop(run,
                SLICE("give the manifest as it will be after the merge: cnpg-dr revert keeps the generation "
                      "that the recovery writes"),
                "the manifest archives %.*s, and the live Cluster %.*s: a sync of it would lead the database "
                "into another generation",
                SLICE_ARG(say_store(run->arena, a)), SLICE_ARG(say_store(run->arena, b)));
}

struct error settle_check(struct run *run, const struct cluster *live, const struct cluster *input,
                          bool force)
{
    struct error error = check_input(run, input);
    if (!failed(error))
        error = settle_check_write(run, live, input);
    if (!failed(error))
        error = check_up(run, live->tree->root);
    if (!failed(error))
        error = check_recovered(run, force);
    return failed(error) ? error : check_names(run, live, input, force);
}
