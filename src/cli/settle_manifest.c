#include "cli/settle_manifest.h"
#include "git/blob.h"
#include "git/tree_walk.h"
#include "plan/extract.h"
#include "sys/json_tree.h"

/* What was seen so far. */
struct seen {
    const struct manifest_search *search;
    size_t hold, lack, open;
    struct slice holding, lacking, opening; /* the first of each: "PATH writes NAME" */
    struct slice broken;                    /* the first that names the Cluster and does not parse */
};

static bool is_yaml(void *context, struct slice path)
{
    (void)context;
    return slice_ends_with(path, SLICE(".yaml")) || slice_ends_with(path, SLICE(".yml")) ||
           slice_ends_with(path, SLICE(".json"));
}

static bool is_open(struct slice name)
{
    return slice_find_char(name, '$', 0) < name.len || slice_find(name, SLICE("{{")) < name.len;
}

static void count(struct seen *seen, struct slice path, const struct cluster *cluster)
{
    struct slice writes = cluster->write.generation;
    struct slice line = arena_format(seen->search->arena, "%.*s writes %.*s", SLICE_ARG(path),
                                     SLICE_ARG(writes.len > 0 ? writes : SLICE("nowhere")));
    bool holds = slice_equal(writes, seen->search->writes), open = is_open(writes);
    size_t *number = holds ? &seen->hold : open ? &seen->open : &seen->lack;
    struct slice *first = holds ? &seen->holding : open ? &seen->opening : &seen->lacking;
    if (++*number == 1)
        *first = line;
}

static bool is_meant(const struct manifest_search *search, const struct cluster *cluster)
{
    return slice_equal(cluster->name, search->name) &&
           (cluster->namespace.len == 0 || slice_equal(cluster->namespace, search->namespace));
}

static struct error read_found(struct arena *arena, const struct extracted *found, struct cluster *cluster)
{
    struct tree *tree;
    struct slice text = found->text;
    struct error error = found->json ? json_tree_read(arena, text, 0, text.len, &tree)
                                     : tree_read(arena, text, 0, text.len, &tree);
    if (!failed(error))
        *cluster = cluster_read(tree);
    return error;
}

/* A file that does not parse, or has two Clusters of one name, says nothing: that is told where nothing else
 * does. A file without the Cluster is most files. */
static struct error look(void *context, struct slice path, struct slice bytes)
{
    struct seen *seen = context;
    struct arena *arena = seen->search->arena;
    const struct extracted *found;
    struct cluster cluster = {0};
    size_t taken;
    if (!may_be_cnpg(bytes) || slice_find(bytes, seen->search->name) == bytes.len)
        return NO_ERROR;
    struct slice text = arena_copy(arena, bytes); /* the tree refers to it, and outlives the visit */
    struct extract *work = extract_begin(arena, seen->search->name);
    struct error error = extract_look(work, text, true, &taken);
    if (!failed(error))
        error = extract_finish(work, &found);
    if (!failed(error))
        error = read_found(arena, found, &cluster);
    if (!failed(error) && is_meant(seen->search, &cluster))
        count(seen, path, &cluster);
    if (failed(error) && !is_refusal(&error, REFUSE_NO_CLUSTER) && seen->broken.len == 0)
        seen->broken = arena_format(arena, "%.*s: %.*s", SLICE_ARG(path), SLICE_ARG(error.message));
    return NO_ERROR;
}

static struct error look_everywhere(struct seen *seen, const struct object_id *commit)
{
    struct tree_walk walk = {.context = seen, .wants = is_yaml, .visit = look};
    return tree_walk(seen->search->arena, seen->search->repository, commit, &walk);
}

static struct error look_there(struct seen *seen, const struct object_id *commit)
{
    struct tree_file file;
    const struct manifest_search *search = seen->search;
    struct error error =
        blob_read(search->arena, search->repository, commit, commit->hex, search->path, &file);
    return failed(error) ? error : look(seen, slice_of(search->path), file.bytes);
}

static enum commit_state judge(const struct seen *seen, struct slice *reason)
{
    struct arena *arena = seen->search->arena;
    size_t kinds = (seen->hold > 0) + (seen->lack > 0) + (seen->open > 0);
    *reason = SLICE("");
    if (kinds > 1)
        *reason =
            arena_format(arena, "its manifests do not agree (%.*s; %.*s): name the one with --ref REF:PATH",
                         SLICE_ARG(seen->hold > 0 ? seen->holding : seen->opening),
                         SLICE_ARG(seen->lack > 0 ? seen->lacking : seen->opening));
    else if (seen->open > 0)
        *reason = arena_format(arena, "%.*s, which is filled in elsewhere", SLICE_ARG(seen->opening));
    else if (kinds == 0 && seen->broken.len > 0)
        *reason = seen->broken;
    else if (kinds == 0)
        *reason = arena_format(arena, "no manifest of a Cluster %.*s is in it: name it with --ref REF:PATH",
                               SLICE_ARG(seen->search->name));
    else if (seen->lack > 0)
        *reason = seen->lacking;
    return kinds != 1 || seen->open > 0 ? COMMIT_UNKNOWN : seen->hold > 0 ? COMMIT_HOLDS : COMMIT_LACKS;
}

enum commit_state manifest_in_commit(const struct manifest_search *search, const struct object_id *commit,
                                     struct slice *reason)
{
    struct seen seen = {.search = search};
    struct error error = search->path != NULL ? look_there(&seen, commit) : look_everywhere(&seen, commit);
    if (!failed(error))
        return judge(&seen, reason);
    *reason = error.message;
    return COMMIT_UNKNOWN;
}
