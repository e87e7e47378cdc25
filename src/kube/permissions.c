#include "kube/permissions.h"
#include "kube/guard.h"
#include "text/buffer.h"

struct asking {
    struct run *run;
    struct buffer missing; /* the required ones, as text */
    size_t missing_count;
    struct error error; /* the first; nothing is asked after it */
};

struct slice permission_say(struct arena *arena, const struct permission *permission)
{
    const char *group = permission->group, *sub = permission->subresource;
    return arena_format(arena, "%s %s%s%s%s%s%s%s%s%s", permission->verb, permission->resource,
                        group[0] != '\0' ? "." : "", group, sub != NULL ? "/" : "", sub != NULL ? sub : "",
                        permission->name != NULL ? " " : "", permission->name != NULL ? permission->name : "",
                        permission->namespace != NULL ? " in namespace " : "",
                        permission->namespace != NULL ? permission->namespace : "");
}

/* "key":"value" of resourceAttributes; the values are plain names, which need no escapes. */
static void add_attribute(struct buffer *body, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0')
        buffer_add(body, arena_format(body->arena, ",\"%s\":\"%s\"", key, value));
}

struct error permission_ask(struct run *run, const struct permission *permission, bool *allowed)
{
    struct buffer body = {.arena = run->arena};
    struct reply reply;
    struct tree *review;
    buffer_add(&body, arena_format(
                          run->arena,
                          "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\","
                          "\"spec\":{\"resourceAttributes\":{\"verb\":\"%s\",\"resource\":\"%s\"",
                          permission->verb, permission->resource));
    add_attribute(&body, "group", permission->group);
    add_attribute(&body, "subresource", permission->subresource);
    add_attribute(&body, "namespace", permission->namespace);
    add_attribute(&body, "name", permission->name);
    buffer_add(&body, SLICE("}}}"));
    *allowed = false;
    struct error error =
        kubectl_post(&run->kubectl, run->arena, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                     buffer_text(&body), &reply, &review);
    if (failed(error))
        return error;
    if (reply.answer != ANSWER_DONE)
        return reply_error(run->arena, &reply, "what you may do in this Kubernetes cluster cannot be asked");
    *allowed = slice_equal(text_at(review->root, "status", "allowed", NULL), SLICE("true"));
    return NO_ERROR;
}

static bool ask(struct asking *asking, const struct permission *permission)
{
    bool allowed = false;
    if (!failed(asking->error))
        asking->error = permission_ask(asking->run, permission, &allowed);
    return allowed;
}

static void require(struct asking *asking, const struct permission *permission)
{
    if (ask(asking, permission) || failed(asking->error))
        return;
    buffer_add(&asking->missing, slice_of(asking->missing_count++ == 0 ? "" : "; "));
    buffer_add(&asking->missing, permission_say(asking->run->arena, permission));
}

/* One that the work can do without; lost says what is left out then. */
static bool wish(struct asking *asking, struct permission permission, const char *lost)
{
    bool allowed = ask(asking, &permission);
    if (!allowed && !failed(asking->error))
        run_tell(asking->run, NEWS_WARNING, "you may not %.*s: %s",
                 SLICE_ARG(permission_say(asking->run->arena, &permission)), lost);
    return allowed;
}

/* What every run does in the namespace of the Cluster. */
static void require_cluster(struct asking *asking, const struct permissions_wanted *wanted)
{
    const struct run *run = asking->run;
    struct permission cluster = {.group = "postgresql.cnpg.io",
                                 .resource = "clusters",
                                 .namespace = run->namespace,
                                 .name = run->name};
    const char *verbs[] = {"get", "patch", "delete"};
    for (size_t i = 0; i < (wanted->settle ? 2 : 3); i++) {
        cluster.verb = verbs[i];
        require(asking, &cluster);
    }
    if (wanted->settle)
        return;
    cluster.name = NULL; /* a create has no name yet, as far as RBAC is concerned */
    cluster.verb = "create";
    require(asking, &cluster);
    const char *resources[][2] = {{"", "pods"}, {"batch", "jobs"}, {"", "persistentvolumeclaims"}};
    for (size_t i = 0; i < 3; i++) {
        struct permission list = {.group = resources[i][0],
                                  .resource = resources[i][1],
                                  .verb = "list",
                                  .namespace = run->namespace};
        require(asking, &list);
    }
}

/* Policy and binding are of the whole cluster, and made under one name each. */
static void require_guard(struct asking *asking)
{
    const struct run *run = asking->run;
    const char *resources[] = {"validatingadmissionpolicies", "validatingadmissionpolicybindings"};
    const char *verbs[] = {"create", "get", "patch", "delete"};
    const char *name = guard_name(run->arena, run->namespace, run->name);
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 4; j++) {
            struct permission permission = {.group = "admissionregistration.k8s.io",
                                            .resource = resources[i],
                                            .verb = verbs[j],
                                            .name = j == 0 ? NULL : name};
            require(asking, &permission);
        }
    }
}

/* SQL on the primary: kubectl exec gets the pod, then creates pods/exec. */
static bool may_exec(struct asking *asking, bool required)
{
    const char *namespace = asking->run->namespace;
    struct permission get = {.group = "", .resource = "pods", .verb = "get", .namespace = namespace};
    struct permission exec = {
        .group = "", .resource = "pods", .subresource = "exec", .verb = "create", .namespace = namespace};
    if (required) {
        require(asking, &get);
        require(asking, &exec);
        return true;
    }
    return wish(asking, get, "no SQL can be run on the instances") &&
           wish(asking, exec,
                "the old database's archiver cannot be asked, and its last WAL segment cannot be switched");
}

static void wish_in_namespace(struct asking *asking, const struct permissions_wanted *wanted,
                              struct permissions *may)
{
    const char *namespace = asking->run->namespace;
    may->logs = wish(
        asking,
        (struct permission){
            .group = "", .resource = "pods", .subresource = "log", .verb = "get", .namespace = namespace},
        "where a recovery fails its cause cannot be told, nor whether the store was away during the replay");
    may->events =
        wish(asking,
             (struct permission){.group = "", .resource = "events", .verb = "list", .namespace = namespace},
             "the operator's events are neither saved nor read");
    may->secrets =
        wish(asking,
             (struct permission){.group = "", .resource = "secrets", .verb = "get", .namespace = namespace},
             "whether the Secrets that the manifest names exist is not looked at");
    may->list_secrets =
        wish(asking,
             (struct permission){.group = "", .resource = "secrets", .verb = "list", .namespace = namespace},
             "which Secrets go with the Cluster cannot be listed");
    may->list_backups = wish(
        asking,
        (struct permission){
            .group = "postgresql.cnpg.io", .resource = "backups", .verb = "list", .namespace = namespace},
        "which Backups go with the Cluster cannot be listed");
    may->delete_claims =
        wish(asking,
             (struct permission){
                 .group = "", .resource = "persistentvolumeclaims", .verb = "delete", .namespace = namespace},
             "a volume claim that outlives the old Cluster would stop the run");
    if (asking->run->wanted.write.shape == STORE_PLUGIN || asking->run->wanted.read.shape == STORE_PLUGIN)
        may->object_stores = wish(asking,
                                  (struct permission){.group = "barmancloud.cnpg.io",
                                                      .resource = "objectstores",
                                                      .verb = "get",
                                                      .namespace = namespace},
                                  "whether the ObjectStore that the manifest names exists is not looked at");
    if (!wanted->backup)
        return;
    struct permission backup = {
        .group = "postgresql.cnpg.io", .resource = "backups", .verb = "create", .namespace = namespace};
    may->make_backup = wish(asking, backup, "no first base backup of the new generation can be made");
    backup.verb = "get";
    if (may->make_backup)
        may->make_backup = wish(asking, backup, "a first base backup could not be awaited, so none is made");
}

struct error permissions_check(struct run *run, const struct permissions_wanted *wanted,
                               struct permissions *may)
{
    struct asking asking = {.run = run, .missing = {.arena = run->arena}};
    *may = (struct permissions){0};
    require_cluster(&asking, wanted);
    if (run->record.guard == GUARD_POLICY)
        require_guard(&asking);
    for (size_t i = 0; i < wanted->other_count; i++)
        require(&asking, &wanted->others[i]);
    may->exec = (!wanted->settle || wanted->sql) && may_exec(&asking, wanted->sql);
    if (!wanted->settle)
        wish_in_namespace(&asking, wanted, may);
    if (!wanted->settle)
        may->storage_classes =
            wish(&asking,
                 (struct permission){.group = "storage.k8s.io", .resource = "storageclasses", .verb = "get"},
                 "whether the StorageClasses that the manifest names exist is not looked at");
    if (failed(asking.error) || asking.missing_count == 0)
        return asking.error;
    return error_next(
        error_make(run->arena, ERROR_REFUSED, "you may not do all that this takes; missing: %.*s",
                   SLICE_ARG(buffer_text(&asking.missing))),
        run->record.guard == GUARD_POLICY
            ? SLICE("have these rights granted (examples/apply-rbac.yaml has all of them), or use --guard "
                    "pause where only those on policies are missing")
            : SLICE("have these rights granted: examples/apply-rbac.yaml has all of them"));
}
