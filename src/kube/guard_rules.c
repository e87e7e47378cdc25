#include "kube/guard_rules.h"
#include "kube/dump.h"
#include "kube/guard.h"
#include "kube/record.h"
#include "sys/clock.h"
#include <stdio.h>

struct slice cel_string(struct arena *arena, struct slice text)
{
    char *out = arena_array(arena, text.len + 1, 4), *end = out;
    *end++ = '"';
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '"' || c == '\\')
            *end++ = '\\';
        if (c < ' ' || c == 0x7f)
            end += sprintf(end, "\\%03o", c);
        else
            *end++ = (char)c;
    }
    *end++ = '"';
    return (struct slice){out, (size_t)(end - out)};
}

/* Whether a Cluster (object or oldObject) is the one of this run: by its annotation, or by its uid once that
 * is known. */
static struct slice is_ours(const struct run *run, const char *o)
{
    struct arena *arena = run->arena;
    struct slice uid = run->record.new_uid;
    struct slice by_run =
        arena_format(arena,
                     "(has(%s.metadata.annotations) && '" ANNOTATION_RUN "' in %s.metadata.annotations && "
                     "%s.metadata.annotations['" ANNOTATION_RUN "'] == %.*s)",
                     o, o, o, SLICE_ARG(cel_string(arena, run->record.id)));
    if (uid.len == 0)
        return by_run;
    return arena_format(arena, "(%.*s || (has(%s.metadata.uid) && %s.metadata.uid == %.*s))",
                        SLICE_ARG(by_run), o, o, SLICE_ARG(cel_string(arena, uid)));
}

/* Whether object holds the run's annotation and not only the uid: nobody else may take it away. */
static struct slice keeps_annotation(const struct run *run)
{
    return arena_format(run->arena,
                        "(has(object.metadata.annotations) && '" ANNOTATION_RUN
                        "' in object.metadata.annotations && object.metadata.annotations['" ANNOTATION_RUN
                        "'] == %.*s)",
                        SLICE_ARG(cel_string(run->arena, run->record.id)));
}

#define RECOVERS                                                                                             \
    "(has(object.spec) && has(object.spec.bootstrap) && has(object.spec.bootstrap.recovery) && "             \
    "!has(object.spec.bootstrap.initdb) && !has(object.spec.bootstrap.pg_basebackup))"
#define ONE_METHOD                                                                                           \
    "(!has(object.spec) || !has(object.spec.bootstrap) || [has(object.spec.bootstrap.initdb), "              \
    "has(object.spec.bootstrap.recovery), has(object.spec.bootstrap.pg_basebackup)]"                         \
    ".filter(m, m).size() < 2)"

/* Whether object archives into the run's write generation; serverName's defaults are CNPG's. */
static struct slice writes_ours(const struct run *run)
{
    struct slice generation = cel_string(run->arena, run->record.writes);
    if (run->wanted.write.shape == STORE_PLUGIN)
        return arena_format(
            run->arena,
            "(has(object.spec) && has(object.spec.plugins) && object.spec.plugins.exists(p, p.name == "
            "'" BARMAN_PLUGIN "' && (!has(p.enabled) || p.enabled) && (has(p.parameters) && 'serverName' in "
            "p.parameters ? p.parameters['serverName'] : object.metadata.name) == %.*s))",
            SLICE_ARG(generation));
    return arena_format(run->arena,
                        "(has(object.spec) && has(object.spec.backup) && "
                        "has(object.spec.backup.barmanObjectStore) && "
                        "(has(object.spec.backup.barmanObjectStore.serverName) && "
                        "object.spec.backup.barmanObjectStore.serverName != '' ? "
                        "object.spec.backup.barmanObjectStore.serverName : object.metadata.name) == %.*s)",
                        SLICE_ARG(generation));
}

static struct slice how_to_lift(const struct run *run)
{
    const char *guard = guard_name(run->arena, run->namespace, run->name);
    return arena_format(run->arena,
                        "To end it: cnpg-dr apply --abort, or kubectl delete validatingadmissionpolicy,"
                        "validatingadmissionpolicybinding %s",
                        guard);
}

static struct slice message(const struct run *run, const char *what)
{
    return arena_format(
        run->arena,
        "cnpg-dr is recovering the database %s/%s (run %.*s), and %s. Merge the revert commit (it archives "
        "into %.*s), then run cnpg-dr settle --finish. %.*s",
        run->namespace, run->name, SLICE_ARG(run->record.id), what, SLICE_ARG(run->record.writes),
        SLICE_ARG(how_to_lift(run)));
}

static void add_rule(json_t *rules, struct slice expression, struct slice message)
{
    json_array_append_new(rules, json_pack("{s:s%,s:s%,s:s}", "expression", expression.data, expression.len,
                                           "message", message.data, message.len, "reason", "Forbidden"));
}

/* Until the revert is merged. */
static void add_recovering(const struct run *run, json_t *rules)
{
    struct arena *arena = run->arena;
    struct slice expiry = clock_stamp(arena, run->record.expires), writes = writes_ours(run);
    struct slice old_ours = is_ours(run, "oldObject"), marked = keeps_annotation(run);
    add_rule(rules,
             arena_format(arena,
                          "request.operation != 'CREATE' || (has(object.metadata.creationTimestamp) && "
                          "timestamp(object.metadata.creationTimestamp) > timestamp('%.*s')) || "
                          "(%.*s && " RECOVERS " && %.*s)",
                          SLICE_ARG(expiry), SLICE_ARG(marked), SLICE_ARG(writes)),
             message(run, "only this run may create it"));
    add_rule(rules,
             arena_format(arena,
                          "request.operation != 'UPDATE' || has(oldObject.metadata.deletionTimestamp) || "
                          "!%.*s || (%.*s && " RECOVERS " && %.*s)",
                          SLICE_ARG(old_ours), SLICE_ARG(marked), SLICE_ARG(writes)),
             message(run, "its recovery and the generation that it writes stay until then"));
    add_rule(rules,
             arena_format(arena,
                          "request.operation != 'DELETE' || has(oldObject.metadata.deletionTimestamp) || "
                          "!%.*s",
                          SLICE_ARG(old_ours)),
             message(run, "the recovered Cluster may not be deleted until then"));
}

/* After settle, until git holds the new generation: whatever became of the annotation, the uid counts. */
static void add_settled(const struct run *run, json_t *rules)
{
    struct arena *arena = run->arena;
    struct slice uid = cel_string(arena, run->record.new_uid);
    struct slice theirs = arena_format(
        arena, "(!has(oldObject.metadata.uid) || oldObject.metadata.uid != %.*s)", SLICE_ARG(uid));
    struct slice expiry = clock_stamp(arena, run->record.expires);
    add_rule(rules,
             arena_format(arena,
                          "request.operation != 'CREATE' || (has(object.metadata.creationTimestamp) && "
                          "timestamp(object.metadata.creationTimestamp) > timestamp('%.*s'))",
                          SLICE_ARG(expiry)),
             message(run, "the recovered Cluster stands: nobody may create it anew"));
    add_rule(rules,
             arena_format(arena,
                          "request.operation != 'UPDATE' || has(oldObject.metadata.deletionTimestamp) || "
                          "%.*s || (%.*s && " ONE_METHOD ")",
                          SLICE_ARG(theirs), SLICE_ARG(writes_ours(run))),
             message(run, "what is applied would lead it back into an older generation"));
    add_rule(rules,
             arena_format(arena,
                          "request.operation != 'DELETE' || has(oldObject.metadata.deletionTimestamp) || "
                          "%.*s",
                          SLICE_ARG(theirs)),
             message(run, "the recovered Cluster may not be deleted until then"));
}

/* metadata with the record of the run. */
static json_t *metadata(const struct run *run, const char *name)
{
    struct slice record = record_write(run->arena, &run->record), id = run->record.id;
    return json_pack("{s:s,s:{s:s},s:{s:s%,s:s%}}", "name", name, "labels", "app.kubernetes.io/managed-by",
                     "cnpg-dr", "annotations", ANNOTATION_RUN, id.data, id.len, ANNOTATION_RECORD,
                     record.data, record.len);
}

static json_t *rules_of(const struct run *run, bool settled)
{
    json_t *rules = json_array();
    if (settled)
        add_settled(run, rules);
    else
        add_recovering(run, rules);
    return rules;
}

/* To one name in one namespace. resourceNames would not see a deletion of a whole collection. */
static json_t *matching(const struct run *run)
{
    struct slice condition = arena_format(run->arena,
                                          "request.operation == 'DELETE' ? oldObject.metadata.name == '%s' : "
                                          "(has(object.metadata.name) && object.metadata.name == '%s')",
                                          run->name, run->name);
    return json_pack("[{s:s,s:s%}]", "name", "this-cluster", "expression", condition.data, condition.len);
}

static json_t *constraints(const struct run *run)
{
    return json_pack("{s:s,s:{s:{s:s}},s:[{s:[s],s:[s],s:[s,s,s],s:[s],s:s}]}", "matchPolicy", "Equivalent",
                     "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name", run->namespace,
                     "resourceRules", "apiGroups", "postgresql.cnpg.io", "apiVersions", "*", "operations",
                     "CREATE", "UPDATE", "DELETE", "resources", "clusters", "scope", "Namespaced");
}

struct slice guard_policy(const struct run *run, bool settled)
{
    const char *name = guard_name(run->arena, run->namespace, run->name);
    return dump(run->arena, json_pack("{s:s,s:s,s:o,s:{s:s,s:o,s:o,s:o}}", "apiVersion",
                                      "admissionregistration.k8s.io/v1", "kind", "ValidatingAdmissionPolicy",
                                      "metadata", metadata(run, name), "spec", "failurePolicy", "Fail",
                                      "matchConstraints", constraints(run), "matchConditions", matching(run),
                                      "validations", rules_of(run, settled)));
}

struct slice guard_policy_patch(const struct run *run, bool settled)
{
    const char *name = guard_name(run->arena, run->namespace, run->name);
    return dump(run->arena, json_pack("{s:o,s:{s:o}}", "metadata", metadata(run, name), "spec", "validations",
                                      rules_of(run, settled)));
}

struct slice guard_binding(const struct run *run)
{
    const char *name = guard_name(run->arena, run->namespace, run->name);
    return dump(run->arena,
                json_pack("{s:s,s:s,s:{s:s,s:{s:s},s:{s:s%}},s:{s:s,s:[s]}}", "apiVersion",
                          "admissionregistration.k8s.io/v1", "kind", "ValidatingAdmissionPolicyBinding",
                          "metadata", "name", name, "labels", "app.kubernetes.io/managed-by", "cnpg-dr",
                          "annotations", ANNOTATION_RUN, run->record.id.data, run->record.id.len, "spec",
                          "policyName", name, "validationActions", "Deny"));
}
