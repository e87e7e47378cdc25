#include "cli/apply_run.h"
#include "cli/duration.h"
#include "kube/record.h"
#include "sys/clock.h"

static const char *string(const struct invocation *invocation, enum option_id option)
{
    return invocation->given[option] ? invocation->values[option] : NULL;
}

/* In the manifest, or by --namespace; two different ones are a mistake that is found here. */
static struct error find_namespace(const struct invocation *invocation, const struct cluster *cluster,
                                   struct slice *namespace)
{
    struct arena *arena = invocation->arena;
    struct slice given = invocation_value(invocation, OPTION_NAMESPACE);
    *namespace = cluster->namespace.len > 0 ? cluster->namespace : given;
    if (namespace->len == 0)
        return error_next(error_make(arena, ERROR_USAGE, "the manifest of %.*s names no namespace",
                                     SLICE_ARG(cluster->name)),
                          SLICE("give it with --namespace; the one of the context is not guessed"));
    if (given.len > 0 && !slice_equal(given, *namespace))
        return error_next(error_make(arena, ERROR_USAGE, "--namespace is %.*s, and the manifest says %.*s",
                                     SLICE_ARG(given), SLICE_ARG(*namespace)),
                          SLICE("leave --namespace out, or correct one of the two"));
    return NO_ERROR;
}

static struct error check_names(const struct invocation *invocation, struct slice namespace,
                                struct slice name)
{
    struct slice bad = name_is_plain(namespace) ? name : namespace;
    if (name_is_plain(namespace) && name_is_plain(name))
        return NO_ERROR;
    return error_next(error_make(invocation->arena, ERROR_REFUSED,
                                 "\"%.*s\" is no name that Kubernetes takes for a Cluster or a namespace",
                                 SLICE_ARG(bad)),
                      SLICE("names have a-z, 0-9 and - only; render a template before it is applied"));
}

static struct error open_record(const struct invocation *invocation, struct apply_scene *scene)
{
    struct arena *arena = invocation->arena;
    const char *folder;
    struct run *run = &scene->run;
    struct error error = record_folder(arena, string(invocation, OPTION_STATE), &folder);
    if (failed(error))
        return error;
    run->record_path = record_path(arena, folder, string(invocation, OPTION_CONTEXT), scene->context.server,
                                   run->namespace, run->name);
    return record_lock(arena, run->record_path, &scene->traces.record, &scene->traces.kept);
}

struct error apply_scene_set(const struct invocation *invocation, const struct one_cluster *one,
                             const struct listener *listener, struct apply_scene *scene)
{
    struct arena *arena = invocation->arena;
    struct slice namespace;
    long long seconds;
    *scene = (struct apply_scene){.run = {.arena = arena, .listener = listener, .wanted = one->cluster}};
    struct run *run = &scene->run;
    run->kubectl = (struct kubectl){.context = string(invocation, OPTION_CONTEXT),
                                    .kubeconfig = string(invocation, OPTION_KUBECONFIG)};
    struct error error = find_namespace(invocation, &one->cluster, &namespace);
    if (!failed(error))
        error = check_names(invocation, namespace, one->cluster.name);
    if (failed(error))
        error = error_in(error, one->name);
    else
        error = duration_of(invocation, OPTION_DEADLINE, 0, &seconds);
    if (failed(error))
        return error;
    run->deadline = seconds == 0 ? 0 : clock_now() + seconds * 1000;
    run->namespace = arena_string(arena, namespace);
    run->name = arena_string(arena, one->cluster.name);
    error = context_read(&run->kubectl, arena, &scene->context);
    if (failed(error))
        return error;
    run->record = (struct run_record){.namespace = slice_of(run->namespace),
                                      .name = slice_of(run->name),
                                      .server = scene->context.server,
                                      .reads = one->cluster.read.generation,
                                      .writes = one->cluster.write.generation};
    scene->traces.asked = invocation_value(invocation, OPTION_RESUME);
    return open_record(invocation, scene);
}
