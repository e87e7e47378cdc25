#include "kube/prove.h"
#include "plan/expect.h"

static struct error not_proved(const struct run *run, const char *what, struct slice is, struct slice should)
{
    return error_next(error_make(run->arena, ERROR_FINDINGS, "NOT PROVED: %s is %.*s and should be %.*s",
                                 what, SLICE_ARG(is.len > 0 ? is : SLICE("nothing")), SLICE_ARG(should)),
                      SLICE("somebody changed or replaced the Cluster: look at it before anything else is "
                            "done"));
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
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        if (!slice_equal(facts[i].is, facts[i].should))
            return not_proved(run, facts[i].what, facts[i].is, facts[i].should);
    run_tell(run, NEWS_DONE, "proved: Cluster %s/%s, uid %.*s, recovery alone, reads %.*s, writes %.*s",
             run->namespace, run->name, SLICE_ARG(run->record.new_uid), SLICE_ARG(run->record.reads),
             SLICE_ARG(run->record.writes));
    return NO_ERROR;
}
