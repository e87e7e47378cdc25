#include "kube/body.h"
#include "kube/dump.h"
#include "plan/expect.h"
#include "sys/json_tree.h"

/* What kubectl makes of the manifest, with the annotation. */
static struct error annotate(struct run *run, struct slice manifest, struct slice *json)
{
    struct reply reply;
    const char *pair = arena_format(run->arena, ANNOTATION_RUN "=%.*s", SLICE_ARG(run->record.id)).data;
    const char *arguments[] = {"annotate", "--local", "--overwrite", "-f", "-", pair, "-o", "json", NULL};
    struct error error = kubectl_call(&run->kubectl, run->arena, arguments, manifest, &reply);
    if (!failed(error) && reply.answer != ANSWER_DONE)
        error = reply_error(run->arena, &reply, "kubectl cannot read the manifest");
    *json = reply.output;
    return error;
}

static struct error check_same(const struct run *run, const struct cluster *sent)
{
    const struct cluster *meant = &run->wanted;
    bool same = is_cluster(sent->tree->root) && slice_equal(sent->name, slice_of(run->name)) &&
                slice_equal(sent->namespace, slice_of(run->namespace)) &&
                strcmp(bootstrap_method(sent), "recovery") == 0 &&
                slice_equal(sent->read.generation, meant->read.generation) &&
                slice_equal(sent->write.generation, meant->write.generation);
    if (same)
        return NO_ERROR;
    return error_next(error_make(run->arena, ERROR_REFUSED,
                                 "kubectl reads the manifest in another way: %s from %.*s into %.*s, where "
                                 "recovery from %.*s into %.*s is meant",
                                 bootstrap_method(sent), SLICE_ARG(sent->read.generation),
                                 SLICE_ARG(sent->write.generation), SLICE_ARG(meant->read.generation),
                                 SLICE_ARG(meant->write.generation)),
                      SLICE("put quotes around the generations and names in the manifest"));
}

struct error body_make(struct run *run, struct slice manifest)
{
    struct slice json;
    struct tree *tree;
    struct error error = annotate(run, manifest, &json);
    if (failed(error))
        return error;
    json_t *object = json_loadb(json.data, json.len, 0, NULL);
    if (object == NULL)
        return error_make(run->arena, ERROR_SYSTEM, "kubectl annotate --local printed no JSON");
    json_t *name = json_string(run->namespace);
    if (json_object_set_new(json_object_get(object, "metadata"), "namespace", name) != 0) {
        json_decref(object);
        return error_make(run->arena, ERROR_SYSTEM, "kubectl annotate --local printed no object");
    }
    run->body = dump(run->arena, object);
    error = json_tree_read(run->arena, run->body, 0, run->body.len, &tree);
    if (failed(error))
        return error;
    struct cluster sent = cluster_read(tree);
    return check_same(run, &sent);
}

/* The body, to be changed. */
static json_t *load_body(const struct run *run)
{
    json_t *object = json_loadb(run->body.data, run->body.len, 0, NULL);
    if (object == NULL)
        arena_out_of_memory(run->arena); /* it was read before: nothing else can be wrong */
    return object;
}

static void drop_annotation(json_t *object)
{
    json_t *metadata = json_object_get(object, "metadata");
    json_object_del(json_object_get(metadata, "annotations"), ANNOTATION_RUN);
}

struct slice body_plain(const struct run *run)
{
    json_t *object = load_body(run);
    drop_annotation(object);
    return dump(run->arena, object);
}

struct slice body_as_initdb(const struct run *run)
{
    json_t *object = load_body(run), *spec = json_object_get(object, "spec");
    drop_annotation(object);
    json_object_del(spec, "externalClusters");
    json_object_set_new(spec, "bootstrap", json_pack("{s:{}}", "initdb"));
    return dump(run->arena, object);
}

struct slice body_delete(struct arena *arena, struct slice uid, bool foreground)
{
    json_t *options =
        json_pack("{s:s,s:s,s:s,s:{s:s%}}", "kind", "DeleteOptions", "apiVersion", "v1", "propagationPolicy",
                  foreground ? "Foreground" : "Background", "preconditions", "uid", uid.data, uid.len);
    return dump(arena, options);
}
