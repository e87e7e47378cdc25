#include "kube/controller_parts.h"
#include "sys/json_tree.h"

static const struct {
    const char *word, *resource;
} kinds[] = {
    [CONTROLLER_APPLICATION] = {"Application", "applications.argoproj.io"},
    [CONTROLLER_KUSTOMIZATION] = {"Kustomization", "kustomizations.kustomize.toolkit.fluxcd.io"},
    [CONTROLLER_HELM_RELEASE] = {"HelmRelease", "helmreleases.helm.toolkit.fluxcd.io"},
};

const char *controller_resource(enum controller_kind kind)
{
    return kinds[kind].resource;
}

const char *controller_word(enum controller_kind kind)
{
    return kinds[kind].word;
}

struct slice controller_say(struct arena *arena, enum controller_kind kind, struct slice namespace,
                            struct slice name)
{
    return namespace.len == 0
               ? arena_format(arena, "%s %.*s", kinds[kind].word, SLICE_ARG(name))
               : arena_format(arena, "%s %.*s/%.*s", kinds[kind].word, SLICE_ARG(namespace), SLICE_ARG(name));
}

bool controller_tracking(struct slice tracking, const char *cluster_namespace, const char *cluster_name,
                         struct slice *namespace, struct slice *name)
{
    size_t colon = slice_find_char(tracking, ':', 0);
    struct slice rest = slice_cut(tracking, colon, tracking.len);
    struct slice kind = SLICE(":postgresql.cnpg.io/Cluster:");
    if (!slice_starts_with(rest, kind))
        return false;
    rest = slice_cut(rest, kind.len, rest.len);
    size_t slash = slice_find_char(rest, '/', 0);
    if (slash == rest.len || !slice_equal(slice_cut(rest, 0, slash), slice_of(cluster_namespace)) ||
        !slice_equal(slice_cut(rest, slash + 1, rest.len), slice_of(cluster_name)))
        return false;
    struct slice application = slice_cut(tracking, 0, colon);
    size_t line = slice_find_char(application, '_', 0);
    bool with_namespace = line < application.len;
    *namespace = with_namespace ? slice_cut(application, 0, line) : SLICE("");
    *name = with_namespace ? slice_cut(application, line + 1, application.len) : application;
    return name_is_subdomain(*name) && (!with_namespace || name_is_plain(*namespace));
}

struct error controller_read(struct run *run, enum controller_kind kind, struct slice namespace,
                             struct slice name, struct reply *reply, struct tree **object)
{
    const char *arguments[] = {"get",
                               kinds[kind].resource,
                               arena_string(run->arena, name),
                               arena_format(run->arena, "--namespace=%.*s", SLICE_ARG(namespace)).data,
                               "--output=json",
                               "--show-managed-fields", /* who owns spec.suspend; left out otherwise */
                               NULL};
    return controller_ask(run, arguments, reply, object);
}

struct error controller_ask(struct run *run, const char *const *arguments, struct reply *reply,
                            struct tree **object)
{
    *object = NULL;
    struct error error = kubectl_call(&run->kubectl, run->arena, arguments, SLICE(""), reply);
    if (failed(error) || reply->answer != ANSWER_DONE)
        return error;
    error = json_tree_read(run->arena, reply->output, 0, reply->output.len, object);
    if (!failed(error))
        return NO_ERROR;
    *object = NULL;
    reply->answer = ANSWER_OTHER;
    reply->message =
        arena_format(run->arena, "what kubectl printed is no JSON: %.*s", SLICE_ARG(error.message));
    return NO_ERROR;
}

struct error controller_trouble(struct run *run, const struct reply *reply, const char *what)
{
    bool away = reply->answer == ANSWER_UNREACHABLE || reply->answer == ANSWER_UNAUTHORIZED;
    return away ? reply_error(run->arena, reply, what) : NO_ERROR;
}
