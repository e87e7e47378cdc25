#include "kube/finish_revision.h"
#include "kube/controller_parts.h"

enum { DIGITS = 40 };

static bool is_commit(struct slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return text.len == DIGITS;
}

struct slice finish_commit_of(struct slice revision)
{
    struct slice end =
        revision.len < DIGITS ? revision : slice_cut(revision, revision.len - DIGITS, revision.len);
    struct slice before = slice_cut(revision, 0, revision.len - end.len);
    bool good =
        before.len == 0 || slice_ends_with(before, SLICE("sha1:")) || slice_ends_with(before, SLICE("/"));
    return good && is_commit(end) ? end : SLICE("");
}

static void add(struct revisions *revisions, struct slice revision)
{
    struct slice commit = finish_commit_of(revision);
    if (commit.len > 0 && revisions->count < REVISIONS_MAX)
        revisions->commits[revisions->count++] = commit;
}

static void of_application(struct run *run, const struct node *object, struct revisions *out)
{
    struct slice one = text_at(object, "status", "sync", "revision", NULL);
    const struct node *many = node_at(object, "status", "sync", "revisions", NULL);
    out->said = one;
    add(out, one);
    for (const struct node *r = many == NULL ? NULL : many->first; r != NULL; r = r->next) {
        out->said = arena_format(run->arena, "%.*s%s%.*s", SLICE_ARG(out->said), out->said.len > 0 ? " " : "",
                                 SLICE_ARG(node_text(r)));
        add(out, node_text(r));
    }
    out->reason = out->said.len == 0 ? SLICE("its status.sync.revision is empty")
                                     : SLICE("its status.sync.revision is no commit of git");
}

/* What a suspended Kustomization would apply next lies in its source, which is not suspended with it. */
static struct error of_source(struct run *run, const struct node *object, struct revisions *out)
{
    struct reply reply;
    struct tree *source = NULL;
    struct slice kind = text_at(object, "spec", "sourceRef", "kind", NULL);
    struct slice name = text_at(object, "spec", "sourceRef", "name", NULL);
    struct slice namespace = text_at(object, "spec", "sourceRef", "namespace", NULL);
    if (namespace.len == 0)
    namespace = meta(object, "namespace");
    out->reason = SLICE("it is suspended, and its source is no GitRepository");
    if (!slice_equal(kind, SLICE("GitRepository")) || !name_is_subdomain(name) || !name_is_plain(namespace))
        return NO_ERROR;
    const char *arguments[] = {"get",
                               "gitrepositories.source.toolkit.fluxcd.io",
                               arena_string(run->arena, name),
                               arena_format(run->arena, "--namespace=%.*s", SLICE_ARG(namespace)).data,
                               "--output=json",
                               NULL};
    struct error error = controller_ask(run, arguments, &reply, &source);
    if (!failed(error))
        error = controller_trouble(run, &reply, "cannot read what the Kustomization would apply");
    if (failed(error))
        return error;
    if (source == NULL) {
        out->reason = arena_format(run->arena, "its GitRepository %.*s cannot be read: %.*s", SLICE_ARG(name),
                                   SLICE_ARG(reply.message));
        return NO_ERROR;
    }
    out->said = text_at(source->root, "status", "artifact", "revision", NULL);
    out->reason = SLICE("its GitRepository has no artifact of a commit");
    add(out, out->said);
    return NO_ERROR;
}

static struct error of_kustomization(struct run *run, const struct node *object, bool paused,
                                     struct revisions *out)
{
    if (paused || slice_equal(text_at(object, "spec", "suspend", NULL), SLICE("true")))
        return of_source(run, object, out);
    out->said = text_at(object, "status", "lastAppliedRevision", NULL);
    out->reason = out->said.len == 0 ? SLICE("its status.lastAppliedRevision is empty")
                                     : SLICE("its status.lastAppliedRevision is no commit of git");
    add(out, out->said);
    return NO_ERROR;
}

/* Its values come from git by the Kustomization that it belongs to. */
static struct error of_helm_release(struct run *run, const struct node *object, struct revisions *out)
{
    struct slice seen = text_at(object, "status", "observedGeneration", NULL);
    struct slice name = label(object, "kustomize.toolkit.fluxcd.io/name");
    struct slice namespace = label(object, "kustomize.toolkit.fluxcd.io/namespace");
    struct reply reply;
    struct tree *parent = NULL;
    out->reason = SLICE("a HelmRelease knows no commit, and it belongs to no Kustomization");
    if (!name_is_plain(namespace) || !name_is_subdomain(name))
        return NO_ERROR;
    out->reason = SLICE("it has not released what it was last told to");
    if (!slice_equal(seen, meta(object, "generation")) ||
        !slice_equal(condition(object, "Ready", NULL, NULL), SLICE("True")))
        return NO_ERROR;
    struct error error = controller_read(run, CONTROLLER_KUSTOMIZATION, namespace, name, &reply, &parent);
    if (!failed(error))
        error = controller_trouble(run, &reply, "cannot read the HelmRelease's Kustomization");
    if (failed(error) || parent == NULL) {
        out->reason = arena_format(run->arena, "its Kustomization %.*s cannot be read: %.*s", SLICE_ARG(name),
                                   SLICE_ARG(reply.message));
        return error;
    }
    return of_kustomization(run, parent->root, false, out);
}

struct error finish_revisions(struct run *run, const struct controller *controller, bool paused,
                              struct revisions *revisions)
{
    *revisions = (struct revisions){0};
    revisions->said = SLICE("");
    if (controller->object == NULL) {
        revisions->reason = controller->unread;
        return NO_ERROR;
    }
    const struct node *object = controller->object->root;
    switch (controller->kind) {
    case CONTROLLER_APPLICATION:
        of_application(run, object, revisions);
        return NO_ERROR;
    case CONTROLLER_KUSTOMIZATION:
        return of_kustomization(run, object, paused, revisions);
    default:
        return of_helm_release(run, object, revisions);
    }
}
