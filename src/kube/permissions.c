#include "kube/permissions.h"
#include "kube/guard.h"
#include "text/buffer.h"

/* One that is asked for, with what follows from the answer. */
struct question {
    struct permission what;
    const char *lost;  /* what is left out without it; NULL: it is required */
    bool *granted;     /* set to the answer; NULL: nobody wants it */
    const bool *after; /* of no use, and not told, where this one is not granted; NULL: always of use */
};

/* They are collected first and asked all at once: each kubectl may take a second to log in. */
struct asking {
    struct run *run;
    const struct permissions_wanted *wanted;
    struct permissions *may;
    bool get_pods, make_backups; /* what is wished for has sense only with these */
    struct question *questions;
    size_t count;
};

enum { MOST = 40 }; /* questions of permissions_check; 30 are the most that there are */

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

static void add_review(struct buffer *body, const struct permission *permission)
{
    buffer_add(
        body, arena_format(body->arena,
                           "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SelfSubjectAccessReview\","
                           "\"spec\":{\"resourceAttributes\":{\"verb\":\"%s\",\"resource\":\"%s\"",
                           permission->verb, permission->resource));
    add_attribute(body, "group", permission->group);
    add_attribute(body, "subresource", permission->subresource);
    add_attribute(body, "namespace", permission->namespace);
    add_attribute(body, "name", permission->name);
    buffer_add(body, SLICE("}}}"));
}

bool permissions_read(struct slice output, bool *allowed, size_t count)
{
    size_t n = 0;
    for (size_t at = 0; at < output.len; n++) {
        size_t end = slice_find_char(output, '\n', at);
        if (n == count)
            return false;
        allowed[n] = slice_equal(slice_cut(output, at, end), SLICE("true"));
        at = end + 1;
    }
    return n == count;
}

/* One call for all: kubectl posts the items of a List one by one, and prints a line for each in their order.
 */
static struct error ask(const struct asking *asking, bool *allowed)
{
    struct arena *arena = asking->run->arena;
    const char *arguments[] = {
        "create", "-f", "-", "--validate=false", "--output=go-template={{.status.allowed}}{{\"\\n\"}}", NULL};
    struct buffer body = {.arena = arena};
    struct reply reply;
    buffer_add(&body, SLICE("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":["));
    for (size_t i = 0; i < asking->count; i++) {
        buffer_add(&body, slice_of(i == 0 ? "" : ","));
        add_review(&body, &asking->questions[i].what);
    }
    buffer_add(&body, SLICE("]}"));
    struct error error = kubectl_call(&asking->run->kubectl, arena, arguments, buffer_text(&body), &reply);
    if (failed(error))
        return error;
    if (reply.answer == ANSWER_DONE && !permissions_read(reply.output, allowed, asking->count)) {
        reply.answer = ANSWER_OTHER;
        reply.message = SLICE("kubectl does not answer each question with a line");
    }
    return reply.answer == ANSWER_DONE
               ? NO_ERROR
               : reply_error(arena, &reply, "what you may do in this Kubernetes cluster cannot be asked");
}

static void require(struct asking *asking, const struct permission *permission)
{
    asking->questions[asking->count++] = (struct question){.what = *permission};
}

/* One that the work can do without; lost says what is left out then. */
static void wish(struct asking *asking, bool *granted, struct permission permission, const char *lost)
{
    asking->questions[asking->count++] =
        (struct question){.what = permission, .granted = granted, .lost = lost};
}

/* What every run does in the namespace of the Cluster. */
static void require_cluster(struct asking *asking)
{
    const struct run *run = asking->run;
    const struct permissions_wanted *wanted = asking->wanted;
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

/* One in the namespace of the Cluster. */
static struct permission here(const struct asking *asking, const char *group, const char *resource,
                              const char *verb)
{
    return (struct permission){
        .group = group, .resource = resource, .verb = verb, .namespace = asking->run->namespace};
}

/* SQL on the primary: kubectl exec gets the pod, then creates pods/exec. Required where the user's own SQL is
 * to be run. */
static void ask_for_exec(struct asking *asking)
{
    bool required = asking->wanted->sql;
    struct permission exec = here(asking, "", "pods", "create");
    exec.subresource = "exec";
    wish(asking, &asking->get_pods, here(asking, "", "pods", "get"),
         required ? NULL : "no SQL can be run on the instances");
    wish(asking, &asking->may->exec, exec,
         required
             ? NULL
             : "the old database's archiver cannot be asked, and its last WAL segment cannot be switched");
    asking->questions[asking->count - 1].after = &asking->get_pods;
}

static void ask_for_backup(struct asking *asking)
{
    wish(asking, &asking->make_backups, here(asking, "postgresql.cnpg.io", "backups", "create"),
         "no first base backup of the new generation can be made");
    wish(asking, &asking->may->make_backup, here(asking, "postgresql.cnpg.io", "backups", "get"),
         "a first base backup could not be awaited, so none is made");
    asking->questions[asking->count - 1].after = &asking->make_backups;
}

static void wish_in_namespace(struct asking *asking)
{
    struct permissions *may = asking->may;
    const struct cluster *wanted = &asking->run->wanted;
    struct permission logs = here(asking, "", "pods", "get");
    logs.subresource = "log";
    wish(asking, &may->logs, logs,
         "where a recovery fails its cause cannot be told, nor whether the store was away during the replay");
    wish(asking, &may->events, here(asking, "", "events", "list"),
         "the operator's events are neither saved nor read");
    wish(asking, &may->secrets, here(asking, "", "secrets", "get"),
         "whether the Secrets that the manifest names exist is not looked at");
    wish(asking, &may->list_secrets, here(asking, "", "secrets", "list"),
         "which Secrets go with the Cluster cannot be listed");
    wish(asking, &may->list_backups, here(asking, "postgresql.cnpg.io", "backups", "list"),
         "which Backups go with the Cluster cannot be listed");
    wish(asking, &may->delete_claims, here(asking, "", "persistentvolumeclaims", "delete"),
         "a volume claim that outlives the old Cluster would stop the run");
    if (wanted->write.shape == STORE_PLUGIN || wanted->read.shape == STORE_PLUGIN)
        wish(asking, &may->object_stores, here(asking, "barmancloud.cnpg.io", "objectstores", "get"),
             "whether the ObjectStore that the manifest names exists is not looked at");
    wish(asking, &may->storage_classes,
         (struct permission){.group = "storage.k8s.io", .resource = "storageclasses", .verb = "get"},
         "whether the StorageClasses that the manifest names exist is not looked at");
}

/* Notes one answer; a required right that is missing is added to the list. */
static void judge(const struct asking *asking, const struct question *question, bool allowed,
                  struct buffer *missing)
{
    struct slice what = permission_say(asking->run->arena, &question->what);
    if (question->granted != NULL)
        *question->granted = allowed && (question->after == NULL || *question->after);
    if (allowed)
        return;
    if (question->lost == NULL) {
        buffer_add(missing, slice_of(missing->len == 0 ? "" : "; "));
        buffer_add(missing, what);
    } else if (question->after == NULL || *question->after) {
        run_tell(asking->run, NEWS_WARNING, "you may not %.*s: %s", SLICE_ARG(what), question->lost);
    }
}

static void collect(struct asking *asking)
{
    const struct permissions_wanted *wanted = asking->wanted;
    require_cluster(asking);
    if (asking->run->record.guard == GUARD_POLICY)
        require_guard(asking);
    if (!wanted->settle || wanted->sql)
        ask_for_exec(asking);
    if (wanted->settle)
        return;
    wish_in_namespace(asking);
    if (wanted->backup)
        ask_for_backup(asking);
}

/* All that was collected. */
static struct error ask_all(struct asking *asking)
{
    struct run *run = asking->run;
    struct buffer missing = {.arena = run->arena};
    bool *allowed = arena_array(run->arena, asking->count, sizeof *allowed);
    struct error error = ask(asking, allowed);
    for (size_t i = 0; !failed(error) && i < asking->count; i++)
        judge(asking, &asking->questions[i], allowed[i], &missing);
    if (failed(error) || missing.len == 0)
        return error;
    return error_next(
        error_make(run->arena, ERROR_REFUSED, "you may not do all that this takes; missing: %.*s",
                   SLICE_ARG(buffer_text(&missing))),
        run->record.guard == GUARD_POLICY
            ? SLICE("have these rights granted (examples/apply-rbac.yaml has all of them), or use --guard "
                    "pause where only those on policies are missing")
            : SLICE("have these rights granted: examples/apply-rbac.yaml has all of them"));
}

struct error permissions_check(struct run *run, const struct permissions_wanted *wanted,
                               struct permissions *may)
{
    struct asking asking = {.run = run, .wanted = wanted, .may = may};
    *may = (struct permissions){0};
    asking.questions = arena_array(run->arena, MOST, sizeof *asking.questions);
    collect(&asking);
    return ask_all(&asking);
}

struct error permissions_require(struct run *run, const struct permission *list, size_t count)
{
    struct asking asking = {.run = run};
    asking.questions = arena_array(run->arena, count, sizeof *asking.questions);
    for (size_t i = 0; i < count; i++)
        require(&asking, &list[i]);
    return count == 0 ? NO_ERROR : ask_all(&asking);
}
