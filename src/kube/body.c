#include "kube/body.h"
#include "kube/dump.h"
#include "plan/expect.h"
#include "sys/json_tree.h"

/* A patch of nothing, made here: kubectl's way to print a file as JSON without asking the API server. */
static struct error print_json(struct run *run, struct slice manifest, struct slice *json)
{
    struct reply reply;
    const char *arguments[] = {"patch",         "--local", "--filename=-", "--type=merge", "--patch={}",
                               "--output=json", NULL};
    struct error error = kubectl_call(&run->kubectl, run->arena, arguments, manifest, &reply);
    if (!failed(error) && reply.answer != ANSWER_DONE)
        error = reply_error(run->arena, &reply, "kubectl cannot read the manifest");
    *json = reply.output;
    return error;
}

static struct error check_same(const struct run *run, const struct cluster *meant, const struct cluster *read)
{
    if (is_cluster(read->tree->root) && slice_equal(read->name, meant->name) &&
        slice_equal(read->namespace, meant->namespace) &&
        strcmp(bootstrap_method(read), bootstrap_method(meant)) == 0 &&
        slice_equal(read->read.generation, meant->read.generation) &&
        slice_equal(read->write.generation, meant->write.generation))
        return NO_ERROR;
    return error_next(
        error_make(run->arena, ERROR_REFUSED,
                   "kubectl reads the manifest in another way: the Cluster %.*s with %s from \"%.*s\" into "
                   "\"%.*s\", where %.*s with %s from \"%.*s\" into \"%.*s\" is meant",
                   SLICE_ARG(read->name), bootstrap_method(read), SLICE_ARG(read->read.generation),
                   SLICE_ARG(read->write.generation), SLICE_ARG(meant->name), bootstrap_method(meant),
                   SLICE_ARG(meant->read.generation), SLICE_ARG(meant->write.generation)),
        SLICE("put quotes around the generations and names in the manifest"));
}

struct error body_read(struct run *run, const struct cluster *meant, struct slice manifest,
                       struct slice *body)
{
    struct tree *tree;
    struct error error = print_json(run, manifest, body);
    if (!failed(error))
        error = json_tree_read(run->arena, *body, 0, body->len, &tree);
    if (failed(error))
        return error;
    struct cluster read = cluster_read(tree);
    return check_same(run, meant, &read);
}

static json_t *load(const struct run *run, struct slice body)
{
    json_t *object = json_loadb(body.data, body.len, 0, NULL);
    if (object == NULL)
        arena_out_of_memory(run->arena); /* it was read before: nothing else can be wrong */
    return object;
}

/* The object below a key, made where there is none. */
static json_t *object_at(json_t *parent, const char *key)
{
    if (!json_is_object(json_object_get(parent, key)))
        json_object_set_new(parent, key, json_object());
    return json_object_get(parent, key);
}

struct error body_make(struct run *run, struct slice manifest)
{
    struct slice body;
    struct error error = body_read(run, &run->wanted, manifest, &body);
    if (failed(error))
        return error;
    json_t *object = load(run, body), *metadata = object_at(object, "metadata");
    json_object_set_new(metadata, "namespace", json_string(run->namespace));
    json_object_set_new(object_at(metadata, "annotations"), ANNOTATION_RUN,
                        json_stringn(run->record.id.data, run->record.id.len));
    run->body = dump(run->arena, object);
    return NO_ERROR;
}

struct slice body_as_initdb(const struct run *run)
{
    json_t *object = load(run, run->body), *spec = json_object_get(object, "spec");
    json_object_del(json_object_get(json_object_get(object, "metadata"), "annotations"), ANNOTATION_RUN);
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
