#include "cli/backups_cluster.h"
#include "kube/store_key.h"

struct kubectl kubectl_of(const struct invocation *invocation)
{
    return (struct kubectl){.context = invocation->values[OPTION_CONTEXT],
                            .kubeconfig = invocation->values[OPTION_KUBECONFIG]};
}

struct error namespace_of(const struct invocation *invocation, struct slice said, const char **namespace)
{
    struct arena *arena = invocation->arena;
    struct slice given = invocation_value(invocation, OPTION_NAMESPACE);
    struct slice name = said.len > 0 ? said : given;
    if (name.len == 0)
        return error_next(error_make(arena, ERROR_USAGE, "the namespace of the Cluster is not said"),
                          SLICE("give it with --namespace; the one of the context is not guessed"));
    if (given.len > 0 && !slice_equal(given, name))
        return error_next(error_make(arena, ERROR_USAGE, "--namespace is %.*s, and the manifest says %.*s",
                                     SLICE_ARG(given), SLICE_ARG(name)),
                          SLICE("leave --namespace out, or correct one of the two"));
    if (!name_is_plain(name))
        return error_next(
            error_make(arena, ERROR_USAGE, "\"%.*s\" is no name of a namespace", SLICE_ARG(name)),
            SLICE("names have a-z, 0-9 and - only; render a template first"));
    *namespace = arena_string(arena, name);
    return NO_ERROR;
}

/* What holds s3Credentials. */
static struct error find_configuration(struct backups_plan *plan, struct backups_side *side,
                                       const struct kubectl *kubectl, const char *namespace,
                                       const struct node **configuration)
{
    const struct node *object;
    *configuration = node_resolve(side->store->holder);
    if (side->store->shape != STORE_PLUGIN)
        return NO_ERROR;
    struct error error = object_store_read(kubectl, plan->arena, namespace, side->store->place, &object);
    *configuration = failed(error) ? NULL : node_at(object, "spec", "configuration", NULL);
    if (failed(error) || *configuration != NULL)
        return failed(error) || site_take(object, &side->site) || side->site.destination.len > 0
                   ? error
                   : error_make(plan->arena, ERROR_USAGE, "the ObjectStore %.*s has no destinationPath",
                                SLICE_ARG(side->store->place));
    return error_next(error_make(plan->arena, ERROR_SYSTEM, "there is no ObjectStore %.*s in namespace %s",
                                 SLICE_ARG(side->store->place), namespace),
                      SLICE("apply it first, or leave --credentials-from-cluster out"));
}

struct error backups_cluster_key(struct backups_plan *plan, struct backups_side *side)
{
    struct arena *arena = plan->arena;
    struct kubectl kubectl = kubectl_of(plan->invocation);
    const struct node *configuration = NULL;
    const char *namespace = NULL;
    struct store_secret secret = {.origin = SLICE("")};
    struct store_credentials *key = arena_alloc(arena, sizeof *key);
    if (side->store == NULL || side->store->holder == NULL)
        return error_next(error_make(arena, ERROR_USAGE, "--credentials-from-cluster needs a manifest"),
                          SLICE("name it: its store says which Secret has the key"));
    secrets_protect();
    struct error error = namespace_of(plan->invocation, side->namespace, &namespace);
    if (!failed(error))
        error = find_configuration(plan, side, &kubectl, namespace, &configuration);
    if (!failed(error))
        error = store_secret_read(&kubectl, arena, namespace, configuration, &secret);
    if (!failed(error))
        error = store_credentials_hold(arena,
                                       &(struct store_key){.key_id = secret.key_id,
                                                           .key = secret.key,
                                                           .token = secret.token,
                                                           .region = secret.region,
                                                           .ca = secret.ca,
                                                           .origin = secret.origin},
                                       key);
    store_secret_wipe(&secret);
    side->key = key;
    return error;
}
