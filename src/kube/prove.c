#include "kube/prove.h"
#include "plan/expect.h"

static struct error not_proved(const struct run *run, const char *what, struct slice is, struct slice should)
{
    return error_next(
        error_make(run->arena, ERROR_FINDINGS, "NOT PROVED: %s is %.*s and should be %.*s", what,
                   SLICE_ARG(is.len > 0 ? is : SLICE("nothing")), SLICE_ARG(should)),
        SLICE("somebody changed or replaced the Cluster: look at it before anything else is "
              "done; where it is the manifest that was changed since, end the run (cnpg-dr apply "
              "--abort) and apply that one"));
}

/* "targetTime 2026-11-25T01:02:03Z, exclusive true" */
static struct slice target_text(struct arena *arena, const struct cluster *cluster)
{
    static const char *const fields[] = {"backupID",  "targetTLI",  "targetTime",      "targetLSN",
                                         "targetXID", "targetName", "targetImmediate", "exclusive"};
    const struct node *target = mapping_get(cluster->recovery.value, "recoveryTarget");
    struct slice text = SLICE("");
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct slice value = text_at(target, fields[i], NULL);
        if (value.len > 0)
            text = arena_format(arena, "%.*s%s%s %.*s", SLICE_ARG(text), text.len > 0 ? ", " : "", fields[i],
                                SLICE_ARG(value));
    }
    return text.len > 0 ? text : SLICE("the end of the archive");
}

struct error prove_object(const struct run *run)
{
    struct tree *object;
    struct error error =
        run_cluster(run, run->arena, "the Cluster that was created cannot be looked at", &object);
    if (failed(error))
        return error;
    if (object == NULL)
        return not_proved(run, "the Cluster", SLICE("gone"), run->record.new_uid);
    struct cluster live = cluster_read(object);
    struct slice method = slice_of(bootstrap_method(&live));
    const struct {
        const char *what;
        struct slice is, should;
    } facts[] = {
        {"its uid", meta(object->root, "uid"), run->record.new_uid},
        {"its run", annotation(object->root, ANNOTATION_RUN), run->record.id},
        {"its bootstrap method", method, SLICE("recovery")},
        {"the generation that it reads", live.read.generation, run->record.reads},
        {"the store that it reads", live.read.place, run->wanted.read.place},
        {"the generation that it writes", live.write.generation, run->record.writes},
        {"the store that it writes", live.write.place, run->wanted.write.place},
        {"what it recovers to", target_text(run->arena, &live), target_text(run->arena, &run->wanted)},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        if (!slice_equal(facts[i].is, facts[i].should))
            return not_proved(run, facts[i].what, facts[i].is, facts[i].should);
    run_tell(run, NEWS_DONE, "proved: Cluster %s/%s, uid %.*s, recovery alone, reads %.*s, writes %.*s",
             run->namespace, run->name, SLICE_ARG(run->record.new_uid), SLICE_ARG(run->record.reads),
             SLICE_ARG(run->record.writes));
    return NO_ERROR;
}
