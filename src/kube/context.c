#include "kube/context.h"
#include "kube/object.h"
#include "sys/json_tree.h"

struct error context_read(const struct kubectl *kubectl, struct arena *arena, struct kube_context *context)
{
    static const char *const arguments[] = {"config", "view", "--minify", "--output=json", NULL};
    struct reply reply;
    struct tree *tree;
    *context = (struct kube_context){.context = SLICE("in-cluster")};
    struct error error = kubectl_call(kubectl, arena, arguments, SLICE(""), &reply);
    if (failed(error))
        return error;
    if (reply.answer != ANSWER_DONE) {
        bool chosen = kubectl->context != NULL || kubectl->kubeconfig != NULL;
        bool none = slice_find(reply.message, SLICE("current-context must exist")) < reply.message.len;
        return none && !chosen ? NO_ERROR : reply_error(arena, &reply, "no context to work with");
    }
    error = json_tree_read(arena, reply.output, 0, reply.output.len, &tree);
    if (failed(error))
        return error;
    struct slice current = text_at(tree->root, "current-context", NULL);
    const struct node *clusters = node_at(tree->root, "clusters", NULL);
    const struct node *contexts = node_at(tree->root, "contexts", NULL);
    if (current.len > 0)
        context->context = current;
    context->server = text_at(clusters == NULL ? NULL : clusters->first, "cluster", "server", NULL);
    context->namespace = text_at(contexts == NULL ? NULL : contexts->first, "context", "namespace", NULL);
    return NO_ERROR;
}
