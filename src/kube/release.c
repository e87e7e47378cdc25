#include "kube/release.h"
#include "kube/settle_parts.h"
#include "text/buffer.h"

#define ENTRY "/metadata/managedFields/%zu"

static bool is_ours(const struct node *entry)
{
    return slice_equal(text_at(entry, "manager", NULL), SLICE(KUBE_MANAGER));
}

/* Tests and removals of our entries: the last one first, so that the places of the others stay. */
static void add_entries(struct buffer *patch, const struct node *entry, size_t place)
{
    if (entry == NULL)
        return;
    add_entries(patch, entry->next, place + 1);
    if (!is_ours(entry))
        return;
    buffer_add(patch,
               arena_format(patch->arena,
                            ",{\"op\":\"test\",\"path\":\"" ENTRY "/manager\",\"value\":\"" KUBE_MANAGER
                            "\"},{\"op\":\"remove\",\"path\":\"" ENTRY "\"}",
                            place, place));
}

struct slice release_patch(struct arena *arena, const struct tree *live)
{
    struct buffer patch = {.arena = arena};
    const struct node *entries = node_at(live->root, "metadata", "managedFields", NULL);
    add_entries(&patch, entries == NULL ? NULL : entries->first, 0);
    if (node_at(live->root, "metadata", "annotations", ANNOTATION_RUN, NULL) != NULL)
        buffer_add(&patch, SLICE(",{\"op\":\"remove\",\"path\":\"/metadata/annotations/cnpg-dr.dev~1run\"}"));
    return patch_of(arena, live, buffer_text(&patch));
}

static struct slice make(struct arena *arena, const struct tree *live, const void *context)
{
    (void)context;
    return release_patch(arena, live);
}

static struct error take_away(struct run *run, struct tree *live, struct release_result *result)
{
    bool patched;
    struct error error = patch_cluster(run, make, NULL, "cannot release the Cluster", &live, &patched);
    if (!failed(error) && patched)
        error = settle_find(run, &live); /* what kubectl patch prints is without managedFields */
    if (failed(error))
        return error;
    if (release_patch(run->arena, live).len > 0)
        return error_next(error_make(run->arena, ERROR_SYSTEM,
                                     "the field manager " KUBE_MANAGER " or its annotation is on the Cluster "
                                     "again after the patch that removed them"),
                          SLICE("run the same again"));
    result->state = RELEASE_DONE;
    if (patched)
        run_tell(run, NEWS_DONE,
                 "the Cluster is released: neither our field manager nor our annotation is on it");
    return NO_ERROR;
}

struct error release(struct run *run, const struct settle_input *input, bool force,
                     struct release_result *result)
{
    struct tree *live, *body;
    *result = (struct release_result){RELEASE_WAITING, SLICE("")};
    struct cluster standing;
    struct error error = settle_begin(run, input, &body, &live, &standing);
    if (!failed(error))
        error = settle_check_write(run, &standing, input->cluster);
    if (failed(error))
        return error;
    result->sync = release_sign(run->arena, live, body);
    if (result->sync.len > 0)
        run_tell(run, NEWS_DONE, "GitOps has synced the manifest: %.*s", SLICE_ARG(result->sync));
    else if (release_patch(run->arena, live).len > 0 && !force)
        return NO_ERROR;
    else if (force)
        run_tell(run, NEWS_WARNING,
                 "no sync of the manifest has been seen: released all the same, as forced");
    return take_away(run, live, result);
}
