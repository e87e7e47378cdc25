#include "kube/settle.h"
#include "plan/expect.h"
#include "sys/json_tree.h"

/* A patch of nothing, made here: kubectl's way to print a file as JSON without asking the API server. */
static struct error as_json(struct run *run, struct slice manifest, struct slice *json)
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
        slice_equal(read->write.generation, meant->write.generation))
        return NO_ERROR;
    return error_next(error_make(run->arena, ERROR_REFUSED,
                                 "kubectl reads the manifest in another way: the Cluster %.*s with %s, which "
                                 "writes %.*s, where %.*s with %s is meant, which writes %.*s",
                                 SLICE_ARG(read->name), bootstrap_method(read),
                                 SLICE_ARG(read->write.generation), SLICE_ARG(meant->name),
                                 bootstrap_method(meant), SLICE_ARG(meant->write.generation)),
                      SLICE("put quotes around the generations and names in the manifest"));
}

struct error settle_input_make(struct run *run, const struct cluster *cluster, struct slice manifest,
                               struct settle_input *input)
{
    struct tree *tree;
    *input = (struct settle_input){.cluster = cluster};
    struct error error = as_json(run, manifest, &input->body);
    if (!failed(error))
        error = json_tree_read(run->arena, input->body, 0, input->body.len, &tree);
    if (failed(error))
        return error;
    struct cluster read = cluster_read(tree);
    return check_same(run, cluster, &read);
}
